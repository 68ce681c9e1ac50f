using Butaca.Hosting;
using Butaca.Hosting.Storage;

namespace Butaca.Server.Tests.Storage;

public sealed class WriteQueueTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhoFindsItFullIsRefusedAtOnce()
    {
        TaskCompletionSource disk = new();
        await using WriteQueue queue = new(_ => disk.Task);
        Task<IReadOnlyList<bool>>[] many =
        [
            .. Enumerable.Range(0, 100).Select(_ => queue.AddAsync(Append(1000, Now), Now)),
        ];
        Assert.Equal(100_000, queue.Waiting);
        StoreException exception = await Assert.ThrowsAsync<StoreException>(() =>
            queue.AddAsync(Append(1, Now), Now).WaitAsync(TimeSpan.FromSeconds(10), Now)
        );
        Assert.True(exception.IsTransient);
        Assert.Contains(
            "found 100000 events that wait to be written, expected 100000 at most",
            exception.Message,
            StringComparison.Ordinal
        );
        disk.SetResult();
        await Task.WhenAll(many);
        Assert.Equal(0, queue.Waiting);
        await queue.AddAsync(Append(100_001, Now), Now); // nothing else waits
    }

    [Fact]
    public async Task WhatFailedOrWasCancelledWaitsNoLonger()
    {
        TaskCompletionSource disk = new();
        await using WriteQueue queue = new(_ => disk.Task);
        Task<IReadOnlyList<bool>> first = queue.AddAsync(Append(1, Now), Now);
        using CancellationTokenSource gone = new();
        Task<IReadOnlyList<bool>> cancelled = queue.AddAsync(Append(1, gone.Token), gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        disk.SetException(new StoreException("The store: found nothing, expected it.", isTransient: true));
        await Assert.ThrowsAsync<StoreException>(() => first);
        for (int i = 0; i < 500 && queue.Waiting > 0; i++)
            await Task.Delay(10, Now); // its turn comes
        Assert.Equal(0, queue.Waiting);
    }

    private static PendingAppend Append(int events, CancellationToken cancellation) =>
        new(
            [.. Enumerable.Repeat(new StoredEvent("1", "ana", 1, EventKind.Watched, null, 1, null), events)],
            (_, stored) => Task.FromResult(new bool[stored.Count]),
            cancellation
        );
}
