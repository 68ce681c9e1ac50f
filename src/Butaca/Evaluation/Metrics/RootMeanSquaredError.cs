using Butaca.Models;

namespace Butaca.Evaluation.Metrics;

/// <summary>RMSE = √(Σ (r − r̂)² / n) over the n predicted ratings of all users, in the ratings' unit.</summary>
public sealed class RootMeanSquaredError : IRatingMetric
{
    /// <inheritdoc/>
    public string Name => "RMSE";

    /// <inheritdoc/>
    public string Summary => "how far predicted ratings are off: the root of the mean square";

    /// <inheritdoc/>
    public bool LessIsBetter => true;

    /// <inheritdoc/>
    public bool IsLeading => true;

    /// <inheritdoc/>
    public double Of(ReadOnlySpan<PredictedRating> predicted, ReadOnlySpan<float> given)
    {
        double squares = 0;
        for (int i = 0; i < given.Length; i++)
            squares += Math.Pow(given[i] - predicted[i].Mean, 2);
        return Math.Sqrt(squares / given.Length);
    }
}
