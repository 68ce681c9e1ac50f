using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training.Models;

namespace Butaca.Tests.Recommending;

/// <summary>The popularity discount.</summary>
public sealed class NoveltyTests
{
    // Audiences of 7, 0, 3, 1, 0, 0: log₂(1 + a) is 3, 0, 2, 1 of the relevant ones.
    private static readonly Dataset Data = Toy.Of(
        [
            new(1, "A") { Genres = ["Comedy"] },
            new(2, "B") { Genres = ["Action"] },
            new(3, "C") { Genres = ["Drama"] },
            new(4, "D") { Genres = ["Action"] },
            new(5, "E") { Genres = ["War"] },
            new(6, "F") { Genres = ["War"] },
        ],
        [0, 2, 3],
        [0, 2],
        [0, 2],
        [0],
        [0],
        [0],
        [0]
    );

    private static readonly FixedScorer Scorer = new(6, 4, 2, 0, -20, -20);

    private static int[] Ranked(double novelty, double diversity = 0, int n = 4) =>
        Toy.Rank(Data, Scorer, n, new RankOptions { Novelty = novelty, Diversity = diversity });

    /// <summary>
    /// z of relevance: 1.34, 0.45, −0.45, −1.34; of log audience: 1.22, 0 (nobody watched B yet), 0, −1.22. E and F
    /// score below the mean and do not count. At ν = 0.25: 0.73, 0.45, −0.45, −0.73. At 0.6: −0.13, 0.45, −0.45, 0.13.
    /// At 0.9: −0.86, 0.45, −0.45, 0.86.
    /// </summary>
    [Fact]
    public void TheListIsTheOneComputedByHand()
    {
        Assert.Equal([0, 1, 2, 3], Ranked(0));
        Assert.Equal([0, 1, 2, 3], Ranked(0.25));
        Assert.Equal([1, 3, 0, 2], Ranked(0.6));
        Assert.Equal([3, 1, 2, 0], Ranked(0.9));
        Assert.Equal([3, 1], Ranked(0.9, n: 2));
    }

    [Fact]
    public void TheScoresStayTheModels()
    {
        int[] rows = new int[4];
        float[] scores = new float[4];
        Assert.Equal(
            4,
            new Ranker(Data, Scorer).Rank(new History([]), new RankOptions { Novelty = 0.9 }, rows, scores)
        );
        Assert.Equal([0, 4, 2, 6], scores); // in the order of the list
    }

    /// <summary>D leads by novelty; B has its genre and goes last where variety is all.</summary>
    [Fact]
    public void VarietyChoosesAmongTheDiscounted()
    {
        Assert.Equal([3, 2, 0, 1], Ranked(0.9, diversity: 1));
        Assert.Equal([0, 1, 2], Ranked(0, diversity: 1, n: 3)); // without novelty A leads
    }

    /// <summary>
    /// On real data: the more novelty, the smaller the audiences, and all are of the most relevant: a hundred and, at
    /// most, three.
    /// </summary>
    [Fact]
    public void TheMoreNoveltyTheLessWatchedAmongTheRelevant()
    {
        Dataset data = Toy.ShippedCut;
        Scorer scorer = new ItemKnn().Train(data, new ItemKnnOptions(), new TrainContext { Threads = 1 });
        Ranker ranker = new(data, scorer);
        int[] rows = new int[10];
        int[] relevant = new int[300];
        float[] scores = new float[10];
        float[] relevantScores = new float[300];
        double before = double.PositiveInfinity;
        foreach (double novelty in new[] { 0, 0.25, 0.5, 0.75, 1 })
        {
            double audience = 0;
            for (int user = 0; user < 50; user++)
            {
                History history = data.Interactions.HistoryOf(user);
                ranker.Rank(history, new RankOptions(), relevant, relevantScores);
                Assert.Equal(10, ranker.Rank(history, new RankOptions { Novelty = novelty }, rows, scores));
                Assert.Subset(new HashSet<int>(relevant.Take((int)(100 * (1 + 2 * novelty)))), new HashSet<int>(rows));
                audience += rows.Sum(row => Math.Log(data.Interactions.AudienceOf(row))) / 500;
            }
            Assert.True(audience < before - 0.1, $"{audience} at {novelty}, {before} before");
            before = audience;
        }
    }
}
