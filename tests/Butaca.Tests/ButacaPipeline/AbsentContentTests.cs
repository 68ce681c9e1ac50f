using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training;
using Butaca.Training.Models;

namespace Butaca.Tests.ButacaPipeline;

/// <summary>
/// Movies that nobody watched come first only where something speaks for them: each kind of what movies are absent, and
/// all.
/// </summary>
public sealed class AbsentContentTests
{
    private const int Movies = 60;
    private const int Unwatched = 20; // the last ones

    public static TheoryData<string, int> Absences
    {
        get
        {
            TheoryData<string, int> absences = [];
            foreach (string absent in new[] { "genres", "years", "synopses", "origins", "all" })
            {
                absences.Add(absent, 1);
            }
            absences.Add("all", 0); // by the linear scores alone
            return absences;
        }
    }

    [Theory, MemberData(nameof(Absences))]
    public void WatchedMoviesStayFirst(string absent, int networks)
    {
        Dataset data = Described
            .Watched(
                Described.Movies(Movies, 4),
                users: 40,
                density: 0.3,
                seed: 4,
                movie => movie >= Movies - Unwatched
            )
            .With((movie, _) => Without(movie, absent));
        ButacaOptions options = new()
        {
            Tune = Tuning.Off,
            Lambda = 20,
            LongLambda = 20,
            Factors = 8,
            Networks = networks,
            Epochs = 2,
            Masks = 1,
        };
        Scorer scorer = new ButacaModel().Train(data, options, new TrainContext { Threads = 2 });
        int[] best = Toy.Rank(data, scorer, 10, new RankOptions(), 1, 5, 9);
        if (absent == "all")
            Assert.DoesNotContain(best, movie => movie >= Movies - Unwatched);
        else
            Assert.Contains(best, movie => movie < Movies - Unwatched);
    }

    private static Movie Without(Movie movie, string absent)
    {
        Movie bare = new(movie.Id, movie.Title);
        return absent switch
        {
            "genres" => movie with { Genres = [] },
            "years" => movie with { Year = null },
            "synopses" => movie with { Synopsis = null },
            "origins" => movie with { Origin = null },
            _ => bare,
        };
    }
}
