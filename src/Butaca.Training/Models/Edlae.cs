using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Training.Models;

/// <summary>Options of <see cref="Edlae"/>.</summary>
public sealed class EdlaeOptions
{
    /// <summary>p, the share of watched movies that training hides. Default 0.9.</summary>
    [
        Description("share of watched movies that training hides"),
        Range(0.0, 0.99),
        SearchSpace(0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95)
    ]
    public double Dropout { get; set; } = 0.9;

    /// <summary>λ, the L2 penalty on every weight. Default 500.</summary>
    [Description("L2 penalty on every weight"), Range(1e-3, 1e9), SearchSpace(50, 100, 200, 500, 1000, 2000)]
    public double Lambda { get; set; } = 500;
}

/// <summary>
/// EDLAE of full rank: EASE trained to predict a user's movies from a random part of them, in closed form. Dropping
/// with probability p equals a ridge p/(1−p)·diag(XᵀX), so B = I − C·diag(1 ⊘ diag C) with
/// C = (XᵀX + p/(1−p)·diag(XᵀX) + λI)⁻¹. Steck 2020, "Autoencoders that don't overfit towards the Identity", section 3.
/// </summary>
public sealed class Edlae : Model<EdlaeOptions>
{
    /// <inheritdoc/>
    public override string Name => "edlae";

    /// <inheritdoc/>
    public override string Summary => "EASE that learns to fill in what was hidden from it (Steck 2020, NeurIPS).";

    /// <inheritdoc/>
    protected override Scorer Fit(Dataset data, EdlaeOptions options, TrainContext context)
    {
        double odds = options.Dropout / (1 - options.Dropout);
        return ZeroDiagonalAutoencoder.Train(
            data.Interactions,
            Name,
            diagonal: audience => odds * audience + options.Lambda,
            context
        );
    }
}
