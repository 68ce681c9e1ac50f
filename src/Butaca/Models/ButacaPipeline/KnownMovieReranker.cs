using System.Numerics.Tensors;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// The logit that a known movie is watched: trust · (mean of the networks) + (1 − trust) · (intercept + slope · the
/// collaborative score). Networks that have shown on held-out users that they rank better have all the trust; where
/// users are few or movies hardly differ, part or all of it stays with the collaborative score, which is then EDLAE's
/// order.
/// </summary>
/// <param name="Networks">The networks; none where nobody could be asked about.</param>
/// <param name="Trust">0 … 1; 0 without networks.</param>
/// <param name="Slope">Above 0.</param>
/// <param name="Intercept">Makes the two parts logits of the same probability.</param>
internal sealed record KnownMovieReranker(Network[] Networks, float Trust, float Slope, float Intercept)
{
    /// <summary>The collaborative score alone, where there was nothing to learn from.</summary>
    public static KnownMovieReranker Untaught { get; } = new([], 0, 1, 0);

    /// <summary>Networks alone.</summary>
    public static KnownMovieReranker Of(params Network[] networks) => new(networks, 1, 1, 0);

    /// <summary>Adds the logits of rows.</summary>
    /// <param name="features">(F, rows): feature by feature.</param>
    /// <param name="logits">The logits are added here (rows).</param>
    public void AddLogits(ReadOnlySpan<float> features, Span<float> logits)
    {
        foreach (Network network in Networks)
            network.AddLogits(features, logits.Length, Trust / Networks.Length, logits);
        if (Trust == 1)
            return;
        for (int row = 0; row < logits.Length; row++)
            logits[row] +=
                (1 - Trust) * Slope * LinearScorers.ValueOf(LinearScore.Collaborative, features, logits.Length, row);
        TensorPrimitives.Add(logits, (1 - Trust) * Intercept, logits);
    }

    /// <summary>Writes it.</summary>
    public void Save(ArrayFolder arrays)
    {
        for (int i = 0; i < Networks.Length; i++)
            Networks[i].Save(arrays, $"known-{i}");
        arrays.Write("known-weighing", [Networks.Length, Trust, Slope, Intercept], 4);
    }

    /// <summary>Reads what <see cref="Save"/> wrote; null where a model reranks nothing.</summary>
    /// <param name="arrays">The model's arrays.</param>
    /// <param name="features">F.</param>
    public static KnownMovieReranker? Load(ArrayFolder arrays, int features)
    {
        if (!arrays.Has("known-weighing"))
            return null;
        float[] read = arrays.Read<float>("known-weighing", 4);
        return new KnownMovieReranker(
            Network.LoadMany(arrays, "known", (int)read[0], features),
            read[1],
            read[2],
            read[3]
        );
    }
}
