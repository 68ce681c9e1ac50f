using Butaca.Data;
using Butaca.Models;

namespace Butaca.Training.Models;

/// <summary>
/// Implicit alternating least squares: Hu, Koren, Volinsky 2008 (doi:10.1109/ICDM.2008.22), with the objective,
/// initialisation and frequency-scaled regularisation that Rendle et al. 2021 (arXiv:2110.14037) advise. A user's
/// factors are solved anew from any history, so new users need no training. See <see cref="FoldIn"/> for the equation.
/// </summary>
public sealed class ImplicitAls : Model<ImplicitAlsOptions>
{
    /// <inheritdoc/>
    public override string Name => "als";

    /// <inheritdoc/>
    public override string Summary =>
        "Implicit matrix factorisation (Hu, Koren, Volinsky 2008, tuned as in arXiv:2110.14037).";

    /// <inheritdoc/>
    public override bool PlacesMovies => true;

    /// <inheritdoc/>
    protected override Scorer Fit(Dataset data, ImplicitAlsOptions options, TrainContext context) =>
        AlternatingLeastSquares.Train(data, options, context);
}
