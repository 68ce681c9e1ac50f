using Butaca.Data;
using Butaca.Models;

namespace Butaca.Tests.Models;

/// <summary>What counts as recent.</summary>
public sealed class PopularRecentTests
{
    private const uint Day = 24 * 3600;

    /// <summary>
    /// Movie 0 was watched by all long ago, 1 twice on day 100, 2 once on day 100 and 3 once on day 103.
    /// </summary>
    private static readonly Interactions Watched = Interactions.Of(
        5,
        [
            new StoredHistory([0, 1], [], [10 * Day, 100 * Day]),
            new StoredHistory([0, 1, 2], [], [11 * Day, 100 * Day, 100 * Day]),
            new StoredHistory([0, 3], [], [12 * Day, 103 * Day]),
        ]
    );

    [Theory]
    [InlineData(0, new[] { 1, 2, 3, 0, 4 })] // the end of the training: days 97 to 103; of one watching each, 2 and 3 have equal shares
    [InlineData(101, new[] { 1, 2, 0, 3, 4 })]
    [InlineData(100, new[] { 0, 1, 2, 3, 4 })] // that day's own don't count
    [InlineData(13, new[] { 0, 1, 2, 3, 4 })]
    [InlineData(5000, new[] { 1, 2, 3, 0, 4 })] // no later than the end
    public void TheDaysBeforeTheAskedTimeCount(int day, int[] expected)
    {
        PopularRecentScorer scorer = new(Watched, 7);
        Assert.Equal(expected, Order(scorer, new History([], at: (uint)day * Day)));
        if (day > 0)
            Assert.Equal(expected, Order(scorer, new History([4], times: [(uint)day * Day])));
    }

    [Fact]
    public void WithoutTimesItIsPopularity()
    {
        Dataset data = Toy.Of(3, [1], [1, 2], [2, 1]);
        Assert.Equal([1, 2, 0], Order(new PopularRecentScorer(data.Interactions, 30), new History([])));
    }

    private static int[] Order(PopularRecentScorer scorer, in History history)
    {
        float[] scores = new float[scorer.MovieCount];
        scores.AsSpan().Fill(float.NaN);
        scorer.Score(history, scores);
        return [.. Enumerable.Range(0, scores.Length).OrderByDescending(movie => scores[movie])];
    }
}
