using System.Runtime.InteropServices;
using Butaca.Models;
using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace Butaca.Training;

/// <summary>
/// Adam (see <see cref="AdamParameter"/>) on libtorch's parameters, in their own memory. TorchSharp's own optimisers
/// make a scalar for each operation, which the garbage collector may free while libtorch still reads it ("Unknown
/// scalar type", dotnet/TorchSharp#1434): rare, but fatal to a training.
/// </summary>
/// <param name="parameters">What is trained.</param>
internal sealed class TorchAdam(IEnumerable<Parameter> parameters)
{
    private readonly (Parameter Parameter, float[] Mean, float[] Square)[] _all =
    [
        .. parameters.Select(parameter => (parameter, new float[parameter.numel()], new float[parameter.numel()])),
    ];

    private int _step;

    /// <summary>One step against the gradients, which are 0 afterwards.</summary>
    /// <param name="rate">The learning rate.</param>
    public void Step(double rate)
    {
        _step++;
        foreach ((Parameter parameter, float[] mean, float[] square) in _all)
        {
            using Tensor? gradient = parameter.grad;
            if (gradient is null)
                continue;
            using Tensor dense = gradient.contiguous();
            Span<float> values = MemoryMarshal.Cast<byte, float>(parameter.bytes);
            AdamParameter.Update(values, MemoryMarshal.Cast<byte, float>(dense.bytes), mean, square, rate, _step);
            gradient.zero_();
        }
    }

    /// <summary>Writes the moments.</summary>
    public void Save(ArrayFolder arrays, string name)
    {
        arrays.Write($"{name}-step", [_step], 1);
        for (int i = 0; i < _all.Length; i++)
        {
            arrays.Write($"{name}-{i}-mean", _all[i].Mean, _all[i].Mean.Length);
            arrays.Write($"{name}-{i}-square", _all[i].Square, _all[i].Square.Length);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ArrayFolder arrays, string name)
    {
        _step = arrays.Read<int>($"{name}-step", 1)[0];
        foreach ((int i, (_, float[] mean, float[] square)) in _all.Index())
        {
            arrays.Read<float>($"{name}-{i}-mean", mean.Length).CopyTo(mean, 0);
            arrays.Read<float>($"{name}-{i}-square", square.Length).CopyTo(square, 0);
        }
    }
}
