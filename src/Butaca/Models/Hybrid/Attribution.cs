using System.Buffers;

namespace Butaca.Models.Hybrid;

/// <summary>
/// Splits the logits of networks among their features, by Shapley values (Shapley 1953, doi:10.1515/9781400881970-018). First
/// what the three linear scores add, of which an absent one is 0; then what is left without them, among the movie's parts, of
/// which an absent one is that of a typical movie. What is left then is what the networks say of the typical one.
/// </summary>
internal static class Attribution
{
    private const int Players = 3;
    private const int Coalitions = 1 << Players;
    private const int Rows = 2 * Coalitions;

    /// <summary>The players among whom what is left without the linear scores is split.</summary>
    private static readonly FeatureGroup[] MovieParts = [FeatureGroup.Prior, FeatureGroup.Time, FeatureGroup.Content];

    /// <summary>(F, rows): whether a feature is present in each of a movie's rows.</summary>
    private static readonly bool[] Presence =
    [
        .. Enumerable.Range(0, FeatureSchema.Count * Rows).Select(at => IsPresent(at / Rows, at % Rows)),
    ];

    /// <summary>Adds the logits of (F, rows) features, the rows of one movie after those of another.</summary>
    public delegate void Weigh(ReadOnlySpan<float> features, Span<float> logits);

    /// <summary>Splits.</summary>
    /// <param name="features">(F, movies).</param>
    /// <param name="typical">(F): of the typical movie.</param>
    /// <param name="weigh">The networks.</param>
    /// <param name="linear">(3, movies): receives the Shapley values of the linear features.</param>
    /// <param name="parts">(movies): receives those of the movie's parts, and all the other of its logit as the network's.</param>
    public static void Split(
        ReadOnlySpan<float> features,
        ReadOnlySpan<float> typical,
        Weigh weigh,
        Span<float> linear,
        Span<ScoreParts> parts
    )
    {
        int count = parts.Length;
        int width = count * Rows;
        float[] rented = ArrayPool<float>.Shared.Rent(typical.Length * width + width);
        Span<float> coalitions = rented.AsSpan(0, typical.Length * width);
        Span<float> logits = rented.AsSpan(typical.Length * width, width);
        for (int feature = 0; feature < typical.Length; feature++)
        {
            ReadOnlySpan<bool> presence = Presence.AsSpan(feature * Rows, Rows);
            for (int movie = 0; movie < count; movie++)
            {
                Span<float> rows = coalitions.Slice(feature * width + movie * Rows, Rows);
                float present = features[feature * count + movie];
                float absent = typical[feature];
                for (int row = 0; row < Rows; row++)
                    rows[row] = presence[row] ? present : absent;
            }
        }
        logits.Clear();
        weigh(coalitions, logits);
        for (int movie = 0; movie < count; movie++)
        {
            ReadOnlySpan<float> worth = logits.Slice(movie * Rows, Rows);
            ReadOnlySpan<float> withAllParts = worth[..Coalitions];
            ReadOnlySpan<float> without = worth[Coalitions..];
            for (int player = 0; player < Players; player++)
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

    /// <summary>The first rows are the coalitions of the linear features, beside all of the movie's parts; the others those of these parts, alone.</summary>
    private static bool IsPresent(int feature, int row)
    {
        bool isLinear = FeatureSchema.All[feature].Group == FeatureGroup.Watched;
        if (isLinear != row < Coalitions)
            return !isLinear;
        int player = isLinear
            ? (int)LinearScoreOf(feature)
            : Array.IndexOf(MovieParts, FeatureSchema.All[feature].Group);
        return player < 0 || (row >> player & 1) == 1;
    }

    /// <summary>The levels of one score, and the lift beside its score, are absent together.</summary>
    private static LinearScore LinearScoreOf(int feature) =>
        feature == FeatureSchema.CollaborativeShort || feature == FeatureSchema.CollaborativeLong
            ? LinearScore.Collaborative
        : feature == FeatureSchema.Factors ? LinearScore.Factors
        : LinearScore.Content;

    /// <summary>A player's Shapley value, of three.</summary>
    private static float ShapleyOf(int player, ReadOnlySpan<float> worth)
    {
        float share = 0;
        for (int coalition = 0; coalition < worth.Length; coalition++)
        {
            if ((coalition >> player & 1) == 1)
                continue;
            // 1/3 for joining nobody or both others, 1/6 for joining one.
            float weight = int.PopCount(coalition) == 1 ? 1f / 6 : 1f / 3;
            share += weight * (worth[coalition | 1 << player] - worth[coalition]);
        }
        return share;
    }
}
