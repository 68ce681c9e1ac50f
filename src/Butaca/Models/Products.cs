using System.Numerics;
using System.Runtime.InteropServices;

namespace Butaca.Models;

/// <summary>
/// Products of one vector with several rows, four at a time: each number of the vector is loaded once for the four.
/// Each product is summed in the same order however many there are, so it has the same bits.
/// </summary>
internal static class Products
{
    /// <summary>products[i] = vector · rows[i].</summary>
    /// <param name="vector">(d).</param>
    /// <param name="rows">(n, d).</param>
    /// <param name="products">Receives n numbers.</param>
    public static void Of(ReadOnlySpan<float> vector, ReadOnlySpan<float> rows, Span<float> products)
    {
        int d = vector.Length;
        int at = 0;
        for (; at <= products.Length - 4; at += 4)
        {
            ReadOnlySpan<float> four = rows.Slice(at * d, 4 * d);
            Four(vector, four[..d], four.Slice(d, d), four.Slice(2 * d, d), four[(3 * d)..], products.Slice(at, 4));
        }
        if (at == products.Length)
            return;
        // The last ones: any row stands in for those that are missing.
        Span<float> last = stackalloc float[4];
        ReadOnlySpan<float> Row(ReadOnlySpan<float> all, int row, int count) =>
            all.Slice(Math.Min(row, count - 1) * d, d);
        Four(
            vector,
            Row(rows, at, products.Length),
            Row(rows, at + 1, products.Length),
            Row(rows, at + 2, products.Length),
            Row(rows, at + 3, products.Length),
            last
        );
        last[..(products.Length - at)].CopyTo(products[at..]);
    }

    private static void Four(
        ReadOnlySpan<float> vector,
        ReadOnlySpan<float> first,
        ReadOnlySpan<float> second,
        ReadOnlySpan<float> third,
        ReadOnlySpan<float> fourth,
        Span<float> products
    )
    {
        ref float v = ref MemoryMarshal.GetReference(vector);
        ref float p = ref MemoryMarshal.GetReference(first);
        ref float q = ref MemoryMarshal.GetReference(second);
        ref float r = ref MemoryMarshal.GetReference(third);
        ref float s = ref MemoryMarshal.GetReference(fourth);
        // Two sums a product: with fewer, each addition would wait for the one before it.
        Vector<float> a = default;
        Vector<float> b = default;
        Vector<float> c = default;
        Vector<float> d = default;
        Vector<float> e = default;
        Vector<float> f = default;
        Vector<float> g = default;
        Vector<float> h = default;
        int i = 0;
        int width = Vector<float>.Count;
        for (; i <= vector.Length - (2 * width); i += 2 * width)
        {
            Vector<float> x = Load(ref v, i);
            Vector<float> y = Load(ref v, i + width);
            a = Vector.MultiplyAddEstimate(x, Load(ref p, i), a);
            b = Vector.MultiplyAddEstimate(x, Load(ref q, i), b);
            c = Vector.MultiplyAddEstimate(x, Load(ref r, i), c);
            d = Vector.MultiplyAddEstimate(x, Load(ref s, i), d);
            e = Vector.MultiplyAddEstimate(y, Load(ref p, i + width), e);
            f = Vector.MultiplyAddEstimate(y, Load(ref q, i + width), f);
            g = Vector.MultiplyAddEstimate(y, Load(ref r, i + width), g);
            h = Vector.MultiplyAddEstimate(y, Load(ref s, i + width), h);
        }
        (products[0], products[1], products[2], products[3]) = (
            Vector.Sum(a + e),
            Vector.Sum(b + f),
            Vector.Sum(c + g),
            Vector.Sum(d + h)
        );
        for (; i < vector.Length; i++)
        {
            products[0] += vector[i] * first[i];
            products[1] += vector[i] * second[i];
            products[2] += vector[i] * third[i];
            products[3] += vector[i] * fourth[i];
        }
    }

    private static Vector<float> Load(ref float from, int at) => Vector.LoadUnsafe(ref from, (nuint)at);
}
