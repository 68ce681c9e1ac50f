using Butaca.Data;
using Butaca.Models;
using Butaca.Training;
using Butaca.Training.Models;

namespace Butaca.Tests.Models;

/// <summary>
/// Implicit least squares against the objective in the documentation of <see cref="FoldIn"/>, in double precision.
/// </summary>
public sealed class AlsTests
{
    private const int D = 5;

    /// <summary>
    /// 30 users who have watched something and one who has not; 19 movies that somebody watched and one that nobody
    /// did.
    /// </summary>
    private static readonly Dataset Data = Toy.Of(
        20,
        [
            .. Enumerable
                .Range(0, 30)
                .Select(user => Toy.Tastes(users: 30, movies: 19).Interactions.MoviesOf(user).ToArray()),
            [],
        ]
    );

    private static Scorer Train(ImplicitAlsOptions options) =>
        new ImplicitAls().Train(Data, options, new TrainContext { Threads = 2 });

    /// <summary>Y (n, d), as the model folder keeps it.</summary>
    private static double[][] Factors(Scorer scorer)
    {
        using TemporaryFolder folder = new();
        ArrayFolder arrays = new(folder.Path);
        scorer.Save(arrays);
        float[] values = arrays.Read<float>("factors", scorer.MovieCount, D);
        return [.. values.Chunk(D).Select(row => row.Select(v => (double)v).ToArray())];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Ridge(ImplicitAlsOptions o, int partners, int all) =>
        o.Regularization * Math.Pow(partners + o.UnobservedWeight * all, o.FrequencyExponent);

    /// <summary>N: a movie that nobody watched has factors of 0, and does not count.</summary>
    private static int Known(double[][] y) => y.Count(row => row.Any(v => v != 0));

    /// <summary>The minimiser over x for fixed y: (Σ_partners yyᵀ + α₀ Σ_all yyᵀ + ridge·I) x = Σ_partners y.</summary>
    private static double[] Solve(ImplicitAlsOptions o, double[][] y, int[] partners)
    {
        double[,] a = new double[D, D];
        double[] b = new double[D];
        for (int i = 0; i < D; i++)
        {
            b[i] = partners.Sum(p => y[p][i]);
            for (int j = 0; j < D; j++)
                a[i, j] = partners.Sum(p => y[p][i] * y[p][j]) + o.UnobservedWeight * y.Sum(v => v[i] * v[j]);
            a[i, i] += Ridge(o, partners.Length, Known(y));
        }
        return DoubleAlgebra.Solve(a, b);
    }

    /// <summary>The gradient over x of Σ_partners (1 − x·y)² + α₀ Σ_all (x·y)² + ridge·|x|².</summary>
    private static double[] Gradient(ImplicitAlsOptions o, double[][] y, int[] partners, double[] x)
    {
        double ridge = Ridge(o, partners.Length, Known(y));
        return
        [
            .. Enumerable
                .Range(0, D)
                .Select(i =>
                    partners.Sum(p => -2 * (1 - Dot(x, y[p])) * y[p][i])
                    + 2 * o.UnobservedWeight * y.Sum(v => Dot(x, v) * v[i])
                    + 2 * ridge * x[i]
                ),
        ];
    }

    [Theory]
    [InlineData(0.1, 0.03, 1)]
    [InlineData(1, 0.5, 0)]
    [InlineData(0.01, 0.01, 0.5)]
    public void FoldInZeroesTheGradientAndGivesTheScores(double unobserved, double regularization, double exponent)
    {
        ImplicitAlsOptions options = new()
        {
            Factors = D,
            UnobservedWeight = unobserved,
            Regularization = regularization,
            FrequencyExponent = exponent,
            Epochs = 4,
        };
        Scorer scorer = Train(options);
        double[][] y = Factors(scorer);
        foreach (int[] watched in new int[][] { [3], [0, 1, 2], [5, 8, 13, 19], [.. Enumerable.Range(0, 20)] })
        {
            double[] x = Solve(options, y, watched);
            Assert.All(Gradient(options, y, watched, x), g => Assert.Equal(0, g, 1e-9)); // the twin is right …
            float[] scores = Toy.Scores(scorer, watched);
            for (int movie = 0; movie < scores.Length; movie++)
                Assert.Equal(Dot(x, y[movie]), scores[movie], 1e-4); // … and so is the kernel
        }
    }

    [Fact]
    public void TheLossNeverRises()
    {
        double previous = double.PositiveInfinity;
        for (int epochs = 1; epochs <= 10; epochs++)
        {
            ImplicitAlsOptions options = new() { Factors = D, Epochs = epochs };
            double loss = Loss(options, Factors(Train(options)));
            Assert.True(loss <= previous * (1 + 1e-5), $"{loss} after {epochs} rounds, {previous} before");
            previous = loss;
        }
    }

    [Fact]
    public void TheLossOfAFewRoundsIsNearThatOfMany()
    {
        double first = Loss(new ImplicitAlsOptions(), Factors(Train(new() { Factors = D, Epochs = 1 })));
        double some = Loss(new ImplicitAlsOptions(), Factors(Train(new() { Factors = D, Epochs = 16 })));
        double many = Loss(new ImplicitAlsOptions(), Factors(Train(new() { Factors = D, Epochs = 300 })));
        Assert.True(some - many < 0.1 * (first - many), $"1 round: {first}, 16: {some}, 300: {many}");
    }

    /// <summary>The whole objective with each user's factors at their optimum.</summary>
    private static double Loss(ImplicitAlsOptions o, double[][] y)
    {
        Interactions data = Data.Interactions;
        double loss = 0;
        for (int user = 0; user < data.UserCount; user++)
        {
            int[] watched = data.MoviesOf(user).ToArray();
            double[] x = Solve(o, y, watched);
            loss +=
                watched.Sum(movie => Math.Pow(1 - Dot(x, y[movie]), 2))
                + o.UnobservedWeight * y.Sum(v => Math.Pow(Dot(x, v), 2))
                + Ridge(o, watched.Length, 19) * Dot(x, x);
        }
        for (int movie = 0; movie < data.MovieCount; movie++)
            loss += Ridge(o, data.AudienceOf(movie), 30) * Dot(y[movie], y[movie]);
        return loss;
    }

    /// <summary>
    /// The error of a thread arrives as itself, in training, in evaluations and for many users at once.
    /// </summary>
    [Fact]
    public void ASystemThatCannotBeSolvedIsNamed()
    {
        ImplicitAlsOptions options = new()
        {
            Factors = 200,
            UnobservedWeight = 1e-6,
            Regularization = 1e-6,
            FrequencyExponent = 0,
            Epochs = 1,
        };
        Check(() => Train(options));

        // Factors so large that rounding swallows the penalty.
        FactorScorer scorer = new(20, [.. Enumerable.Repeat(1e15f, 20 * D)], new FoldIn(0.1f, 0.03f, 1));
        Check(() =>
            new Butaca.Recommending.Recommender(Data, scorer).RecommendMany(
                [StoredHistory.Of([0]), StoredHistory.Of([1])],
                threads: 2,
                cancellation: TestContext.Current.CancellationToken
            )
        );

        static void Check(Action action) =>
            Assert.Matches(
                "^A least-squares system of [0-9]+ unknowns is not positive definite .*\\. Raise the regularisation\\.$",
                Assert.Throws<ButacaException>(action).Message
            );
    }
}
