using Butaca.Data;
using Butaca.Recommending;
using CsCheck;

namespace Butaca.Tests.Recommending;

/// <summary>Maximal marginal relevance and the likeness that it avoids.</summary>
public sealed class VarietyTests
{
    // likeness of 0 and 1: one genre of two in common = 1/2 … (see the catalogue)
    private static readonly Movie[] Movies =
    [
        new(1, "A") { Genres = ["Action", "Crime"] },
        new(2, "B") { Genres = ["Action", "Crime"] },
        new(3, "C") { Genres = ["Crime", "Drama"] },
        new(4, "D") { Genres = ["Comedy"] },
        new(5, "E"),
    ];

    private static readonly Dataset Data = Toy.Of(Movies, [0, 1], [0]);

    [Fact]
    public void LikenessIsTheJaccardIndexOfGenres()
    {
        MovieSimilarity likeness = new(Data);
        Assert.Equal(1, likeness.Of(0, 1));
        Assert.Equal(1.0 / 3, likeness.Of(0, 2), 1e-12);
        Assert.Equal(likeness.Of(2, 0), likeness.Of(0, 2));
        Assert.Equal(0, likeness.Of(0, 3));
        Assert.Equal(0, likeness.Of(0, 4));
        Assert.Equal(0, likeness.Of(4, 4)); // nothing is known of it
    }

    [Fact]
    public void WithoutGenresItIsTheCosineOfAudiences()
    {
        MovieSimilarity likeness = new(Toy.Of(4, [0, 1], [0, 1, 2], [0], [0]));
        Assert.Equal(2 / Math.Sqrt(4 * 2), likeness.Of(0, 1), 1e-12);
        Assert.Equal(1 / Math.Sqrt(2), likeness.Of(2, 1), 1e-12);
        Assert.Equal(0, likeness.Of(0, 3)); // nobody watched 3
        Assert.Equal(0, likeness.Of(3, 3));
    }

    /// <summary>
    /// Relevance 1, 0.9, 0.5, 0.2, 0 of A to E, δ = 0.5. First A. Then B: 0.45 − 0.5·1 = −0.05, C: 0.25 − 0.5/3 =
    /// 0.083, D: 0.1, E: 0: D. Then B: −0.05, C: 0.083, E: 0: C. Then B: −0.05, E: 0: E. Then B.
    /// </summary>
    [Fact]
    public void TheListIsTheOneComputedByHand()
    {
        Assert.Equal([0, 3, 2, 4, 1], Varied(0.5, 5));
        Assert.Equal([0, 3, 2], Varied(0.5, 3));
        // δ = 0.2: B 0.72 − 0.2 = 0.52, C 0.4 − 0.067 = 0.333, D 0.16: B; then C 0.333.
        Assert.Equal([0, 1, 2, 3, 4], Varied(0.2, 5));
    }

    [Fact]
    public void NoDiversityIsThePlainRankingAndFullDiversityMindsVarietyAlone()
    {
        Assert.Equal([0, 1, 2, 3, 4], Varied(0, 5));
        // A first (all are equally unlike nothing), then the first that has nothing in common with A, and so on.
        Assert.Equal([0, 3, 4, 2, 1], Varied(1, 5));
    }

    [Fact]
    public void OnFullDiversityEachPickIsAsUnlikeThePickedAsCanBe()
    {
        Dataset data = Toy.Tastes(users: 30, movies: 25);
        MovieSimilarity likeness = new(data);
        Gen.Int[0, 5]
            .Array[25]
            .Sample(
                raw =>
                {
                    float[] scores = [.. raw.Select(v => (float)v)];
                    scores[3] = 7;
                    int[] picks = Toy.Rank(data, new FixedScorer(scores), 8, new RankOptions { Diversity = 1 });
                    Assert.Equal(3, picks[0]);
                    for (int i = 1; i < picks.Length; i++)
                    {
                        double Nearest(int row) => picks[..i].Max(picked => likeness.Of(picked, row));
                        double best = Enumerable.Range(0, 25).Except(picks[..i]).Min(Nearest);
                        Assert.Equal(best, Nearest(picks[i]), 1e-12);
                    }
                },
                iter: 100,
                threads: 1
            );
    }

    [Fact]
    public void TheScoresStayWithTheirMovies()
    {
        int[] rows = new int[5];
        float[] scores = new float[5];
        Assert.Equal(
            5,
            new Ranker(Data, new FixedScorer(10, 9, 5, 2, 0)).Rank(
                new History([]),
                new RankOptions { Diversity = 0.5 },
                rows,
                scores
            )
        );
        Assert.Equal([10, 2, 5, 0, 9], scores);
    }

    private static int[] Varied(double diversity, int n) =>
        Toy.Rank(Data, new FixedScorer(10, 9, 5, 2, 0), n, new RankOptions { Diversity = diversity });
}
