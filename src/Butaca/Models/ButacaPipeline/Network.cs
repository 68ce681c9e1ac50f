using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// A small network that gives the logit of a probability: features → h units, SiLU → h units, SiLU → 1, beside a
/// linear part of the features themselves. Inputs are
/// standardised by its first layer. Computes many rows at a time, feature by feature.
/// </summary>
internal sealed class Network
{
    /// <summary>Rows that are computed at a time: what a core's first cache holds.</summary>
    private const int Block = 64;

    /// <summary>
    /// Rows are filled up to a multiple of it, so that each is computed by vectors and rounds alike wherever it stands.
    /// </summary>
    private static readonly int Tile = 2 * Vector<float>.Count;

    private readonly int _inputs;
    private readonly int _units;
    private readonly float[] _first;
    private readonly float[] _firstBias; // (h, F), (h)
    private readonly float[] _second;
    private readonly float[] _secondBias; // (h, h), (h)
    private readonly float[] _last; // (h + F + 1): weights of the units, of the features, then the bias

    /// <summary>Takes the weights.</summary>
    /// <param name="first">(h, F).</param>
    /// <param name="firstBias">(h).</param>
    /// <param name="second">(h, h).</param>
    /// <param name="secondBias">(h).</param>
    /// <param name="last">
    /// (h + F + 1): the last layer's weights of the units and of the features themselves, then its bias.
    /// </param>
    public Network(float[] first, float[] firstBias, float[] second, float[] secondBias, float[] last)
    {
        _first = first;
        _firstBias = firstBias;
        _second = second;
        _secondBias = secondBias;
        _last = last;
        _units = firstBias.Length;
        _inputs = first.Length / _units;
    }

    /// <summary>Adds the logits of rows.</summary>
    /// <param name="features">(F, rows): feature by feature.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="weight">What each logit is multiplied by.</param>
    /// <param name="logits">The logits are added here (rows).</param>
    public void AddLogits(ReadOnlySpan<float> features, int rows, float weight, Span<float> logits)
    {
        float[] rented = ArrayPool<float>.Shared.Rent((_inputs + 2 * _units) * Block);
        for (int start = 0; start < rows; start += Block)
        {
            int count = Math.Min(Block, rows - start);
            int width = (count + Tile - 1) / Tile * Tile;
            Span<float> inputs = rented.AsSpan(0, _inputs * width);
            Span<float> one = rented.AsSpan(_inputs * width, _units * width);
            Span<float> other = rented.AsSpan((_inputs + _units) * width, _units * width);
            inputs.Clear();
            for (int input = 0; input < _inputs; input++)
                features.Slice(input * rows + start, count).CopyTo(inputs[(input * width)..]);
            Layer(_first, _firstBias, inputs, one);
            Layer(_second, _secondBias, one, other);
            Span<float> sums = one[..count];
            sums.Fill(_last[^1]);
            WeightedSum.Add(_last.AsSpan(0, _units), other, width, sums);
            WeightedSum.Add(_last.AsSpan(_units, _inputs), inputs, width, sums);
            TensorPrimitives.MultiplyAdd(sums, weight, logits.Slice(start, count), logits.Slice(start, count));
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>
    /// to = SiLU(weights · from + bias): four units and two vectors of rows at a time, so that each number that is
    /// loaded serves several products.
    /// </summary>
    /// <param name="weights">(units, inputs).</param>
    /// <param name="bias">(units).</param>
    /// <param name="from">(inputs, width).</param>
    /// <param name="to">(units, width).</param>
    private static void Layer(float[] weights, float[] bias, ReadOnlySpan<float> from, Span<float> to)
    {
        int units = bias.Length;
        int inputs = weights.Length / units;
        int width = to.Length / units;
        int step = Vector<float>.Count;
        _ = from[inputs * width - 1]; // the references below are not checked
        for (int unit = 0; unit < units; unit += 4)
        {
            int last = units - 1; // where fewer than four are left, the last one is computed again
            int p = unit;
            int q = Math.Min(unit + 1, last);
            int r = Math.Min(unit + 2, last);
            int s = Math.Min(unit + 3, last);
            ref float ps = ref weights[p * inputs];
            ref float qs = ref weights[q * inputs];
            ref float rs = ref weights[r * inputs];
            ref float ss = ref weights[s * inputs];
            for (int at = 0; at < width; at += Tile)
            {
                ref float rows = ref Unsafe.Add(ref MemoryMarshal.GetReference(from), at);
                Vector<float> a = new(bias[p]);
                Vector<float> b = new(bias[q]);
                Vector<float> c = new(bias[r]);
                Vector<float> d = new(bias[s]);
                Vector<float> e = a;
                Vector<float> f = b;
                Vector<float> g = c;
                Vector<float> h = d;
                for (int input = 0; input < inputs; input++)
                {
                    Vector<float> x = Vector.LoadUnsafe(ref rows);
                    Vector<float> y = Vector.LoadUnsafe(ref rows, (nuint)step);
                    Vector<float> w = new(Unsafe.Add(ref ps, input));
                    a = Vector.MultiplyAddEstimate(w, x, a);
                    e = Vector.MultiplyAddEstimate(w, y, e);
                    w = new Vector<float>(Unsafe.Add(ref qs, input));
                    b = Vector.MultiplyAddEstimate(w, x, b);
                    f = Vector.MultiplyAddEstimate(w, y, f);
                    w = new Vector<float>(Unsafe.Add(ref rs, input));
                    c = Vector.MultiplyAddEstimate(w, x, c);
                    g = Vector.MultiplyAddEstimate(w, y, g);
                    w = new Vector<float>(Unsafe.Add(ref ss, input));
                    d = Vector.MultiplyAddEstimate(w, x, d);
                    h = Vector.MultiplyAddEstimate(w, y, h);
                    rows = ref Unsafe.Add(ref rows, width);
                }
                Activate(a, e, to[(p * width + at)..]);
                Activate(b, f, to[(q * width + at)..]);
                Activate(c, g, to[(r * width + at)..]);
                Activate(d, h, to[(s * width + at)..]);
            }
        }
    }

    private static void Activate(Vector<float> first, Vector<float> second, Span<float> to)
    {
        Silu.Of(first).CopyTo(to);
        Silu.Of(second).CopyTo(to[Vector<float>.Count..]);
    }

    /// <summary>Writes the weights.</summary>
    public void Save(ArrayFolder arrays, string name)
    {
        arrays.Write($"{name}-first", _first, _units, _inputs);
        arrays.Write($"{name}-first-bias", _firstBias, _units);
        arrays.Write($"{name}-second", _second, _units, _units);
        arrays.Write($"{name}-second-bias", _secondBias, _units);
        arrays.Write($"{name}-last", _last, _units + _inputs + 1);
    }

    /// <summary>Reads several, named by their numbers.</summary>
    public static Network[] LoadMany(ArrayFolder arrays, string name, int count, int inputs) =>
        [.. Enumerable.Range(0, count).Select(i => Load(arrays, $"{name}-{i}", inputs))];

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    private static Network Load(ArrayFolder arrays, string name, int inputs)
    {
        float[] bias = arrays.Read<float>($"{name}-first-bias", -1);
        int units = bias.Length;
        return new Network(
            arrays.Read<float>($"{name}-first", units, inputs),
            bias,
            arrays.Read<float>($"{name}-second", units, units),
            arrays.Read<float>($"{name}-second-bias", units),
            arrays.Read<float>($"{name}-last", units + inputs + 1)
        );
    }
}
