using System.Numerics.Tensors;

namespace Butaca.Models;

/// <summary>
/// How much the products of many vectors x with another, v, vary, without the products: the mean of (x·v)² is vᵀ·M·v,
/// with M the mean of x·xᵀ. d² instead of rows·d operations.
/// </summary>
internal sealed class SecondMoments
{
    /// <summary>A variance below this share of |v|²·|mean vector|² is rounding: the vectors are the same.</summary>
    private const double Rounding = 1e-11;

    private readonly float[] _moments; // (d, d): M, of which the upper triangle means anything
    private readonly double _squareMean; // |mean vector|²; 0 where the moments are not central

    private SecondMoments(
        ReadOnlySpan<float> vectors,
        int d,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> mean,
        ReadOnlySpan<float> weights
    )
    {
        _moments = new float[d * d];
        _squareMean = TensorPrimitives.SumOfSquares(mean);
        float[] chunk = new float[FoldIn.Chunk * d];
        for (int start = 0; start < rows.Length; start += FoldIn.Chunk)
        {
            ReadOnlySpan<int> some = rows.Slice(start, Math.Min(FoldIn.Chunk, rows.Length - start));
            for (int i = 0; i < some.Length; i++)
            {
                Span<float> vector = chunk.AsSpan(i * d, d);
                vectors.Slice(some[i] * d, d).CopyTo(vector);
                if (mean.Length > 0)
                    TensorPrimitives.Subtract(vector, mean, vector);
                if (weights.Length > 0)
                    TensorPrimitives.Multiply(vector, weights[some[i]], vector);
            }
            NormalEquations.AddOuters(_moments, chunk.AsSpan(0, some.Length * d), d);
        }
        TensorPrimitives.Divide(_moments, Math.Max(1, rows.Length), _moments);
    }

    /// <summary>Those about the mean: <see cref="Of"/> gives the variance.</summary>
    /// <param name="vectors">(n, d).</param>
    /// <param name="d">d.</param>
    /// <param name="rows">The vectors that count.</param>
    public static SecondMoments Central(ReadOnlySpan<float> vectors, int d, ReadOnlySpan<int> rows)
    {
        int count = rows.Length;
        double[] sums = new double[d];
        foreach (int row in rows)
        {
            ReadOnlySpan<float> vector = vectors.Slice(row * d, d);
            for (int i = 0; i < sums.Length; i++)
                sums[i] += vector[i];
        }
        float[] mean = [.. sums.Select(sum => (float)(sum / Math.Max(1, count)))];
        return new SecondMoments(vectors, d, rows, mean, []);
    }

    /// <summary>Those about 0, each vector multiplied by its weight: <see cref="Of"/> gives the mean square.</summary>
    /// <param name="vectors">(n, d).</param>
    /// <param name="d">d.</param>
    /// <param name="rows">The vectors that count.</param>
    /// <param name="weights">(n).</param>
    public static SecondMoments Weighted(
        ReadOnlySpan<float> vectors,
        int d,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> weights
    ) => new(vectors, d, rows, [], weights);

    /// <summary>vᵀ·M·v, at least 0.</summary>
    public float Of(ReadOnlySpan<float> vector)
    {
        int d = vector.Length;
        double sum = 0;
        for (int i = 0; i < d; i++)
        {
            ReadOnlySpan<float> row = _moments.AsSpan(i * d + i, d - i);
            sum += vector[i] * (2.0 * TensorPrimitives.Dot(row, vector[i..]) - (double)row[0] * vector[i]);
        }
        return sum > Rounding * _squareMean * TensorPrimitives.SumOfSquares(vector) ? (float)sum : 0;
    }
}
