using Butaca.Data;
using Butaca.Models;
using Butaca.Tests.ButacaPipeline;
using Butaca.Training.Models;
using CsCheck;

namespace Butaca.Tests.Models;

/// <summary>
/// Each fast model against its definition, written out naively in double precision, on small random data.
/// </summary>
public sealed class OracleTests
{
    private static readonly TrainContext Context = new() { Threads = 2 };

    private static readonly Gen<Dataset> Data = Gen.Select(
            Gen.Int[1, 25],
            Gen.Int[2, 14],
            Gen.Double[0.05, 0.7],
            Gen.Long[0, 1_000_000]
        )
        .Select((users, movies, density, seed) => Toy.Noise(users, movies, density, seed))
        .Where(data => data.Interactions.Count > 0); // of nothing nothing is learned

    /// <summary>B of a linear scorer: row h is the score of who has watched h alone.</summary>
    private static double[,] Weights(Scorer scorer)
    {
        double[,] b = new double[scorer.MovieCount, scorer.MovieCount];
        for (int h = 0; h < scorer.MovieCount; h++)
        {
            float[] scores = Toy.Scores(scorer, h);
            for (int c = 0; c < scores.Length; c++)
                b[h, c] = scores[c];
        }
        return b;
    }

    /// <summary>I − C·diag(1 ⊘ diag C), C = (XᵀX + Λ)⁻¹.</summary>
    private static double[,] ClosedForm(Dataset data, Func<double, double> diagonal)
    {
        double[,] a = DoubleAlgebra.Gram(DoubleAlgebra.Dense(data.Interactions));
        int n = a.GetLength(0);
        for (int i = 0; i < n; i++)
            a[i, i] += diagonal(a[i, i]);
        double[,] c = DoubleAlgebra.Inverse(a);
        double[,] b = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                b[i, j] = (i == j ? 1 : 0) - c[i, j] / c[j, j];
        }
        return b;
    }

    private static void Close(double[,] expected, double[,] actual, double tolerance)
    {
        for (int i = 0; i < expected.GetLength(0); i++)
        {
            for (int j = 0; j < expected.GetLength(1); j++)
                Assert.Equal(expected[i, j], actual[i, j], tolerance);
        }
    }

    [Fact]
    public void EaseIsItsClosedForm() =>
        Gen.Select(Data, Gen.Double[0.5, 50])
            .Sample(
                (data, lambda) =>
                    Close(
                        ClosedForm(data, _ => lambda),
                        Weights(new Ease().Train(data, new EaseOptions { Lambda = lambda }, Context)),
                        1e-4
                    ),
                iter: 60,
                threads: 1
            );

    [Fact]
    public void EdlaeIsItsClosedForm() =>
        Gen.Select(Data, Gen.Double[0.5, 50], Gen.Double[0, 0.95])
            .Sample(
                (data, lambda, dropout) =>
                    Close(
                        ClosedForm(data, audience => dropout / (1 - dropout) * audience + lambda),
                        Weights(
                            new Edlae().Train(data, new EdlaeOptions { Lambda = lambda, Dropout = dropout }, Context)
                        ),
                        1e-4
                    ),
                iter: 60,
                threads: 1
            );

    /// <summary>
    /// EDLAE minimises, over B without a diagonal, the expectation of |X − Z·B/(1 − p)|² + λ|B|², where Z is X with
    /// each entry dropped with probability p (Steck 2020, section 3). The expectation is exact here: all masks are
    /// enumerated.
    /// </summary>
    [Fact]
    public void EdlaeZeroesTheGradientOfTheExpectedDenoisingLoss()
    {
        const double p = 0.4;
        const double lambda = 1.5;
        Dataset data = Toy.Noise(users: 9, movies: 6, density: 0.5, seed: 3);
        double[,] b = Weights(new Edlae().Train(data, new EdlaeOptions { Lambda = lambda, Dropout = p }, Context));
        double[,] gradient = new double[6, 6];
        for (int user = 0; user < 9; user++)
        {
            int[] watched = data.Interactions.MoviesOf(user).ToArray();
            for (int mask = 0; mask < 1 << watched.Length; mask++)
            {
                int[] kept = [.. watched.Where((_, i) => (mask >> i & 1) == 1)];
                double chance = Math.Pow(1 - p, kept.Length) * Math.Pow(p, watched.Length - kept.Length);
                for (int c = 0; c < 6; c++)
                {
                    double residual = (watched.Contains(c) ? 1 : 0) - kept.Sum(h => b[h, c]) / (1 - p);
                    foreach (int h in kept)
                        gradient[h, c] -= 2 * chance * residual / (1 - p);
                }
            }
        }
        for (int h = 0; h < 6; h++)
        {
            for (int c = 0; c < 6; c++)
                if (h != c)
                    Assert.Equal(0, gradient[h, c] + 2 * lambda * b[h, c], 1e-4);
        }
    }

    [Fact]
    public void ItemKnnIsSetArithmetic() =>
        Gen.Select(Data, Gen.Int[1, 16], Gen.Double[0, 5])
            .Sample(
                (data, k, shrinkage) =>
                {
                    Interactions x = data.Interactions;
                    double[,] actual = Weights(
                        new ItemKnn().Train(data, new ItemKnnOptions { Neighbours = k, Shrinkage = shrinkage }, Context)
                    );
                    for (int h = 0; h < x.MovieCount; h++)
                    {
                        int[] audience = x.UsersOf(h).ToArray();
                        double[] likeness =
                        [
                            .. Enumerable
                                .Range(0, x.MovieCount)
                                .Select(c =>
                                    c == h
                                        ? 0
                                        : Common(audience, x.UsersOf(c).ToArray())
                                            / (Math.Sqrt((double)audience.Length * x.AudienceOf(c)) + shrinkage)
                                )
                                .Select(v => double.IsNaN(v) ? 0 : v),
                        ];
                        int[] neighbours =
                        [
                            .. Enumerable
                                .Range(0, x.MovieCount)
                                .Where(c => likeness[c] > 0)
                                .OrderByDescending(c => (float)likeness[c])
                                .Take(k),
                        ];
                        double least = neighbours.Length == 0 ? 0 : likeness[neighbours[^1]];
                        Assert.Equal(neighbours.Length, Enumerable.Range(0, x.MovieCount).Count(c => actual[h, c] > 0));
                        for (int c = 0; c < x.MovieCount; c++)
                        {
                            if (likeness[c] > least + 1e-6)
                                Assert.Equal(likeness[c], actual[h, c], 1e-5);
                            else if (actual[h, c] != 0)
                                Assert.Equal(least, actual[h, c], 1e-5); // of equals at the edge, any will do
                        }
                    }
                },
                iter: 60,
                threads: 1
            );

    [Fact]
    public void UserKnnIsSetArithmetic() =>
        Gen.Select(Data, Gen.Int[1, 30], Gen.Long[0, 1000])
            .Sample(
                (data, k, seed) =>
                {
                    Interactions x = data.Interactions;
                    int[] history = Seeds.Create(seed, "history").Sample(x.MovieCount, (int)(seed % x.MovieCount));
                    double[] likeness =
                    [
                        .. Enumerable
                            .Range(0, x.UserCount)
                            .Select(v =>
                                Common(history, x.MoviesOf(v).ToArray())
                                / Math.Sqrt(Math.Max(1.0, history.Length * (double)x.MoviesOf(v).Length))
                            ),
                    ];
                    // 1e-6 apart is equal in float: then, and in the fast kernel by rounding, the lower row counts as
                    // nearer. Leave such draws out.
                    double[] sorted = [.. likeness.Where(v => v > 0).OrderDescending()];
                    if (k < sorted.Length && sorted[k - 1] - sorted[k] < 1e-6)
                        return;
                    int[] nearest =
                    [
                        .. Enumerable
                            .Range(0, x.UserCount)
                            .Where(v => likeness[v] > 0)
                            .OrderByDescending(v => likeness[v])
                            .Take(k),
                    ];
                    float[] actual = Toy.Scores(
                        new UserKnn().Train(data, new UserKnnOptions { Neighbours = k }, Context),
                        history
                    );
                    for (int c = 0; c < x.MovieCount; c++)
                        Assert.Equal(
                            nearest.Where(v => x.MoviesOf(v).Contains(c)).Sum(v => likeness[v]),
                            actual[c],
                            1e-4
                        );
                },
                iter: 200,
                threads: 1
            );

    /// <summary>Movies without an audience (every fifth) are scored, say nothing, and lend no words.</summary>
    [Fact]
    public void ContentKnnIsItsSum() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 8], Gen.Long[0, 1_000_000])
            .Sample(
                (watchedCount, k, seed) =>
                {
                    Dataset data = Described.Watched(
                        Described.Movies(15, seed),
                        users: 12,
                        density: 0.5,
                        seed,
                        movie => movie % 5 == 4
                    );
                    Movie[] known =
                    [
                        .. Enumerable
                            .Range(0, 15)
                            .Where(movie => data.Interactions.AudienceOf(movie) > 0)
                            .Select(movie => data.Catalog[movie]),
                    ];
                    DescribedLikeness twin = new(known);
                    int[] watched = Seeds.Create(seed, "history").Sample(15, watchedCount);
                    Scorer scorer = new ContentKnn().Train(data, new ContentKnnOptions { Neighbours = k }, Context);
                    float[] actual = Toy.Scores(scorer, watched);
                    float[] parts = new float[watched.Length];
                    float[] similar = new float[15];
                    for (int c = 0; c < 15; c++)
                    {
                        double[] likeness =
                        [
                            .. watched
                                .Where(h => data.Interactions.AudienceOf(h) > 0)
                                .Select(h => twin.Of(data.Catalog[c], data.Catalog[h]))
                                .Where(alike => alike > 0),
                        ];
                        Assert.Equal(likeness.OrderDescending().Take(k).Sum(), actual[c], 1e-4);
                        ScoreParts all = scorer.Explain(new History(watched), c, parts);
                        Assert.Equal(new ScoreParts(all.Watched), all); // it has no other part
                        Assert.Equal(actual[c], parts.Sum(), 1e-5f);
                        Assert.True(parts.Count(part => part > 0) <= k);
                    }
                    scorer.Similar(4, similar);
                    for (int c = 0; c < 15; c++)
                        Assert.Equal(twin.Of(data.Catalog[4], data.Catalog[c]), similar[c], 1e-5);
                },
                iter: 40,
                threads: 1
            );

    [Fact]
    public void CoOccurrenceCountsWhoWatchedBoth() =>
        Data.Sample(
            data =>
            {
                double[,] gram = DoubleAlgebra.Gram(DoubleAlgebra.Dense(data.Interactions));
                float[] row = new float[data.Catalog.Count];
                for (int movie = 0; movie < row.Length; movie++)
                {
                    Array.Fill(row, -1);
                    CoOccurrence.Row(data.Interactions, movie, row);
                    Assert.Equal(Enumerable.Range(0, row.Length).Select(other => (float)gram[movie, other]), row);
                }
            },
            iter: 100,
            threads: 1
        );

    private static double Common(int[] a, int[] b) => a.Intersect(b).Count();
}
