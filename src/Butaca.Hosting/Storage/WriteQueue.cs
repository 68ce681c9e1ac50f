using System.Threading.Channels;

namespace Butaca.Hosting.Storage;

/// <summary>
/// Group commit: one loop takes all writes that wait, has them committed in one transaction, and then answers their
/// callers. While a disk flushes one group the next one gathers, so throughput does not depend on how long a flush
/// takes.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    /// <summary>Events that may wait, or be committed just now; further callers are refused at once.</summary>
    private const int Capacity = 100_000;

    /// <summary>Events at which a group is large enough: it bounds what one transaction holds.</summary>
    private const int MaxWeight = 10_000;

    private readonly Channel<PendingWrite> _channel = Channel.CreateUnbounded<PendingWrite>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly Func<IReadOnlyList<PendingWrite>, Task> _commit;
    private readonly Task _loop;
    private int _waiting;

    /// <summary>Starts the loop.</summary>
    /// <param name="commit">Commits a group of writes in one transaction, or throws and has committed none.</param>
    public WriteQueue(Func<IReadOnlyList<PendingWrite>, Task> commit)
    {
        _commit = commit;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Events, and other writes, whose callers have not been answered.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Queues a write and waits for its commit.</summary>
    /// <param name="write">The write.</param>
    /// <param name="cancellation">Stops the waiting. A write whose turn has come is done nevertheless.</param>
    /// <exception cref="StoreException">Too many wait already.</exception>
    public async Task<T> AddAsync<T>(PendingWrite<T> write, CancellationToken cancellation)
    {
        int waiting = Interlocked.Add(ref _waiting, write.Weight);
        bool isFull = waiting > Capacity && waiting > write.Weight; // one that comes alone may be of any size
        if (isFull || !_channel.Writer.TryWrite(write))
        {
            Interlocked.Add(ref _waiting, -write.Weight);
            ObjectDisposedException.ThrowIf(!isFull, this);
            throw new StoreException(
                $"The store: found {waiting - write.Weight} events that wait to be written, expected {Capacity} at most. It can't follow, or doesn't answer; try again later.",
                isTransient: true
            );
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
                    Answer([write], cancelled => cancelled.Cancel());
                    continue;
                }
                group.Add(write);
                weight += write.Weight;
            }
            if (group.Count > 0)
                await CommitAsync(group);
        }
    }

    private async Task CommitAsync(List<PendingWrite> group)
    {
        try
        {
            await _commit(group);
            Answer(group, write => write.Succeed());
        }
        catch (Exception exception) when (group.Count == 1 || exception is StoreException { IsTransient: true })
        {
            Answer(group, write => write.Fail(exception)); // the store itself is to blame: alone they would fail too
        }
#pragma warning disable CA1031 // whatever it was, each caller is told by its own attempt
        catch
#pragma warning restore CA1031
        {
            foreach (PendingWrite write in group)
                await CommitAsync([write]); // one of them is to blame: the others must not suffer
        }
    }

    private void Answer(IReadOnlyList<PendingWrite> writes, Action<PendingWrite> answer)
    {
        foreach (PendingWrite write in writes)
        {
            Interlocked.Add(ref _waiting, -write.Weight);
            answer(write);
        }
    }
}
