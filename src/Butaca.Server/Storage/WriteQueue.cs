using System.Threading.Channels;

namespace Butaca.Server.Storage;

/// <summary>
/// Group commit: one loop takes all writes that wait, has them committed in one transaction, and then answers their
/// callers. While a disk flushes one group the next one gathers, so throughput does not depend on how long a flush takes.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    /// <summary>Writes that may wait; further callers wait for a place.</summary>
    private const int Capacity = 4096;

    /// <summary>Events at which a group is large enough: it bounds what one transaction holds.</summary>
    private const int MaxWeight = 10_000;

    private readonly Channel<PendingWrite> _channel = Channel.CreateBounded<PendingWrite>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly Func<IReadOnlyList<PendingWrite>, Task> _commit;
    private readonly Task _loop;

    /// <summary>Starts the loop.</summary>
    /// <param name="commit">Commits a group of writes in one transaction, or throws and has committed none.</param>
    public WriteQueue(Func<IReadOnlyList<PendingWrite>, Task> commit)
    {
        _commit = commit;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Queues a write and waits for its commit.</summary>
    /// <param name="write">The write.</param>
    /// <param name="cancellation">Stops the waiting. A write whose turn has come is done nevertheless.</param>
    public async Task<T> AddAsync<T>(PendingWrite<T> write, CancellationToken cancellation)
    {
        try
        {
            await _channel.Writer.WriteAsync(write, cancellation);
        }
        catch (ChannelClosedException exception)
        {
            throw new ObjectDisposedException("The store is closed.", exception);
        }
        return await write.Answer.WaitAsync(cancellation);
    }

    /// <summary>Takes no more writes, and waits until those that were queued are committed.</summary>
    public async ValueTask DisposeAsync()
    {
        _channel.Writer.TryComplete();
        await _loop;
    }

    private async Task RunAsync()
    {
        List<PendingWrite> group = [];
        while (await _channel.Reader.WaitToReadAsync())
        {
            group.Clear();
            int weight = 0;
            while (weight < MaxWeight && _channel.Reader.TryRead(out PendingWrite? write))
            {
                if (write.IsCancelled)
                {
                    write.Cancel();
                    continue;
                }
                group.Add(write);
                weight += write.Weight;
            }
            if (group.Count > 0) await CommitAsync(group);
        }
    }

    private async Task CommitAsync(List<PendingWrite> group)
    {
        try
        {
            await _commit(group);
            foreach (PendingWrite write in group) write.Succeed();
        }
        catch (Exception exception) when (group.Count == 1 || exception is StoreException { IsTransient: true })
        {
            foreach (PendingWrite write in group) write.Fail(exception); // the store itself is to blame: alone they would fail too
        }
#pragma warning disable CA1031 // whatever it was, each caller is told by its own attempt
        catch
#pragma warning restore CA1031
        {
            foreach (PendingWrite write in group) await CommitAsync([write]); // one of them is to blame: the others must not suffer
        }
    }
}
