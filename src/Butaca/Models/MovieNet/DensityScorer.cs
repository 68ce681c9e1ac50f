using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models.MovieNet;

/// <summary>
/// MovieNet's recommendation by density: score(c) = log Σ over watched u of exp(−d(c, u)² / (2σ²)), d = 1 − cos(E_c,
/// E_u). In log space, so that a small σ cannot underflow. (The original's description prints cos² and s·σ² in the
/// exponent; with that sign, more alike movies would score less. Its code uses 1 − cos and 2σ², as here.)
/// </summary>
public sealed class DensityScorer : Scorer, ILoadableScorer, IMovieEmbedder
{
    private readonly float[] _embeddings;
    private readonly float[] _directions; // (n, D): as learned, and of length 1
    private readonly int _d;
    private readonly float _factor; // −1 / (2σ²)

    /// <summary>Takes what was learned.</summary>
    /// <param name="encoder">Places new movies.</param>
    /// <param name="embeddings">(n, D) row-major. Not copied.</param>
    /// <param name="sigma">σ, at least 1e-9: the least whose square this computes with.</param>
    public DensityScorer(MovieEncoder encoder, float[] embeddings, float sigma)
        : base(embeddings.Length / encoder.Dimension)
    {
        Encoder = encoder;
        _embeddings = embeddings;
        _d = encoder.Dimension;
        Sigma = sigma;
        _factor = -1 / (2 * sigma * sigma);
        _directions = [.. embeddings];
        for (int movie = 0; movie < MovieCount; movie++)
            Normalise(Direction(movie));
    }

    /// <inheritdoc/>
    public MovieEncoder Encoder { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Embeddings => _embeddings;

    /// <summary>σ.</summary>
    public float Sigma { get; }

    /// <inheritdoc/>
    public override void Score(in History history, Span<float> scores)
    {
        if (history.Movies.IsEmpty)
        {
            scores.Clear();
            return;
        }
        using Rented<float> exponents = new(history.Movies.Length);
        for (int movie = 0; movie < scores.Length; movie++)
            scores[movie] = LogDensity(history, Direction(movie), exponents.Span);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A watched movie's contribution is its share of the density; what the logarithm makes of their sum, 1, is the
    /// network's part.
    /// </remarks>
    public override ScoreParts Explain(in History history, int movie, Span<float> contributions)
    {
        if (history.Movies.IsEmpty)
            return default;
        float score = LogDensity(history, Direction(movie), contributions);
        TensorPrimitives.Subtract(contributions, score, contributions);
        TensorPrimitives.Exp(contributions, contributions);
        return ScoreParts.Of(score, contributions);
    }

    /// <inheritdoc/>
    public float ScoreNew(in History history, ReadOnlySpan<float> embedding)
    {
        float[] direction = embedding.ToArray();
        Normalise(direction);
        return history.Movies.IsEmpty ? 0 : LogDensity(history, direction, new float[history.Movies.Length]);
    }

    /// <inheritdoc/>
    /// <remarks>The cosine of the two embeddings.</remarks>
    public override void Similar(int movie, Span<float> scores)
    {
        for (int other = 0; other < scores.Length; other++)
            scores[other] = TensorPrimitives.Dot<float>(Direction(movie), Direction(other));
    }

    /// <inheritdoc/>
    public override void Save(ArrayFolder arrays)
    {
        Encoder.Save(arrays);
        arrays.Write("embeddings", _embeddings, MovieCount, _d);
        arrays.Write("sigma", [Sigma], 1);
    }

    /// <inheritdoc/>
    public static Scorer Load(ArrayFolder arrays, Dataset data)
    {
        MovieEncoder encoder = MovieEncoder.Load(arrays);
        return new DensityScorer(
            encoder,
            arrays.Read<float>("embeddings", data.Catalog.Count, encoder.Dimension),
            arrays.Read<float>("sigma", 1)[0]
        );
    }

    private Span<float> Direction(int movie) => _directions.AsSpan(movie * _d, _d);

    /// <summary>log Σ exp, the greatest exponent taken out; leaves the exponents in place.</summary>
    private float LogDensity(in History history, ReadOnlySpan<float> direction, Span<float> exponents)
    {
        float greatest = float.NegativeInfinity;
        for (int i = 0; i < exponents.Length; i++)
        {
            float distance = 1 - TensorPrimitives.Dot(direction, Direction(history.Movies[i]));
            exponents[i] = _factor * distance * distance;
            greatest = MathF.Max(greatest, exponents[i]);
        }
        float sum = 0;
        foreach (float exponent in exponents)
            sum += MathF.Exp(exponent - greatest);
        return greatest + MathF.Log(sum);
    }

    private static void Normalise(Span<float> vector)
    {
        float norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0)
            TensorPrimitives.Divide(vector, norm, vector);
    }
}
