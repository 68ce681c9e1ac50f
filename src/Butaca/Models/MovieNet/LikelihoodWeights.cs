using System.Numerics.Tensors;

namespace Butaca.Models.MovieNet;

/// <summary>
/// The weights of MovieNet's user network and head, row-major. First layer by watched movie (its row is added), so that
/// a history costs what it is long.
/// </summary>
/// <param name="Watched">(n, 256): what each watched movie adds to the first layer.</param>
/// <param name="WatchedBias">(256).</param>
/// <param name="User">(64, 256): the user's embedding.</param>
/// <param name="UserBias">(64).</param>
/// <param name="HeadMovie">(H, D): the movies' part of the head's first layer.</param>
/// <param name="HeadUser">(H, 64): the users' part.</param>
/// <param name="HeadBias">(H).</param>
/// <param name="Output">(H).</param>
/// <param name="OutputBias">(1).</param>
public sealed record LikelihoodWeights(
    float[] Watched,
    float[] WatchedBias,
    float[] User,
    float[] UserBias,
    float[] HeadMovie,
    float[] HeadUser,
    float[] HeadBias,
    float[] Output,
    float[] OutputBias
)
{
    /// <summary>Reads each array by its name.</summary>
    public static LikelihoodWeights Of(Func<string, float[]> read) =>
        new(
            read("watched"),
            read("watched-bias"),
            read("user"),
            read("user-bias"),
            read("head-movie"),
            read("head-user"),
            read("head-bias"),
            read("output"),
            read("output-bias")
        );

    /// <summary>All arrays with the names that <see cref="Of"/> asks for.</summary>
    public IEnumerable<(string Name, float[] Values)> Named() =>
        [
            ("watched", Watched),
            ("watched-bias", WatchedBias),
            ("user", User),
            ("user-bias", UserBias),
            ("head-movie", HeadMovie),
            ("head-user", HeadUser),
            ("head-bias", HeadBias),
            ("output", Output),
            ("output-bias", OutputBias),
        ];

    /// <summary>A copy that shares nothing.</summary>
    public LikelihoodWeights Copy()
    {
        Dictionary<string, float[]> copies = Named().ToDictionary(w => w.Name, w => (float[])w.Values.Clone());
        return Of(name => copies[name]);
    }

    /// <summary>The movie's half of the head's first layer, with its bias: (D) → (H).</summary>
    internal void MovieHalf(ReadOnlySpan<float> embedding, Span<float> half)
    {
        int d = embedding.Length;
        for (int i = 0; i < half.Length; i++)
            half[i] = HeadBias[i] + TensorPrimitives.Dot(HeadMovie.AsSpan(i * d, d), embedding);
    }

    /// <summary>The user's half of the head's first layer: watched rows → (H).</summary>
    internal void UserHalf(ReadOnlySpan<int> watched, Span<float> half)
    {
        int first = WatchedBias.Length;
        int second = UserBias.Length;
        Span<float> sum = stackalloc float[first];
        Span<float> user = stackalloc float[second];
        WatchedBias.CopyTo(sum);
        foreach (int movie in watched)
            TensorPrimitives.Add(sum, Watched.AsSpan(movie * first, first), sum);
        TensorPrimitives.Max(sum, 0, sum);
        for (int i = 0; i < second; i++)
            user[i] = UserBias[i] + TensorPrimitives.Dot<float>(User.AsSpan(i * first, first), sum);
        for (int i = 0; i < half.Length; i++)
            half[i] = TensorPrimitives.Dot<float>(HeadUser.AsSpan(i * second, second), user);
    }

    /// <summary>The logit of one pair from its two halves.</summary>
    internal float Logit(ReadOnlySpan<float> user, ReadOnlySpan<float> movie, Span<float> hidden)
    {
        TensorPrimitives.Add(user, movie, hidden);
        TensorPrimitives.Max(hidden, 0, hidden);
        return OutputBias[0] + TensorPrimitives.Dot(hidden, Output);
    }
}
