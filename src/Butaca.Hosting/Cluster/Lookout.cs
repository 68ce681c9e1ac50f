using System.Threading.Channels;
using Butaca.Hosting.Storage;

namespace Butaca.Hosting.Cluster;

/// <summary>
/// Asks the store how far it is, for all who wait at once: while one question is under way the next ones gather, so
/// that the store is asked no more often than it answers. Each answer is of after the question. Safe for many threads.
/// </summary>
public sealed class Lookout : IAsyncDisposable
{
    /// <summary>For how long somebody waits for a store that is away, such as one that restarts.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>After how long a question is taken for lost.</summary>
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    private const int MostAtOnce = 1000;

    private readonly Channel<Question> _questions = Channel.CreateUnbounded<Question>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly IClusterStore _store;
    private readonly TimeProvider _time;
    private readonly Task _loop;

    /// <summary>Begins to listen for questions.</summary>
    /// <param name="store">The store.</param>
    /// <param name="time">Tells how long somebody waits.</param>
    public Lookout(IClusterStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>The changes up to now.</summary>
    /// <exception cref="StoreException">The store doesn't answer.</exception>
    public async Task<Changes> ChangesAsync(CancellationToken cancellation) =>
        (await AskAsync(null, cancellation)).Changes;

    /// <summary>A user's events up to now.</summary>
    /// <exception cref="StoreException">The store doesn't answer.</exception>
    public async Task<EventSpan> EventsOfAsync(string user, CancellationToken cancellation) =>
        (await AskAsync(user, cancellation)).Users[user];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _questions.Writer.TryComplete();
        await _loop;
    }

    private Task<Look> AskAsync(string? user, CancellationToken cancellation)
    {
        Question question = new(user, _time.GetTimestamp());
        ObjectDisposedException.ThrowIf(!_questions.Writer.TryWrite(question), this);
        return question.Answer.Task.WaitAsync(cancellation);
    }

    private async Task RunAsync()
    {
        List<Question> waiting = [];
        while (waiting.Count > 0 || await _questions.Reader.WaitToReadAsync())
        {
            while (waiting.Count < MostAtOnce && _questions.Reader.TryRead(out Question? question))
                waiting.Add(question);
            try
            {
                using CancellationTokenSource lost = new(Answer);
                Look look = await _store.LookAsync(
                    waiting.Select(question => question.User).OfType<string>().ToHashSet(StringComparer.Ordinal),
                    lost.Token
                );
                waiting.ForEach(question => question.Answer.TrySetResult(look));
                waiting.Clear();
            }
            catch (Exception exception)
                when (exception is StoreException { IsTransient: true } or OperationCanceledException)
            {
                StoreException away = exception as StoreException ?? Silent();
                waiting.RemoveAll(question =>
                    _time.GetElapsedTime(question.Asked) >= Patience && question.Answer.TrySetException(away)
                );
                await Task.Delay(Again);
            }
#pragma warning disable CA1031 // Whatever it is, those who asked are told, and the next ones may fare better.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                waiting.ForEach(question => question.Answer.TrySetException(exception));
                waiting.Clear();
            }
        }
    }

    private StoreException Silent() =>
        new(
            $"{_store.Where}: found no answer in {Answer.TotalSeconds:0} s, expected one. Butaca goes on by itself once it answers.",
            isTransient: true
        );

    private sealed record Question(string? User, long Asked)
    {
        public TaskCompletionSource<Look> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
