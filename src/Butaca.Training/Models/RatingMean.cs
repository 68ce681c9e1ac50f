using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Training.Models;

/// <summary>Options of <see cref="RatingMean"/>.</summary>
public sealed class RatingMeanOptions
{
    /// <summary>λ: so many ratings of the mean of all are added to a user's own. Default 5.</summary>
    [
        Description("how many ratings of everybody's mean count beside a user's own"),
        Range(0.0, 1e4),
        SearchSpace(0, 0.5, 1, 2, 5, 10)
    ]
    public double UserDamping { get; set; } = 5;
}

/// <summary>Predicts a user's mean: μ + Σ (r − μ) / (n + λ).</summary>
public sealed class RatingMean : RatingModel<RatingMeanOptions>
{
    /// <inheritdoc/>
    public override string Name => "rating-mean";

    /// <inheritdoc/>
    public override string Summary => "Predicts ratings: a user's mean, for every movie.";

    /// <inheritdoc/>
    protected override RatingScorer Learn(
        Interactions interactions,
        RatingScale scale,
        RatingMeanOptions options,
        TrainContext context
    ) =>
        new RatingBiasScorer(
            MeanOf(interactions),
            new float[interactions.MovieCount],
            (float)options.UserDamping,
            scale,
            default
        );
}
