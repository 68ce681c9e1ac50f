using Butaca.Data;
using Butaca.Models;
using Butaca.Models.MovieNet;

namespace Butaca.Tests.Models;

/// <summary>MovieNet's networks and scorers against plain double arithmetic, term by term.</summary>
public sealed class MovieNetScorerTests
{
    private static readonly int[][] Histories =
    [
        [3],
        [0, 3, 9],
        [1, 4, 7],
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    ];

    [Theory, InlineData(1, 1, 1), InlineData(6, 5, 7), InlineData(9, 16, 30)]
    public void AnLstmLayerIsTheRecurrenceTermByTerm(int input, int size, int steps)
    {
        Random random = Seeds.Create(3, "lstm oracle", size);
        LstmWeights weights = ToySpace.Layer(random, input, size);
        float[][] sequence = [.. Enumerable.Range(0, steps).Select(_ => ToySpace.Draw(random, input))];
        float[][] actual = new LstmLayer(weights).Run(sequence);

        double[] h = new double[size];
        double[] c = new double[size];
        for (int t = 0; t < steps; t++)
        {
            double Gate(int row)
            {
                double sum = (double)weights.InputBias[row] + weights.StateBias[row];
                for (int j = 0; j < input; j++)
                    sum += (double)weights.Input[row * input + j] * sequence[t][j];
                for (int j = 0; j < size; j++)
                    sum += weights.State[row * size + j] * h[j];
                return sum;
            }
            double[] next = new double[size];
            for (int k = 0; k < size; k++)
            {
                double i = Sigmoid(Gate(k));
                double f = Sigmoid(Gate(size + k));
                double g = Math.Tanh(Gate(2 * size + k));
                double o = Sigmoid(Gate(3 * size + k));
                c[k] = f * c[k] + i * g;
                next[k] = o * Math.Tanh(c[k]);
            }
            h = next;
            for (int k = 0; k < size; k++)
                Assert.Equal(h[k], actual[t][k], 1e-5);
        }
    }

    [Theory, InlineData(0.3f), InlineData(1f), InlineData(2.5f)]
    public void DensityIsTheSumOfKernels(float sigma)
    {
        DensityScorer scorer = ToySpace.Density(sigma);
        foreach (int[] watched in Histories)
        {
            float[] scores = Toy.Scores(scorer, watched);
            for (int movie = 0; movie < scores.Length; movie++)
                Assert.Equal(
                    Math.Log(watched.Sum(u => Math.Exp(-Square(1 - Cosine(movie, u)) / (2.0 * sigma * sigma)))),
                    scores[movie],
                    1e-5
                );
        }
    }

    [Fact]
    public void ASmallSigmaDoesNotUnderflow()
    {
        DensityScorer scorer = ToySpace.Density(1e-3f);
        foreach (int[] watched in Histories)
        {
            float[] scores = Toy.Scores(scorer, watched);
            Assert.All(scores, score => Assert.True(float.IsFinite(score)));
            // The nearest watched movie alone is left of the sum, unless others are as near: at most the log of their
            // number more.
            for (int movie = 0; movie < scores.Length; movie++)
            {
                double nearest = watched.Max(u => -Square(1 - Cosine(movie, u)) / (2 * 1e-6));
                Assert.InRange(
                    scores[movie],
                    nearest - 1e-5 * Math.Abs(nearest) - 1e-3,
                    nearest + Math.Log(watched.Length) + 1e-5 * Math.Abs(nearest) + 1e-3
                );
            }
            float[] contributions = new float[watched.Length];
            ScoreParts parts = scorer.Explain(new History(watched), 6, contributions);
            Assert.Equal(1, contributions.Sum(), 1e-4);
            Assert.Equal(scores[6], parts.Network + contributions.Sum(), 1e-5 * Math.Abs(scores[6]) + 1e-4);
        }
    }

    [Fact]
    public void LikelihoodIsTheNetworkOnEachPair()
    {
        LikelihoodScorer scorer = ToySpace.Likelihood();
        LikelihoodWeights w = ToySpace.LikelihoodWeights(scorer.MovieCount);
        foreach (int[] watched in Histories)
        {
            float[] scores = Toy.Scores(scorer, watched);
            double[] user = UserOf(w, watched);
            for (int movie = 0; movie < scores.Length; movie++)
                Assert.Equal(LogitOf(w, user, EmbeddingOf(movie)), scores[movie], 1e-5);
        }
    }

    public static TheoryData<string> Kinds => ["density", "likelihood"];

    [Theory, MemberData(nameof(Kinds))]
    public void ExplanationsAddUp(string kind)
    {
        Scorer scorer = Of(kind);
        foreach (int[] watched in Histories)
        {
            float[] scores = Toy.Scores(scorer, watched);
            float[] contributions = new float[watched.Length];
            for (int movie = 0; movie < scores.Length; movie++)
            {
                ScoreParts parts = scorer.Explain(new History(watched), movie, contributions);
                Assert.Equal(scores[movie], parts.Network + contributions.Sum(), 1e-5);
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void AKnownMovieScoresTheSameAsANewOne(string kind)
    {
        Scorer scorer = Of(kind);
        IMovieEmbedder embedder = (IMovieEmbedder)scorer;
        foreach (int[] watched in Histories)
        {
            float[] scores = Toy.Scores(scorer, watched);
            for (int movie = 0; movie < scores.Length; movie++)
                Assert.Equal(
                    scores[movie],
                    embedder.ScoreNew(new History(watched), embedder.Encoder.Embed(ToySpace.Data.Catalog[movie])),
                    1e-5
                );
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void LikenessIsTheCosine(string kind)
    {
        Scorer scorer = Of(kind);
        float[] scores = new float[scorer.MovieCount];
        scorer.Similar(2, scores);
        for (int movie = 0; movie < scores.Length; movie++)
            Assert.Equal(Cosine(2, movie), scores[movie], 1e-5);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void WhatIsSavedLoadsTheSame(string kind)
    {
        using TemporaryFolder folder = new();
        Scorer scorer = Of(kind);
        Scorer loaded = ModelFolder.Load(ToySpace.Save(folder, "model", scorer)).Scorer;
        Assert.IsType(scorer.GetType(), loaded);
        IMovieEmbedder before = (IMovieEmbedder)scorer;
        IMovieEmbedder after = (IMovieEmbedder)loaded;
        Assert.Equal(before.Embeddings, after.Embeddings);
        Movie movie = NewMovie.Of(
            "New",
            2021,
            "British",
            ["Comedy"],
            "A thief learns to love the sea. And other words"
        );
        Assert.Equal(before.Encoder.Embed(movie), after.Encoder.Embed(movie));
        Assert.Equal(before.Encoder.Embed(movie, readText: false), after.Encoder.Embed(movie, readText: false));
        foreach (int[] watched in Histories)
        {
            Assert.Equal(Toy.Scores(scorer, watched), Toy.Scores(loaded, watched));
            Assert.Equal(
                before.ScoreNew(new History(watched), before.Encoder.Embed(movie)),
                after.ScoreNew(new History(watched), after.Encoder.Embed(movie))
            );
        }
    }

    [Fact]
    public void TheSynopsisAndEachFeatureMoveAMovie()
    {
        MovieEncoder encoder = ToySpace.Encoder;
        Movie movie = NewMovie.Of("New", 2021, "American", ["Comedy"], "A thief meets a monster");
        float[] at = encoder.Embed(movie);
        Assert.NotEqual(at, encoder.Embed(movie with { Synopsis = "Toys live in space" }));
        Assert.NotEqual(at, encoder.Embed(movie with { Year = 1990 }));
        Assert.NotEqual(at, encoder.Embed(movie with { Origin = "Japanese" }));
        Assert.NotEqual(at, encoder.Embed(movie with { Genres = ["Drama"] }));
        Assert.Equal(encoder.Embed(movie, readText: false), encoder.Embed(movie with { Synopsis = null }));
    }

    private static Scorer Of(string kind) => kind == "density" ? ToySpace.Density() : ToySpace.Likelihood();

    private static double[] EmbeddingOf(int movie) =>
        [.. ToySpace.Encoder.Embed(ToySpace.Data.Catalog[movie]).Select(value => (double)value)];

    private static double Cosine(int a, int b)
    {
        double[] x = EmbeddingOf(a);
        double[] y = EmbeddingOf(b);
        return Dot(x, y) / Math.Sqrt(Dot(x, x) * Dot(y, y));
    }

    /// <summary>The binary vector of all movies through the two layers.</summary>
    private static double[] UserOf(LikelihoodWeights w, int[] watched)
    {
        int first = w.WatchedBias.Length;
        double[] hidden =
        [
            .. Enumerable
                .Range(0, first)
                .Select(i =>
                    Math.Max(
                        0,
                        w.WatchedBias[i]
                            + Enumerable
                                .Range(0, w.Watched.Length / first)
                                .Sum(movie => (watched.Contains(movie) ? 1.0 : 0.0) * w.Watched[movie * first + i])
                    )
                ),
        ];
        return Linear(w.User, w.UserBias, hidden);
    }

    /// <summary>The two embeddings tiled beside each other, through the head.</summary>
    private static double LogitOf(LikelihoodWeights w, double[] user, double[] movie)
    {
        int h = w.HeadBias.Length;
        double[] both = [.. movie, .. user];
        float[] weights =
        [
            .. Enumerable
                .Range(0, h)
                .SelectMany(i =>
                    w.HeadMovie[(i * movie.Length)..((i + 1) * movie.Length)]
                        .Concat(w.HeadUser[(i * user.Length)..((i + 1) * user.Length)])
                ),
        ];
        double[] hidden = [.. Linear(weights, w.HeadBias, both).Select(value => Math.Max(0, value))];
        return w.OutputBias[0] + hidden.Zip(w.Output, (a, b) => a * b).Sum();
    }

    private static double[] Linear(float[] weight, float[] bias, double[] x) =>
        [
            .. Enumerable
                .Range(0, bias.Length)
                .Select(i => bias[i] + Enumerable.Range(0, x.Length).Sum(j => weight[i * x.Length + j] * x[j])),
        ];

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    private static double Square(double x) => x * x;

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
