namespace Butaca.Evaluation.Metrics;

/// <summary>
/// The share of the recommended movies that nobody in the training had watched, 0 … 1: whether new movies flood or
/// vanish.
/// </summary>
public sealed class Unseen : IUserMetric
{
    /// <inheritdoc/>
    public string Name => "Unseen";

    /// <inheritdoc/>
    public string Summary => "the share of recommended movies that nobody in the training had watched";

    /// <inheritdoc/>
    public double Of(in RankedList list)
    {
        int unseen = 0;
        foreach (int movie in list.Movies)
            if (list.Audiences[movie] == 0)
                unseen++;
        return list.Movies.IsEmpty ? 0 : (double)unseen / list.Movies.Length;
    }
}
