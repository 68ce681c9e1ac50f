using System.Buffers;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// Splits the logits of networks among their features, by Shapley values (Shapley 1953, doi:10.1515/9781400881970-018).
/// First what the linear scores add, of which an absent one is 0; then what is left without them, among the movie's
/// parts, of which an absent one is that of a typical movie. What is left then is what the networks say of the typical
/// one.
/// </summary>
internal static class Attribution
{
    /// <summary>The players among whom what is left without the linear scores is split.</summary>
    private static readonly FeatureGroup[] MovieParts = [FeatureGroup.Prior, FeatureGroup.Time, FeatureGroup.Content];

    private static readonly int PartCoalitions = 1 << MovieParts.Length;

    /// <summary>
    /// (F, rows): whether a feature is present in each of a movie's rows, by the number of linear scores.
    /// </summary>
    private static readonly Dictionary<int, bool[]> Presence = new()
    {
        [LinearScorers.CountWithoutRatings] = PresenceOf(LinearScorers.CountWithoutRatings, FeatureSchema.Count),
        [LinearScorers.CountWithRatings] = PresenceOf(LinearScorers.CountWithRatings, FeatureSchema.CountWithRatings),
    };

    /// <summary>Adds the logits of (F, rows) features, the rows of one movie after those of another.</summary>
    public delegate void AddLogits(ReadOnlySpan<float> features, Span<float> logits);

    /// <summary>Splits.</summary>
    /// <param name="features">(F, movies).</param>
    /// <param name="typical">(F): of the typical movie.</param>
    /// <param name="addLogits">The reranker.</param>
    /// <param name="linear">(linear scores, movies): receives the Shapley values of the linear features.</param>
    /// <param name="parts">
    /// (movies): receives those of the movie's parts, and all the other of its logit as the network's.
    /// </param>
    public static void Split(
        ReadOnlySpan<float> features,
        ReadOnlySpan<float> typical,
        AddLogits addLogits,
        Span<float> linear,
        Span<ScoreParts> parts
    )
    {
        int count = parts.Length;
        int players = linear.Length / Math.Max(1, count);
        int coalitionCount = 1 << players;
        int each = coalitionCount + PartCoalitions;
        int width = count * each;
        bool[] present = Presence[players];
        float[] rented = ArrayPool<float>.Shared.Rent(typical.Length * width + width);
        Span<float> coalitions = rented.AsSpan(0, typical.Length * width);
        Span<float> logits = rented.AsSpan(typical.Length * width, width);
        for (int feature = 0; feature < typical.Length; feature++)
        {
            ReadOnlySpan<bool> presence = present.AsSpan(feature * each, each);
            for (int movie = 0; movie < count; movie++)
            {
                Span<float> rows = coalitions.Slice(feature * width + movie * each, each);
                float value = features[feature * count + movie];
                float absent = typical[feature];
                for (int row = 0; row < each; row++)
                    rows[row] = presence[row] ? value : absent;
            }
        }
        logits.Clear();
        addLogits(coalitions, logits);
        for (int movie = 0; movie < count; movie++)
        {
            ReadOnlySpan<float> worth = logits.Slice(movie * each, each);
            ReadOnlySpan<float> withAllParts = worth[..coalitionCount];
            ReadOnlySpan<float> without = worth[coalitionCount..];
            for (int player = 0; player < players; player++)
                linear[player * count + movie] = ShapleyOf(player, withAllParts);
            ScoreParts own = new(
                0,
                ShapleyOf(Array.IndexOf(MovieParts, FeatureGroup.Prior), without),
                ShapleyOf(Array.IndexOf(MovieParts, FeatureGroup.Time), without),
                ShapleyOf(Array.IndexOf(MovieParts, FeatureGroup.Content), without)
            );
            parts[movie] = own.WithNetworkUpTo(withAllParts[^1]);
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>
    /// The first rows are the coalitions of the linear features, beside all of the movie's parts; the others those of
    /// these parts, alone.
    /// </summary>
    private static bool IsPresent(int feature, int row, int coalitions)
    {
        bool isLinear = FeatureSchema.All[feature].Group == FeatureGroup.Watched;
        if (isLinear != row < coalitions)
            return !isLinear;
        int player = isLinear
            ? (int)LinearScoreOf(feature)
            : Array.IndexOf(MovieParts, FeatureSchema.All[feature].Group);
        return player < 0 || (row >> player & 1) == 1;
    }

    private static bool[] PresenceOf(int players, int features)
    {
        int coalitions = 1 << players;
        int each = coalitions + PartCoalitions;
        return [.. Enumerable.Range(0, features * each).Select(at => IsPresent(at / each, at % each, coalitions))];
    }

    /// <summary>The levels of one score, and the lift beside its score, are absent together.</summary>
    private static LinearScore LinearScoreOf(int feature) =>
        feature == FeatureSchema.CollaborativeShort || feature == FeatureSchema.CollaborativeLong
            ? LinearScore.Collaborative
        : feature == FeatureSchema.Factors ? LinearScore.Factors
        : feature == FeatureSchema.Taste ? LinearScore.Taste
        : LinearScore.Content;

    /// <summary>A player's Shapley value.</summary>
    private static float ShapleyOf(int player, ReadOnlySpan<float> worth)
    {
        int players = int.Log2(worth.Length);
        float share = 0;
        for (int coalition = 0; coalition < worth.Length; coalition++)
        {
            if ((coalition >> player & 1) == 1)
                continue;
            // |S|! (n - |S| - 1)! / n!, as 1 / (n · n-1 over |S|).
            float weight = 1f / (players * Choose(players - 1, int.PopCount(coalition)));
            share += weight * (worth[coalition | 1 << player] - worth[coalition]);
        }
        return share;
    }

    /// <summary>n over k.</summary>
    private static int Choose(int n, int k)
    {
        int ways = 1;
        for (int i = 1; i <= k; i++)
            ways = ways * (n - k + i) / i;
        return ways;
    }
}
