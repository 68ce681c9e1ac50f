namespace Butaca.Evaluation.Metrics;

/// <summary>P@k = hits among the first k / k. A list shorter than k is not helped: the divisor stays k.</summary>
public sealed class Precision : IPersonMetric
{
    /// <inheritdoc/>
    public string Name => "P";

    /// <inheritdoc/>
    public string Summary => "share of the k recommendations that are relevant";

    /// <inheritdoc/>
    public double Of(in RankedList list) => (double)list.Hits.Count(true) / list.K;
}
