namespace Butaca.Evaluation.Metrics;

/// <summary>
/// The share of the other recommendations that stay after a "no" to the best: |B ∩ L| / |B|, B the first list without
/// its best, L the list after the "no". 0 … 1; NaN where nobody said "no", or there was no other.
/// </summary>
public sealed class Kept : IUserMetric
{
    /// <inheritdoc/>
    public string Name => "Kept";

    /// <inheritdoc/>
    public string Summary => "the share of the other recommendations that stay after a \"no\" to the best";

    /// <inheritdoc/>
    public double Of(in RankedList list)
    {
        if (list.Before.IsEmpty)
            return double.NaN;
        int kept = 0;
        foreach (int movie in list.Before)
            if (list.Movies.Contains(movie))
                kept++;
        return kept / (double)list.Before.Length;
    }
}
