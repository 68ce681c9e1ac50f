namespace Butaca.Evaluation.Metrics;

/// <summary>
/// How many of the k recommendations the user likes: relevant ones that they rated 4 of 5 stars or higher (in other
/// units, 0.8 of the data set's highest rating). 0 … k; NaN where it isn't known what they like.
/// </summary>
public sealed class Likes : IUserMetric
{
    /// <inheritdoc/>
    public string Name => "Likes";

    /// <inheritdoc/>
    public string Summary => "how many of the k recommendations were rated 4 stars or higher";

    /// <inheritdoc/>
    public double Of(in RankedList list) =>
        list.Likes.IsEmpty && !list.Movies.IsEmpty ? double.NaN : list.Likes.Count(true);
}
