using Butaca.Data;
using Butaca.Models;

namespace Butaca.Recommending;

/// <summary>How a model is told what somebody dislikes: the one way, for recommendations and for evaluations.</summary>
internal static class ToldDislikes
{
    /// <summary>
    /// A history as it is read where some movies are disliked (<see cref="RankOptions.LessLike"/>): with them as rated
    /// low where the model has learned what that tells, and the goal is what users like; else without them.
    /// </summary>
    /// <param name="history">The history.</param>
    /// <param name="scorer">The model.</param>
    /// <param name="options">Dislikes that the history tells now are taken out: once is enough.</param>
    public static StoredHistory Tell(in History history, Scorer scorer, ref RankOptions options)
    {
        ReadOnlySpan<int> disliked = options.LessLike is { } told ? told.Movies : [];
        if (options.Goal != Goal.Like || float.IsNaN(scorer.DislikeRating))
            return StoredHistory.Except(history, disliked);
        options = options with { LessLike = null };
        return StoredHistory.With(history, disliked, scorer.DislikeRating);
    }
}
