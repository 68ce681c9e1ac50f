using System.Collections.Immutable;
using Butaca.Data;

namespace Butaca.Recommending;

/// <summary>One of the users who want to watch something together.</summary>
/// <param name="Name">What the others call them: recommendations say it.</param>
/// <param name="History">What they have watched, on the recommender's catalogue, and when if that is known.</param>
public sealed record GroupMember(string Name, StoredHistory History)
{
    /// <summary>
    /// Ids of movies that they dislike: as <see cref="RecommendOptions.LessLike"/> for them alone, and nobody's list
    /// holds these movies. Default: none.
    /// </summary>
    public ImmutableArray<Id> LessLike { get; init; } = [];
}
