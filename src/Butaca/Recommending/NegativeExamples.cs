namespace Butaca.Recommending;

/// <summary>
/// "Less like these": r_j = z(s_j) − β·m/(n + m)·z(d_j), where s_j is the model's score of movie j for the user, who
/// watched n movies, d_j its score for somebody who watched just the m disliked ones, and z standardises over the
/// movies that may be ranked. This is Rocchio's relevance feedback with scores in the place of query vectors, each
/// example counting alike: one disliked movie moves what resembles it by no more than one of many may, and many move
/// more. Rocchio 1971, "Relevance feedback in information retrieval", in Salton (ed.), The SMART Retrieval System.
/// </summary>
internal static class NegativeExamples
{
    /// <summary>β, how much a dislike counts beside a watched movie.</summary>
    public const double Weight = 1;

    /// <summary>Writes r in place of s.</summary>
    /// <param name="scores">s, one score a movie; −∞ stays.</param>
    /// <param name="disliked">d, one score a movie.</param>
    /// <param name="watchedCount">n.</param>
    /// <param name="dislikedCount">m, at least 1.</param>
    public static void Subtract(Span<float> scores, ReadOnlySpan<float> disliked, int watchedCount, int dislikedCount)
    {
        double share = Weight * dislikedCount / (watchedCount + dislikedCount);
        Standard liking = Standard.Of(scores, scores);
        Standard dislike = Standard.Of(disliked, scores);
        for (int movie = 0; movie < scores.Length; movie++)
            if (float.IsFinite(scores[movie]))
                scores[movie] = (float)(liking.Z(scores[movie]) - share * dislike.Z(disliked[movie]));
    }
}
