using System.Buffers;
using System.Numerics.Tensors;

namespace Butaca.Models.Hybrid;

/// <summary>
/// A small network that gives the logit of a probability: features → h units, SiLU → h units, SiLU → 1. Inputs are
/// standardised by its first layer. Computes many rows at a time, feature by feature.
/// </summary>
internal sealed class Network
{
    /// <summary>Rows that are computed at a time: what a core's first cache holds.</summary>
    private const int Block = 64;

    /// <summary>Rows are filled up to a multiple of it, so that each is computed by vectors and rounds alike wherever it stands.</summary>
    private const int Padding = 16;

    private readonly int _inputs, _units;
    private readonly float[] _first, _firstBias;   // (h, F), (h)
    private readonly float[] _second, _secondBias; // (h, h), (h)
    private readonly float[] _last;                // (h + 1): weights, then the bias

    /// <summary>Takes the weights.</summary>
    /// <param name="first">(h, F).</param>
    /// <param name="firstBias">(h).</param>
    /// <param name="second">(h, h).</param>
    /// <param name="secondBias">(h).</param>
    /// <param name="last">(h + 1): the weights of the last layer, then its bias.</param>
    public Network(float[] first, float[] firstBias, float[] second, float[] secondBias, float[] last)
    {
        (_first, _firstBias, _second, _secondBias, _last) = (first, firstBias, second, secondBias, last);
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
        float[] rented = ArrayPool<float>.Shared.Rent(3 * _units * Block);
        for (int start = 0; start < rows; start += Block)
        {
            int count = Math.Min(Block, rows - start), width = (count + Padding - 1) / Padding * Padding;
            Span<float> one = rented.AsSpan(0, _units * width), other = rented.AsSpan(_units * width, _units * width);
            Layer(_first, _firstBias, features[start..], rows, count, one);
            Activate(one, rented.AsSpan(2 * _units * width, _units * width));
            Layer(_second, _secondBias, one, width, count, other);
            Activate(other, rented.AsSpan(2 * _units * width, _units * width));
            Span<float> sums = one[..count];
            sums.Fill(_last[_units]);
            WeightedSum.Add(_last.AsSpan(0, _units), other, width, sums);
            TensorPrimitives.MultiplyAdd(sums, weight, logits.Slice(start, count), logits.Slice(start, count));
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>to = weights · from + bias, unit by unit.</summary>
    private static void Layer(float[] weights, float[] bias, ReadOnlySpan<float> from, int stride, int count, Span<float> to)
    {
        int inputs = weights.Length / bias.Length, width = to.Length / bias.Length;
        for (int unit = 0; unit < bias.Length; unit++)
        {
            Span<float> sums = to.Slice(unit * width, width);
            sums.Fill(bias[unit]);
            WeightedSum.Add(weights.AsSpan(unit * inputs, inputs), from, stride, sums[..count]);
        }
    }

    /// <summary>x·sigmoid(x), in place.</summary>
    private static void Activate(Span<float> values, Span<float> gates)
    {
        TensorPrimitives.Sigmoid(values, gates);
        TensorPrimitives.Multiply(values, gates, values);
    }

    /// <summary>Writes the weights.</summary>
    public void Save(ArrayFolder arrays, string name)
    {
        arrays.Write($"{name}-first", _first, _units, _inputs);
        arrays.Write($"{name}-first-bias", _firstBias, _units);
        arrays.Write($"{name}-second", _second, _units, _units);
        arrays.Write($"{name}-second-bias", _secondBias, _units);
        arrays.Write($"{name}-last", _last, _units + 1);
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
            arrays.Read<float>($"{name}-first", units, inputs), bias,
            arrays.Read<float>($"{name}-second", units, units), arrays.Read<float>($"{name}-second-bias", units),
            arrays.Read<float>($"{name}-last", units + 1));
    }
}
