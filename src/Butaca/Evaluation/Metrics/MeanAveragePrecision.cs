namespace Butaca.Evaluation.Metrics;

/// <summary>
/// MAP@k, for one user: Σ over hits at rank r of (hits up to r) / r, divided by min(k, R), so that the best possible
/// list reaches 1.
/// </summary>
public sealed class MeanAveragePrecision : IUserMetric
{
    /// <inheritdoc/>
    public string Name => "MAP";

    /// <inheritdoc/>
    public string Summary => "precision at each hit, averaged over the hits that were possible";

    /// <inheritdoc/>
    public double Of(in RankedList list)
    {
        double sum = 0;
        for (int i = 0, hits = 0; i < list.Hits.Length; i++)
            if (list.Hits[i])
                sum += (double)++hits / (i + 1);
        return sum / Math.Min(list.K, list.Relevant);
    }
}
