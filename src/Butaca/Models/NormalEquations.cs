using System.Numerics.Tensors;

namespace Butaca.Models;

/// <summary>
/// Small symmetric positive definite systems (A x = b, tens to hundreds of unknowns), as least squares with few
/// unknowns needs one for each user and movie. Plain Cholesky, A = Uᵀ·U, on spans: no libtorch, no allocation. Of A and
/// U the upper triangle alone means anything; what is below it may be overwritten.
/// </summary>
internal static class NormalEquations
{
    /// <summary>Rows of the triangle start at a multiple of it, so that sums are vectors to their end.</summary>
    private const int Step = 8;

    /// <summary>Adds Σ v·vᵀ over rows v.</summary>
    /// <param name="a">(d, d) row-major.</param>
    /// <param name="rows">(m, d) row-major.</param>
    /// <param name="d">The number of unknowns.</param>
    public static void AddOuters(Span<float> a, ReadOnlySpan<float> rows, int d)
    {
        int count = rows.Length / d;
        using Rented<float> rented = new(count);
        Span<float> column = rented.Span;
        for (int i = 0; i < d; i++)
        {
            for (int row = 0; row < count; row++)
                column[row] = rows[row * d + i];
            int start = i / Step * Step;
            if (count > 0)
                WeightedSum.Add(column, rows[start..], d, a.Slice(i * d + start, d - start));
        }
    }

    /// <summary>Overwrites A with U.</summary>
    /// <exception cref="ButacaException">A is not positive definite.</exception>
    public static void Factorise(Span<float> a, int d)
    {
        using Rented<float> rented = new(d);
        Span<float> column = rented.Span;
        for (int i = 0; i < d; i++)
        {
            for (int above = 0; above < i; above++)
                column[above] = -a[above * d + i];
            int start = i / Step * Step;
            WeightedSum.Add(column[..i], a[start..], d, a.Slice(i * d + start, d - start));
            float pivot = a[i * d + i];
            if (!(pivot > 0))
                throw new ButacaException(
                    $"A least-squares system of {d} unknowns is not positive definite (pivot {i} is {pivot}). Raise the regularisation."
                );
            Span<float> row = a.Slice(i * d + i, d - i);
            TensorPrimitives.Divide(row, MathF.Sqrt(pivot), row);
        }
    }

    /// <summary>Solves Uᵀ·U x = b in place.</summary>
    /// <param name="u">The factor from <see cref="Factorise"/>.</param>
    /// <param name="x">b on entry, x on return.</param>
    public static void Solve(ReadOnlySpan<float> u, Span<float> x)
    {
        int d = x.Length;
        for (int i = 0; i < d; i++)
        {
            x[i] /= u[i * d + i];
            TensorPrimitives.MultiplyAdd(u.Slice(i * d + i + 1, d - i - 1), -x[i], x[(i + 1)..], x[(i + 1)..]);
        }
        for (int i = d - 1; i >= 0; i--)
            x[i] = (x[i] - TensorPrimitives.Dot(u.Slice(i * d + i + 1, d - i - 1), x[(i + 1)..])) / u[i * d + i];
    }
}
