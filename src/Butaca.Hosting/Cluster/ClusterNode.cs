using System.Text.Json;
using Butaca.Hosting.Storage;

namespace Butaca.Hosting.Cluster;

/// <summary>
/// What one server has where several share a store. That answers are right rests on the store, which is asked before
/// each; that others need not wait when they ask rests on <see cref="ISilo"/>, by which they are told.
/// </summary>
public sealed class ClusterNode
{
    /// <summary>
    /// For how long a change waits for silos to take it in: one that is cut off does so before it serves again.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>For how long a new model waits until all have fetched it.</summary>
    private static readonly TimeSpan PatienceForModels = TimeSpan.FromMinutes(2);

    private readonly ISilo _silo;

    internal ClusterNode(IClusterStore store, Lookout lookout, ModelVault vault, ISilo silo, ClusterOptions options)
    {
        Store = store;
        Lookout = lookout;
        Vault = vault;
        Options = options;
        _silo = silo;
    }

    /// <summary>The store that all share.</summary>
    internal IClusterStore Store { get; }

    /// <summary>Asks it how far it is.</summary>
    internal Lookout Lookout { get; }

    /// <summary>The models of all.</summary>
    internal ModelVault Vault { get; }

    /// <summary>How this server works with the others.</summary>
    internal ClusterOptions Options { get; }

    /// <summary>The silos that are taken for alive; 0 where this one has not joined.</summary>
    internal int Alive => _silo.Alive;

    /// <summary>Why the others put this silo out, which ends it; null: they didn't.</summary>
    public string? Failure => _silo.Failure;

    /// <summary>The training that this silo is at; null: none.</summary>
    internal long? Attempt { get; set; }

    /// <summary>Joins the others.</summary>
    /// <param name="hear">Called with what another silo, or this one, tells all; answers whether it is done.</param>
    /// <param name="cancellation">Ends the start.</param>
    internal Task JoinAsync(Func<Message, string, Task<bool>> hear, CancellationToken cancellation) =>
        _silo.StartAsync(hear, cancellation);

    /// <summary>Leaves the others.</summary>
    internal ValueTask LeaveAsync() => _silo.DisposeAsync();

    /// <summary>Has the others take in what changed. Whoever doesn't hear it does so before its next answer.</summary>
    internal Task TellAsync() => _silo.TellAsync(Message.Changed, "", Patience);

    /// <summary>Has the others forget a user who was deleted.</summary>
    internal Task TellDeletedAsync(string user) => _silo.TellAsync(Message.Deleted, user, Patience);

    /// <summary>Has the others fetch a model that is about to serve.</summary>
    internal Task PrepareAsync(StoredModel model) =>
        _silo.TellAsync(Message.Prepare, JsonSerializer.Serialize(model), PatienceForModels);
}
