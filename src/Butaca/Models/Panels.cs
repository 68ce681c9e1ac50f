namespace Butaca.Models;

/// <summary>
/// Vectors of movies, laid out so that the products of all with one vector read memory in order: panels of 32 movies,
/// in each of them first everyone's first number, then everyone's second.
/// </summary>
internal sealed class Panels
{
    private const int Width = 32;

    private readonly int _count;
    private readonly int _dimension;
    private readonly float[] _values; // (panels, d, 32)

    /// <summary>Copies rows.</summary>
    /// <param name="rows">(n, d), row-major.</param>
    /// <param name="dimension">d.</param>
    public Panels(ReadOnlySpan<float> rows, int dimension)
    {
        _count = dimension == 0 ? 0 : rows.Length / dimension;
        _dimension = dimension;
        _values = new float[(_count + Width - 1) / Width * Width * dimension];
        for (int row = 0; row < _count; row++)
        {
            for (int i = 0; i < dimension; i++)
                _values[(((row / Width * dimension) + i) * Width) + (row % Width)] = rows[(row * dimension) + i];
        }
    }

    /// <summary>The product of each row with a vector.</summary>
    /// <param name="vector">(d).</param>
    /// <param name="products">Receives n numbers.</param>
    public void Multiply(ReadOnlySpan<float> vector, Span<float> products)
    {
        products.Clear();
        for (int start = 0; start < _count; start += Width)
            WeightedSum.Add(
                vector,
                _values.AsSpan(start * _dimension, Width * _dimension),
                Width,
                products.Slice(start, Math.Min(Width, _count - start))
            );
    }
}
