using Butaca.Client.Contracts;

namespace Butaca.Server.Web.Services;

/// <summary>Whether a predicted rating tells somebody anything.</summary>
internal static class TellingStars
{
    /// <summary>Of fewer ratings a prediction follows the movie more than the user.</summary>
    private const int LeastRatings = 5;

    /// <summary>What may be anything from two to five stars needn't be said.</summary>
    private const float WidestInterval = 2.5f;

    private const float MostStars = 5;

    /// <summary>Whether to show it: of a user with some ratings, not too vague, and in stars.</summary>
    public static bool Tell(Taste taste, PredictedStars? stars) =>
        taste.HalfStars.Count >= LeastRatings
        && stars is { } known
        && known.To - known.From <= WidestInterval
        && known.To <= MostStars;
}
