namespace Butaca.Evaluation.Metrics;

/// <summary>
/// The Gini coefficient of how often movies are recommended: 0 where all are equally often, near 1 where few take all.
/// G = Σ (2i − n − 1)·x_i / (n·Σ x), with x ascending and i from 1.
/// </summary>
public sealed class Gini : ICatalogueMetric
{
    /// <inheritdoc/>
    public string Name => "Gini";

    /// <inheritdoc/>
    public string Summary => "how unevenly recommendations fall on movies, 0 (evenly) to 1";

    /// <inheritdoc/>
    public double Of(ReadOnlySpan<int> counts)
    {
        int[] sorted = counts.ToArray();
        Array.Sort(sorted);
        double weighted = 0;
        double total = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            weighted += (2.0 * (i + 1) - sorted.Length - 1) * sorted[i];
            total += sorted[i];
        }
        return total == 0 ? 0 : weighted / (sorted.Length * total);
    }
}
