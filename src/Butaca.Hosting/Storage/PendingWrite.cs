using System.Data.Common;

namespace Butaca.Hosting.Storage;

/// <summary>A write that waits for its turn. Its caller is answered once it is committed, never before.</summary>
internal abstract class PendingWrite(CancellationToken cancellation)
{
    /// <summary>Whether its caller has gone before its turn came.</summary>
    public bool IsCancelled => cancellation.IsCancellationRequested;

    /// <summary>How much of a group it takes up.</summary>
    public virtual int Weight => 1;

    /// <summary>Writes within a transaction. Called again with another transaction if that one is undone.</summary>
    public abstract Task WriteAsync(DbTransaction transaction);

    /// <summary>Tells the caller that it is committed.</summary>
    public abstract void Succeed();

    /// <summary>Tells the caller that it is not.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>Tells the caller that nothing was done.</summary>
    public abstract void Cancel();
}

/// <summary>A write with a result.</summary>
internal class PendingWrite<T>(Func<DbTransaction, Task<T>> write, CancellationToken cancellation)
    : PendingWrite(cancellation)
{
    // Callers go on elsewhere: the loop that answers them must not run their code.
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The answer to the caller.</summary>
    public Task<T> Answer => _answer.Task;

    /// <summary>What the caller is told if the transaction is committed.</summary>
    public T Result { get; set; } = default!;

    public override async Task WriteAsync(DbTransaction transaction) => Result = await write(transaction);

    public override void Succeed() => _answer.TrySetResult(Result);

    public override void Fail(Exception exception) => _answer.TrySetException(exception);

    public override void Cancel() => _answer.TrySetCanceled(CancellationToken.None);
}

/// <summary>Events to store. Those of several callers are stored by one statement.</summary>
internal sealed class PendingAppend(
    IReadOnlyList<StoredEvent> events,
    Func<DbTransaction, IReadOnlyList<StoredEvent>, Task<bool[]>> insert,
    CancellationToken cancellation
) : PendingWrite<IReadOnlyList<bool>>(async transaction => await insert(transaction, events), cancellation)
{
    public IReadOnlyList<StoredEvent> Events => events;

    public override int Weight => events.Count;
}
