namespace Butaca.Evaluation.Metrics;

/// <summary>
/// ILD@k: the mean of 1 − similarity over all pairs of the list (Smyth and McClave 2001), with the similarity that the
/// diversity knob uses. 0 for lists of fewer than two.
/// </summary>
public sealed class IntraListDiversity : IUserMetric
{
    /// <inheritdoc/>
    public string Name => "ILD";

    /// <inheritdoc/>
    public string Summary => "how unlike each other the movies of a list are";

    /// <inheritdoc/>
    public double Of(in RankedList list)
    {
        int n = list.Movies.Length;
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                sum += 1 - list.Similarity.Of(list.Movies[i], list.Movies[j]);
        }
        return n < 2 ? 0 : 2 * sum / (n * (n - 1.0));
    }
}
