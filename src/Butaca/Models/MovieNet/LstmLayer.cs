using System.Numerics.Tensors;

namespace Butaca.Models.MovieNet;

/// <summary>The weights of one LSTM layer, gates in PyTorch's order: input, forget, cell, output.</summary>
/// <param name="Input">(4·state, input).</param>
/// <param name="State">(4·state, state).</param>
/// <param name="InputBias">(4·state).</param>
/// <param name="StateBias">(4·state).</param>
public sealed record LstmWeights(float[] Input, float[] State, float[] InputBias, float[] StateBias);

/// <summary>
/// One LSTM layer (Hochreiter and Schmidhuber 1997), forward: i, f, o = σ(W x + U h + b), g = tanh(W x + U h + b),
/// c = f·c + i·g, h = o·tanh(c).
/// </summary>
internal sealed class LstmLayer(LstmWeights weights)
{
    /// <summary>Length of the state.</summary>
    public int Size { get; } = weights.InputBias.Length / 4;

    /// <summary>Reads a sequence; returns the state after each step.</summary>
    public float[][] Run(float[][] sequence)
    {
        float[] cell = new float[Size];
        float[] state = new float[Size];
        float[][] states = new float[sequence.Length][];
        for (int step = 0; step < sequence.Length; step++)
        {
            float[] gates = MovieEncoder.Linear(weights.Input, weights.InputBias, sequence[step]);
            TensorPrimitives.Add(gates, MovieEncoder.Linear(weights.State, weights.StateBias, state), gates);
            Span<float> input = gates.AsSpan(0, Size);
            Span<float> forget = gates.AsSpan(Size, Size);
            Span<float> candidate = gates.AsSpan(2 * Size, Size);
            Span<float> output = gates.AsSpan(3 * Size, Size);
            TensorPrimitives.Sigmoid(input, input);
            TensorPrimitives.Sigmoid(forget, forget);
            TensorPrimitives.Tanh(candidate, candidate);
            TensorPrimitives.Sigmoid(output, output);
            TensorPrimitives.Multiply(forget, cell, cell);
            TensorPrimitives.MultiplyAdd(input, candidate, cell, cell);
            state = new float[Size];
            TensorPrimitives.Tanh(cell, state);
            TensorPrimitives.Multiply(state, output, state);
            states[step] = state;
        }
        return states;
    }
}
