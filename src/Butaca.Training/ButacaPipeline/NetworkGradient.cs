using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;

namespace Butaca.Training.ButacaPipeline;

/// <summary>
/// The parameters of a <see cref="Network"/> in training, and the gradient of its loss: forwards and backwards by
/// blocks of rows that stay in a core's caches. A row costs 2·F·h + 3·h² multiplications and as many additions; of
/// memory only the features are read. One thread computes it, always in the same order.
/// </summary>
/// <remarks>
/// Matrices lie so that the h units are next to each other, in whole vectors: then a product is the sum of rows, each
/// times one number, and no vector is ever summed up within itself.
/// </remarks>
internal sealed class NetworkGradient
{
    /// <summary>h, the units of a layer: a multiple of two vectors on every processor.</summary>
    public const int Units = 32;

    private const int Block = 64;

    /// <summary>
    /// Rows of a product that are computed at a time; inputs and rows of a block are filled up to a multiple of it.
    /// </summary>
    private const int Tile = 4;

    private readonly int _inputs;
    private readonly float[] _mean;
    private readonly float[] _scale;
    private readonly int _width; // inputs, filled up
    private readonly float[] _rows; // (block, width): standardised features
    private readonly float[] _one = new float[Block * Units];
    private readonly float[] _oneSlope = new float[Block * Units];
    private readonly float[] _two = new float[Block * Units];
    private readonly float[] _twoSlope = new float[Block * Units];
    private readonly float[] _error = new float[Block * Units]; // the loss's derivative by a layer's sums
    private readonly float[] _errorBefore = new float[Block * Units];
    private readonly float[] _secondTurned = new float[Units * Units];
    private readonly float[] _logits = new float[Block];

    /// <summary>All parameters are 0.</summary>
    /// <param name="mean">(F): what is taken from each feature.</param>
    /// <param name="scale">(F): what it is multiplied by afterwards.</param>
    public NetworkGradient(float[] mean, float[] scale)
    {
        _inputs = mean.Length;
        _mean = mean;
        _scale = scale;
        _width = (_inputs + Tile - 1) / Tile * Tile;
        _rows = new float[Block * _width];
        First = new AdamParameter(_width * Units);
        Skip = new AdamParameter(_width);
    }

    /// <summary>(F, filled up; h): weights of the first layer.</summary>
    public AdamParameter First { get; }

    /// <summary>(h).</summary>
    public AdamParameter FirstBias { get; } = new(Units);

    /// <summary>(h of the first layer, h): weights of the second layer.</summary>
    public AdamParameter Second { get; } = new(Units * Units);

    /// <summary>(h).</summary>
    public AdamParameter SecondBias { get; } = new(Units);

    /// <summary>(h): the logit's weights of the units.</summary>
    public AdamParameter Last { get; } = new(Units);

    /// <summary>(F, filled up): its weights of the features themselves.</summary>
    public AdamParameter Skip { get; }

    /// <summary>(1).</summary>
    public AdamParameter LastBias { get; } = new(1);

    /// <summary>All of them.</summary>
    public IEnumerable<AdamParameter> Parameters => [First, FirstBias, Second, SecondBias, Last, Skip, LastBias];

    /// <summary>
    /// Adds to the gradient: of the sum, over some lists, of weight · cross-entropy of a row, by the number of their
    /// rows.
    /// </summary>
    /// <param name="examples">Where the lists are.</param>
    /// <param name="lists">Which ones.</param>
    /// <returns>That sum: the loss times the number of rows.</returns>
    public double Add(Examples examples, ReadOnlySpan<int> lists)
    {
        int count = 0;
        foreach (int list in lists)
            count += examples.Starts[list + 1] - examples.Starts[list];
        Turn(Second.Values, _secondTurned);
        Span<int> rows = stackalloc int[Block];
        int filled = 0;
        double loss = 0;
        foreach (int list in lists)
        {
            for (int row = examples.Starts[list]; row < examples.Starts[list + 1]; row++)
            {
                rows[filled++] = row;
                if (filled < Block)
                    continue;
                loss += AddBlock(examples, rows, count);
                filled = 0;
            }
        }
        return filled == 0 ? loss : loss + AddBlock(examples, rows[..filled], count);
    }

    /// <summary>The network with these parameters, which takes features as they are.</summary>
    public Network ToNetwork()
    {
        float[] first = new float[Units * _inputs];
        float[] firstBias = [.. FirstBias.Values];
        float[] second = new float[Units * Units];
        Turn(Second.Values, second);
        float[] last = new float[Units + _inputs + 1];
        Last.Values.CopyTo(last, 0);
        last[^1] = LastBias.Values[0];
        for (int input = 0; input < _inputs; input++)
        {
            for (int unit = 0; unit < Units; unit++)
            {
                float weight = First.Values[input * Units + unit] * _scale[input];
                first[unit * _inputs + input] = weight;
                firstBias[unit] -= weight * _mean[input];
            }
            last[Units + input] = Skip.Values[input] * _scale[input];
            last[^1] -= last[Units + input] * _mean[input];
        }
        return new Network(first, firstBias, second, [.. SecondBias.Values], last);
    }

    private double AddBlock(Examples examples, ReadOnlySpan<int> rows, int count)
    {
        int height = (rows.Length + Tile - 1) / Tile * Tile;
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> row = Row(_rows, i, _width)[.._inputs];
            TensorPrimitives.Subtract(examples.Features.AsSpan(rows[i] * _inputs, _inputs), _mean, row);
            TensorPrimitives.Multiply(row, _scale, row);
        }
        _rows.AsSpan(rows.Length * _width, (height - rows.Length) * _width).Clear();
        Fill(_one, FirstBias.Values, height);
        Add(_rows, _width, 1, First.Values, height, _width, _one);
        Activate(_one, _oneSlope, height);
        Fill(_two, SecondBias.Values, height);
        Add(_one, Units, 1, Second.Values, height, Units, _two);
        Activate(_two, _twoSlope, height);

        double loss = 0;
        _error.AsSpan(rows.Length * Units, (height - rows.Length) * Units).Clear(); // a row that fills up has no loss
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> row = Row(_rows, i, _width);
            Span<float> two = Row(_two, i, Units);
            float logit =
                LastBias.Values[0]
                + TensorPrimitives.Dot<float>(Last.Values, two)
                + TensorPrimitives.Dot<float>(Skip.Values, row);
            float watched = examples.Watched[rows[i]];
            float weight = examples.Weights[rows[i]];
            float exponential = MathF.Exp(-Math.Abs(logit));
            loss += weight * (Math.Max(logit, 0) - logit * watched + MathF.Log(1 + exponential));
            float probability = (logit >= 0 ? 1 : exponential) / (1 + exponential);
            float slope = weight * (probability - watched) / count;
            LastBias.Gradient[0] += slope;
            TensorPrimitives.MultiplyAdd(two, slope, Last.Gradient, Last.Gradient);
            TensorPrimitives.MultiplyAdd(row, slope, Skip.Gradient, Skip.Gradient);
            TensorPrimitives.Multiply(Last.Values, slope, Row(_error, i, Units));
        }
        MultiplyBy(_twoSlope, _error, height);
        Add(_one, 1, Units, _error, Units, height, Second.Gradient);
        AddRows(_error, height, SecondBias.Gradient);
        _errorBefore.AsSpan(0, height * Units).Clear();
        Add(_error, Units, 1, _secondTurned, height, Units, _errorBefore);
        MultiplyBy(_oneSlope, _errorBefore, height);
        Add(_rows, 1, _width, _errorBefore, _width, height, First.Gradient);
        AddRows(_errorBefore, height, FirstBias.Gradient);
        return loss;
    }

    private static Span<float> Row(float[] matrix, int row, int width) => matrix.AsSpan(row * width, width);

    private static void Fill(float[] rows, float[] bias, int height)
    {
        for (int row = 0; row < height; row++)
            bias.CopyTo(rows, row * Units);
    }

    private static void MultiplyBy(float[] slopes, float[] errors, int height)
    {
        Span<float> rows = errors.AsSpan(0, height * Units);
        TensorPrimitives.Multiply(rows, slopes.AsSpan(0, rows.Length), rows);
    }

    private static void AddRows(float[] rows, int height, float[] sum)
    {
        for (int row = 0; row < height; row++)
            TensorPrimitives.Add(sum, Row(rows, row, Units), sum);
    }

    private static void Turn(float[] from, float[] to)
    {
        for (int row = 0; row < Units; row++)
        {
            for (int column = 0; column < Units; column++)
                to[column * Units + row] = from[row * Units + column];
        }
    }

    private static void Activate(float[] values, float[] slopes, int height)
    {
        Span<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(values.AsSpan(0, height * Units));
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(slopes.AsSpan(0, height * Units));
        for (int i = 0; i < from.Length; i++)
            from[i] = Silu.Of(from[i], out to[i]);
    }

    /// <summary>sum(i, u) += Σ_k left(i, k) · right(k, u): four rows and two vectors of units at a time.</summary>
    /// <param name="left">Its element (i, k) is at i · <paramref name="rowStep"/> + k · <paramref
    /// name="innerStep"/>.</param>
    /// <param name="rowStep">From one i to the next.</param>
    /// <param name="innerStep">From one k to the next.</param>
    /// <param name="right">(inner, h).</param>
    /// <param name="rows">A multiple of four.</param>
    /// <param name="inner">How many products are summed.</param>
    /// <param name="sum">(rows, h).</param>
    private static void Add(float[] left, int rowStep, int innerStep, float[] right, int rows, int inner, float[] sum)
    {
        int step = Vector<float>.Count;
        _ = left[(rows - 1) * rowStep + (inner - 1) * innerStep]; // the references below are not checked
        _ = right[inner * Units - 1];
        _ = sum[rows * Units - 1];
        for (int row = 0; row < rows; row += Tile)
        {
            for (int unit = 0; unit < Units; unit += 2 * step)
            {
                ref float from = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(left), row * rowStep);
                ref float units = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(right), unit);
                ref float to = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(sum), row * Units + unit);
                Vector<float> a = Vector.LoadUnsafe(ref to);
                Vector<float> b = Vector.LoadUnsafe(ref to, (nuint)step);
                Vector<float> c = Vector.LoadUnsafe(ref to, Units);
                Vector<float> d = Vector.LoadUnsafe(ref to, (nuint)(Units + step));
                Vector<float> e = Vector.LoadUnsafe(ref to, 2 * Units);
                Vector<float> f = Vector.LoadUnsafe(ref to, (nuint)(2 * Units + step));
                Vector<float> g = Vector.LoadUnsafe(ref to, 3 * Units);
                Vector<float> h = Vector.LoadUnsafe(ref to, (nuint)(3 * Units + step));
                for (int k = 0; k < inner; k++)
                {
                    Vector<float> x = Vector.LoadUnsafe(ref units);
                    Vector<float> y = Vector.LoadUnsafe(ref units, (nuint)step);
                    Vector<float> p = new(from);
                    a = Vector.MultiplyAddEstimate(p, x, a);
                    b = Vector.MultiplyAddEstimate(p, y, b);
                    p = new Vector<float>(Unsafe.Add(ref from, rowStep));
                    c = Vector.MultiplyAddEstimate(p, x, c);
                    d = Vector.MultiplyAddEstimate(p, y, d);
                    p = new Vector<float>(Unsafe.Add(ref from, 2 * rowStep));
                    e = Vector.MultiplyAddEstimate(p, x, e);
                    f = Vector.MultiplyAddEstimate(p, y, f);
                    p = new Vector<float>(Unsafe.Add(ref from, 3 * rowStep));
                    g = Vector.MultiplyAddEstimate(p, x, g);
                    h = Vector.MultiplyAddEstimate(p, y, h);
                    from = ref Unsafe.Add(ref from, innerStep);
                    units = ref Unsafe.Add(ref units, Units);
                }
                a.StoreUnsafe(ref to);
                b.StoreUnsafe(ref to, (nuint)step);
                c.StoreUnsafe(ref to, Units);
                d.StoreUnsafe(ref to, (nuint)(Units + step));
                e.StoreUnsafe(ref to, 2 * Units);
                f.StoreUnsafe(ref to, (nuint)(2 * Units + step));
                g.StoreUnsafe(ref to, 3 * Units);
                h.StoreUnsafe(ref to, (nuint)(3 * Units + step));
            }
        }
    }
}
