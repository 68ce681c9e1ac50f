using System.Numerics.Tensors;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// The directions in which movies lie from the middle of all: what they have in common, such as that many people watched
/// them, makes no two of them alike.
/// </summary>
internal sealed class Directions
{
    private readonly float[] _directions; // (n, d), each of length 1, or 0 in the middle
    private readonly int _d;

    /// <summary>Works them out.</summary>
    /// <param name="vectors">(n, d).</param>
    /// <param name="d">d.</param>
    /// <param name="known">The movies whose mean is the middle.</param>
    public Directions(ReadOnlySpan<float> vectors, int d, ReadOnlySpan<int> known)
    {
        _directions = vectors.ToArray();
        _d = d;
        float[] middle = new float[d];
        foreach (int movie in known)
            TensorPrimitives.Add(middle, vectors.Slice(movie * d, d), middle);
        if (known.Length > 0)
            TensorPrimitives.Divide(middle, known.Length, middle);
        for (int at = 0; at < _directions.Length; at += d)
        {
            Span<float> direction = _directions.AsSpan(at, d);
            TensorPrimitives.Subtract(direction, middle, direction);
            float norm = TensorPrimitives.Norm<float>(direction);
            if (norm > 0)
                TensorPrimitives.Divide(direction, norm, direction);
        }
    }

    /// <summary>The cosine of two movies' directions.</summary>
    public float Cosine(int movie, int other) =>
        TensorPrimitives.Dot<float>(_directions.AsSpan(movie * _d, _d), _directions.AsSpan(other * _d, _d));
}
