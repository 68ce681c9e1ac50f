using Butaca.Data;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;
using Butaca.Training;
using Butaca.Training.ButacaPipeline;
using Butaca.Training.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Butaca.Tests.ButacaPipeline;

/// <summary>The Butaca model's parts trained on small data, with networks of random weights.</summary>
internal static class ToyPipeline
{
    private static readonly TrainContext Context = new() { Threads = 2 };

    /// <summary>A training that takes little time.</summary>
    public static ButacaOptions Short { get; } =
        new()
        {
            Tune = Tuning.Off,
            Lambda = 20,
            Factors = 8,
            Networks = 1,
            Epochs = 2,
            Masks = 1,
        };

    /// <summary>The linear scorers, with movies placed in the space of users by all its directions.</summary>
    public static LinearScorers Scorers(Dataset data) =>
        new(data, Kernel(data), LongKernel(data), Factors(data), Space(data));

    /// <summary>What is extracted by them.</summary>
    public static FeatureExtractor Features(Dataset data) => new(Scorers(data), data.Users.Count);

    /// <summary>The same, each watching later than the one before it.</summary>
    public static Dataset Dated(Dataset data)
    {
        Interactions x = data.Interactions;
        return new Dataset(
            data.Catalog,
            data.Users,
            new Interactions(
                x.MovieCount,
                [.. x.UserStarts],
                [.. x.Movies],
                [],
                [.. Enumerable.Range(0, x.Count).Select(i => 1_000_000_000 + (uint)i * 1_000_000)]
            )
        );
    }

    public static FactorScorer Factors(Dataset data) =>
        (FactorScorer)new ImplicitAls().Train(data, new ImplicitAlsOptions { Factors = 6 }, Context);

    public static ButacaScorer Scorer(Dataset data, ColdMoviePrior? prior = null, float trust = 1)
    {
        LinearScorers scorers = Scorers(data);
        return new ButacaScorer(
            scorers,
            new FeatureExtractor(scorers, data.Users.Count),
            new KnownMovieReranker(Networks("known"), trust, 0.7f, -1),
            new ColdMovieReranker(
                Networks("new"),
                offset: 0.5f,
                prior ?? new ColdMoviePrior(data.Catalog.Count, 1, -0.5f),
                scorers
            )
        );
    }

    private static Network[] Networks(string name) =>
        [
            .. Enumerable
                .Range(0, 2)
                .Select(i =>
                {
                    const int units = 8;
                    Random random = Seeds.Create(i, name);
                    return new Network(
                        ToySpace.Draw(random, units * FeatureSchema.Count),
                        ToySpace.Draw(random, units),
                        ToySpace.Draw(random, units * units),
                        ToySpace.Draw(random, units),
                        ToySpace.Draw(random, units + FeatureSchema.Count + 1)
                    );
                }),
        ];

    public static UserKernel Kernel(Dataset data) => Kernel(data, new KernelOptions(0.5f, 5, 1, 1));

    public static UserKernel LongKernel(Dataset data) => Kernel(data, new KernelOptions(0.2f, 8, 1, 1));

    private static UserKernel Kernel(Dataset data, KernelOptions options) =>
        UserKernel.Train(data.Interactions, options, (matrix, n) => TorchAlgebra.InvertPositive(matrix, n, threads: 2));

    public static ContentSpace Space(Dataset data)
    {
        using DisposeScope scope = NewDisposeScope();
        Interactions x = data.Interactions;
        int n = x.MovieCount;
        int width = x.UserCount + 1;
        int[] landmarks = [.. Enumerable.Range(0, n).Where(movie => x.AudienceOf(movie) > 0)];
        int[] others = [.. Enumerable.Range(0, n).Except(landmarks)];
        float[] targets = new float[landmarks.Length * width];
        for (int i = 0; i < landmarks.Length; i++)
        {
            foreach (int user in x.UsersOf(landmarks[i]))
                targets[i * width + user] = 1;
            targets[i * width + width - 1] = MathF.Log(1 + x.AudienceOf(landmarks[i]));
        }
        using ContentRidge ridge = new(data.Catalog, landmarks, 2, Context);
        (Tensor coefficients, Tensor leftOut) = ridge.Fit(tensor(targets).view(landmarks.Length, width));
        float[] movies = new float[n * (width - 1)];
        float[] logs = new float[n];
        void Spread(int[] rows, Tensor places)
        {
            float[] values = places.contiguous().data<float>().ToArray();
            for (int i = 0; i < rows.Length; i++)
            {
                values.AsSpan(i * width, width - 1).CopyTo(movies.AsSpan(rows[i] * (width - 1)));
                logs[rows[i]] = values[i * width + width - 1];
            }
        }
        Spread(landmarks, leftOut);
        if (others.Length > 0)
            Spread(others, ridge.Predict(others, coefficients));
        return new ContentSpace(
            data.Catalog,
            landmarks,
            coefficients.contiguous().data<float>().ToArray(),
            movies,
            logs,
            [],
            null
        );
    }
}
