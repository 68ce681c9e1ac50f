using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Training.Models;

/// <summary>Options of <see cref="RatingMf"/>.</summary>
public sealed class RatingMfOptions
{
    /// <summary>d, the length of a user's and a movie's factors. Default 8.</summary>
    [Description("length of a user's and a movie's factors"), Range(1, 256), SearchSpace(4, 8, 16, 32)]
    public int Factors { get; set; } = 8;

    /// <summary>λ, the L2 penalty of factors. Default 6.</summary>
    [Description("L2 penalty of factors"), Range(1e-3, 1e6), SearchSpace(2, 3, 4, 6, 8, 12)]
    public double Regularization { get; set; } = 6;

    /// <summary>λ_b, the L2 penalty of biases. Default 3.</summary>
    [Description("L2 penalty of biases"), Range(1e-3, 1e6), SearchSpace(0.5, 1, 2, 3, 5, 10)]
    public double BiasRegularization { get; set; } = 3;

    /// <summary>Rounds over users and movies. Default 15.</summary>
    [Description("rounds over users and movies"), Range(1, 1000)]
    public int Epochs { get; set; } = 15;
}

/// <summary>
/// Matrix factorisation with biases, by alternating least squares: see <see cref="RatingFactorScorer"/> for the
/// equation and its source.
/// </summary>
public sealed class RatingMf : RatingModel<RatingMfOptions>
{
    private const float InitialSpread = 0.1f;

    /// <inheritdoc/>
    public override string Name => "rating-mf";

    /// <inheritdoc/>
    public override string Summary =>
        "Predicts ratings: matrix factorisation with biases (Koren, Bell and Volinsky 2009), by alternating least squares.";

    /// <inheritdoc/>
    protected override RatingScorer Learn(
        Interactions interactions,
        RatingScale scale,
        RatingMfOptions options,
        TrainContext context
    )
    {
        int q = options.Factors + 1;
        float mean = MeanOf(interactions);
        float biasPenalty = (float)options.BiasRegularization;
        float penalty = (float)options.Regularization;
        float[] users = new float[interactions.UserCount * q];
        float[] movies = new float[interactions.MovieCount * q];
        Random random = Seeds.Create(context.Seed, "rating-mf");
        for (int movie = 0; movie < interactions.MovieCount; movie++)
        {
            for (int factor = 1; factor < q; factor++)
                movies[movie * q + factor] =
                    interactions.AudienceOf(movie) == 0 ? 0 : InitialSpread * random.NextGaussian();
        }
        float[][] ratings = RatingsByMovie(interactions);
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            context.ParallelFor(
                interactions.UserCount,
                user =>
                    RatingFactorScorer.Solve(
                        movies,
                        interactions.MoviesOf(user),
                        interactions.HistoryOf(user).Ratings,
                        mean,
                        biasPenalty,
                        penalty,
                        users.AsSpan(user * q, q)
                    )
            );
            context.ParallelFor(
                interactions.MovieCount,
                movie =>
                    RatingFactorScorer.Solve(
                        users,
                        interactions.UsersOf(movie),
                        ratings[movie],
                        mean,
                        biasPenalty,
                        penalty,
                        movies.AsSpan(movie * q, q)
                    )
            );
        }
        return new RatingFactorScorer(mean, movies, q, biasPenalty, penalty, scale, default);
    }

    /// <summary>The ratings of each movie, in the order of its users.</summary>
    private static float[][] RatingsByMovie(Interactions interactions)
    {
        float[][] ratings =
        [
            .. Enumerable.Range(0, interactions.MovieCount).Select(movie => new float[interactions.AudienceOf(movie)]),
        ];
        int[] next = new int[interactions.MovieCount];
        for (int at = 0; at < interactions.Count; at++)
        {
            int movie = interactions.Movies[at];
            ratings[movie][next[movie]++] = interactions.Ratings[at];
        }
        return ratings;
    }
}
