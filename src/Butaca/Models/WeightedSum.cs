using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Butaca.Models;

/// <summary>
/// Weighted sums of rows, kept in registers: what scoring all movies by a vector, and a layer of a network, come down
/// to. Each number is computed in the same order wherever it stands, so it has the same bits.
/// </summary>
internal static class WeightedSum
{
    /// <summary>to[j] += Σᵢ weights[i] · matrix[i · stride + j].</summary>
    /// <param name="weights">One a row of the matrix.</param>
    /// <param name="matrix">Rows that start <paramref name="stride"/> apart.</param>
    /// <param name="stride">At least the length of <paramref name="to"/>.</param>
    /// <param name="to">The sums.</param>
    public static void Add(ReadOnlySpan<float> weights, ReadOnlySpan<float> matrix, int stride, Span<float> to)
    {
        if (weights.IsEmpty || to.IsEmpty)
            return;
        _ = matrix[((weights.Length - 1) * stride) + to.Length - 1]; // the references below are not checked
        ref float first = ref MemoryMarshal.GetReference(matrix);
        ref float sums = ref MemoryMarshal.GetReference(to);
        int width = Vector<float>.Count;
        int at = 0;
        for (; at <= to.Length - (4 * width); at += 4 * width)
        {
            ref float sum = ref Unsafe.Add(ref sums, at);
            ref float row = ref Unsafe.Add(ref first, at);
            Vector<float> a = Load(ref sum, 0);
            Vector<float> b = Load(ref sum, width);
            Vector<float> c = Load(ref sum, 2 * width);
            Vector<float> d = Load(ref sum, 3 * width);
            foreach (float weight in weights)
            {
                Vector<float> w = new(weight);
                a = Vector.MultiplyAddEstimate(w, Load(ref row, 0), a);
                b = Vector.MultiplyAddEstimate(w, Load(ref row, width), b);
                c = Vector.MultiplyAddEstimate(w, Load(ref row, 2 * width), c);
                d = Vector.MultiplyAddEstimate(w, Load(ref row, 3 * width), d);
                row = ref Unsafe.Add(ref row, stride);
            }
            a.StoreUnsafe(ref sum);
            b.StoreUnsafe(ref sum, (nuint)width);
            c.StoreUnsafe(ref sum, (nuint)(2 * width));
            d.StoreUnsafe(ref sum, (nuint)(3 * width));
        }
        for (; at <= to.Length - width; at += width)
        {
            Vector<float> sum = Load(ref sums, at);
            for (int i = 0; i < weights.Length; i++)
                sum = Vector.MultiplyAddEstimate(
                    new Vector<float>(weights[i]),
                    Load(ref first, (i * stride) + at),
                    sum
                );
            sum.StoreUnsafe(ref sums, (nuint)at);
        }
        for (; at < to.Length; at++)
        {
            for (int i = 0; i < weights.Length; i++)
                to[at] = float.MultiplyAddEstimate(weights[i], matrix[(i * stride) + at], to[at]);
        }
    }

    /// <summary>A row's length for <see cref="OfRows"/> that holds so many numbers: whole vectors.</summary>
    public static int Padded(int count) =>
        (count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;

    /// <summary>sums[j] = Σ over rows of matrix[row, j].</summary>
    /// <param name="rows">The rows to sum.</param>
    /// <param name="matrix">(n, the length of <paramref name="sums"/>).</param>
    /// <param name="sums">As long as a row: what <see cref="Padded"/> gives.</param>
    public static void OfRows(ReadOnlySpan<int> rows, ReadOnlySpan<float> matrix, Span<float> sums)
    {
        int width = Vector<float>.Count;
        int stride = sums.Length;
        for (int at = 0; at < stride; at += width)
        {
            Vector<float> even = default;
            Vector<float> odd = default; // two sums: one would wait for each of its additions
            int i = 0;
            for (; i < rows.Length - 1; i += 2)
            {
                even += new Vector<float>(matrix.Slice(rows[i] * stride + at, width));
                odd += new Vector<float>(matrix.Slice(rows[i + 1] * stride + at, width));
            }
            if (i < rows.Length)
                even += new Vector<float>(matrix.Slice(rows[i] * stride + at, width));
            (even + odd).CopyTo(sums[at..]);
        }
    }

    private static Vector<float> Load(ref float from, int at) => Vector.LoadUnsafe(ref from, (nuint)at);
}
