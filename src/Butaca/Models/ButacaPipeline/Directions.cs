using System.Numerics.Tensors;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// The directions in which movies lie from the middle of all: what they have in common, such as that many users watched
/// them, makes no two of them alike.
/// </summary>
internal sealed class Directions
{
    private readonly float[] _directions; // (n, d), each of length 1, or 0 in the middle
    private readonly float[] _middle; // (d)
    private readonly int _d;

    /// <summary>Works them out.</summary>
    /// <param name="vectors">(n, d).</param>
    /// <param name="d">d.</param>
    /// <param name="known">The movies whose mean is the middle.</param>
    public Directions(ReadOnlySpan<float> vectors, int d, ReadOnlySpan<int> known)
    {
        _directions = vectors.ToArray();
        _d = d;
        _middle = new float[d];
        foreach (int movie in known)
            TensorPrimitives.Add(_middle, vectors.Slice(movie * d, d), _middle);
        if (known.Length > 0)
            TensorPrimitives.Divide(_middle, known.Length, _middle);
        for (int at = 0; at < _directions.Length; at += d)
            Turn(_directions.AsSpan(at, d));
    }

    /// <summary>A movie's direction (d).</summary>
    public ReadOnlySpan<float> this[int movie] => _directions.AsSpan(movie * _d, _d);

    /// <summary>The direction of another movie.</summary>
    /// <param name="vector">(d).</param>
    public float[] Of(ReadOnlySpan<float> vector)
    {
        float[] direction = vector.ToArray();
        Turn(direction);
        return direction;
    }

    private void Turn(Span<float> vector)
    {
        TensorPrimitives.Subtract(vector, _middle, vector);
        float norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0)
            TensorPrimitives.Divide(vector, norm, vector);
    }

    /// <summary>The cosine of two movies' directions.</summary>
    public float Cosine(int movie, int other) =>
        TensorPrimitives.Dot<float>(_directions.AsSpan(movie * _d, _d), _directions.AsSpan(other * _d, _d));
}
