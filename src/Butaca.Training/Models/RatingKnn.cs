using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Training.Models;

/// <summary>Options of <see cref="RatingKnn"/>.</summary>
public sealed class RatingKnnOptions : RatingBiasesOptions
{
    /// <summary>k, the rated movies that count. Default 40.</summary>
    [Description("rated movies that count"), Range(1, 100_000), SearchSpace(20, 40, 80, 160)]
    public int Neighbours { get; set; } = 40;

    /// <summary>Draws correlations of few users to 0. Default 50.</summary>
    [Description("draws correlations of few users to 0"), Range(0.0, 1e6), SearchSpace(10, 25, 50, 100, 200)]
    public double Shrinkage { get; set; } = 50;

    /// <summary>Draws predictions by few movies to the biases. Default 1.</summary>
    [Description("draws predictions by few movies to the biases"), Range(0.0, 1e6), SearchSpace(0, 0.2, 0.5, 1, 2)]
    public double Damping { get; set; } = 1;
}

/// <summary>
/// Item-based nearest neighbours on ratings: see <see cref="RatingKnnScorer"/> for the equation and its source.
/// </summary>
public sealed class RatingKnn : RatingModel<RatingKnnOptions>
{
    /// <inheritdoc/>
    public override string Name => "rating-knn";

    /// <inheritdoc/>
    public override string Summary =>
        "Predicts ratings: biases, and how far from them the rated movies most like it lie (Koren 2010).";

    /// <inheritdoc/>
    protected override RatingScorer Learn(
        Interactions interactions,
        RatingScale scale,
        RatingKnnOptions options,
        TrainContext context
    ) =>
        new RatingKnnScorer(
            interactions,
            RatingBiases.Biases(interactions, scale, options),
            options.Neighbours,
            (float)options.Shrinkage,
            (float)options.Damping,
            default
        );
}
