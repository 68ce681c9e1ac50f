using System.Numerics.Tensors;

namespace Butaca.Models.Hybrid;

/// <summary>
/// How much the products of movies' places with a vector vary, without the products: the mean of (x·v)² over the places x is
/// vᵀ·M·v, with M the mean of x·xᵀ. d² instead of movies·d operations.
/// </summary>
internal sealed class SecondMoments
{
    /// <summary>A variance below this share of |v|²·|mean place|² is rounding: the places are the same.</summary>
    private const double Rounding = 1e-11;

    private readonly float[] _moments; // (d, d): M, of which the upper triangle means anything
    private readonly double _squareMean; // |mean place|²; 0 where the moments are not central

    private SecondMoments(ContentSpace places, ReadOnlySpan<int> movies, float[] mean, Func<int, float> weightOf)
    {
        int d = places.Dimension;
        _moments = new float[d * d];
        _squareMean = TensorPrimitives.SumOfSquares<float>(mean);
        float[] rows = new float[FoldIn.Chunk * d];
        for (int start = 0; start < movies.Length; start += FoldIn.Chunk)
        {
            ReadOnlySpan<int> some = movies.Slice(start, Math.Min(FoldIn.Chunk, movies.Length - start));
            for (int i = 0; i < some.Length; i++)
            {
                Span<float> row = rows.AsSpan(i * d, d);
                places.PlaceOf(some[i]).CopyTo(row);
                if (mean.Length > 0)
                    TensorPrimitives.Subtract(row, mean, row);
                TensorPrimitives.Multiply(row, weightOf(some[i]), row);
            }
            NormalEquations.AddOuters(_moments, rows.AsSpan(0, some.Length * d), d);
        }
        TensorPrimitives.Divide(_moments, Math.Max(1, movies.Length), _moments);
    }

    /// <summary>Those about the mean: <see cref="Of"/> gives the variance.</summary>
    public static SecondMoments Central(ContentSpace places, ReadOnlySpan<int> movies)
    {
        int count = movies.Length;
        double[] sums = new double[places.Dimension];
        foreach (int movie in movies)
        {
            for (int i = 0; i < sums.Length; i++)
                sums[i] += places.PlaceOf(movie)[i];
        }
        return new SecondMoments(places, movies, [.. sums.Select(sum => (float)(sum / Math.Max(1, count)))], _ => 1);
    }

    /// <summary>Those about 0, each movie's product multiplied by its weight: <see cref="Of"/> gives the mean square.</summary>
    /// <param name="places">The places.</param>
    /// <param name="movies">The rows of the movies.</param>
    /// <param name="weights">One a row of the catalogue.</param>
    public static SecondMoments Weighted(ContentSpace places, ReadOnlySpan<int> movies, float[] weights) =>
        new(places, movies, [], movie => weights[movie]);

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
