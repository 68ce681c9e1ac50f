using System.Collections.Immutable;
using System.Text.Json;
using Butaca.Data;
using Butaca.Hosting.Cluster;
using Butaca.Hosting.Storage;
using Butaca.Models;

namespace Butaca.Hosting.Live;

/// <summary>
/// What the server serves with, once it is ready. Readers take <see cref="Deployment"/> once a request and stay with
/// it; changes are made one at a time and swap it as a whole, so that no request fails or sees half of one.
/// </summary>
/// <param name="store">Keeps added movies and the routing.</param>
/// <param name="cluster">The other servers on the store; null: there are none.</param>
public sealed partial class LiveState(IStore store, ClusterNode? cluster = null) : IDisposable
{
    private readonly SemaphoreSlim _changing = new(1);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Deployment? _deployment;
    private volatile SeedData? _seedData;
    private volatile Users? _users;
    private volatile StartPhase _phase = new("starting", null);

    /// <summary>Whether requests can be answered.</summary>
    public bool IsReady => _deployment is not null;

    /// <summary>Ends once requests can be answered.</summary>
    public Task Ready => _ready.Task;

    /// <summary>What is being done until then.</summary>
    public StartPhase Phase
    {
        get => _phase;
        set => _phase = value;
    }

    /// <summary>The models and movies of now.</summary>
    /// <exception cref="NotReadyException">The server is still starting.</exception>
    public Deployment Deployment => _deployment ?? throw new NotReadyException($"{Phase}");

    /// <summary>The data set that the server started from.</summary>
    /// <exception cref="NotReadyException">The server is still starting.</exception>
    public SeedData SeedData => _seedData ?? throw new NotReadyException($"{Phase}");

    /// <summary>The users.</summary>
    /// <exception cref="NotReadyException">The server is still starting.</exception>
    public Users Users => _users ?? throw new NotReadyException($"{Phase}");

    /// <summary>Tells whoever waits for <see cref="Ready"/> that it won't be.</summary>
    /// <param name="message">Why.</param>
    internal void Fail(string message)
    {
        _ready.TrySetException(new ButacaException($"Butaca could not start: {message}"));
        _ = _ready.Task.Exception; // seen: the log has it
    }

    /// <summary>Begins to serve.</summary>
    /// <param name="seedData">The data set.</param>
    /// <param name="catalog">Its movies, with those of the store.</param>
    /// <param name="models">The models, with the times at which they were trained; at least one.</param>
    /// <param name="preferred">The model that serves unless an administrator activated another.</param>
    /// <param name="cancellation">Ends the start.</param>
    public async Task BeginAsync(
        SeedData seedData,
        LiveCatalog catalog,
        IReadOnlyList<(TrainedModel Model, DateTimeOffset Time)> models,
        string preferred,
        CancellationToken cancellation
    )
    {
        ImmutableSortedDictionary<string, LiveModel> live = models.ToImmutableSortedDictionary(
            model => model.Model.Manifest.Model,
            model => LiveModel.Of(model.Model, model.Time, catalog),
            StringComparer.Ordinal
        );
        Routing? routing = await store.GetSettingAsync(IStore.RoutingSetting, cancellation) is { } text
            ? ReadRouting(text)
            : null;
        if (routing is null || !live.ContainsKey(routing.Active))
            routing = new Routing(preferred);
        if (routing.Challenger is { } challenger && !live.ContainsKey(challenger))
            routing = new Routing(routing.Active);
        _seedData = seedData;
        _users = new Users(store, seedData, cluster?.Lookout);
        _deployment = new Deployment(catalog, live, routing);
        _ready.TrySetResult();
    }

    private static Routing ReadRouting(string text)
    {
        try
        {
            if (JsonSerializer.Deserialize<Routing>(text) is { Active: not null } routing)
                return routing;
        }
        catch (JsonException)
        {
            // told of below
        }
        throw new StoreException(
            $"The store, table settings, name '{IStore.RoutingSetting}': found '{text}', expected what activating a model writes. Delete the row, and activate the model again.",
            isTransient: false
        );
    }

    /// <summary>Adds a movie, or changes one; where it was withdrawn, it is back.</summary>
    /// <param name="movieOf">Makes the movie for the catalogue of now, under its id.</param>
    /// <param name="cancellation">Ends the waiting. Once begun the work ends, too: memory must know what the store
    /// has.</param>
    /// <returns>The movie; it is in the store and in every answer that begins afterwards. And whether anything had to
    /// be done for that.</returns>
    public async Task<(Movie Movie, bool IsNew)> PutMovieAsync(
        Func<LiveCatalog, Movie> movieOf,
        CancellationToken cancellation
    ) => (await PutMoviesAsync(catalog => [movieOf(catalog)], cancellation))[0];

    /// <summary>
    /// Adds or changes movies in one step, as <see cref="PutMovieAsync"/> does one: all are stored, or none.
    /// </summary>
    /// <param name="moviesOf">Makes the movies for the catalogue of now, each under an id of its own.</param>
    /// <param name="cancellation">Ends the waiting. Once begun the work ends, too.</param>
    /// <returns>The movies, and whether anything had to be done for each.</returns>
    public Task<IReadOnlyList<(Movie Movie, bool IsNew)>> PutMoviesAsync(
        Func<LiveCatalog, IReadOnlyList<Movie>> moviesOf,
        CancellationToken cancellation
    ) =>
        ChangeAsync<IReadOnlyList<(Movie Movie, bool IsNew)>>(
            async before =>
            {
                LiveCatalog catalog = before.Catalog;
                (Movie Movie, bool IsNew)[] movies =
                [
                    .. moviesOf(catalog)
                        .Select(movie =>
                            (
                                movie,
                                catalog.OfferedRowOf(movie.Id) is not (>= 0 and int row)
                                    || catalog.Catalog[row] != movie
                            )
                        ),
                ];
                Dictionary<Id, Movie> changed = movies
                    .Where(movie => movie.IsNew)
                    .ToDictionary(movie => movie.Movie.Id, movie => movie.Movie);
                if (changed.Count == 0)
                    return (before, movies);
                await store.PutMoviesAsync(changed.Values, CancellationToken.None);
                IEnumerable<Movie> others = catalog.Stored.Where(other => !changed.ContainsKey(other.Id));
                return (
                    before.With(
                        catalog.With(
                            [.. others.Concat(changed.Values).OrderBy(m => m.Id)],
                            catalog.Withdrawn.Except(changed.Keys)
                        )
                    ),
                    movies
                );
            },
            cancellation
        );

    /// <summary>Withdraws a movie: from then on it is not offered, but known to those who watched it.</summary>
    /// <param name="id">The movie's id, of one that there is.</param>
    /// <param name="cancellation">Ends the waiting. Once begun the work ends, too.</param>
    public Task WithdrawMovieAsync(Id id, CancellationToken cancellation) =>
        ChangeAsync(
            async before =>
            {
                if (before.Catalog.Withdrawn.Contains(id))
                    return (before, false);
                await store.WithdrawMovieAsync(id, CancellationToken.None);
                return (
                    before.With(before.Catalog.With(before.Catalog.Stored, before.Catalog.Withdrawn.Add(id))),
                    true
                );
            },
            cancellation
        );

    /// <summary>
    /// Takes over the movies of a catalogue that is kept elsewhere: added, changed, withdrawn, in one step. The store
    /// isn't told.
    /// </summary>
    /// <param name="movies">The movies of now, each once; whatever else there is, is withdrawn.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>Whether anything had changed.</returns>
    public Task<bool> SetMoviesAsync(IReadOnlyCollection<Movie> movies, CancellationToken cancellation) =>
        ChangeAsync(
            before =>
            {
                Catalog known = before.Catalog.Catalog;
                bool isSame =
                    movies.Count == before.Catalog.Summary.Movies
                    && movies.All(movie =>
                        before.Catalog.OfferedRowOf(movie.Id) is >= 0 and int row && known[row] == movie
                    );
                if (isSame)
                    return Task.FromResult((before, false)); // laying it out anew would cost as much as a start
                HashSet<Id> offered = [.. movies.Select(movie => movie.Id)];
                LiveCatalog after = before.Catalog.With(
                    [
                        .. movies
                            .Concat(before.Catalog.Stored.Where(movie => !offered.Contains(movie.Id)))
                            .OrderBy(movie => movie.Id),
                    ],
                    known.Movies.ToArray().Select(movie => movie.Id).Where(id => !offered.Contains(id))
                );
                return Task.FromResult((before.With(after), true));
            },
            cancellation
        );

    /// <summary>
    /// Takes a trained model in, in place of an earlier one of its name. Requests under way end with the earlier one.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="save">Keeps it on disk and tells when it was trained.</param>
    /// <param name="isWanted">Asked when it is its turn: false leaves everything as it was.</param>
    public Task TakeAsync(TrainedModel model, Func<TrainedModel, DateTimeOffset> save, Func<bool> isWanted) =>
        cluster is not null
            ? ShareAsync(cluster, model, save, isWanted)
            : ChangeAsync(
                before =>
                    Task.FromResult(
                        (isWanted() ? before.With(LiveModel.Of(model, save(model), before.Catalog)) : before, true)
                    ),
                CancellationToken.None
            );

    /// <summary>Adds what was measured of a model, unless another of its name serves by now.</summary>
    /// <param name="model">The model.</param>
    /// <param name="measured">Its manifest, with what was measured.</param>
    /// <param name="save">Keeps that on disk.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task TakeMetricsAsync(
        TrainedModel model,
        ModelManifest measured,
        Action<ModelManifest> save,
        CancellationToken cancellation
    ) =>
        ChangeAsync(
            async before =>
            {
                if (before.Models.GetValueOrDefault(measured.Model) is not { } live || live.Trained != model)
                    return (before, false);
                save(measured);
                if (cluster is not null)
                    await PutAsync(cluster, measured.Model);
                return (before.With(live.With(measured)), true);
            },
            cancellation
        );

    /// <summary>Has a model serve a share of the users.</summary>
    /// <param name="name">The model, which there is.</param>
    /// <param name="share">Above 0 up to 1: 1 makes it the active one, with no challenger.</param>
    /// <param name="cancellation">Ends the waiting. Once begun the work ends, too.</param>
    public Task ActivateAsync(string name, double share, CancellationToken cancellation) =>
        ChangeAsync(
            async before =>
            {
                if (share < 1 && name == before.Routing.Active && before.Routing.Challenger is null)
                    throw RequestException.Field(
                        "share",
                        $"found {share}, expected 1: no other model is active. Give another model a share"
                    );
                Routing routing =
                    share >= 1 ? new Routing(name)
                    : name == before.Routing.Active ? before.Routing with { ChallengerShare = 1 - share }
                    : new Routing(before.Routing.Active, name, share);
                await store.SetSettingAsync(
                    IStore.RoutingSetting,
                    JsonSerializer.Serialize(routing),
                    CancellationToken.None
                );
                return (before with { Routing = routing }, true);
            },
            cancellation
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        _users?.Dispose();
        _changing.Dispose();
    }

    private async Task<T> ChangeAsync<T>(
        Func<Deployment, Task<(Deployment After, T Result)>> change,
        CancellationToken cancellation
    )
    {
        _ = Deployment; // not before it is ready
        await _changing.WaitAsync(cancellation);
        return await (cluster is null ? ChangeAsync(change) : ChangeAndTellAsync(change, cluster)).WaitAsync(
            cancellation
        );
    }

    private async Task<T> ChangeAsync<T>(Func<Deployment, Task<(Deployment After, T Result)>> change)
    {
        try
        {
            (Deployment after, T result) = await change(Deployment);
            _deployment = after;
            return result;
        }
        finally
        {
            _changing.Release();
        }
    }
}

/// <summary>A request came while the server was still starting.</summary>
/// <param name="phase">What it was doing.</param>
public sealed class NotReadyException(string phase)
    : Exception($"The server is starting ({phase}). Try again in a moment; GET /health/ready tells when.");

/// <summary>A phase of the start.</summary>
/// <param name="Name">What is being done.</param>
/// <param name="Fraction">How much of it is done, 0 … 1; null: unknown.</param>
public sealed record StartPhase(string Name, double? Fraction)
{
    /// <summary>The name of the phase in which the store is waited for.</summary>
    public const string Waiting = "waiting for the store";

    /// <inheritdoc/>
    public override string ToString() => Fraction is { } done ? $"{Name}, {done:0 %}" : Name;
}
