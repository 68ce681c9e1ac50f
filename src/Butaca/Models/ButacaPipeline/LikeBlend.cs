using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// What a user is likely to watch and to like: the mean of two logits. One is of a model of what users like, told what
/// was liked and how everything was rated; the other of a model of what users watch, told what was not disliked. The
/// one knows what is liked, the other has more to go by; on users of whom half of what they rated is given, both
/// together find more than either (docs/reference/model.md, "What users like").
/// </summary>
/// <param name="watch">Of what was not disliked.</param>
/// <param name="like">Of the whole history.</param>
/// <param name="told">What was not disliked.</param>
/// <param name="toldAt">Its positions in the history.</param>
internal sealed class LikeBlend(ScoredHistory watch, ScoredHistory like, StoredHistory told, int[] toldAt)
    : ScoredHistory
{
    private const float Share = 0.5f;

    /// <summary>What the model of what users watch is told: whatever isn't known to be disliked.</summary>
    /// <param name="history">The history.</param>
    /// <param name="scale">The scale of the training.</param>
    /// <param name="at">Its positions in the history.</param>
    public static StoredHistory ToldToWatch(in History history, RatingScale scale, out int[] at)
    {
        float[] ratings = new float[history.Ratings.Length];
        scale.Read(history.Ratings, ratings);
        at =
        [
            .. Enumerable
                .Range(0, history.Movies.Length)
                .Where(position => ratings.Length == 0 || !(ratings[position] <= scale.Disliked)),
        ];
        return StoredHistory.Select(history, at);
    }

    /// <summary>The mean of both scores.</summary>
    /// <param name="scores">(n): of the one; receives the mean.</param>
    /// <param name="others">(n): of the other.</param>
    public static void Mean(Span<float> scores, ReadOnlySpan<float> others)
    {
        TensorPrimitives.Add(scores, others, scores);
        TensorPrimitives.Multiply(scores, Share, scores);
    }

    /// <inheritdoc/>
    public override void Explain(
        in History history,
        ReadOnlySpan<int> movies,
        Span<float> contributions,
        Span<ScoreParts> parts
    )
    {
        like.Explain(history, movies, contributions, parts);
        TensorPrimitives.Multiply(contributions, Share, contributions);
        using Rented<float> rented = new(movies.Length * told.Movies.Length);
        ScoreParts[] ofWatch = new ScoreParts[movies.Length];
        watch.Explain(told.AsHistory(), movies, rented.Span, ofWatch);
        int watched = history.Movies.Length;
        for (int i = 0; i < movies.Length; i++)
        {
            for (int h = 0; h < toldAt.Length; h++)
                contributions[i * watched + toldAt[h]] += Share * rented.Span[i * toldAt.Length + h];
            parts[i] = ScoreParts.Mean(parts[i], ofWatch[i]);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        watch.Dispose();
        like.Dispose();
        base.Dispose();
    }
}
