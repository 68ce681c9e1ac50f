using Butaca.Hosting.Live;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Primitives;

namespace Butaca.Server.Answers;

/// <summary>
/// Answers as they were sent. One serves again, under its id, for as long as the model, the movies and the user's
/// history are the ones it was made of; the key names their versions, so that an older answer can't be found. Safe for
/// many threads.
/// </summary>
/// <param name="options">How much memory it may take.</param>
public sealed class AnswerCache(ServerOptions options) : IDisposable
{
    /// <summary>What an entry takes besides its text.</summary>
    private const int Overhead = 300;

    private readonly MemoryCache _answers = new(
        new MemoryCacheOptions { SizeLimit = (long)options.AnswersMegabytes << 20 }
    );

    /// <summary>The answer to a question, if it is known.</summary>
    public TaggedAnswer? Find(in Question question) =>
        _answers.TryGetValue(question, out TaggedAnswer? answer) ? answer : null;

    /// <summary>Keeps an answer for as long as the user's state is what is known of them.</summary>
    public void Add(in Question question, UserState user, TaggedAnswer answer)
    {
        MemoryCacheEntryOptions entry = new() { Size = answer.Json.Length + 2 * question.Settings.Length + Overhead };
        _answers.Set(question, answer, entry.AddExpirationToken(new CancellationChangeToken(user.Ended)));
    }

    /// <inheritdoc/>
    public void Dispose() => _answers.Dispose();
}

/// <summary>What an answer follows from.</summary>
/// <param name="Model">The version of the model, and so of the movies.</param>
/// <param name="User">The version of the user's state.</param>
/// <param name="Settings">The request's query, as it was sent.</param>
public readonly record struct Question(long Model, long User, string Settings);
