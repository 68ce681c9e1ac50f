using System.Threading.Channels;
using Butaca.Hosting.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Butaca.Hosting.Live;

/// <summary>
/// Writes impressions, the lists that were recommended, to the store, many lists at a time and behind the answers.
/// Where the store can't follow or is away, lists are dropped and counted: they serve statistics alone. (Events are
/// never dropped: they are acknowledged when they are stored.)
/// </summary>
/// <param name="store">The store.</param>
/// <param name="options">How long lists are kept.</param>
/// <param name="time">Tells the time.</param>
/// <param name="log">Told when the store fails.</param>
public sealed partial class ImpressionLog(
    IStore store,
    HostingOptions options,
    TimeProvider time,
    ILogger<ImpressionLog> log
) : BackgroundService
{
    private const int Capacity = 50_000;
    private const int MostAtOnce = 2_000;
    private static readonly TimeSpan CleaningEvery = TimeSpan.FromHours(1);
    private readonly Channel<Entry> _queue = Channel.CreateBounded<Entry>(
        new BoundedChannelOptions(Capacity) { SingleReader = true }
    );
    private long _dropped;

    /// <summary>Lists that wait to be written.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Lists that were dropped since the start.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Remembers a list.</summary>
    /// <param name="list">The list.</param>
    /// <param name="isGone">Whether the user was deleted meanwhile: asked before it is written.</param>
    public void Add(ShownList list, Func<bool> isGone)
    {
        if (!_queue.Writer.TryWrite(new Entry { List = list, IsGone = isGone }))
            Interlocked.Increment(ref _dropped);
    }

    /// <summary>Waits until all that was added before is written, or dropped.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(new Entry { Done = done }, cancellation);
        await done.Task.WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete(); // the loop writes what waits, and ends
        if (ExecuteTask is { } running)
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<ShownList> lists = [];
        List<TaskCompletionSource> waiting = [];
        bool isToClean = true; // once something is written; then by the clock, whether anything is or not
        await using ITimer clock = time.CreateTimer(
            _ => _queue.Writer.TryWrite(new Entry { IsToClean = true }),
            null,
            CleaningEvery,
            CleaningEvery
        );
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (lists.Count < MostAtOnce && _queue.Reader.TryRead(out Entry? entry))
            {
                if (entry is { List: { } list, IsGone: { } isGone } && !isGone())
                    lists.Add(list);
                if (entry.Done is { } done)
                    waiting.Add(done);
                isToClean |= entry.IsToClean;
            }
            int unwritten = lists.Count;
            try
            {
                if (lists.Count > 0)
                    await store.AddShownAsync(lists, CancellationToken.None);
                unwritten = 0;
                if (isToClean)
                {
                    isToClean = false;
                    await store.DeleteShownBeforeAsync(
                        time.GetUtcNow().AddDays(-options.KeepShownDays).ToUnixTimeSeconds(),
                        CancellationToken.None
                    );
                }
            }
#pragma warning disable CA1031 // Statistics must not end the server, whatever ails the store.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Interlocked.Add(ref _dropped, unwritten);
                if (unwritten > 0)
                    Failed(log, unwritten, exception.Message);
                else
                    NotCleaned(log, exception.Message);
            }
            lists.Clear();
            waiting.ForEach(done => done.TrySetResult());
            waiting.Clear();
        }
    }

    /// <summary>A list to write, somebody who waits until all before is written, or the hour to clean.</summary>
    private sealed record Entry
    {
        public ShownList? List { get; init; }

        public Func<bool>? IsGone { get; init; }

        public TaskCompletionSource? Done { get; init; }

        public bool IsToClean { get; init; }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Old shown lists were not deleted, which is tried again in an hour: {Message}"
    )]
    private static partial void NotCleaned(ILogger log, string message);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Count} shown lists were not stored and won't be in the statistics: {Message}"
    )]
    private static partial void Failed(ILogger log, int count, string message);
}
