namespace Butaca.Evaluation;

/// <summary>
/// A metric of a list's first places, for published tables whose measures have cut-offs of their own.
/// </summary>
/// <param name="metric">The metric.</param>
/// <param name="k">Its cut-off, at least 1 and at most that of the evaluation.</param>
internal sealed class AtCutOff(IUserMetric metric, int k) : IUserMetric
{
    /// <summary>The cut-off.</summary>
    public int K => k;

    /// <inheritdoc/>
    public string Name => $"{metric.Name}@{k}";

    /// <inheritdoc/>
    public string Summary => metric.Summary;

    /// <inheritdoc/>
    public bool LessIsBetter => metric.LessIsBetter;

    /// <inheritdoc/>
    public double Of(in RankedList list) => metric.Of(list.First(k));
}
