using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Models;
using Butaca.Models.MovieNet;
using Butaca.Recommending;

namespace Butaca.Server.Live;

/// <summary>Judges a movie that isn't in the catalogue: what it resembles, and who would like it.</summary>
/// <param name="state">The movies.</param>
public sealed class Judge(ServerState state)
{
    /// <summary>The people who are asked: those of the training data who watched most.</summary>
    private const int MostPeople = 1_000;

    /// <summary>The known movies that a movie resembles, most alike first.</summary>
    /// <exception cref="RequestException">The model knows movies by their audience alone.</exception>
    public IReadOnlyList<RecommendedMovie> Similar(LiveModel model, Movie movie, int n) => Of(model, movie, n, 0, CancellationToken.None).Similar;

    /// <summary>The known movies that a movie resembles, and the people of the training data who would like it.</summary>
    /// <param name="model">The model that judges.</param>
    /// <param name="movie">The movie.</param>
    /// <param name="n">How many movies.</param>
    /// <param name="people">How many people.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="RequestException">The model knows movies by their audience alone.</exception>
    public Judgement Of(LiveModel model, Movie movie, int n, int people, CancellationToken cancellation)
    {
        if (model.Current.Scorer is IMovieEmbedder embedder)
        {
            MovieSpace space = new(model.Current.Data, embedder);
            float[] place = space.Encoder.Embed(movie);
            return new Judgement(model.Name, Items(space.Similar(place, n)), Likeliest(model.Current.Data, people, history => embedder.ScoreNew(history.AsHistory(), place), cancellation));
        }
        if (!model.TakesNewMovies) throw RequestException.Field("model", $"{model.Name} takes no movies that are not in the catalogue, expected one that does: butaca, movienet-v1, movienet-v2");
        Catalog catalog = model.Catalog;
        TrainedModel extended = model.Current.WithMovies([movie with { Id = catalog.LastId + 1 }]);
        int row = catalog.Count;
        return new Judgement(
            model.Name,
            Items(new Recommender(extended.Data, extended.Scorer).Similar(row, n)),
            Likeliest(extended.Data, people, history => extended.Scorer.Appeal(history.AsHistory(), row), cancellation));
    }

    private RecommendedMovie[] Items(IReadOnlyList<Recommendation> list)
    {
        LiveCatalog catalog = state.Deployment.Catalog;
        return [.. list.Select(r => Advisor.Item(catalog, r))];
    }

    /// <summary>Asks the people of the data set who watched most, but for those who are to be forgotten.</summary>
    private LikelyPersonItem[] Likeliest(Dataset data, int n, Func<StoredHistory, float> appeal, CancellationToken cancellation)
    {
        if (n == 0) return [];
        int[] people = [.. Enumerable.Range(0, data.Users.Count).Where(user => state.Baseline.RowOf($"{data.Users.IdOf(user)}") >= 0)
            .OrderByDescending(user => data.Interactions.MoviesOf(user).Length).Take(MostPeople)];
        float[] scores = new float[people.Length];
        ParallelOptions threads = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount / 2) };
        Parallel.For(0, people.Length, threads, i => scores[i] = appeal(StoredHistory.Of(data.Interactions.HistoryOf(people[i]))));
        return [.. Enumerable.Range(0, people.Length).OrderByDescending(i => scores[i]).ThenBy(i => people[i]).Take(n)
            .Select((i, rank) => new LikelyPersonItem(rank + 1, $"{data.Users.IdOf(people[i])}", scores[i]))];
    }
}
