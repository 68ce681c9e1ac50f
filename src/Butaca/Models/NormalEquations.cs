using System.Numerics.Tensors;

namespace Butaca.Models;

/// <summary>
/// Small symmetric positive definite systems (A x = b, tens to hundreds of unknowns), as least squares with few
/// unknowns needs one for each person and movie. Plain Cholesky on spans: no libtorch, no allocation.
/// </summary>
internal static class NormalEquations
{
    /// <summary>Adds weight·v·vᵀ to the lower triangle of a.</summary>
    /// <param name="a">(d, d) row-major.</param>
    /// <param name="v">(d).</param>
    /// <param name="weight">The factor.</param>
    public static void AddOuter(Span<float> a, ReadOnlySpan<float> v, float weight)
    {
        int d = v.Length;
        for (int i = 0; i < d; i++)
        {
            Span<float> row = a.Slice(i * d, i + 1);
            TensorPrimitives.MultiplyAdd(v[..(i + 1)], weight * v[i], row, row);
        }
    }

    /// <summary>Overwrites the lower triangle of a with its Cholesky factor L, A = L·Lᵀ.</summary>
    /// <exception cref="ButacaException">A is not positive definite.</exception>
    public static void Factorise(Span<float> a, int d)
    {
        for (int i = 0; i < d; i++)
        {
            Span<float> row = a.Slice(i * d, d);
            for (int j = 0; j < i; j++)
                row[j] = (row[j] - TensorPrimitives.Dot(row[..j], a.Slice(j * d, j))) / a[j * d + j];
            float pivot = row[i] - TensorPrimitives.Dot(row[..i], row[..i]);
            if (!(pivot > 0))
                throw new ButacaException($"A least-squares system of {d} unknowns is not positive definite (pivot {i} is {pivot}). Raise the regularisation.");
            row[i] = MathF.Sqrt(pivot);
        }
    }

    /// <summary>Solves L·Lᵀ x = b in place.</summary>
    /// <param name="l">The factor from <see cref="Factorise"/>.</param>
    /// <param name="x">b on entry, x on return.</param>
    public static void Solve(ReadOnlySpan<float> l, Span<float> x)
    {
        int d = x.Length;
        for (int i = 0; i < d; i++)
            x[i] = (x[i] - TensorPrimitives.Dot(l.Slice(i * d, i), x[..i])) / l[i * d + i];
        for (int i = d - 1; i >= 0; i--)
        {
            x[i] /= l[i * d + i];
            TensorPrimitives.MultiplyAdd(l.Slice(i * d, i), -x[i], x[..i], x[..i]);
        }
    }
}
