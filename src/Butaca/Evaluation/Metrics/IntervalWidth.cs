using Butaca.Models;

namespace Butaca.Evaluation.Metrics;

/// <summary>
/// The mean width of the predicted intervals, in the ratings' unit: of two that cover as much, the narrower tells more.
/// </summary>
public sealed class IntervalWidth : IRatingMetric
{
    /// <inheritdoc/>
    public string Name => "IntervalWidth";

    /// <inheritdoc/>
    public string Summary => "the mean width of the predicted intervals";

    /// <inheritdoc/>
    public bool LessIsBetter => true;

    /// <inheritdoc/>
    public double Of(ReadOnlySpan<PredictedRating> predicted, ReadOnlySpan<float> given)
    {
        double sum = 0;
        foreach (PredictedRating rating in predicted)
            sum += rating.To - rating.From;
        return sum / predicted.Length;
    }
}
