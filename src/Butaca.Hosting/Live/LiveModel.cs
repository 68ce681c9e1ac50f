using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Hosting.Live;

/// <summary>A trained model over the catalogue of a moment, ready to recommend. Immutable; safe for many threads.</summary>
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
    public static LiveModel Of(TrainedModel trained, DateTimeOffset time, LiveCatalog catalog)
    {
        TrainedModel current = trained with { Data = trained.Data.WithChanged(catalog.Stored) };
        Movie[] added = [.. catalog.Stored.Where(movie => trained.Data.Catalog.Vocabulary.RowOf(movie.Id) < 0)];
        if (added.Length > 0 && trained.Scorer is IExtendableScorer)
            current = current.WithMovies(added);
        return new LiveModel(
            trained,
            current,
            time,
            new Recommender(current.Data, current.Scorer, catalog.Withdrawn),
            Interlocked.Increment(ref _versions)
        );
    }

    /// <summary>The same model, with other words about it.</summary>
    public LiveModel With(ModelManifest manifest) =>
        new(Trained with { Manifest = manifest }, Current with { Manifest = manifest }, Time, Recommender, Version);
}
