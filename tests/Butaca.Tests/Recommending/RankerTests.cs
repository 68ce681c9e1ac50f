using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training.Models;

namespace Butaca.Tests.Recommending;

public sealed class RankerTests
{
    [Fact]
    public void EqualScoresGoByMovieId()
    {
        Dataset data = Toy.Of(6, [0, 1], [5]);
        Assert.Equal([1, 4, 0, 2, 5, 3], Toy.Rank(data, new FixedScorer(2, 3, 2, 1, 3, 2), 10, new RankOptions()));
        Assert.Equal([1, 4, 0], Toy.Rank(data, new FixedScorer(2, 3, 2, 1, 3, 2), 3, new RankOptions()));
    }

    [Fact]
    public void WatchedMoviesAreRankedOnlyOnRequest()
    {
        Dataset data = Toy.Of(4, [0, 1]);
        Scorer scorer = new FixedScorer(4, 3, 2, 1);
        Assert.Equal([1, 3], Toy.Rank(data, scorer, 4, new RankOptions(), 0, 2));
        Assert.Equal([0, 1, 2, 3], Toy.Rank(data, scorer, 4, new RankOptions { KeepWatched = true }, 0, 2));
        Assert.Equal(
            [2],
            Toy.Rank(
                data,
                scorer,
                4,
                new RankOptions { KeepWatched = true, Allowed = AllowedMovies.Only(4, [2]) },
                0,
                2
            )
        );
        Assert.Empty(Toy.Rank(data, scorer, 4, new RankOptions { Allowed = AllowedMovies.Only(4, [2]) }, 0, 2));
    }

    [Fact]
    public void WhereTheModelSaysNothingTheMostWatchedStandIn()
    {
        Dataset data = Toy.Of(4, [1, 2], [2], [2, 3]);
        FixedScorer silent = new(0.5f, 0.5f, 0.5f, 0.5f);
        FixedScorer speaking = new(0.5f, 0.5f, 0.5f, 0.6f);
        Assert.False(IsPersonal(silent));
        Assert.True(IsPersonal(speaking));
        Assert.Equal([2, 3, 0], Toy.Rank(data, silent, 4, new RankOptions(), 1));
        Assert.Equal([3, 0, 2], Toy.Rank(data, speaking, 4, new RankOptions(), 1));

        bool IsPersonal(Scorer scorer)
        {
            new Recommender(data, scorer).Recommend(new History([1]), new RecommendOptions(), out bool isPersonal);
            return isPersonal;
        }
    }

    [Fact]
    public void AScorerOfAnotherCatalogueIsRefused() =>
        Assert.Throws<ArgumentException>(() => new Ranker(Toy.Of(4, [0]), new FixedScorer(1, 2, 3)));

    public static TheoryData<string> Kinds => ["popularity", "item-knn", "user-knn", "ease", "als"];

    /// <summary>
    /// One ranking allocates less than a fixed amount, however large the catalogue: buffers come from the pool.
    /// </summary>
    [Theory, MemberData(nameof(Kinds))]
    public void RankingAllocatesNothingThatGrowsWithTheCatalogue(string kind)
    {
        long small = Allocated(kind, movies: 200);
        long large = Allocated(kind, movies: 1200);
        Assert.True(small <= 256, $"{small} bytes at 200 movies");
        Assert.True(large <= 256, $"{large} bytes at 1200 movies");
    }

    private static long Allocated(string kind, int movies)
    {
        IModel model = Butaca.Cli.SharedOptions.Models.Get(kind);
        Dataset data = Toy.Noise(users: 40, movies, density: 0.1, seed: 4);
        Ranker ranker = new(data, model.Train(data, model.CreateOptions(), new TrainContext { Threads = 1 }));
        RankOptions plain = new();
        RankOptions varied = new() { Diversity = 0.3, Novelty = 0.3 };
        RankOptions less = new() { LessLike = StoredHistory.Of([3, 5]) };
        int[] rows = new int[10];
        float[] scores = new float[10];
        History history = data.Interactions.HistoryOf(0);
        long least = long.MaxValue; // a collection in another thread may empty the pool: the best of many is what the path itself takes
        for (int run = 0; run < 60; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            ranker.Rank(history, plain, rows, scores);
            ranker.Rank(history, varied, rows, scores);
            ranker.Rank(history, less, rows, scores);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    [Fact]
    public void SimilarMoviesLeaveOutTheMovieItself()
    {
        Dataset data = Toy.Of(4, [0, 1, 2], [0, 1], [3, 2]);
        Scorer scorer = new ItemKnn().Train(data, new ItemKnnOptions(), new TrainContext { Threads = 1 });
        IReadOnlyList<Recommendation> similar = new Recommender(data, scorer).Similar(Toy.IdOf(0), 2);
        Assert.Equal([Toy.IdOf(1), Toy.IdOf(2)], similar.Select(r => r.Movie.Id));
        Assert.Equal(1, similar[0].Score, 1e-6f); // the same audience
        Assert.Equal(0.5f, similar[1].Score, 1e-6f); // one of two in common
        Assert.All(similar, r => Assert.Empty(r.Reasons));
    }

    [Fact]
    public void WhereTheModelTellsNoMoviesApartNoneIsSimilar()
    {
        Dataset data = Toy.Of(4, [0, 1], [0, 1, 3]); // nobody watched 2
        Recommender recommender = new(
            data,
            new ItemKnn().Train(data, new ItemKnnOptions(), new TrainContext { Threads = 1 })
        );
        Assert.Empty(recommender.Similar(Toy.IdOf(2)));
        Assert.NotEmpty(recommender.Similar(Toy.IdOf(0)));
    }

    [Fact]
    public void SimilarMoviesOfWhatIsNotThereAreRefused()
    {
        Recommender recommender = new(Toy.Of(4, [0, 1]), new FixedScorer(1, 2, 3, 4));
        Assert.Equal(
            "movie: found '8', expected the id of one of the 4 movies that the model knows.",
            Assert.Throws<ButacaException>(() => recommender.Similar(8)).Message
        );
        Assert.Equal(
            "n: found '-1', expected at least 1.",
            Assert.Throws<ButacaException>(() => recommender.Similar(7, -1)).Message
        );
    }
}
