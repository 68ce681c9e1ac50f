namespace Butaca.Recommending;

/// <summary>
/// "Less like these": r_j = z(s_j) − β·z(d_j), where s_j is the model's score of movie j for the person, d_j its score for
/// somebody who watched just the disliked movies, z standardises over the movies that may be ranked, and β = 0.5. This is
/// Rocchio's relevance feedback with scores in the place of query vectors: what resembles the negative examples moves away,
/// and by less than the positive ones draw near. Rocchio 1971, "Relevance feedback in information retrieval", in Salton
/// (ed.), The SMART Retrieval System.
/// </summary>
internal static class NegativeExamples
{
    /// <summary>β, how much a dislike counts beside a like.</summary>
    public const double Share = 0.5;

    /// <summary>Writes r in place of s.</summary>
    /// <param name="scores">s, one score a movie; −∞ stays.</param>
    /// <param name="disliked">d, one score a movie.</param>
    public static void Subtract(Span<float> scores, ReadOnlySpan<float> disliked)
    {
        Standard liking = Standard.Of(scores, scores);
        Standard dislike = Standard.Of(disliked, scores);
        for (int movie = 0; movie < scores.Length; movie++)
            if (float.IsFinite(scores[movie]))
                scores[movie] = (float)(liking.Z(scores[movie]) - Share * dislike.Z(disliked[movie]));
    }
}
