namespace Butaca.Evaluation.Metrics;

/// <summary>P@k = hits among the first k / k. A list shorter than k is not helped: the divisor stays k.</summary>
public sealed class Precision : IUserMetric
{
    /// <inheritdoc/>
    public string Name => "P";

    /// <inheritdoc/>
    public string Summary => "share of the k recommendations that are relevant";

    /// <inheritdoc/>
    public bool IsLeading => true;

    /// <inheritdoc/>
    public double Of(in RankedList list) => Of(list.Hits, list.K);

    /// <summary>The same of hits alone, for trainings that tune by it.</summary>
    /// <param name="hits">For each place of the list, best first, whether its movie is relevant.</param>
    /// <param name="k">The cut-off, at least 1.</param>
    public static double Of(ReadOnlySpan<bool> hits, int k) => (double)hits[..Math.Min(k, hits.Length)].Count(true) / k;
}
