using System.Buffers;
using System.Numerics.Tensors;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// The pipeline's third stage: gives candidates the logit of the probability that the user watches them, known and cold
/// movies alike, and puts all others below them in the order of the first stage.
/// </summary>
/// <param name="features">What the networks read.</param>
/// <param name="ratings">Tell whom a movie may displease; null of models of what users watch.</param>
/// <param name="known">The logits of known movies; null: the order of the first stage stays, for all movies.</param>
/// <param name="cold">The logits of cold movies.</param>
internal sealed class Reranker(
    FeatureExtractor features,
    RatingFactors? ratings,
    KnownMovieReranker? known,
    ColdMovieReranker cold
)
{
    /// <summary>
    /// The power of the probability that a movie is no dislike, in that of a like: a bad evening costs more than one
    /// that could have been better. See docs/reference/model.md.
    /// </summary>
    private const float DislikeWeight = 19;

    /// <summary>
    /// Half of what lies between a dislike and the next rating, as a share of the highest: a predicted rating lies
    /// between the two with the same right as either.
    /// </summary>
    private const float HalfStep = 0.05f;

    /// <summary>
    /// Whether it reorders anything: without networks the first stage alone ranks, to show what they add.
    /// </summary>
    public bool Reorders => known is not null;

    /// <summary>The logits of cold movies.</summary>
    public ColdMovieReranker Cold => cold;

    /// <summary>The same over a larger catalogue.</summary>
    /// <param name="larger">The features of its movies.</param>
    /// <param name="scorers">Its linear scorers.</param>
    public Reranker Extend(FeatureExtractor larger, LinearScorers scorers) =>
        new(larger, scorers.Ratings, known, cold.Extend(scorers.Content));

    /// <summary>Whether it gives a movie a logit.</summary>
    /// <param name="isCold">Whether nobody has watched it.</param>
    public bool Covers(bool isCold) => Reorders && (!isCold || cold.HasNetworks);

    /// <summary>
    /// Turns the first stage's scores into the pipeline's: of the candidates their logit, of the others, below them,
    /// what they were, moved.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="ofAll">Whether they are the best of all movies, rather than of a few that a filter lets
    /// through.</param>
    /// <param name="scores">(n): the first stage's; receives the pipeline's.</param>
    /// <returns>How far the others were moved; null where the candidates have one logit, so that nothing is told, if
    /// they are the best of all movies.</returns>
    public float? Rerank(UserProfile user, Candidates candidates, bool ofAll, Span<float> scores)
    {
        int count = candidates.Count;
        if (count == 0)
            return 0;
        float[] rented = ArrayPool<float>.Shared.Rent(count);
        Span<float> logits = rented.AsSpan(0, count);
        Span<float> ofKnown = logits[..candidates.Known.Length];
        Span<float> ofCold = logits[candidates.Known.Length..];
        Score(user, candidates.Known, asCold: false, ofKnown);
        Score(user, candidates.Cold, asCold: true, ofCold);
        foreach (int movie in candidates.Known)
            scores[movie] = float.NegativeInfinity;
        foreach (int movie in candidates.Cold)
            scores[movie] = float.NegativeInfinity;
        float most = TensorPrimitives.Max<float>(scores);
        float least = TensorPrimitives.Min<float>(logits);
        bool isOne = ofAll && count > 1 && least == TensorPrimitives.Max<float>(logits);
        float offset = float.IsNegativeInfinity(most) ? 0 : least - 1 - most;
        TensorPrimitives.Add(scores, offset, scores);
        for (int i = 0; i < ofKnown.Length; i++)
            scores[candidates.Known[i]] = ofKnown[i];
        for (int i = 0; i < ofCold.Length; i++)
            scores[candidates.Cold[i]] = ofCold[i];
        ArrayPool<float>.Shared.Return(rented);
        return isOne ? null : offset;
    }

    /// <summary>The logits of movies.</summary>
    /// <param name="user">The user.</param>
    /// <param name="movies">The movies.</param>
    /// <param name="asCold">Whether they are taken as cold.</param>
    /// <param name="logits">Receives (movies).</param>
    public void Score(UserProfile user, ReadOnlySpan<int> movies, bool asCold, Span<float> logits)
    {
        logits.Clear();
        if (movies.IsEmpty)
            return;
        float[] rented = ArrayPool<float>.Shared.Rent(features.Count * movies.Length);
        Span<float> rows = rented.AsSpan(0, features.Count * movies.Length);
        features.Extract(user, movies, asCold, rows);
        AddLogits(rows, movies, asCold, logits);
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Adds the logits of rows of features.</summary>
    /// <param name="rows">(F, rows): feature by feature.</param>
    /// <param name="movies">The movies: each has the same number of rows, one after another.</param>
    /// <param name="asCold">Whether they are taken as cold.</param>
    /// <param name="logits">The logits are added here (rows).</param>
    public void AddLogits(ReadOnlySpan<float> rows, ReadOnlySpan<int> movies, bool asCold, Span<float> logits)
    {
        AddDislikes(rows, logits);
        if (asCold)
            cold.AddLogits(rows, movies, logits);
        else
            known!.AddLogits(rows, logits);
    }

    /// <summary>
    /// Takes from the logits how probable it is that the user dislikes the movie, where ratings tell it.
    /// </summary>
    private void AddDislikes(ReadOnlySpan<float> rows, Span<float> logits)
    {
        if (ratings is null)
            return;
        int count = logits.Length;
        float threshold = ratings.Scale.Disliked + HalfStep * ratings.Scale.Most;
        for (int row = 0; row < count; row++)
            logits[row] +=
                DislikeWeight
                * ratings.LogProbabilityAbove(
                    threshold,
                    rows[FeatureSchema.Taste * count + row]
                        + rows[FeatureSchema.Esteem * count + row]
                        + rows[FeatureSchema.Generosity * count + row],
                    rows[FeatureSchema.Doubt * count + row]
                );
    }

    /// <summary>Writes it.</summary>
    public void Save(ArrayFolder arrays)
    {
        known?.Save(arrays);
        cold.Save(arrays);
    }
}
