namespace Butaca.Hosting.Cluster;

/// <summary>
/// This process among the others of a cluster. Whatever must be right does not rest on it but on the store.
/// </summary>
internal interface ISilo : IAsyncDisposable
{
    /// <summary>Why the others put this silo out; null: they didn't.</summary>
    string? Failure { get; }

    /// <summary>The silos that are taken for alive, this one too; 0: this one has not joined.</summary>
    int Alive { get; }

    /// <summary>Joins the cluster.</summary>
    /// <param name="hear">Called with what another silo, or this one, tells all; answers whether it is done.</param>
    /// <param name="cancellation">Ends the start.</param>
    Task StartAsync(Func<Message, string, Task<bool>> hear, CancellationToken cancellation);

    /// <summary>Has all silos that live do something, and waits until each has done it.</summary>
    /// <param name="message">What they are told.</param>
    /// <param name="subject">What it is about; empty: nothing.</param>
    /// <param name="patience">For how long: whoever does not answer finds out by the store before it serves.</param>
    /// <returns>Whether all have.</returns>
    Task<bool> TellAsync(Message message, string subject, TimeSpan patience);
}
