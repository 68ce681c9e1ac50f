using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Butaca.Training;

/// <summary>
/// A parameter array with its gradient and Adam's moments (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1, with the
/// defaults β₁ = 0.9, β₂ = 0.999, ε = 1e-8), and AdamW's decay (Loshchilov and Hutter 2019, arXiv:1711.05101).
/// </summary>
internal sealed class AdamParameter
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    /// <summary>Values below which splitting the update over threads costs more than it saves.</summary>
    private const int LeastToSplit = 1 << 16;

    public AdamParameter(int length)
    {
        Values = new float[length];
        Gradient = new float[length];
        Mean = new float[length];
        Square = new float[length];
    }

    public float[] Values { get; }

    public float[] Gradient { get; }

    /// <summary>The running mean of the gradient.</summary>
    public float[] Mean { get; }

    /// <summary>The running mean of its square.</summary>
    public float[] Square { get; }

    /// <summary>PyTorch's initialisation of a linear layer: uniform in ±1/√inputs.</summary>
    public void Initialise(Random random, int inputs)
    {
        float bound = 1 / MathF.Sqrt(inputs);
        for (int i = 0; i < Values.Length; i++)
            Values[i] = bound * (2 * random.NextSingle() - 1);
    }

    /// <summary>One step against the gradient, which is 0 afterwards.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="step">1 for the first step.</param>
    /// <param name="threads">Threads to use for large arrays.</param>
    /// <param name="decay">The share of each value, times the rate, that a step takes away. Default 0.</param>
    public void Step(double rate, int step, int threads, double decay = 0)
    {
        if (decay > 0)
            TensorPrimitives.Multiply(Values, (float)(1 - rate * decay), Values);
        int parts = Values.Length < LeastToSplit ? 1 : threads;
        int size = (Values.Length + parts - 1) / parts;
        if (parts == 1)
            Update(Values, Gradient, Mean, Square, rate, step);
        else
            Parallel.For(0, parts, part => Part(part * size, Math.Min(Values.Length, (part + 1) * size)));

        void Part(int from, int to) =>
            Update(
                Values.AsSpan(from, to - from),
                Gradient.AsSpan(from, to - from),
                Mean.AsSpan(from, to - from),
                Square.AsSpan(from, to - from),
                rate,
                step
            );
    }

    /// <summary>
    /// value −= rate·m̂ / (√v̂ + ε), eight or more at a time: one pass over four arrays, bound by memory.
    /// </summary>
    /// <param name="values">The values.</param>
    /// <param name="gradient">Their gradient; 0 afterwards.</param>
    /// <param name="mean">The running mean of the gradient.</param>
    /// <param name="square">The running mean of its square.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="step">1 for the first step.</param>
    public static void Update(
        Span<float> values,
        Span<float> gradient,
        Span<float> mean,
        Span<float> square,
        double rate,
        int step
    )
    {
        float scale = (float)(rate / (1 - Math.Pow(Beta1, step)));
        float root = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, step)));
        Span<Vector<float>> v = MemoryMarshal.Cast<float, Vector<float>>(values);
        Span<Vector<float>> g = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        Span<Vector<float>> m = MemoryMarshal.Cast<float, Vector<float>>(mean);
        Span<Vector<float>> s = MemoryMarshal.Cast<float, Vector<float>>(square);
        Vector<float> epsilon = new(Epsilon);
        for (int i = 0; i < v.Length; i++)
        {
            m[i] = Beta1 * m[i] + (1 - Beta1) * g[i];
            s[i] = Beta2 * s[i] + (1 - Beta2) * g[i] * g[i];
            v[i] -= scale * m[i] / (root * Vector.SquareRoot(s[i]) + epsilon);
        }
        for (int i = v.Length * Vector<float>.Count; i < values.Length; i++)
        {
            mean[i] = Beta1 * mean[i] + (1 - Beta1) * gradient[i];
            square[i] = Beta2 * square[i] + (1 - Beta2) * gradient[i] * gradient[i];
            values[i] -= scale * mean[i] / (root * MathF.Sqrt(square[i]) + Epsilon);
        }
        gradient.Clear();
    }
}
