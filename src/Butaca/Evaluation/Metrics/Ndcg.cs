namespace Butaca.Evaluation.Metrics;

/// <summary>
/// NDCG@k = DCG / IDCG with DCG = Σ over hits at rank r of 1 / log₂(r + 1), and IDCG the same for min(k, R) hits at the
/// top: the ideal list is cut at k too. Järvelin and Kekäläinen 2002, doi:10.1145/582415.582418.
/// </summary>
public sealed class Ndcg : IUserMetric
{
    /// <inheritdoc/>
    public string Name => "NDCG";

    /// <inheritdoc/>
    public string Summary => "gain of the hits, discounted by rank, as a share of the best possible";

    /// <inheritdoc/>
    public double Of(in RankedList list) => Of(list.Hits, list.Relevant, list.K);

    /// <summary>The same of hits alone, for trainings that tune by it.</summary>
    /// <param name="hits">For each place of the list, best first, whether its movie is relevant.</param>
    /// <param name="relevant">R, the number of relevant movies, at least 1.</param>
    /// <param name="k">The cut-off, at least 1.</param>
    public static double Of(ReadOnlySpan<bool> hits, int relevant, int k)
    {
        double gain = 0;
        double ideal = 0;
        for (int i = 0; i < Math.Min(k, hits.Length); i++)
            if (hits[i])
                gain += 1 / Math.Log2(i + 2);
        for (int i = 0; i < Math.Min(k, relevant); i++)
            ideal += 1 / Math.Log2(i + 2);
        return gain / ideal;
    }
}
