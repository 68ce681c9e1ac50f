namespace Butaca.Recommending;

/// <summary>
/// Maximal marginal relevance: picks one movie after the other, the next being the one with the greatest
/// (1 − δ)·relevance − δ·(likeness to the most alike movie picked). Relevance is the score scaled to 0 … 1 over the
/// pool. Carbonell and Goldstein 1998, doi:10.1145/290941.291025.
/// </summary>
internal static class Mmr
{
    /// <summary>Reorders a pool so that its first entries are the picks, in order.</summary>
    /// <param name="rows">Movie rows, best score first.</param>
    /// <param name="scores">Their scores; reordered alike.</param>
    /// <param name="picks">How many to pick.</param>
    /// <param name="diversity">δ, 0 (scores alone) … 1 (variety alone).</param>
    /// <param name="similarity">How alike two movies are.</param>
    public static void Reorder(
        Span<int> rows,
        Span<float> scores,
        int picks,
        double diversity,
        MovieSimilarity similarity
    )
    {
        if (rows.IsEmpty)
            return;
        float best = scores[0];
        float range = best - scores[^1];
        Span<double> likeness = rows.Length <= 1024 ? stackalloc double[rows.Length] : new double[rows.Length];
        likeness.Clear();
        for (int picked = 0; picked < Math.Min(picks, rows.Length); picked++)
        {
            int next = picked;
            double highest = double.NegativeInfinity;
            for (int i = picked; i < rows.Length; i++)
            {
                double relevance = range > 0 ? 1 - (best - scores[i]) / range : 1;
                double value = (1 - diversity) * relevance - diversity * likeness[i];
                if (value <= highest)
                    continue;
                highest = value;
                next = i;
            }
            // Move the pick forward; the rest keep their order, so equal values still go to the better score.
            int row = rows[next];
            float score = scores[next];
            for (int i = next; i > picked; i--)
                (rows[i], scores[i], likeness[i]) = (rows[i - 1], scores[i - 1], likeness[i - 1]);
            (rows[picked], scores[picked]) = (row, score);
            for (int i = picked + 1; i < rows.Length; i++)
                likeness[i] = Math.Max(likeness[i], similarity.Of(row, rows[i]));
        }
    }
}
