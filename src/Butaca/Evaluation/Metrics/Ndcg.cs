namespace Butaca.Evaluation.Metrics;

/// <summary>
/// NDCG@k = DCG / IDCG with DCG = Σ over hits at rank r of 1 / log₂(r + 1), and IDCG the same for min(k, R) hits at the
/// top: the ideal list is cut at k too. Järvelin and Kekäläinen 2002, doi:10.1145/582415.582418.
/// </summary>
public sealed class Ndcg : IPersonMetric
{
    /// <inheritdoc/>
    public string Name => "NDCG";

    /// <inheritdoc/>
    public string Summary => "gain of the hits, discounted by rank, as a share of the best possible";

    /// <inheritdoc/>
    public double Of(in RankedList list)
    {
        double gain = 0;
        double ideal = 0;
        for (int i = 0; i < list.Hits.Length; i++)
            if (list.Hits[i])
                gain += 1 / Math.Log2(i + 2);
        for (int i = 0; i < Math.Min(list.K, list.Relevant); i++)
            ideal += 1 / Math.Log2(i + 2);
        return gain / ideal;
    }
}
