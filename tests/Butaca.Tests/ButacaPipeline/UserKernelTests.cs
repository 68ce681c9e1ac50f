using Butaca.Data;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;
using Butaca.Tests.Models;
using Butaca.Training;
using Butaca.Training.ButacaPipeline;
using Butaca.Training.Models;
using CsCheck;

namespace Butaca.Tests.ButacaPipeline;

/// <summary>
/// The kernel over users against EDLAE, whose dual form it is, and against its definition in double precision.
/// </summary>
public sealed class UserKernelTests
{
    private const double Year = WatchTimes.SecondsPerYear;

    /// <summary>
    /// A score of nothing may come of parts of up to 1 + audience/λ that cancel: a few roundings of those, whatever the
    /// scores are.
    /// </summary>
    private const float Rounding = 2e-6f;

    private static readonly Gen<(Dataset Data, long Seed)> Data = Gen.Select(
            Gen.Int[2, 25],
            Gen.Int[3, 14],
            Gen.Double[0.1, 0.7],
            Gen.Long[0, 1_000_000]
        )
        .Select((interactions, movies, density, seed) => (Data: Toy.Noise(interactions, movies, density, seed), seed))
        .Where(drawn => drawn.Data.Interactions.Count > 0); // of nothing nothing is learned

    [Fact]
    public void WithoutTimeItIsEdlae() =>
        Gen.Select(Data, Gen.Double[5, 100], Gen.Double[0, 0.9])
            .Sample(
                (drawn, lambda, dropout) =>
                {
                    Dataset data = drawn.Data;
                    Scorer edlae = new Edlae().Train(
                        data,
                        new EdlaeOptions { Lambda = lambda, Dropout = dropout },
                        new TrainContext { Threads = 2 }
                    );
                    UserKernel kernel = Train(
                        data.Interactions,
                        new KernelOptions((float)dropout, (float)lambda, 0, 1)
                    );
                    foreach (int[] watched in Histories(data, drawn.Seed))
                    {
                        float[] expected = Toy.Scores(edlae, watched);
                        float[] actual = Score(kernel, new History(watched), 0, expected.Length);
                        float tolerance = 1e-4f * expected.Max(MathF.Abs) + Rounding;
                        for (int movie = 0; movie < expected.Length; movie++)
                            Assert.Equal(expected[movie], actual[movie], tolerance);
                    }
                },
                iter: 100,
                threads: 1
            );

    [Fact]
    public void WithTimeItIsItsDefinition() =>
        Gen.Select(Data, Gen.Double[2, 50], Gen.Double[0, 0.9], Gen.Double[0, 4], Gen.Double[0.25, 4])
            .Sample(
                (drawn, lambda, dropout, weight, width) =>
                {
                    Interactions interactions = Timed(drawn.Data.Interactions, drawn.Seed);
                    KernelOptions options = new((float)dropout, (float)lambda, (float)weight, (float)width);
                    UserKernel kernel = Train(interactions, options);
                    foreach (int[] watched in Histories(drawn.Data, drawn.Seed))
                    {
                        foreach (uint at in new[] { 0u, (uint)(20 * Year), (uint)(23.4 * Year) })
                        {
                            double[] expected = Twin(interactions, options, watched, at);
                            float[] actual = Score(kernel, new History(watched), at, expected.Length);
                            double tolerance = 1e-4 * expected.Max(Math.Abs) + Rounding;
                            for (int movie = 0; movie < expected.Length; movie++)
                                Assert.Equal(expected[movie], actual[movie], tolerance);
                        }
                    }
                },
                iter: 60,
                threads: 1
            );

    /// <summary>
    /// Two derivations: over users the weights are in the diagonal of the dual form, over movies in the sums
    /// themselves.
    /// </summary>
    [Fact]
    public void WithUserWeightsItIsTheFormOverMovies() =>
        Gen.Select(Data, Gen.Double[5, 100], Gen.Double[0, 0.9], Gen.Double[0, 1])
            .Sample(
                (drawn, lambda, dropout, normalization) =>
                {
                    Interactions interactions = drawn.Data.Interactions;
                    KernelOptions options = new((float)dropout, (float)lambda, 0, 1, (float)normalization);
                    UserKernel kernel = Train(interactions, options);
                    ButacaOptions overMovies = new() { KernelUsers = 0 };
                    TrainContext context = new() { Threads = 2 };
                    ICollaborative twin = new Collaboration(interactions.UserCount, overMovies, context).Prepare(
                        interactions
                    )(options);
                    foreach (int[] watched in Histories(drawn.Data, drawn.Seed))
                    {
                        float[] expected = new float[interactions.MovieCount];
                        twin.Score(new History(watched), [], expected);
                        float[] actual = Score(kernel, new History(watched), 0, expected.Length);
                        float tolerance = 1e-4f * expected.Max(MathF.Abs) + Rounding;
                        for (int movie = 0; movie < expected.Length; movie++)
                            Assert.Equal(expected[movie], actual[movie], tolerance);
                    }
                },
                iter: 100,
                threads: 1
            );

    [Fact]
    public void UserWeightsFallWithTheLengthOfHistories()
    {
        Interactions interactions = Toy.Noise(users: 30, movies: 20, density: 0.4, seed: 5).Interactions;
        Assert.All(UserWeights.Of(interactions, 0), weight => Assert.Equal(1, weight));
        float[] weights = UserWeights.Of(interactions, 0.5f);
        int[] lengths =
        [
            .. Enumerable.Range(0, interactions.UserCount).Select(user => interactions.MoviesOf(user).Length),
        ];
        Assert.Equal(lengths.Sum(), lengths.Zip(weights, (length, weight) => length * (double)weight).Sum(), 1e-3);
        int longest = Array.IndexOf(lengths, lengths.Max());
        int shortest = Array.IndexOf(lengths, lengths.Min());
        Assert.Equal(
            Math.Sqrt(lengths[longest] / (double)lengths[shortest]),
            weights[shortest] / weights[longest],
            1e-5
        );
    }

    [Fact]
    public void ContributionsAreTheScore() =>
        Gen.Select(Data, Gen.Double[0, 4], Gen.Double[0, 1])
            .Sample(
                (drawn, weight, normalization) =>
                {
                    Interactions interactions = Timed(drawn.Data.Interactions, drawn.Seed);
                    UserKernel kernel = Train(
                        interactions,
                        new KernelOptions(0.5f, 5, (float)weight, 1, (float)normalization)
                    );
                    foreach (int[] watched in Histories(drawn.Data, drawn.Seed))
                    {
                        const uint at = (uint)(21 * Year);
                        float[] scores = Score(kernel, new History(watched), at, interactions.MovieCount);
                        float[] own = new float[watched.Length];
                        float[] parts = new float[watched.Length];
                        for (int movie = 0; movie < scores.Length; movie++)
                        {
                            float[] vector = new float[kernel.Dimension];
                            float[] prepared = new float[kernel.Dimension];
                            Array.Clear(own);
                            kernel.VectorOf(movie, vector);
                            kernel.Prepare(vector, prepared);
                            kernel.Explain(new History(watched), [movie], [2], own);
                            kernel.Explain(new History(watched), at, [], prepared, parts);
                            Assert.Equal(
                                2 * scores[movie],
                                2 * parts.Sum() + own.Sum(),
                                2e-4f * scores.Max(MathF.Abs) + Rounding
                            );
                        }
                    }
                },
                iter: 60,
                threads: 1
            );

    [Fact]
    public void APlaceIsSplitOverTheWatched()
    {
        Dataset data = Toy.Noise(users: 20, movies: 12, density: 0.4, seed: 4);
        UserKernel kernel = Train(Timed(data.Interactions, 4), new KernelOptions(0.5f, 5, 2, 1));
        float[] movie = ToySpace.Draw(Seeds.Create(1, "vector"), 20);
        float[] prepared = new float[20];
        float[] place = new float[20];
        kernel.Prepare(movie, prepared);
        foreach (int[] watched in Histories(data, 4))
        {
            kernel.Place(new History(watched), (uint)(21 * Year), place, []);
            float[] parts = new float[watched.Length];
            kernel.Explain(new History(watched), (uint)(21 * Year), [], prepared, parts);
            Assert.Equal(place.Zip(movie, (a, b) => (double)a * b).Sum(), parts.Sum(), 1e-5);
        }
    }

    /// <summary>
    /// Three users far apart in time and one of unknown time: were the latter near to all, the kernel would have a
    /// negative eigenvalue.
    /// </summary>
    [Fact]
    public void UsersWithoutATimeKeepItPositiveDefinite()
    {
        uint[] times = [.. new[] { 10, 20, 30, 0 }.SelectMany(year => Enumerable.Repeat((uint)(year * Year), 3))];
        Interactions interactions = new(3, [0, 3, 6, 9, 12], [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], [], times);
        UserKernel kernel = Train(interactions, new KernelOptions(0, 0.001f, 100, 0.5f));
        Assert.All(Score(kernel, new History([0]), (uint)(10 * Year), 3), score => Assert.True(float.IsFinite(score)));
    }

    [Fact]
    public void MoviesThatAreAddedScoreNothingAndChangeNothing()
    {
        Interactions interactions = Timed(Toy.Noise(users: 20, movies: 12, density: 0.4, seed: 4).Interactions, 4);
        Interactions larger = new(
            15,
            interactions.UserStarts.ToArray(),
            interactions.Movies.ToArray(),
            [],
            interactions.Times.ToArray()
        );
        UserKernel kernel = Train(interactions, new KernelOptions(0.5f, 5, 2, 1));
        UserKernel extended = (UserKernel)kernel.Extend(larger);
        float[] before = Score(kernel, new History([1, 4, 11]), 0, 12);
        float[] after = Score(extended, new History([1, 4, 11]), 0, 15);
        Assert.Equal([.. before, 0, 0, 0], after);
    }

    private static UserKernel Train(Interactions interactions, KernelOptions options) =>
        UserKernel.Train(interactions, options, (matrix, n) => TorchAlgebra.InvertPositive(matrix, n, threads: 2));

    private static float[] Score(UserKernel kernel, in History history, uint at, int movies)
    {
        float[] place = new float[kernel.Dimension];
        float[] scores = new float[movies];
        Array.Fill(scores, float.NaN);
        kernel.Place(history, at, place, []);
        kernel.Score(history, place, scores);
        return scores;
    }

    /// <summary>Everyone of the training, and new users: of no movie, one, some, and all.</summary>
    private static IEnumerable<int[]> Histories(Dataset data, long seed)
    {
        int n = data.Catalog.Count;
        for (int user = 0; user < data.Users.Count; user++)
            yield return data.Interactions.MoviesOf(user).ToArray();
        yield return [];
        yield return [n - 1];
        yield return Seeds.Create(seed, "history").Sample(n, n / 2);
        yield return [.. Enumerable.Range(0, n)];
    }

    /// <summary>With times in five years; those of every fourth user are unknown, and some of the others'.</summary>
    private static Interactions Timed(Interactions interactions, long seed)
    {
        Random random = Seeds.Create(seed, "times");
        List<uint> times = [];
        for (int user = 0; user < interactions.UserCount; user++)
        {
            double start = 20 + 4 * random.NextDouble();
            foreach (int _ in interactions.MoviesOf(user))
                times.Add(
                    user % 4 == 3 || random.NextDouble() < 0.1 ? 0 : (uint)((start + random.NextDouble()) * Year)
                );
        }
        return new Interactions(
            interactions.MovieCount,
            interactions.UserStarts.ToArray(),
            interactions.Movies.ToArray(),
            [],
            [.. times]
        );
    }

    /// <summary>
    /// α = (K + I)⁻¹k; score = (Σ over the audience of α)·d/C, and 1 − d/C more for the watched, C = (D⁻¹ + XᵀX)⁻¹'s
    /// diagonal if τ = 0.
    /// </summary>
    private static double[] Twin(Interactions interactions, KernelOptions options, int[] watched, uint at)
    {
        int count = interactions.UserCount;
        int n = interactions.MovieCount;
        double[,] x = DoubleAlgebra.Dense(interactions);
        double[,] matrix = new double[count, count];
        double[] d =
        [
            .. Enumerable
                .Range(0, n)
                .Select(movie =>
                    1 / (options.Dropout / (1.0 - options.Dropout) * interactions.AudienceOf(movie) + options.Lambda)
                ),
        ];
        double[] times =
        [
            .. Enumerable.Range(0, count).Select(user => MedianOf(interactions.HistoryOf(user).Times.ToArray())),
        ];
        double Factor(double one, double other) =>
            one == 0 || other == 0
                ? 1
                : 1 + options.TimeWeight * Math.Exp(-Math.Pow((one - other) / Year / options.TimeWidth, 2) / 2);
        for (int u = 0; u < count; u++)
        {
            for (int v = 0; v < count; v++)
                matrix[u, v] =
                    Enumerable.Range(0, n).Sum(i => x[u, i] * x[v, i] * d[i]) * Factor(times[u], times[v])
                    + (u == v ? 1 : 0);
        }
        double[,] inverse = DoubleAlgebra.Inverse(matrix);
        double[] k =
        [
            .. Enumerable.Range(0, count).Select(v => watched.Sum(i => x[v, i] * d[i]) * Factor(at, times[v])),
        ];
        double[] alpha =
        [
            .. Enumerable.Range(0, count).Select(u => Enumerable.Range(0, count).Sum(v => inverse[u, v] * k[v])),
        ];
        return
        [
            .. Enumerable
                .Range(0, n)
                .Select(j =>
                {
                    int[] audience = interactions.UsersOf(j).ToArray();
                    if (audience.Length == 0)
                        return 0;
                    double scale = 1 / (1 - d[j] * audience.Sum(u => audience.Sum(v => inverse[u, v])));
                    return audience.Sum(u => alpha[u]) * scale + (watched.Contains(j) ? 1 - scale : 0);
                }),
        ];
    }

    private static double MedianOf(uint[] times)
    {
        uint[] known = [.. times.Where(time => time > 0).Order()];
        return known.Length == 0 ? 0 : known[known.Length / 2];
    }
}
