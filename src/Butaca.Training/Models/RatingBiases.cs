using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Training.Models;

/// <summary>Options of <see cref="RatingBiases"/>.</summary>
public class RatingBiasesOptions
{
    /// <summary>λᵢ: draws what few users rated to the mean. Default 3.</summary>
    [Description("draws what few users rated to the mean"), Range(0.0, 1e4), SearchSpace(1, 2, 3, 5, 10, 25)]
    public double MovieDamping { get; set; } = 3;

    /// <summary>λᵤ: draws users of few ratings to the mean. Default 5.</summary>
    [Description("draws users of few ratings to the mean"), Range(0.0, 1e4), SearchSpace(0, 0.5, 1, 2, 5, 10)]
    public double UserDamping { get; set; } = 5;
}

/// <summary>
/// Biases of movies and users: r = μ + bᵢ + bᵤ, bᵢ = Σ (r − μ − bᵤ) / (n + λᵢ) and bᵤ = Σ (r − μ − bᵢ) / (n + λᵤ) in
/// turn, until both stand. Koren, Bell and Volinsky 2009, doi:10.1109/MC.2009.263.
/// </summary>
public sealed class RatingBiases : RatingModel<RatingBiasesOptions>
{
    private const int Rounds = 10;

    /// <inheritdoc/>
    public override string Name => "rating-biases";

    /// <inheritdoc/>
    public override string Summary =>
        "Predicts ratings: the mean, and how far from it a movie and a user are (Koren, Bell and Volinsky 2009).";

    /// <inheritdoc/>
    protected override RatingScorer Learn(
        Interactions interactions,
        RatingScale scale,
        RatingBiasesOptions options,
        TrainContext context
    ) => Biases(interactions, scale, options);

    /// <summary>Learns biases.</summary>
    internal static RatingBiasScorer Biases(Interactions interactions, RatingScale scale, RatingBiasesOptions options)
    {
        float mean = MeanOf(interactions);
        float[] movies = new float[interactions.MovieCount];
        float[] sums = new float[movies.Length];
        RatingBiasScorer scorer = new(mean, movies, (float)options.UserDamping, scale, default);
        for (int round = 0; round < Rounds; round++)
        {
            Array.Clear(sums);
            for (int user = 0; user < interactions.UserCount; user++)
            {
                History history = interactions.HistoryOf(user);
                float bias = round == 0 ? 0 : scorer.BiasOf(history.Movies, history.Ratings);
                for (int i = 0; i < history.Movies.Length; i++)
                    sums[history.Movies[i]] += history.Ratings[i] - mean - bias;
            }
            for (int movie = 0; movie < movies.Length; movie++)
                if (interactions.AudienceOf(movie) > 0)
                    movies[movie] = sums[movie] / (interactions.AudienceOf(movie) + (float)options.MovieDamping);
        }
        return scorer;
    }
}
