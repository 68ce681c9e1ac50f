using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training.Models;

namespace Butaca.Tests.Models;

/// <summary>How often movies that nobody watched are among the recommended.</summary>
public sealed class NewShareTests
{
    private const int Known = 80, New = 20, People = 240, Asked = 80;
    private static readonly string[] Genres = ["Comedy", "Horror", "Western", "Romance"];

    /// <summary>Everybody likes one genre, and some movies are watched more than others. The last fifth of the movies is unwatched; their genres are as the others'.</summary>
    private static Dataset Tastes(int people, int seed)
    {
        Random random = Seeds.Create(seed, "tastes");
        List<int> starts = [0], movies = [];
        for (int person = 0; person < people; person++)
        {
            for (int movie = 0; movie < Known; movie++)
                if (random.NextDouble() < (movie % Genres.Length == person % Genres.Length ? 0.1 + 0.8 * (movie * 37 % Known) / Known : 0.05)) movies.Add(movie);
            starts.Add(movies.Count);
        }
        Catalog catalog = new([.. Enumerable.Range(0, Known + New).Select(i => new Movie(1 + i, $"Movie {i} (1990)") { Year = 1990, Genres = [Genres[i % Genres.Length]] })]);
        return new Dataset(catalog, Vocabulary.Of(Enumerable.Range(1, people).Select(i => (long)i)), new Interactions(Known + New, [.. starts], [.. movies], [], []));
    }

    private static double ShareOfNew(double wanted)
    {
        Dataset data = Tastes(People, 5), asked = Tastes(Asked, 6);
        Recommender recommender = new(data, new ButacaModel().Train(
            data, new ButacaOptions { Tune = Tuning.Off, Factors = 4, Networks = 1, NewShare = wanted }, new TrainContext { Threads = 1 }));
        List<Recommendation> shown = [];
        for (int user = 0; user < Asked; user++)
            shown.AddRange(recommender.Recommend([.. asked.Interactions.MoviesOf(user).ToArray().Where((_, i) => i % 3 == 0).Select(row => data.Catalog[row].Id)]));
        return shown.Average(item => item.Movie.Id > Known ? 1.0 : 0);
    }

    [Fact]
    public void NewMoviesAreRecommendedAboutAsOftenAsIsAskedFor()
    {
        double never = ShareOfNew(0), half = ShareOfNew(0.5), full = ShareOfNew(1);
        Assert.InRange(never, 0, 0.01);
        Assert.InRange(half, 0.05, 0.15); // a fifth of all movies is new, and as much of what people would watch
        Assert.InRange(full, 0.1, 0.3);
        Assert.True(full > half);
    }
}
