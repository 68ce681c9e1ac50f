using System.Numerics.Tensors;

namespace Butaca.Models;

/// <summary>
/// One side of implicit least squares: given the factors of the other side, the factors of one user (or movie) that
/// minimise Σ over its partners (1 − x·y)² + α₀ Σ over all (x·y)² + λ·(n + α₀·N)^ν·|x|², with n partners of N.
/// Hu, Koren, Volinsky 2008; weights and frequency-scaled regularisation as in Rendle et al. 2021 (arXiv:2110.14037).
/// </summary>
/// <param name="UnobservedWeight">α₀, the weight of pairs without an interaction, above 0.</param>
/// <param name="Regularization">λ, above 0.</param>
/// <param name="FrequencyExponent">ν: 0 regularises all alike, 1 in proportion to the frequency.</param>
public sealed record FoldIn(float UnobservedWeight, float Regularization, float FrequencyExponent)
{
    /// <summary>Partners that are summed up at a time: their factors stay in the first cache.</summary>
    internal const int Chunk = 128;

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
        using Rented<float> rented = new(Math.Min(Chunk, partners.Length) * d);
        for (int start = 0; start < partners.Length; start += Chunk)
        {
            ReadOnlySpan<int> some = partners.Slice(start, Math.Min(Chunk, partners.Length - start));
            Span<float> rows = rented.Span[..(some.Length * d)];
            for (int i = 0; i < some.Length; i++)
            {
                others[some[i]].CopyTo(rows[(i * d)..]);
                TensorPrimitives.Add(b, others[some[i]], b);
            }
            NormalEquations.AddOuters(a, rows, d);
        }
        float ridge = Regularization * MathF.Pow(partners.Length + UnobservedWeight * others.Count, FrequencyExponent);
        for (int i = 0; i < d; i++)
            a[i * d + i] += ridge;
        NormalEquations.Factorise(a, d);
    }
}

/// <summary>The factors that are held fixed while the other side is solved.</summary>
internal sealed class FixedSide
{
    private readonly float[] _factors; // (rows, d)
    private readonly float[] _gram; // (d, d), the upper triangle of YᵀY: all that the solver reads
    private readonly int _d;
    private readonly float[] _none; // (d): of movies that came later

    public FixedSide(float[] factors, int d)
    {
        _factors = factors;
        _d = d;
        _gram = new float[d * d];
        _none = new float[d];
        for (int at = 0; at < factors.Length; at += d)
            if (factors.AsSpan(at, d).ContainsAnyExcept(0f))
                Count++; // nobody's movie or nothing's user must not weigh on the others
        for (int at = 0; at < factors.Length; at += FoldIn.Chunk * d)
            NormalEquations.AddOuters(_gram, factors.AsSpan(at, Math.Min(FoldIn.Chunk * d, factors.Length - at)), d);
    }

    /// <summary>N, the rows that have factors.</summary>
    public int Count { get; }

    /// <summary>YᵀY, upper triangle.</summary>
    public ReadOnlySpan<float> Gram => _gram;

    /// <summary>The factors of a row; zeros behind the last.</summary>
    public ReadOnlySpan<float> this[int row] => row * _d < _factors.Length ? _factors.AsSpan(row * _d, _d) : _none;
}
