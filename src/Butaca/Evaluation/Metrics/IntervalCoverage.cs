using Butaca.Models;

namespace Butaca.Evaluation.Metrics;

/// <summary>
/// The share of ratings that lie within the predicted interval, ends included, 0 … 1. Intervals say 0.8; the nearer,
/// the more honest.
/// </summary>
public sealed class IntervalCoverage : IRatingMetric
{
    /// <summary>Wider than a rounding of the interval's ends, narrower than any step between ratings.</summary>
    private const float Rounding = 1e-4f;

    /// <inheritdoc/>
    public string Name => "IntervalCoverage";

    /// <inheritdoc/>
    public string Summary => "the share of ratings within the predicted interval, which says 0.8";

    /// <inheritdoc/>
    public double Of(ReadOnlySpan<PredictedRating> predicted, ReadOnlySpan<float> given)
    {
        int within = 0;
        for (int i = 0; i < given.Length; i++)
            if (given[i] >= predicted[i].From - Rounding && given[i] <= predicted[i].To + Rounding)
                within++;
        return within / (double)given.Length;
    }
}
