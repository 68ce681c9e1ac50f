using System.Text.Json;
using Butaca.Hosting.Cluster;
using Butaca.Hosting.Storage;
using Butaca.Models;

namespace Butaca.Hosting.Live;

/// <summary>What the state does besides where other servers change the store, too.</summary>
public sealed partial class LiveState
{
    /// <summary>The models of the deployment, as the store has them.</summary>
    private Dictionary<string, StoredModel> _stored = new(StringComparer.Ordinal);

    /// <summary>Raised when another server has deleted somebody.</summary>
    internal event EventHandler? UsersDeleted;

    /// <summary>
    /// Takes in whatever other servers had acknowledged when this was called. Called before anything is answered; where
    /// there are no other servers it does nothing.
    /// </summary>
    /// <exception cref="StoreException">The store doesn't answer, so that nobody knows what the others have
    /// done.</exception>
    public async ValueTask CatchUpAsync(CancellationToken cancellation)
    {
        if (cluster is null || !IsReady)
            return;
        Changes now = await cluster.Lookout.ChangesAsync(cancellation);
        if (now == cluster.Store.Known)
            return;
        await _changing.WaitAsync(cancellation);
        await TakeInAndReleaseAsync(cluster).WaitAsync(cancellation);
    }

    /// <summary>Has other servers forget a user who was deleted; where there are none it does nothing.</summary>
    internal Task TellDeletedAsync(string user) => cluster?.TellDeletedAsync(user) ?? Task.CompletedTask;

    /// <summary>Begins to serve with models of the store.</summary>
    /// <param name="models">The models, as they are stored.</param>
    internal void HasStored(IEnumerable<StoredModel> models) =>
        _stored = models.ToDictionary(model => model.Name, StringComparer.Ordinal);

    private async Task TakeInAndReleaseAsync(ClusterNode others)
    {
        try
        {
            await TakeInAsync(others);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>
    /// Called by whoever has the turn to change. What is read may be newer than the numbers: it is read once more then.
    /// </summary>
    private async Task TakeInAsync(ClusterNode others)
    {
        while (true)
        {
            Changes known = others.Store.Known;
            Changes now = await others.Lookout.ChangesAsync(CancellationToken.None);
            if (now == known)
                return;
            try
            {
                if (now.Users != known.Users)
                    await ForgetAsync();
                Deployment next = Deployment;
                string? routing =
                    now.Routing == known.Routing
                        ? null
                        : await store.GetSettingAsync(IStore.RoutingSetting, CancellationToken.None);
                if (now.Movies != known.Movies)
                    next = next.With(
                        next.Catalog.With(
                            await store.MoviesAsync(CancellationToken.None),
                            await store.WithdrawnAsync(CancellationToken.None)
                        )
                    );
                if (now.Models != known.Models)
                    next = await WithStoredAsync(next, others); // after the routing: what that names is there by then
                if (routing is not null)
                    next = next with { Routing = ReadRouting(routing) };
                _deployment = next;
                others.Store.Known = now;
                return;
            }
            catch (StaleException)
            {
                // a model was replaced while it was fetched
            }
        }
    }

    private async Task ForgetAsync()
    {
        foreach (string user in await store.ForgottenAsync(CancellationToken.None))
            if (!SeedData.HasForgotten(user))
                await Users.ForgetAsync(user);
        UsersDeleted?.Invoke(this, EventArgs.Empty);
    }

    private async Task<Deployment> WithStoredAsync(Deployment deployment, ClusterNode others)
    {
        foreach (StoredModel stored in await others.Store.ModelsAsync(CancellationToken.None))
        {
            if (_stored.GetValueOrDefault(stored.Name) == stored)
                continue;
            TrainedModel trained;
            try
            {
                trained = await others.Vault.FetchAsync(stored, CancellationToken.None);
            }
            catch (Exception exception)
                when (exception is ButacaException or IOException or UnauthorizedAccessException)
            {
                throw new StoreException(
                    $"{stored.Name}, which another silo trained, can't be taken over: {exception.Message}",
                    isTransient: true,
                    exception
                );
            }
            LiveModel? before = deployment.Models.GetValueOrDefault(stored.Name);
            deployment = deployment.With(
                before is not null && IsSame(before.Trained.Manifest, trained.Manifest)
                    ? before.With(trained.Manifest)
                    : LiveModel.Of(trained, DateTimeOffset.FromUnixTimeSeconds(stored.Trained), deployment.Catalog)
            );
            _stored[stored.Name] = stored;
        }
        return deployment;
    }

    /// <summary>Whether two manifests are of one training: then only what was measured differs.</summary>
    private static bool IsSame(ModelManifest one, ModelManifest other) =>
        one.Files.Count == other.Files.Count
        && one.Files.All(file => other.Files.GetValueOrDefault(file.Key) == file.Value);

    /// <summary>
    /// Changes what all serve with: from what is newest, and once more where another server was first.
    /// </summary>
    private async Task<T> ChangeAndTellAsync<T>(
        Func<Deployment, Task<(Deployment After, T Result)>> change,
        ClusterNode others
    )
    {
        T result;
        Changes known = others.Store.Known;
        try
        {
            result = await ChangeAsync(change, others);
        }
        finally
        {
            _changing.Release();
        }
        if (others.Store.Known != known)
            await others.TellAsync();
        return result;
    }

    private async Task<T> ChangeAsync<T>(
        Func<Deployment, Task<(Deployment After, T Result)>> change,
        ClusterNode others
    )
    {
        while (true)
        {
            await TakeInAsync(others);
            Deployment before = Deployment;
            try
            {
                (Deployment after, T result) = await change(before);
                _deployment = after;
                Changes known = others.Store.Known;
                others.Store.Known = known with
                {
                    Movies = known.Movies + (after.Catalog == before.Catalog ? 0 : 1),
                    Models = known.Models + (IsSameModels(before, after) ? 0 : 1),
                    Routing = known.Routing + (after.Routing == before.Routing ? 0 : 1),
                };
                return result;
            }
            catch (StaleException)
            {
                // another server changed the same at the same time, and is heard of now
            }
        }
    }

    /// <summary>A change of movies lays them over the models, which are the same for all that.</summary>
    private static bool IsSameModels(Deployment before, Deployment after) =>
        after.Catalog != before.Catalog || ReferenceEquals(after.Models, before.Models);

    /// <summary>Has all silos fetch a trained model; when all that live have it, all serve with it.</summary>
    private async Task ShareAsync(
        ClusterNode others,
        TrainedModel model,
        Func<TrainedModel, DateTimeOffset> save,
        Func<bool> isWanted
    )
    {
        if (!isWanted())
            return;
        save(model);
        StoredModel stored = await others.Vault.OfferAsync(model.Manifest.Model, CancellationToken.None);
        TrainedModel kept = await others.Vault.FetchAsync(stored, CancellationToken.None); // what all read, to the bit
        await others.PrepareAsync(stored);
        await ChangeAsync(
            async before =>
            {
                if (!isWanted())
                    return (before, false);
                await PutAsync(others, model.Manifest.Model);
                return (
                    before.With(LiveModel.Of(kept, DateTimeOffset.FromUnixTimeSeconds(stored.Trained), before.Catalog)),
                    true
                );
            },
            CancellationToken.None
        );
    }

    /// <summary>Has a model of this silo's folder be the one of all.</summary>
    private async Task PutAsync(ClusterNode others, string name)
    {
        StoredModel stored = await others.Vault.OfferAsync(name, CancellationToken.None);
        await others.Store.PutModelAsync(stored, others.Attempt, CancellationToken.None);
        _stored[name] = stored;
    }

    /// <summary>Does what silos tell one another.</summary>
    /// <param name="message">What it is.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="shown">What waits to be written.</param>
    /// <returns>Whether it is done.</returns>
    internal async Task<bool> HearAsync(Message message, string subject, ImpressionLog shown)
    {
        switch (message)
        {
            case Message.Changed:
                await CatchUpAsync(CancellationToken.None);
                return true;
            case Message.Prepare:
                StoredModel model = JsonSerializer.Deserialize<StoredModel>(subject)!;
                if (!IsReady || await cluster!.Vault.HasAsync(model))
                    return true; // one that isn't ready reads what there is then
                _ = cluster!.Vault.FetchAsync(model, CancellationToken.None); // it may take longer than a call; the next one asks
                return false;
            case Message.Deleted:
                if (IsReady)
                    await Users.ForgetAsync(subject);
                await shown.FlushAsync(CancellationToken.None);
                return true;
            default:
                return true; // of a newer version: whatever it is, the store knows it
        }
    }
}
