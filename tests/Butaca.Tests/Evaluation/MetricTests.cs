using Butaca.Data;
using Butaca.Evaluation;
using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Tests.Evaluation;

/// <summary>Every registered metric on lists whose value is computed by hand in the comment beside it.</summary>
public sealed class MetricTests
{
    // Genres: 0 {A, B}, 1 {A}, 2 {B}, 3 {C}, 4 {D}; likeness 0–1 and 0–2 is 1/2, all others 0.
    private static readonly Dataset Data = Toy.Of(
        [
            new Movie(1, "0") { Genres = ["A", "B"] },
            new Movie(2, "1") { Genres = ["A"] },
            new Movie(3, "2") { Genres = ["B"] },
            new Movie(4, "3") { Genres = ["C"] },
            new Movie(5, "4") { Genres = ["D"] },
        ],
        [0]
    );

    private static readonly double[] Audiences = [1, 0.5, 0.25, 0.125, 0];

    private const double LeastAudience = 0.0625;

    /// <param name="Movies">The list.</param>
    /// <param name="Hits">x for a hit, l for one that is liked, - for none.</param>
    /// <param name="Relevant">R.</param>
    /// <param name="K">k.</param>
    /// <param name="Expected">The value.</param>
    private sealed record Asked(int[] Movies, string Hits, int Relevant, int K, double Expected);

    private sealed record Counted(int[] Counts, double Expected);

    private static readonly double Log3 = Math.Log2(3);

    private static readonly Dictionary<string, Asked[]> Lists = new(StringComparer.Ordinal)
    {
        ["P"] =
        [
            new([0, 1, 2, 3], "x-x-", 5, 4, 0.5), // 2 of 4
            new([0, 1], "xx", 5, 10, 0.2), // a short list is divided by k all the same
            new([0, 1], "--", 5, 2, 0),
            new([], "", 5, 3, 0),
        ],
        ["Recall"] =
        [
            new([0, 1, 2, 3], "x-x-", 5, 4, 0.4), // 2 of 5
            new([0, 1], "xx", 2, 10, 1),
            new([], "", 5, 3, 0),
        ],
        ["HR"] =
        [
            new([0, 1, 2], "--x", 9, 3, 1),
            new([0, 1, 2], "xxx", 9, 3, 1),
            new([0, 1, 2], "---", 9, 3, 0),
            new([], "", 5, 3, 0),
        ],
        ["MRR"] =
        [
            new([0, 1, 2, 3], "--xx", 9, 4, 1.0 / 3),
            new([0, 1], "x-", 9, 2, 1),
            new([0, 1], "--", 9, 2, 0),
            new([], "", 5, 3, 0),
        ],
        ["MAP"] =
        [
            new([0, 1, 2, 3], "x-x-", 2, 4, (1 + 2.0 / 3) / 2), // 1/1 and 2/3, over min(4, 2)
            new([0, 1, 2, 3], "-x-x", 9, 4, (0.5 + 0.5) / 4), // 1/2 and 2/4, over min(4, 9)
            new([0, 1], "xx", 9, 2, 1),
            new([], "", 5, 3, 0),
        ],
        ["NDCG"] =
        [
            new([0, 1, 2], "x-x", 9, 3, (1 + 0.5) / (1 + 1 / Log3 + 0.5)), // discounts 1, 1/log₂3, 1/2
            new([0, 1, 2], "-x-", 1, 3, 1 / Log3), // ideal: one hit on top
            new([0, 1], "xx", 2, 10, 1),
            new([0, 1, 2], "xxx", 9, 3, 1), // the ideal is cut at k
            new([], "", 5, 3, 0),
        ],
        ["Novelty"] =
        [
            new([0, 1, 3], "---", 9, 3, (0 + 1 + 3) / 3.0), // −log₂ of 1, 1/2, 1/8
            new([2], "x", 9, 3, 2),
            new([4], "-", 9, 3, 4), // nobody's movie counts as one user's: −log₂ of 1/16
            new([], "", 5, 3, 0),
        ],
        ["Likes"] =
        [
            new([0, 1, 2, 3], "lx-l", 9, 4, 2),
            new([0, 1], "l-", 9, 10, 1), // a count, whatever k
            new([0, 1], "xx", 9, 2, double.NaN), // nothing is known of likes
            new([], "", 5, 3, 0),
        ],
        ["Dislikes"] =
        [
            new([0, 1, 2, 3], "dl-d", 9, 4, 2),
            new([1, 0], "ld", 9, 10, 1), // a count, whatever k
            new([0, 1], "xx", 9, 2, double.NaN), // nothing is known of likes
            new([], "", 5, 3, 0),
        ],
        ["Unseen"] =
        [
            new([0, 4, 1, 3], "----", 9, 4, 0.25),
            new([4], "x", 9, 10, 1), // a share of the list, not of k
            new([0, 1], "xx", 9, 2, 0),
            new([], "", 5, 3, 0),
        ],
        ["Kept"] = [new([0, 1], "--", 5, 2, double.NaN)], // nobody said "no"; see KeptIsOfTheOthersAlone
        ["ILD"] =
        [
            new([0, 1, 2], "---", 9, 3, (0.5 + 0.5 + 1) / 3), // pairs 0–1, 0–2, 1–2
            new([1, 3], "--", 9, 2, 1),
            new([0], "-", 9, 2, 0),
            new([], "", 5, 3, 0),
        ],
    };

    private static readonly Dictionary<string, Counted[]> Counts = new(StringComparer.Ordinal)
    {
        ["Coverage"] = [new([3, 0, 1, 0], 0.5), new([0, 0], 0), new([1, 1], 1), new([], 0)],
        ["Gini"] =
        [
            new([2, 2, 2, 2], 0),
            new([0, 0, 0, 8], 0.75), // (n − 1)/n where one takes all
            new([4, 0, 1, 3], (-3 * 0 + -1 * 1 + 1 * 3 + 3 * 4) / (4.0 * 8)), // ascending 0, 1, 3, 4 with weights 2i − n − 1
            new([0, 0], 0),
            new([], 0),
        ],
    };

    /// <summary>2.5 to 3.5 about 3, rated 3.5; 3 to 5 about 4, rated 2; 1 to 1.5 about 1, rated 1.</summary>
    private static readonly PredictedRating[] Predicted = [new(3, 2.5f, 3.5f), new(4, 3, 5), new(1, 1, 1.5f)];

    private static readonly Dictionary<string, double> OfRatings = new(StringComparer.Ordinal)
    {
        ["RMSE"] = Math.Sqrt((0.25 + 4 + 0) / 3),
        ["MAE"] = (0.5 + 2 + 0) / 3,
        ["IntervalCoverage"] = 2 / 3.0, // an end is within
        ["IntervalWidth"] = (1 + 2 + 0.5) / 3,
    };

    public static TheoryData<string> Names => [.. Evaluator.Metrics.Select(metric => metric.Name)];

    [Theory, MemberData(nameof(Names))]
    public void IsWhatIsComputedByHand(string name)
    {
        IMetric metric = Evaluator.Metrics.Single(m => m.Name == name);
        Assert.True(
            Lists.ContainsKey(name) || Counts.ContainsKey(name) || OfRatings.ContainsKey(name),
            $"The metric '{name}' has no case computed by hand in {nameof(MetricTests)}. Add some."
        );
        foreach (Counted counted in Counts.GetValueOrDefault(name) ?? [])
            Assert.Equal(counted.Expected, Assert.IsAssignableFrom<ICatalogueMetric>(metric).Of(counted.Counts), 1e-12);
        if (OfRatings.TryGetValue(name, out double expected))
            Assert.Equal(expected, Assert.IsAssignableFrom<IRatingMetric>(metric).Of(Predicted, [3.5f, 2, 1]), 1e-12);
        MovieSimilarity likeness = new(Data);
        foreach (Asked asked in Lists.GetValueOrDefault(name) ?? [])
        {
            bool[] hits = [.. asked.Hits.Select(hit => hit is not ('-' or 'd'))];
            int[] disliked = [.. asked.Movies.Where((_, i) => asked.Hits[i] == 'd').Order()];
            bool[] likes = asked.Hits.Contains('l') ? [.. asked.Hits.Select(hit => hit == 'l')] : [];
            Assert.Equal(
                asked.Expected,
                Assert
                    .IsAssignableFrom<IUserMetric>(metric)
                    .Of(
                        new RankedList(
                            asked.Movies,
                            hits,
                            asked.Relevant,
                            asked.K,
                            Audiences,
                            likeness,
                            LeastAudience,
                            likes,
                            disliked
                        )
                    ),
                1e-12
            );
        }
    }

    [Fact]
    public void KeptIsOfTheOthersAlone() =>
        Assert.Equal(
            2 / 3.0,
            new Butaca.Evaluation.Metrics.Kept().Of(
                new RankedList(
                    [4, 1, 2],
                    [false, false, false],
                    1,
                    3,
                    Audiences,
                    new MovieSimilarity(Data),
                    before: [1, 2, 3]
                )
            ),
            1e-12
        );

    [Theory]
    [InlineData(2, 5, 1 / 2.0)] // one hit among two places, which is all that a list of two can hold
    [InlineData(4, 5, 2 / 4.0)]
    [InlineData(4, 2, 1)] // both that there are
    [InlineData(9, 5, 3 / 5.0)] // beyond the list
    public void TruncatedRecallIsOfWhatAListCanHold(int cutOff, int relevant, double expected)
    {
        Butaca.Evaluation.AtCutOff metric = new(Butaca.Evaluation.Metrics.TruncatedRecall.Instance, cutOff);
        Assert.Equal($"Recall@{cutOff}", metric.Name);
        Assert.Equal(
            expected,
            metric.Of(
                new RankedList(
                    [4, 1, 2, 0, 3],
                    [true, false, false, true, true],
                    relevant,
                    9,
                    Audiences,
                    new MovieSimilarity(Data)
                )
            ),
            1e-12
        );
    }

    [Fact]
    public void PrecisionLeadsThenComeTheCatalogueAndRatings()
    {
        Assert.Equal("P", Evaluator.Metrics[0].Name);
        int first = Evaluator.Metrics.ToList().FindIndex(metric => metric is ICatalogueMetric);
        int ratings = Evaluator.Metrics.ToList().FindIndex(metric => metric is IRatingMetric);
        Assert.All(Evaluator.Metrics.Take(first), metric => Assert.IsAssignableFrom<IUserMetric>(metric));
        Assert.All(
            Evaluator.Metrics.Take(ratings).Skip(first),
            metric => Assert.IsAssignableFrom<ICatalogueMetric>(metric)
        );
        Assert.All(Evaluator.Metrics.Skip(ratings), metric => Assert.IsAssignableFrom<IRatingMetric>(metric));
        Assert.Equal("RMSE", Evaluator.Metrics[ratings].Name);
        Assert.All(Evaluator.Metrics, metric => Assert.NotEmpty(metric.Summary));
    }
}
