namespace Butaca.Evaluation.Metrics;

/// <summary>The share of the k recommended movies that the person is known to dislike, 0 … 1; 0 where a protocol asks for no ratings.</summary>
public sealed class Dislikes : IPersonMetric
{
    /// <inheritdoc/>
    public string Name => "Dislikes";

    /// <inheritdoc/>
    public string Summary => "the share of recommended movies that the person dislikes";

    /// <inheritdoc/>
    public double Of(in RankedList list)
    {
        int disliked = 0;
        foreach (int movie in list.Movies)
            if (list.Disliked.BinarySearch(movie) >= 0)
                disliked++;
        return (double)disliked / list.K;
    }
}
