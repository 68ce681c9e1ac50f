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
    /// <summary>Sets up one system, factorised: the caller solves it for any right-hand side.</summary>
    /// <param name="others">The fixed side.</param>
    /// <param name="partners">Its rows with an interaction.</param>
    /// <param name="a">Receives the Cholesky factor of A (d, d).</param>
    /// <param name="b">Receives Σ y (d).</param>
    internal void Prepare(FixedSide others, ReadOnlySpan<int> partners, Span<float> a, Span<float> b)
    {
        int d = b.Length;
        TensorPrimitives.Multiply(others.Gram, UnobservedWeight, a);
        b.Clear();
        foreach (int partner in partners)
        {
            ReadOnlySpan<float> y = others[partner];
            NormalEquations.AddOuter(a, y, 1);
            TensorPrimitives.Add(b, y, b);
        }
        float ridge = Regularization * MathF.Pow(partners.Length + UnobservedWeight * others.Count, FrequencyExponent);
        for (int i = 0; i < d; i++) a[i * d + i] += ridge;
        NormalEquations.Factorise(a, d);
    }
}

/// <summary>The factors that are held fixed while the other side is solved.</summary>
internal sealed class FixedSide
{
    private readonly float[] _factors; // (rows, d)
    private readonly float[] _gram;    // (d, d), the lower triangle of YᵀY: all that the solver reads
    private readonly int _d;

    public FixedSide(float[] factors, int d)
    {
        (_factors, _d, _gram) = (factors, d, new float[d * d]);
        for (int at = 0; at < factors.Length; at += d)
        {
            ReadOnlySpan<float> y = factors.AsSpan(at, d);
            if (!y.ContainsAnyExcept(0f)) continue; // nobody's movie or nothing's person: it must not weigh on the others
            NormalEquations.AddOuter(_gram, y, 1);
            Count++;
        }
    }

    /// <summary>N, the rows that have factors.</summary>
    public int Count { get; }

    /// <summary>YᵀY, lower triangle.</summary>
    public ReadOnlySpan<float> Gram => _gram;

    /// <summary>The factors of a row.</summary>
    public ReadOnlySpan<float> this[int row] => _factors.AsSpan(row * _d, _d);
}
