using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training.Models;

namespace Butaca.Tests.Recommending;

/// <summary>Negative examples.</summary>
public sealed class LessLikeTests
{
    private static readonly Dataset Data = Toy.Of(5, [0, 1, 2, 3, 4], [0, 1]);

    private static readonly FixedScorer Scorer = new(
        5,
        watched => watched is [1] ? [0, 0, 9, 0, 0] : [5, 4, 3, 2.9f, 1]
    );

    private static int[] Ranked(StoredHistory? lessLike, AllowedMovies? allowed = null, Scorer? scorer = null) =>
        Toy.Rank(Data, scorer ?? Scorer, 5, new RankOptions { LessLike = lessLike, Allowed = allowed }, 0);

    /// <summary>
    /// 2, 3 and 4 may be ranked. z of their scores: 0.76, 0.65, −1.41; of those for the disliked 1: 1.41, −0.71, −0.71;
    /// half of it taken away: 0.05, 1.01, −1.06.
    /// </summary>
    [Fact]
    public void TheListIsTheOneComputedByHand()
    {
        Assert.Equal([1, 2, 3, 4], Ranked(null));
        Assert.Equal([3, 2, 4], Ranked(StoredHistory.Of([1])));
        int[] rows = new int[3];
        float[] scores = new float[3];
        new Ranker(Data, Scorer).Rank(
            new History([0]),
            new RankOptions { LessLike = StoredHistory.Of([1]) },
            rows,
            scores
        );
        Assert.Equal([2.9f, 3, 1], scores); // the model's
    }

    [Fact]
    public void WhereTheModelKnowsNothingOfTheDislikedTheRestKeepsItsOrder()
    {
        Assert.Equal([1, 2, 3, 4], Ranked(StoredHistory.Of([])));
        Assert.Equal(
            [2, 3, 4],
            Ranked(
                StoredHistory.Of([1]),
                scorer: new FixedScorer(5, watched => watched is [1] ? [2, 2, 2, 2, 2] : [5, 4, 3, 2.9f, 1])
            )
        );
    }

    [Fact]
    public void TheDislikedAreNeverRanked()
    {
        Assert.Equal([3], Ranked(StoredHistory.Of([1]), AllowedMovies.Only(5, [1, 3])));
        Recommender recommender = new(Data, Scorer);
        foreach ((double novelty, double diversity) in new[] { (0, 0), (1, 0), (0, 1), (0.5, 0.5) })
        {
            RecommendOptions options = new()
            {
                LessLike = [Toy.IdOf(3), 999, Toy.IdOf(1)],
                Novelty = novelty,
                Diversity = diversity,
            };
            Assert.Equal(
                [Toy.IdOf(2), Toy.IdOf(4)],
                recommender.Recommend([Toy.IdOf(0)], options).Select(r => r.Movie.Id).Order()
            );
            Assert.Equal(
                [Toy.IdOf(0), Toy.IdOf(2), Toy.IdOf(4)],
                recommender.Recommend([], options).Select(r => r.Movie.Id).Order()
            );
        }
        Assert.Equal(
            [0, 2, 4],
            Toy.Rank(Data, Scorer, 5, new RankOptions { LessLike = StoredHistory.Of([1, 3]), KeepWatched = true }, 0, 1)
        );
    }

    [Fact]
    public void AWatchedMovieThatIsDislikedIsOnlyDisliked()
    {
        Dataset data = Toy.Tastes(users: 60, movies: 40);
        Recommender recommender = new(
            data,
            new ItemKnn().Train(data, new ItemKnnOptions(), new TrainContext { Threads = 1 })
        );
        RecommendOptions options = new() { LessLike = [Toy.IdOf(1)], Reasons = 3 };
        IReadOnlyList<Recommendation> list = recommender.Recommend([Toy.IdOf(0), Toy.IdOf(1)], options);
        IReadOnlyList<Recommendation> without = recommender.Recommend([Toy.IdOf(0)], options);
        Assert.Equal(without.Select(r => (r.Movie.Id, r.Score)), list.Select(r => (r.Movie.Id, r.Score)));
        Assert.All(list.SelectMany(r => r.Reasons), reason => Assert.Equal(Toy.IdOf(0), reason.Watched.Id));
    }

    /// <summary>
    /// Tastes go by parity: for users of both, disliking odd movies brings even ones; and many get what one gets.
    /// </summary>
    [Theory, InlineData("item-knn"), InlineData("edlae"), InlineData("als"), InlineData("butaca")]
    public void FewerMoviesAreLikeTheDisliked(string name)
    {
        Dataset data = Toy.Tastes(users: 60, movies: 40);
        IModel model = Butaca.Cli.SharedOptions.Models.Get(name);
        Recommender recommender = new(data, model.Train(data, model.CreateOptions(), new TrainContext { Threads = 1 }));
        int before = 0;
        int after = 0;
        for (int first = 0; first < 32; first += 2)
        {
            StoredHistory watched = StoredHistory.Of([first, first + 1, first + 6, first + 7]);
            RecommendOptions options = new() { LessLike = [Toy.IdOf(first + 3), Toy.IdOf(first + 5)] };
            IReadOnlyList<Recommendation> list = recommender.Recommend(watched.AsHistory(), options);
            before = before + Even(recommender.Recommend(watched.AsHistory()));
            after = after + Even(list);
            IReadOnlyList<Recommendation> same = recommender.RecommendMany(
                [watched],
                options,
                cancellation: TestContext.Current.CancellationToken
            )[0];
            Assert.Equal(list.Select(r => (r.Movie.Id, r.Score)), same.Select(r => (r.Movie.Id, r.Score)));
        }
        Assert.True(after > before + 8, $"{after} of 160 even, and {before} without dislikes");

        int Even(IReadOnlyList<Recommendation> list) =>
            list.Count(r => data.Catalog.Vocabulary.RowOf(r.Movie.Id) % 2 == 0);
    }
}
