using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Tests.Recommending;

public sealed class RecommenderTests
{
    // Weights of watched (row) × scored (column): 0 and 1 speak for 3, 2 speaks against it; 4 only has 2 for it.
    private static readonly Dataset Data = Toy.Of(5, [0, 1, 2, 3, 4], [0, 1]);

    private static readonly Recommender Recommender = new(
        Data,
        new DenseItemScorer(
            5,
            [0, 1, 2, 3, 4],
            [0, 0, 0, 3, 0, 0, 0, 0, 1, 0, 0, 0, 0, -2, 0.5f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        )
    );

    [Fact]
    public void ReasonsAreTheWatchedMoviesThatContributedMost()
    {
        IReadOnlyList<Recommendation> list = Recommender.Recommend([7, 17, 27], new RecommendOptions { Reasons = 5 });
        Assert.Equal([(1, 37, 2f), (2, 47, 0.5f)], list.Select(r => (r.Rank, (int)r.Movie.Id.Number, r.Score)));
        Assert.Equal(
            [(7L, 3f, 0.75), (17L, 1f, 0.25)],
            list[0].Reasons.Select(r => (r.Watched.Id, r.Contribution, r.Share))
        ); // 27 speaks against it: no reason
        Assert.Equal([(27L, 0.5f, 1.0)], list[1].Reasons.Select(r => (r.Watched.Id, r.Contribution, r.Share)));
        Assert.Equal([new ScoreParts(2), new ScoreParts(0.5f)], list.Select(r => r.Parts)); // this model has no other part
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, 2f)]
    [InlineData(5, 2f)]
    public void WhatTheWatchedContributeDoesNotDependOnHowManyAreShown(int reasons, float? expected) =>
        Assert.Equal(
            expected,
            Recommender.Recommend([7, 17, 27], new RecommendOptions { Reasons = reasons })[0].Parts?.Watched
        );

    [Fact]
    public void AsManyReasonsAsAskedFor()
    {
        Assert.Equal(
            [7],
            Recommender
                .Recommend([7, 17, 27], new RecommendOptions { Reasons = 1 })[0]
                .Reasons.Select(r => r.Watched.Id)
        );
        Assert.All(Recommender.Recommend([7, 17, 27]), r => Assert.Empty(r.Reasons));
        Assert.All(Recommender.Recommend([], new RecommendOptions { Reasons = 3 }), r => Assert.Empty(r.Reasons));
    }

    [Fact]
    public void WhatIsWithdrawnIsNotOfferedAndTellsWhatItTold()
    {
        float[] likeness = [1, 2, 3, 4, 5, 2, 1, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 6, 1];
        Recommender all = new(Data, new DenseItemScorer(5, [0, 1, 2, 3, 4], likeness));
        Recommender without = new(Data, new DenseItemScorer(5, [0, 1, 2, 3, 4], likeness), [7, 37, 999]);
        Assert.Contains(all.Recommend([17]), r => r.Movie.Id.Number is 37);
        Assert.Contains(all.Similar(17), r => r.Movie.Id.Number is 37);
        Assert.DoesNotContain(without.Recommend([17]), r => r.Movie.Id.Number is 7 or 37);
        Assert.DoesNotContain(
            without.Recommend([17], new RecommendOptions { Filter = new MovieFilter { ExcludedIds = [27] } }),
            r => r.Movie.Id.Number is 7 or 27 or 37
        );
        Assert.DoesNotContain(without.Recommend([]), r => r.Movie.Id.Number is 7 or 37);
        Assert.DoesNotContain(without.Similar(17), r => r.Movie.Id.Number is 7 or 37);
        Assert.Equal(
            all.Recommend([7, 27]).Where(r => r.Movie.Id != 37).Select(r => (r.Movie.Id, r.Score)),
            without.Recommend([7, 27]).Select(r => (r.Movie.Id, r.Score))
        );
    }

    [Fact]
    public void OrderAndRepeatsOfTheWatchedIdsDoNotMatter() =>
        Assert.Equal(
            Recommender.Recommend([7, 27]).Select(r => (r.Movie.Id, r.Score)),
            Recommender.Recommend([27, 7, 27, 7]).Select(r => (r.Movie.Id, r.Score))
        );

    [Fact]
    public void IdsAndTimesMakeAHistory()
    {
        DateTimeOffset day = DateTimeOffset.FromUnixTimeSeconds(86_400);
        StoredHistory history = StoredHistory.Of(
            Data.Catalog,
            [(27, day), (7, null), (27, day.AddDays(1)), (8, day), (17, DateTimeOffset.UnixEpoch)]
        );
        Assert.Equal([0, 1, 2], history.Movies);
        Assert.Equal([0u, 1u, 172_800u], history.Times); // 0 would be no time
        Assert.Empty(history.Ratings);
        Assert.Empty(StoredHistory.Of(Data.Catalog, [(27, null)]).Times);
        Assert.Equal(
            "time: found '1969-12-31', expected a time from 1970-01-01 to 2106-02-07 06:28:15 UTC.",
            Assert
                .Throws<ButacaException>(() =>
                    StoredHistory.Of(Data.Catalog, [(27, DateTimeOffset.UnixEpoch.AddDays(-1))])
                )
                .Message
        );
        Assert.Equal(
            Recommender.Recommend([7, 27]).Select(r => r.Movie.Id),
            Recommender
                .Recommend(StoredHistory.Of(Data.Catalog, [(27, day), (7, null)]).AsHistory())
                .Select(r => r.Movie.Id)
        );
    }

    [Fact]
    public void IdsRatingsAndTimesMakeAHistory()
    {
        DateTimeOffset day = DateTimeOffset.FromUnixTimeSeconds(86_400);
        StoredHistory history = StoredHistory.Of(
            Data.Catalog,
            [(27, 2.5f, day), (7, null, day), (27, 4, day.AddDays(1)), (8, 1, null), (17, null, null), (27, 1, null)]
        );
        Assert.Equal([0, 1, 2], history.Movies);
        Assert.Equal([float.NaN, float.NaN, 4], history.Ratings); // the latest, though another came last
        Assert.Equal([86_400u, 0u, 172_800u], history.Times);
        Assert.Equal([3f], StoredHistory.Of(Data.Catalog, [(27, 5, null), (27, 3, null), (27, null, null)]).Ratings);
        StoredHistory unrated = StoredHistory.Of(Data.Catalog, [(27, null, null), (7, float.NaN, null)]);
        Assert.Empty(unrated.Ratings);
        Assert.Empty(unrated.Times);
        Assert.Equal(
            "rating: found 'Infinity', expected a finite number.",
            Assert
                .Throws<ButacaException>(() => StoredHistory.Of(Data.Catalog, [(27, float.PositiveInfinity, null)]))
                .Message
        );
    }

    [Fact]
    public void IdsMayCarryRatings()
    {
        RecordingScorer scorer = new(5);
        Recommender recommender = new(Data, scorer);
        Assert.Equal([17, 37, 47], recommender.Recommend([(27, 1.5f), (7, 5), (8, 3)]).Select(r => r.Movie.Id.Number));
        recommender.Recommend([27, 7]);
        recommender.Recommend([]);
        StoredHistory[] histories = [.. scorer.Histories];
        Assert.Equal([0, 2], histories[0].Movies);
        Assert.Equal([5, 1.5f], histories[0].Ratings);
        Assert.Equal([0, 2], histories[1].Movies);
        Assert.Empty(histories[1].Ratings);
        Assert.Empty(histories[2].Movies);
    }

    [Theory]
    [InlineData(0, 0, "n: found '0', expected at least 1.")]
    [InlineData(-3, 0, "n: found '-3', expected at least 1.")]
    [InlineData(1, 1.5, "diversity: found '1.5', expected a number from 0 to 1.")]
    [InlineData(1, -0.1, "diversity: found '-0.1', expected a number from 0 to 1.")]
    [InlineData(1, double.NaN, "diversity: found 'NaN', expected a number from 0 to 1.")]
    public void OptionsOutOfRangeAreNamed(int count, double diversity, string message)
    {
        RecommendOptions options = new() { Count = count, Diversity = diversity };
        Assert.Equal(message, Assert.Throws<ButacaException>(() => Recommender.Recommend([7], options)).Message);
        Assert.Equal(
            message,
            Assert
                .Throws<ButacaException>(() =>
                    Recommender.RecommendMany(
                        [StoredHistory.Of([0])],
                        options,
                        cancellation: TestContext.Current.CancellationToken
                    )
                )
                .Message
        );
    }

    [Theory, InlineData(1.5, "1.5"), InlineData(-0.1, "-0.1"), InlineData(double.NaN, "NaN")]
    public void NoveltyOutOfRangeIsNamed(double novelty, string found) =>
        Assert.Equal(
            $"novelty: found '{found}', expected a number from 0 to 1.",
            Assert
                .Throws<ButacaException>(() => Recommender.Recommend([7], new RecommendOptions { Novelty = novelty }))
                .Message
        );

    [Fact]
    public void ManyCanBeCancelled() =>
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Recommender.RecommendMany([StoredHistory.Of([0])], cancellation: new CancellationToken(canceled: true))
        );
}
