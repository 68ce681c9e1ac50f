using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Hosting.Live;

/// <summary>
/// A trained model over the catalogue of a moment, ready to recommend. Immutable; safe for many threads.
/// </summary>
public sealed class LiveModel
{
    /// <summary>From the clock: browsers keep what they got of a version, also from an earlier process.</summary>
    private static long _versions = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private LiveModel(
        TrainedModel trained,
        TrainedModel current,
        DateTimeOffset time,
        Recommender recommender,
        long version
    )
    {
        Trained = trained;
        Current = current;
        Time = time;
        Recommender = recommender;
        Version = version;
    }

    /// <summary>The model's name.</summary>
    public string Name => Trained.Manifest.Model;

    /// <summary>Tells what recommends as this does from anything else.</summary>
    public long Version { get; }

    /// <summary>The model as it was trained.</summary>
    public TrainedModel Trained { get; }

    /// <summary>The model with the movies of now.</summary>
    public TrainedModel Current { get; }

    /// <summary>When it was trained.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>It at work.</summary>
    public Recommender Recommender { get; }

    /// <summary>The movies that it knows, withdrawn ones too.</summary>
    public Catalog Catalog => Current.Data.Catalog;

    /// <summary>Whether it can recommend movies that nobody had watched when it was trained.</summary>
    public bool TakesNewMovies => Trained.Scorer is IExtendableScorer;

    /// <summary>Lays the movies of now over a model: other attributes, further movies, some withdrawn.</summary>
    /// <param name="trained">The model as it was trained.</param>
    /// <param name="time">When it was trained.</param>
    /// <param name="catalog">The movies of now.</param>
    public static LiveModel Of(TrainedModel trained, DateTimeOffset time, LiveCatalog catalog) =>
        Over(trained, trained, time, catalog);

    /// <summary>The same model under the movies of another moment: what is the same as here is shared.</summary>
    /// <param name="catalog">The movies.</param>
    public LiveModel With(LiveCatalog catalog) => Over(Current, Trained, Time, catalog);

    /// <param name="start">The model with some of the movies that were added, or as it was trained.</param>
    /// <param name="trained">The model as it was trained.</param>
    /// <param name="time">When it was trained.</param>
    /// <param name="catalog">The movies of now.</param>
    private static LiveModel Over(TrainedModel start, TrainedModel trained, DateTimeOffset time, LiveCatalog catalog)
    {
        Catalog learned = trained.Data.Catalog;
        Movie[] added =
            trained.Scorer is IExtendableScorer
                ? [.. catalog.Stored.Where(movie => learned.Vocabulary.RowOf(movie.Id) < 0)]
                : [];
        Catalog known = start.Data.Catalog;
        int here = known.Count - learned.Count;
        // A movie that came in between, or one that is another now, has the added ones placed anew: the model keeps
        // their places.
        bool goesOn = here <= added.Length && Enumerable.Range(0, here).All(i => known[learned.Count + i] == added[i]);
        TrainedModel current = goesOn ? start : trained;
        Movie[] further = goesOn ? added[here..] : added;
        if (further.Length > 0)
            current = current.WithMovies(further);
        current = current with { Data = current.Data.WithChanged(catalog.Stored) };
        return new LiveModel(
            trained,
            current,
            time,
            new Recommender(current.Data, current.Scorer, catalog.Withdrawn),
            Interlocked.Increment(ref _versions)
        );
    }

    /// <summary>
    /// The model over other movies; itself where what differs is nothing that it knows or can take in.
    /// </summary>
    /// <param name="before">The movies that it was laid over.</param>
    /// <param name="after">The movies of now.</param>
    internal LiveModel On(LiveCatalog before, LiveCatalog after)
    {
        bool isSame =
            before.Stored.Where(Minds).SequenceEqual(after.Stored.Where(Minds))
            && before.Withdrawn.Where(Knows).ToHashSet().SetEquals(after.Withdrawn.Where(Knows));
        return isSame ? this : With(after);

        bool Minds(Movie movie) => TakesNewMovies || Knows(movie.Id);

        bool Knows(Id id) => Catalog.Vocabulary.RowOf(id) >= 0;
    }

    /// <summary>The same model, with other words about it.</summary>
    public LiveModel With(ModelManifest manifest) =>
        new(Trained with { Manifest = manifest }, Current with { Manifest = manifest }, Time, Recommender, Version);
}
