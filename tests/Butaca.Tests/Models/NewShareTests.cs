using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training;
using Butaca.Training.Models;

namespace Butaca.Tests.Models;

/// <summary>How often movies that nobody watched are among the recommended.</summary>
public sealed class NewShareTests
{
    private const int Known = 80;
    private const int New = 20;
    private const int Users = 240;
    private const int Asked = 80;
    private const int Rare = 60;
    private const int Unwanted = 100;
    private static readonly string[] Genres = ["Comedy", "Horror", "Western", "Romance"];

    /// <summary>
    /// Everybody likes one genre, and some movies are watched more than others. A fifth of the movies is unwatched;
    /// their genres are as the others'. After them, if asked for, come documentaries, which one user watched each, and
    /// such as nobody did.
    /// </summary>
    private static Dataset Tastes(int users, int seed, bool withDocumentaries)
    {
        Random random = Seeds.Create(seed, "tastes");
        int rare = withDocumentaries ? Rare : 0;
        int unwanted = withDocumentaries ? Unwanted : 0;
        List<int> starts = [0];
        List<int> movies = [];
        for (int user = 0; user < users; user++)
        {
            for (int movie = 0; movie < Known; movie++)
                if (
                    random.NextDouble()
                    < (movie % Genres.Length == user % Genres.Length ? 0.1 + 0.8 * (movie * 37 % Known) / Known : 0.05)
                )
                    movies.Add(movie);
            if (user < rare)
                movies.Add(Known + New + user);
            starts.Add(movies.Count);
        }
        Catalog catalog = new([
            .. Enumerable
                .Range(0, Known + New + rare + unwanted)
                .Select(i => new Movie(1 + i, $"Movie {i} (1990)")
                {
                    Year = 1990,
                    Genres = [i < Known + New ? Genres[i % Genres.Length] : "Documentary"],
                }),
        ]);
        return new Dataset(
            catalog,
            Vocabulary.Of(Enumerable.Range(1, users).Select(i => (Id)i)),
            new Interactions(catalog.Count, [.. starts], [.. movies], [], [])
        );
    }

    private static Movie[] Shown(double wanted, bool withDocumentaries = false)
    {
        Dataset data = Tastes(Users, 5, withDocumentaries);
        Dataset asked = Tastes(Asked, 6, false);
        Recommender recommender = new(
            data,
            new ButacaModel().Train(
                data,
                new ButacaOptions
                {
                    Tune = Tuning.Off,
                    Factors = 4,
                    Networks = 1,
                    NewShare = wanted,
                },
                new TrainContext { Threads = 1 }
            )
        );
        return
        [
            .. Enumerable
                .Range(0, Asked)
                .SelectMany(user =>
                    recommender.Recommend([
                        .. asked
                            .Interactions.MoviesOf(user)
                            .ToArray()
                            .Where((_, i) => i % 3 == 0)
                            .Select(row => data.Catalog[row].Id),
                    ])
                )
                .Select(item => item.Movie),
        ];
    }

    private static double ShareOfNew(Movie[] shown) =>
        shown.Average(movie => movie.Id.Number is > Known and <= Known + New ? 1.0 : 0);

    [Fact(Explicit = true)]
    public void NewMoviesAreRecommendedAboutAsOftenAsIsAskedFor()
    {
        double never = ShareOfNew(Shown(0));
        double half = ShareOfNew(Shown(0.5));
        double full = ShareOfNew(Shown(1));
        Assert.InRange(never, 0, 0.01);
        Assert.InRange(half, 0.05, 0.15); // a fifth of all movies is new, and as much of what users would watch
        Assert.InRange(full, 0.1, 0.3);
        Assert.True(full > half);
    }

    [Fact]
    public void AmongUnwatchedMoviesThoseThatPromiseAnAudienceAreTheNewOnes()
    {
        Movie[] shown = Shown(1, withDocumentaries: true);
        Assert.DoesNotContain(shown, movie => movie.Genres.Contains("Documentary"));
        Assert.InRange(ShareOfNew(shown), 0.05, 0.3);
    }
}
