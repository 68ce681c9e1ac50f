using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training;
using Butaca.Training.Models;

namespace Butaca.Tests.ButacaPipeline;

/// <summary>What the Butaca model learns, and where there is little to learn from.</summary>
public sealed class ButacaTrainingTests
{
    /// <summary>One movie that hardly anybody watched says nothing of those that nobody did.</summary>
    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void FewMoviesThatHardlyAnybodyWatchedSpoilNoScore(int hardly)
    {
        int[][] watched =
        [
            .. Enumerable
                .Range(0, 40)
                .Select(user => Enumerable.Range(0, 30).Where(movie => (movie * 7 + user * 3) % 5 < 2).ToArray()),
        ];
        for (int i = 0; i < hardly; i++)
            watched[i] = [.. watched[i], 30 + i];
        Dataset data = Toy.Of(Described.Movies(60, 12), watched);
        float[] scores = Toy.Scores(
            new ButacaModel().Train(data, ToyPipeline.Short, new TrainContext { Threads = 2 }),
            1,
            2,
            3
        );
        Assert.All(scores, score => Assert.True(float.IsFinite(score)));
        int[] best = [.. Enumerable.Range(0, 60).OrderByDescending(movie => scores[movie]).Take(45)];
        Assert.Contains(best, movie => movie >= 30 + hardly); // nor do new movies vanish
    }

    [Fact]
    public void ThreeMoviesAreEnough()
    {
        Dataset data = Toy.Of(
            3,
            [.. Enumerable.Range(0, 24).Select(user => new[] { user % 3, (user + 1) % 3 }.Order().ToArray())]
        );
        Assert.All(
            Toy.Scores(new ButacaModel().Train(data, ToyPipeline.Short, new TrainContext { Threads = 2 }), 0),
            score => Assert.True(float.IsFinite(score))
        );
    }

    /// <summary>Nobody watched the movie together with another: there is nothing to tell the rest apart by.</summary>
    [Fact]
    public void WhereNothingIsKnownTheMostWatchedStandIn()
    {
        Dataset data = Toy.Of(400, [.. Enumerable.Range(0, 420).Select(user => new[] { user * user % 400 })]);
        Scorer butaca = new ButacaModel().Train(data, new ButacaOptions(), new TrainContext { Threads = 2 });
        Scorer popularity = new Popularity().Train(data, new NoOptions(), new TrainContext());
        foreach (Id[] withdrawn in new Id[][] { [], [data.Catalog[0].Id] })
        {
            Recommender recommender = new(data, butaca, withdrawn);
            Recommender popular = new(data, popularity, withdrawn);
            IReadOnlyList<Recommendation> list = recommender.Recommend(
                new History([1]),
                new RecommendOptions(),
                out bool isPersonal
            );
            Assert.False(isPersonal);
            Assert.Equal(
                popular.Recommend(new History([1])).Select(item => item.Movie.Id),
                list.Select(item => item.Movie.Id)
            );
        }
    }

    [Fact]
    public void TheNetworksLeaveTheirCurves()
    {
        using TemporaryFolder folder = new();
        ButacaOptions options = new() { Tune = Tuning.Off, Lambda = 20 };
        RunFolder run = new(folder["run"], "a training");
        new ButacaModel().Train(
            Butaca.Tests.Models.ModelFacts.ToyData,
            options,
            new TrainContext { Threads = 2, Run = run }
        );
        run.Finish();
        IGrouping<string, CurvePoint>[] curves = [.. RunFolder.CurvesIn(folder["run"]).GroupBy(point => point.Network)];
        Assert.Equal(["known movies", "new movies"], curves.Select(curve => curve.Key));
        Assert.All(
            curves,
            curve => Assert.Equal(Enumerable.Range(1, options.Epochs), curve.Select(point => point.Epoch))
        );
        Assert.All(curves, curve => Assert.InRange(curve.Last().Loss, 0.001, curve.First().Loss));
    }

    /// <summary>Few users, users of one movie each, and users of whom nothing can be learned.</summary>
    [Fact]
    public void WhereNothingCanBeLearnedTheOrderIsEdlaes()
    {
        TrainContext context = new() { Threads = 2 };
        foreach (
            Dataset data in new[]
            {
                Toy.Noise(5, 8, 0.5, 1),
                Toy.Noise(19, 8, 0.5, 1),
                Toy.Of(30, [.. Enumerable.Range(0, 30).Select(user => new[] { user % 7 })]),
            }
        )
        {
            ButacaOptions options = new();
            float[] scores = Toy.Scores(new ButacaModel().Train(data, options, context), 1, 2);
            float[] expected = Toy.Scores(
                new Edlae().Train(
                    data,
                    new EdlaeOptions { Lambda = options.Lambda, Dropout = options.Dropout },
                    context
                ),
                1,
                2
            );
            int[] known =
            [
                .. Enumerable.Range(3, scores.Length - 3).Where(movie => data.Interactions.AudienceOf(movie) > 0),
            ];
            foreach (int movie in known)
            {
                foreach (int other in known)
                    if (expected[movie] > expected[other] + 1e-6f)
                        Assert.True(scores[movie] > scores[other]);
            }
        }
        Dataset twenty = Toy.Noise(20, 8, 0.5, 1); // nothing is known of any movie
        Assert.All(
            Toy.Scores(new ButacaModel().Train(twenty, new ButacaOptions(), context), 1, 2),
            score => Assert.True(float.IsFinite(score))
        );
    }

    /// <summary>
    /// A new movie that is like what a user watches, in all that is known of it, comes before one that is not.
    /// </summary>
    [Fact]
    public void NewMoviesGoToThoseWhoWatchTheirLike()
    {
        Dataset data = Butaca.Tests.Models.ModelFacts.ToyData.WithoutMovies([
            .. Enumerable.Range(0, 40).Select(movie => movie >= 36),
        ]);
        Scorer scorer = new ButacaModel().Train(
            data,
            new ButacaOptions { Tune = Tuning.Off, Lambda = 20 },
            new TrainContext { Threads = 2 }
        );
        foreach (int taste in new[] { 0, 1 })
        {
            float[] scores = Toy.Scores(scorer, [.. Enumerable.Range(0, 12).Select(i => 2 * i + taste)]);
            Assert.True(
                Math.Min(scores[36 + taste], scores[38 + taste]) > Math.Max(scores[37 - taste], scores[39 - taste])
            );
        }
    }
}
