using System.Numerics.Tensors;

namespace Butaca.Models;

/// <summary>
/// One side of implicit least squares: given the factors of the other side, the factors of one person (or movie) that
/// minimise Σ over its partners (1 − x·y)² + α₀ Σ over all (x·y)² + λ·(n + α₀·N)^ν·|x|², with n partners of N.
/// Hu, Koren, Volinsky 2008; weights and frequency-scaled regularisation as in Rendle et al. 2021 (arXiv:2110.14037).
/// </summary>
/// <param name="UnobservedWeight">α₀, the weight of pairs without an interaction, above 0.</param>
/// <param name="Regularization">λ, above 0.</param>
/// <param name="FrequencyExponent">ν: 0 regularises all alike, 1 in proportion to the frequency.</param>
public sealed record FoldIn(float UnobservedWeight, float Regularization, float FrequencyExponent)
{
    /// <summary>YᵀY of n × d factors, d × d row-major.</summary>
    internal static float[] Gram(ReadOnlySpan<float> factors, int d)
    {
        float[] gram = new float[d * d];
        for (int at = 0; at < factors.Length; at += d)
        {
            ReadOnlySpan<float> y = factors.Slice(at, d);
            if (y.ContainsAnyExcept(0f)) NormalEquations.AddOuter(gram, y, 1);
        }
        return gram; // the lower triangle is all that the solver reads
    }

    /// <summary>Sets up one system, factorised: the caller solves it for any right-hand side.</summary>
    /// <param name="gram">YᵀY (d, d), lower triangle.</param>
    /// <param name="factors">Y (N, d).</param>
    /// <param name="partners">Rows of Y with an interaction.</param>
    /// <param name="a">Receives the Cholesky factor of A (d, d).</param>
    /// <param name="b">Receives Σ y (d).</param>
    internal void Prepare(ReadOnlySpan<float> gram, ReadOnlySpan<float> factors, ReadOnlySpan<int> partners, Span<float> a, Span<float> b)
    {
        int d = b.Length;
        TensorPrimitives.Multiply(gram, UnobservedWeight, a);
        b.Clear();
        foreach (int partner in partners)
        {
            ReadOnlySpan<float> y = factors.Slice(partner * d, d);
            NormalEquations.AddOuter(a, y, 1);
            TensorPrimitives.Add(b, y, b);
        }
        float ridge = Regularization * MathF.Pow(partners.Length + UnobservedWeight * (factors.Length / d), FrequencyExponent);
        for (int i = 0; i < d; i++) a[i * d + i] += ridge;
        NormalEquations.Factorise(a, d);
    }
}
