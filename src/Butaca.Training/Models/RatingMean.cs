using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Training.Models;

/// <summary>Options of <see cref="RatingMean"/>.</summary>
public sealed class RatingMeanOptions
{
    /// <summary>λ: so many ratings of the mean of all are added to a person's own. Default 5.</summary>
    [
        Description("how many ratings of everybody's mean count beside a person's own"),
        Range(0.0, 1e4),
        SearchSpace(0, 0.5, 1, 2, 5, 10)
    ]
    public double PersonDamping { get; set; } = 5;
}

/// <summary>Predicts a person's mean: μ + Σ (r − μ) / (n + λ).</summary>
public sealed class RatingMean : RatingModel<RatingMeanOptions>
{
    /// <inheritdoc/>
    public override string Name => "rating-mean";

    /// <inheritdoc/>
    public override string Summary => "Predicts ratings: a person's mean, for every movie.";

    /// <inheritdoc/>
    protected override RatingScorer Learn(
        Interactions people,
        RatingScale scale,
        RatingMeanOptions options,
        TrainContext context
    ) =>
        new RatingBiasScorer(
            MeanOf(people),
            new float[people.MovieCount],
            (float)options.PersonDamping,
            scale,
            default
        );
}
