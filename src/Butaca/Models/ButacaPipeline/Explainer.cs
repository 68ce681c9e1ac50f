using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// The pipeline's last stage: splits scores exactly. A candidate's logit is split among features (<see
/// cref="Attribution"/>), and each linear score's part over the watched movies as the score itself is; the score of any
/// other movie is split as the first stage made it.
/// </summary>
/// <param name="scorers">The linear scorers.</param>
/// <param name="generator">The first stage.</param>
/// <param name="features">The second.</param>
/// <param name="reranker">The third.</param>
internal sealed class Explainer(
    LinearScorers scorers,
    CandidateGenerator generator,
    FeatureExtractor features,
    Reranker reranker
)
{
    /// <summary>Splits scores.</summary>
    /// <param name="history">What was watched.</param>
    /// <param name="user">The same, read.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="offset">How far the others' scores were moved.</param>
    /// <param name="movies">The movies.</param>
    /// <param name="contributions">Receives (movies, watched).</param>
    /// <param name="parts">Receives (movies).</param>
    public void Explain(
        in History history,
        UserProfile user,
        Candidates candidates,
        float offset,
        ReadOnlySpan<int> movies,
        Span<float> contributions,
        Span<ScoreParts> parts
    )
    {
        contributions.Clear();
        parts.Clear();
        float[] weights = new float[scorers.Count * movies.Length];
        SplitLogits(user, movies, candidates.Known, asCold: false, weights, parts);
        SplitLogits(user, movies, candidates.Cold, asCold: true, weights, parts);
        bool[] reranked = [.. movies.ToArray().Select(candidates.Contains)];
        for (int i = 0; i < movies.Length; i++)
        {
            if (reranked[i])
                continue;
            for (int score = 0; score < scorers.Count; score++)
                weights[score * movies.Length + i] = generator.WeightOf((LinearScore)score, movies[i]);
            parts[i] = new ScoreParts(0, Network: offset);
        }
        scorers.Explain(history, user, movies, weights, contributions);
        int watched = history.Movies.Length;
        for (int i = 0; i < movies.Length; i++)
        {
            float logit = parts[i].Sum;
            parts[i] = parts[i] with
            {
                Watched = TensorPrimitives.Sum<float>(contributions.Slice(i * watched, watched)),
            };
            if (reranked[i])
                parts[i] = parts[i].WithNetworkUpTo(logit);
        }
    }

    /// <summary>Splits the logits of candidates.</summary>
    /// <param name="user">The user.</param>
    /// <param name="movies">The movies.</param>
    /// <param name="candidates">The candidates that are known, or those that are cold.</param>
    /// <param name="asCold">Which of both.</param>
    /// <param name="weights">(linear scores, movies): receives what the split of each linear score over the watched
    /// movies is multiplied by.</param>
    /// <param name="parts">(movies): receives the other parts, and as the network's what is left of the logit.</param>
    private void SplitLogits(
        UserProfile user,
        ReadOnlySpan<int> movies,
        int[] candidates,
        bool asCold,
        Span<float> weights,
        Span<ScoreParts> parts
    )
    {
        int[] at =
        [
            .. movies.ToArray().Index().Where(movie => candidates.Contains(movie.Item)).Select(movie => movie.Index),
        ];
        if (at.Length == 0)
            return;
        float[] rows = new float[features.Count * at.Length];
        float[] typical = new float[features.Count];
        float[] linear = new float[scorers.Count * at.Length];
        int[] chosen = new int[at.Length];
        for (int i = 0; i < at.Length; i++)
            chosen[i] = movies[at[i]];
        ScoreParts[] split = new ScoreParts[at.Length];
        features.Extract(user, chosen, asCold, rows);
        features.ExtractTypical(user, asCold, typical);
        Attribution.Split(
            rows,
            typical,
            (coalitions, logits) => reranker.AddLogits(coalitions, chosen, asCold, logits),
            linear,
            split
        );
        for (int i = 0; i < at.Length; i++)
        {
            float offset = asCold ? reranker.Cold.OffsetOf(chosen[i]) : 0; // how probable it is that anybody watches it
            parts[at[i]] = split[i] with { Prior = split[i].Prior + offset, Network = split[i].Network - offset };
            for (int score = 0; score < scorers.Count; score++)
            {
                float value = LinearScorers.ValueOf((LinearScore)score, rows, at.Length, i);
                if (value != 0)
                    weights[score * movies.Length + at[i]] = linear[score * at.Length + i] / value;
            }
        }
    }
}
