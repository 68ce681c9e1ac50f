using System.Collections.Frozen;
using System.Globalization;
using System.Numerics.Tensors;
using Butaca.Data;
using Butaca.Evaluation;
using Butaca.Models;
using Butaca.Models.MovieNet;

namespace Butaca.Training.MovieNet;

/// <summary>
/// What both versions of MovieNet share: first the movies' embeddings, then, for the likelihood, the users'.
/// </summary>
public abstract class MovieNetModel<TOptions> : Model<TOptions>
    where TOptions : MovieNetOptions, new()
{
    /// <summary>Whose square is far from the least float.</summary>
    private const double LeastSigma = 1e-9;

    /// <summary>σ that are tried where none is given, from "the same movie" to "near to all of them".</summary>
    private static readonly float[] Sigmas =
    [
        0.003f,
        0.01f,
        0.02f,
        0.05f,
        0.1f,
        0.15f,
        0.2f,
        0.25f,
        0.3f,
        0.4f,
        0.5f,
        0.7f,
        1,
        2,
    ];

    /// <inheritdoc/>
    public override bool KeepsCheckpoints => true;

    /// <inheritdoc/>
    public override bool PlacesMovies => true;

    /// <inheritdoc/>
    public override bool TakesNewMovies => true;

    /// <inheritdoc/>
    protected override Scorer Fit(Dataset data, TOptions options, TrainContext context)
    {
        Check(options);
        int[] active = data.Interactions.WatchedMovies();
        if (active.Length < 10)
            throw new ButacaException(
                $"{Name}: found {active.Length} movies with an audience, expected at least 10 to learn from."
            );
        double share = options.Method == Method.Density ? 1 : 0.5;
        (MovieEncoder encoder, float[] embeddings) = Place(data, active, options, context, share);
        Scorer scorer =
            options.Method == Method.Density
                ? new DensityScorer(
                    encoder,
                    embeddings,
                    options.Sigma > 0 ? (float)options.Sigma : ChooseSigma(data, encoder, embeddings, context)
                )
                : new LikelihoodScorer(
                    encoder,
                    embeddings,
                    LikelihoodTraining.Train(
                        data.Interactions,
                        active,
                        embeddings,
                        options,
                        context,
                        arrays => Keep(arrays, encoder, embeddings),
                        share
                    )
                );
        context.Report("trained", 1);
        return scorer;
    }

    /// <summary>The options that come after the movies' embeddings.</summary>
    private static readonly FrozenSet<string> OfUsers = FrozenSet.Create(
        "scaleEmbeddings",
        "method",
        "sigma",
        "hidden",
        "userEpochs",
        "userRate",
        "userPatience",
        "positiveWeight"
    );

    /// <summary>
    /// The movies' embeddings, scaled if so asked: from a checkpoint, from another training of the same round, or
    /// trained.
    /// </summary>
    private (MovieEncoder Encoder, float[] Embeddings) Place(
        Dataset data,
        int[] active,
        TOptions options,
        TrainContext context,
        double share
    )
    {
        if (context.Run?.Load() is { } saved && saved.Has("embeddings"))
            return (MovieEncoder.Load(saved), saved.Read<float>("embeddings", data.Catalog.Count, options.Dimension));
        (MovieEncoder encoder, float[] embeddings) = context.Shared is { } shared
            ? shared.GetOrAdd(KeyOf(options), Train)
            : Train();
        if (options.ScaleEmbeddings)
            (encoder, embeddings) = Scaled(encoder, embeddings, active);
        context.Run?.Save(arrays => Keep(arrays, encoder, embeddings));
        return (encoder, embeddings);

        (MovieEncoder, float[]) Train() =>
            new MovieTraining(data, active, options, context).Train(data.Catalog.Count, share);
    }

    /// <summary>
    /// The same embeddings with components of mean square 1 over the movies with an audience. The movie network is
    /// trained by cosines alone, which leave the length to its initial weights: too short for the likelihood's first
    /// layer to tell movies apart.
    /// </summary>
    private static (MovieEncoder Encoder, float[] Embeddings) Scaled(
        MovieEncoder encoder,
        float[] embeddings,
        int[] active
    )
    {
        int d = encoder.Dimension;
        double squares = active.Sum(movie => (double)TensorPrimitives.SumOfSquares(embeddings.AsSpan(movie * d, d)));
        float factor = (float)Math.Sqrt(active.Length * d / squares);
        return (encoder.Scaled(factor), [.. embeddings.Select(value => factor * value)]);
    }

    /// <summary>
    /// All options that the movies' embeddings may depend on before they are scaled: one that is forgotten here costs a
    /// training, not a wrong result.
    /// </summary>
    private string KeyOf(TOptions options) =>
        $"movienet {string.Join(' ', ModelOption.Values(this, options).Where(option => !OfUsers.Contains(option.Key)).Select(option => $"{option.Key}={option.Value}"))}";

    private static void Keep(ArrayFolder arrays, MovieEncoder encoder, float[] embeddings)
    {
        encoder.Save(arrays);
        arrays.Write("embeddings", embeddings, embeddings.Length / encoder.Dimension, encoder.Dimension);
    }

    /// <summary>The σ with the best out-of-sample P@10 over a fifth of the training users.</summary>
    private static float ChooseSigma(Dataset data, MovieEncoder encoder, float[] embeddings, TrainContext context)
    {
        int[] users = Seeds
            .Create(context.Seed, "movienet sigma")
            .Sample(data.Users.Count, Math.Max(1, data.Users.Count / 5));
        ProtocolOptions asked = new() { Seed = context.Seed, Draws = 3 };
        return Sigmas.MaxBy(sigma =>
        {
            context.Report(string.Create(CultureInfo.InvariantCulture, $"trying σ = {sigma}"), 0.99);
            return new Evaluator()
                .Measure(data, new DensityScorer(encoder, embeddings, sigma), data, users, asked, context)[0]
                .Mean;
        });
    }

    private void Check(TOptions options)
    {
        if (options.Hidden % 16 != 0)
            Throw.Option($"hidden of {Name}", $"{options.Hidden}", "a multiple of 16");
        if (options.Sigma is > 0 and < LeastSigma)
            Throw.Option(
                $"sigma of {Name}",
                options.Sigma.ToString(CultureInfo.InvariantCulture),
                "0, or a number from 1E-09 to 10"
            );
        if (!options.Synopsis && !options.Features)
            throw new ButacaException(
                $"{Name}: synopsis and features are both off, expected at least one to tell movies apart."
            );
    }
}
