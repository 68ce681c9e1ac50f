namespace Butaca.Evaluation.Metrics;

/// <summary>HR@k, for one user: 1 where at least one hit is among the first k, else 0.</summary>
public sealed class HitRate : IUserMetric
{
    /// <inheritdoc/>
    public string Name => "HR";

    /// <inheritdoc/>
    public string Summary => "share of users with at least one hit";

    /// <inheritdoc/>
    public double Of(in RankedList list) => list.Hits.Contains(true) ? 1 : 0;
}
