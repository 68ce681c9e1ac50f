using Butaca.Models;

namespace Butaca.Evaluation.Metrics;

/// <summary>MAE = Σ |r − r̂| / n over the n predicted ratings of all users, in the ratings' unit.</summary>
public sealed class MeanAbsoluteError : IRatingMetric
{
    /// <inheritdoc/>
    public string Name => "MAE";

    /// <inheritdoc/>
    public string Summary => "how far predicted ratings are off on average";

    /// <inheritdoc/>
    public bool LessIsBetter => true;

    /// <inheritdoc/>
    public double Of(ReadOnlySpan<PredictedRating> predicted, ReadOnlySpan<float> given)
    {
        double sum = 0;
        for (int i = 0; i < given.Length; i++)
            sum += Math.Abs(given[i] - predicted[i].Mean);
        return sum / given.Length;
    }
}
