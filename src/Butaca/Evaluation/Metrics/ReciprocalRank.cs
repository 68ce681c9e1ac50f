namespace Butaca.Evaluation.Metrics;

/// <summary>MRR@k, for one user: 1 / rank of the first hit, or 0 where none is among the first k.</summary>
public sealed class ReciprocalRank : IUserMetric
{
    /// <inheritdoc/>
    public string Name => "MRR";

    /// <inheritdoc/>
    public string Summary => "one over the rank of the first hit";

    /// <inheritdoc/>
    public double Of(in RankedList list)
    {
        int first = list.Hits.IndexOf(true);
        return first < 0 ? 0 : 1.0 / (first + 1);
    }
}
