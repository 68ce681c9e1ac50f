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
        Span<float> one = new float[_units * Block], other = new float[_units * Block];
        for (int start = 0; start < rows; start += Block)
        {
            int count = Math.Min(Block, rows - start);
            for (int unit = 0; unit < _units; unit++)
            {
                Span<float> to = one.Slice(unit * Block, count);
                to.Fill(_firstBias[unit]);
                for (int input = 0; input < _inputs; input++)
                    TensorPrimitives.MultiplyAdd(features.Slice(input * rows + start, count), _first[unit * _inputs + input], to, to);
                Activate(to);
            }
            for (int unit = 0; unit < _units; unit++)
            {
                Span<float> to = other.Slice(unit * Block, count);
                to.Fill(_secondBias[unit]);
                for (int input = 0; input < _units; input++)
                    TensorPrimitives.MultiplyAdd(one.Slice(input * Block, count), _second[unit * _units + input], to, to);
                Activate(to);
            }
            Span<float> sums = logits.Slice(start, count);
            for (int unit = 0; unit < _units; unit++)
                TensorPrimitives.MultiplyAdd(other.Slice(unit * Block, count), weight * _last[unit], sums, sums);
            TensorPrimitives.Add(sums, weight * _last[_units], sums);
        }
    }

    /// <summary>x·sigmoid(x), in place.</summary>
    private static void Activate(Span<float> values)
    {
        Span<float> gates = stackalloc float[Block];
        gates = gates[..values.Length];
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

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static Network Load(ArrayFolder arrays, string name, int inputs)
    {
        float[] bias = arrays.Read<float>($"{name}-first-bias", -1);
        int units = bias.Length;
        return new Network(
            arrays.Read<float>($"{name}-first", units, inputs), bias,
            arrays.Read<float>($"{name}-second", units, units), arrays.Read<float>($"{name}-second-bias", units),
            arrays.Read<float>($"{name}-last", units + 1));
    }
}
