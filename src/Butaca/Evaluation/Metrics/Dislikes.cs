namespace Butaca.Evaluation.Metrics;

/// <summary>
/// How many of the recommended movies the user is known to dislike, 0 … k; NaN where a protocol asks for no ratings.
/// </summary>
public sealed class Dislikes : IUserMetric
{
    /// <inheritdoc/>
    public string Name => "Dislikes";

    /// <inheritdoc/>
    public string Summary => "how many of the recommended movies the user dislikes";

    /// <inheritdoc/>
    public bool LessIsBetter => true;

    /// <inheritdoc/>
    public double Of(in RankedList list)
    {
        if (list.Likes.Length < list.Movies.Length)
            return double.NaN;
        int disliked = 0;
        foreach (int movie in list.Movies)
            if (list.Disliked.BinarySearch(movie) >= 0)
                disliked++;
        return disliked;
    }
}
