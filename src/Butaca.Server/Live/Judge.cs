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
    public IReadOnlyList<RecommendedMovie> Similar(LiveModel model, Movie movie, int n)
    {
        LiveCatalog catalog = state.Deployment.Catalog;
        if (model.Current.Scorer is IMovieEmbedder embedder)
        {
            MovieSpace space = new(model.Current.Data, embedder);
            return [.. space.Similar(space.Encoder.Embed(movie), n).Select(r => Advisor.Item(catalog, r))];
        }
        (Recommender recommender, int row) = With(model, movie);
        return [.. recommender.Similar(row, n).Select(r => Advisor.Item(catalog, r))];
    }

    /// <summary>The people of the training data who would like a movie most.</summary>
    /// <exception cref="RequestException">The model knows movies by their audience alone.</exception>
    public IReadOnlyList<LikelyPersonItem> People(LiveModel model, Movie movie, int n, CancellationToken cancellation)
    {
        if (n == 0) return [];
        if (model.Current.Scorer is IMovieEmbedder embedder)
        {
            MovieSpace space = new(model.Current.Data, embedder);
            return [.. space.People(space.Encoder.Embed(movie), n, cancellation).Select(p => new LikelyPersonItem(p.Rank, $"{p.UserId}", p.Score))];
        }
        (Dataset data, Scorer scorer, int row) = Extended(model, movie);
        int[] people = [.. Enumerable.Range(0, data.Users.Count).OrderByDescending(user => data.Interactions.MoviesOf(user).Length).Take(MostPeople)];
        float[] scores = new float[people.Length];
        Parallel.For(0, people.Length, new ParallelOptions { CancellationToken = cancellation }, i => scores[i] = scorer.Appeal(data.Interactions.HistoryOf(people[i]), row));
        return [.. Enumerable.Range(0, people.Length).OrderByDescending(i => scores[i]).ThenBy(i => people[i]).Take(n)
            .Select((i, rank) => new LikelyPersonItem(rank + 1, $"{data.Users.IdOf(people[i])}", scores[i]))];
    }

    private static (Recommender Recommender, int Row) With(LiveModel model, Movie movie)
    {
        (Dataset data, Scorer scorer, int row) = Extended(model, movie);
        return (new Recommender(data, scorer), row);
    }

    private static (Dataset Data, Scorer Scorer, int Row) Extended(LiveModel model, Movie movie)
    {
        if (!model.TakesNewMovies) throw RequestException.Field("model", $"{model.Name} knows movies by their audience alone, expected one that knows what they are: butaca, movienet-v1, movienet-v2");
        Catalog catalog = model.Catalog;
        TrainedModel extended = model.Current.WithMovies([movie with { Id = catalog.Count == 0 ? 1 : catalog[catalog.Count - 1].Id + 1 }]);
        return (extended.Data, extended.Scorer, catalog.Count);
    }
}
