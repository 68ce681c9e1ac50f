using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Training.Models;

/// <summary>Options of <see cref="Ease"/>.</summary>
public sealed class EaseOptions
{
    /// <summary>λ, the L2 penalty on every weight. Default 1000.</summary>
    [Description("L2 penalty on every weight"), Range(1e-3, 1e9), SearchSpace(100, 200, 500, 1000, 2000, 5000)]
    public double Lambda { get; set; } = 1000;
}

/// <summary>
/// EASE: the linear autoencoder min |X − XB|² + λ|B|² with diag(B) = 0 in closed form, B = I − P·diag(1 ⊘ diag P) with
/// P = (XᵀX + λI)⁻¹. Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data", arXiv:1905.03375, equation 8.
/// </summary>
public sealed class Ease : Model<EaseOptions>
{
    /// <inheritdoc/>
    public override string Name => "ease";

    /// <inheritdoc/>
    public override string Summary => "Linear autoencoder in closed form (Steck 2019, arXiv:1905.03375).";

    /// <inheritdoc/>
    protected override Scorer Fit(Dataset data, EaseOptions options, TrainContext context) =>
        ZeroDiagonalAutoencoder.Train(data.Interactions, Name, diagonal: _ => options.Lambda, context);
}
