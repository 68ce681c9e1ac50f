namespace Butaca.Evaluation.Metrics;

/// <summary>Recall@k = hits among the first k / R. With R above k it cannot reach 1.</summary>
public sealed class Recall : IUserMetric
{
    /// <inheritdoc/>
    public string Name => "Recall";

    /// <inheritdoc/>
    public string Summary => "share of the relevant movies that are among the k";

    /// <inheritdoc/>
    public double Of(in RankedList list) => (double)list.Hits.Count(true) / list.Relevant;
}
