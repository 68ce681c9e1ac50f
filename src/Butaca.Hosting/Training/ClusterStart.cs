using Butaca.Data;
using Butaca.Hosting.Cluster;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Models;
using Microsoft.Extensions.Hosting;

namespace Butaca.Hosting.Training;

/// <summary>How a silo comes and goes.</summary>
/// <param name="node">The silo.</param>
/// <param name="state">What it serves with.</param>
/// <param name="shown">What waits to be written.</param>
public sealed class ClusterStart(ClusterNode node, LiveState state, ImpressionLog shown) : IHostedLifecycleService
{
    /// <summary>The setting that names the data set which all silos serve.</summary>
    private const string DataSetting = "data";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private volatile bool _isLeaving;

    /// <summary>Whether this silo is about to end, so that nobody should be sent here any more.</summary>
    public bool IsLeaving => _isLeaving;

    /// <summary>Whether this silo trains.</summary>
    internal bool Trains => node.Options.Trains;

    /// <summary>
    /// Joins the others, and reads how far the store is: whatever is read from it afterwards is as new at least.
    /// </summary>
    /// <exception cref="ButacaException">The silo can't be made.</exception>
    /// <exception cref="StoreException">The store doesn't answer.</exception>
    internal async Task JoinAsync(CancellationToken cancellation)
    {
        try
        {
            await node.JoinAsync((message, subject) => state.HearAsync(message, subject, shown), cancellation);
        }
        catch (Exception exception) when (exception is not (ButacaException or OperationCanceledException))
        {
            throw PostgresFaults.Explain(exception.GetBaseException(), node.Store.Where)
                ?? (Exception)
                    new ButacaException(
                        $"The silo can't be started at {Address}: {exception.GetBaseException().Message.TrimEnd('.')}. Choose another Butaca:Cluster:Address or Butaca:Cluster:Port.",
                        exception
                    );
        }
        node.Store.Known = (await node.Store.LookAsync([], cancellation)).Changes;
    }

    /// <summary>Waits until no other silo makes what a new store lacks.</summary>
    /// <param name="tell">Told that it waits.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>To be disposed of when it is made.</returns>
    internal async Task<IAsyncDisposable?> LockFirstAsync(Action<string> tell, CancellationToken cancellation)
    {
        bool isTold = false;
        while (true)
        {
            if (await node.Store.TryLockAsync(ClusterLock.First, cancellation) is { } taken)
                return taken;
            if (!isTold)
                tell("waiting for another silo's first start");
            isTold = true;
            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>Makes sure that this silo serves the same data set as the others.</summary>
    /// <exception cref="ButacaException">It doesn't.</exception>
    internal async Task CheckDataAsync(SeedData seedData, CancellationToken cancellation)
    {
        string hash = DatasetHash.Of(seedData.Data);
        string? others = await node.Store.GetSettingAsync(DataSetting, cancellation);
        if (others == hash)
            return;
        if (others is not null && node.Alive > 1)
            throw new ButacaException(
                $"{seedData.Name}: found another data set than the other silos of the cluster {node.Options.Name} serve, expected the same. Copy it from them; or end them all to serve another."
            );
        await node.Store.SetSettingAsync(DataSetting, hash, cancellation);
    }

    /// <summary>The models of the cluster, with the times at which they were trained.</summary>
    internal async Task<IReadOnlyList<(TrainedModel Model, DateTimeOffset Time)>> ModelsAsync(
        CancellationToken cancellation
    )
    {
        while (true)
        {
            try
            {
                IReadOnlyList<StoredModel> stored = await node.Store.ModelsAsync(cancellation);
                List<(TrainedModel, DateTimeOffset)> models = [];
                foreach (StoredModel model in stored)
                    models.Add(
                        (
                            await node.Vault.FetchAsync(model, cancellation),
                            DateTimeOffset.FromUnixTimeSeconds(model.Trained)
                        )
                    );
                state.HasStored(stored);
                return models;
            }
            catch (StaleException)
            {
                // one was replaced while it was fetched
            }
        }
    }

    /// <summary>Has a model of this silo's folder be the cluster's.</summary>
    internal async Task PutAsync(string name, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                StoredModel stored = await node.Vault.OfferAsync(name, cancellation);
                Changes now = (await node.Store.LookAsync([], cancellation)).Changes;
                node.Store.Known = node.Store.Known with { Models = now.Models };
                await node.Store.PutModelAsync(stored, null, cancellation);
                return;
            }
            catch (StaleException)
            {
                // another silo put one at the same time
            }
        }
    }

    /// <summary>First nobody is sent here any more, then what is under way ends, then the others are told.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isLeaving = true;
        if (state.IsReady)
            await Task.Delay(TimeSpan.FromSeconds(node.Options.LeaveSeconds), cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken) => await node.LeaveAsync();

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Address =>
        $"{(node.Options.Address.Length > 0 ? node.Options.Address : "this machine's address")}, port {node.Options.Port}";
}
