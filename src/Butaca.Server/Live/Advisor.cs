using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Recommending;
using Butaca.Server.Storage;

namespace Butaca.Server.Live;

/// <summary>Recommends: from a request to an answer, which is remembered for the statistics.</summary>
/// <param name="state">The models and people.</param>
/// <param name="shown">Remembers what was recommended.</param>
/// <param name="telemetry">Counts it.</param>
/// <param name="time">Tells when.</param>
public sealed class Advisor(ServerState state, ShownLog shown, Telemetry telemetry, TimeProvider time)
{
    /// <summary>The model of a name, or the one that serves a person.</summary>
    /// <exception cref="RequestException">There is no such model.</exception>
    public LiveModel Model(string? name, string? person) =>
        name is null ? state.Deployment.For(person)
        : Find(name) ?? throw RequestException.Field("model", $"found '{name}', expected one of {string.Join(", ", state.Deployment.Models.Keys)}");

    /// <summary>The model of a name; null where it has not been trained here.</summary>
    public LiveModel? Find(string name) => state.Deployment.Models.GetValueOrDefault(name);

    /// <summary>Recommends to a person, by their history and without what they dismissed.</summary>
    public RecommendationAnswer ForPerson(LiveModel model, PersonState person, RecommendationSettings settings) =>
        Answer(model, person, person.On(model.Catalog), [.. settings.Exclude, .. person.Dismissed], settings);

    /// <summary>Recommends to somebody who is known by what they watched alone.</summary>
    /// <param name="model">The model.</param>
    /// <param name="watched">Ids of watched movies; unknown ones are ignored.</param>
    /// <param name="settings">What to recommend.</param>
    public RecommendationAnswer ForWatched(LiveModel model, IReadOnlyList<long> watched, RecommendationSettings settings)
    {
        IEnumerable<int> rows = watched.Select(model.Catalog.Vocabulary.RowOf).Where(row => row >= 0);
        return Answer(model, null, StoredHistory.Of(rows), settings.Exclude, settings);
    }

    /// <summary>The movies most like one; none where the model finds none more like it than any other.</summary>
    public IReadOnlyList<RecommendedMovie> Similar(LiveModel model, long movie, int n)
    {
        if (model.Catalog.Vocabulary.RowOf(movie) < 0) throw RequestException.NotFound($"{model.Name} does not know the movie {movie}: it was added after the model was trained, and this model takes no new ones.");
        LiveCatalog catalog = state.Deployment.Catalog;
        return [.. model.Recommender.Similar(movie, n).Select(r => Item(catalog, r))];
    }

    /// <summary>A recommended movie as answers show it.</summary>
    public static RecommendedMovie Item(LiveCatalog catalog, Recommendation recommendation) => new(
        recommendation.Rank,
        catalog.Item(recommendation.Movie.Id),
        recommendation.Score,
        [.. recommendation.Reasons.Select(reason => new ReasonItem(reason.Watched.Id, reason.Watched.Title, reason.Contribution, reason.Share))]);

    private RecommendationAnswer Answer(LiveModel model, PersonState? person, StoredHistory history, IReadOnlyList<long> excluded, RecommendationSettings settings)
    {
        RecommendOptions options = new()
        {
            Count = settings.N,
            Filter = FilterOf(settings, excluded),
            Diversity = settings.Diversity,
            Novelty = settings.Novelty,
            LessLike = [.. settings.LessLike],
            At = settings.At,
            Reasons = settings.Reasons,
        };
        IReadOnlyList<Recommendation> list = model.Recommender.Recommend(history.AsHistory(), options, out bool isPersonal);
        LiveCatalog catalog = state.Deployment.Catalog;
        DateTimeOffset now = time.GetUtcNow();
        string id = Guid.CreateVersion7(now).ToString("N");
        telemetry.Recommended(model.Name);
        shown.Add(new ShownList(id, person?.Id, model.Name, now.ToUnixTimeSeconds(), [.. list.Select(r => r.Movie.Id)]), () => person is not null && state.People.IsGone(person));
        return new RecommendationAnswer(id, person?.Id, model.Name, isPersonal, [.. list.Select(r => Item(catalog, r))]);
    }

    private static MovieFilter FilterOf(RecommendationSettings settings, IReadOnlyList<long> excluded)
    {
        if (settings.Genres.Contains(null!)) throw RequestException.Field("genres", "found null, expected a genre");
        if (settings.Origins.Contains(null!)) throw RequestException.Field("origins", "found null, expected an origin");
        return new MovieFilter
        {
            Genres = [.. settings.Genres],
            Origins = [.. settings.Origins],
            FromYear = settings.FromYear,
            ToYear = settings.ToYear,
            ExcludedIds = [.. excluded],
        };
    }
}
