using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting.Live;

namespace Butaca.Server.Answers;

/// <summary>One of several users who get one list.</summary>
/// <param name="Name">What the answer calls them.</param>
/// <param name="Known">What the server knows of them; null: nothing but the history.</param>
/// <param name="History">What they watched, as the model takes it.</param>
/// <param name="LessLike">Ids of movies that they dislike.</param>
public sealed record GroupUser(string Name, UserState? Known, StoredHistory History, IReadOnlyList<MovieId> LessLike);
