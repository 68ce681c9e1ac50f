namespace Butaca.Data;

/// <summary>
/// What ratings mean: the least and the most that users of a data set give, which of them are likes, and how a user who
/// rates on another scale is read.
/// </summary>
/// <param name="Least">The lowest rating.</param>
/// <param name="Most">The highest.</param>
public readonly record struct RatingScale(float Least, float Most)
{
    /// <summary>From this share of the highest rating on, a movie is liked: 4 of 5 stars, 8 of 10.</summary>
    private const float LikedShare = 0.8f;

    /// <summary>Up to this share of the highest rating, a movie is disliked: 2.5 of 5 stars, 5 of 10.</summary>
    private const float DislikedShare = 0.5f;

    /// <summary>Scales that users use, by their highest rating.</summary>
    private static readonly float[] UsualMost = [1, 5, 10, 100];

    /// <summary>Whether ratings differ, so that they tell anything.</summary>
    public bool Tells => Most > Least;

    /// <summary>The least rating that is a like.</summary>
    public float Liked => LikedShare * Most;

    /// <summary>The highest rating that is a dislike.</summary>
    public float Disliked => DislikedShare * Most;

    /// <summary>The scale of a data set's ratings; unknown ones (NaN) don't count.</summary>
    public static RatingScale Of(ReadOnlySpan<float> ratings)
    {
        float least = float.PositiveInfinity;
        float most = float.NegativeInfinity;
        foreach (float rating in ratings)
        {
            if (float.IsNaN(rating))
                continue;
            least = Math.Min(least, rating);
            most = Math.Max(most, rating);
        }
        return most > least ? new RatingScale(least, most) : new RatingScale(0, 0);
    }

    /// <summary>
    /// A user's ratings on this scale. Whose highest rating lies above it, or whose ratings are 0 and 1 alone (thumbs),
    /// has another scale: the lowest usual one that holds them is stretched to this one.
    /// </summary>
    /// <param name="ratings">The user's ratings; NaN where there is none.</param>
    /// <param name="read">Receives them (as many).</param>
    public void Read(ReadOnlySpan<float> ratings, Span<float> read)
    {
        float most = float.NegativeInfinity;
        bool areThumbs = true;
        bool hasZero = false;
        foreach (float rating in ratings)
        {
            if (float.IsNaN(rating))
                continue;
            most = Math.Max(most, rating);
            areThumbs &= rating is 0 or 1;
            hasZero |= rating == 0;
        }
        float own = Most;
        if (areThumbs && hasZero && Most > 1)
            own = 1;
        else if (most > Most)
            own = Array.Find(UsualMost, usual => usual >= most) is > 0 and float usual ? usual : most;
        float factor = own == Most ? 1 : Most / own;
        for (int i = 0; i < ratings.Length; i++)
            read[i] = Math.Clamp(ratings[i] * factor, Least, Most); // NaN stays
    }
}
