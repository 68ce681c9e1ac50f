using System.Buffers;
using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// EDLAE over the most watched movies, for data of more users than a <see cref="UserKernel"/> takes: with
/// C = (XᵀX + diag(p/(1−p)·n + λ))⁻¹ and y = Σ over watched h of C_h, an unwatched movie j scores −y_j / C_jj
/// (Steck 2020), with <see cref="UserWeights"/> in X and n. The other movies score 0 here and go by their factors and
/// what they are.
/// </summary>
internal sealed class MovieKernel : ICollaborative
{
    private readonly int[] _dense; // (K): movie rows, ascending
    private readonly int[] _denseOf; // (n): the position in _dense, −1 for none; movies that came later have none
    private readonly float[] _inverse; // (K, K): C, symmetric

    /// <summary>Takes the inverse.</summary>
    /// <param name="movieCount">Movies of the catalogue.</param>
    /// <param name="dense">The rows of the K movies, ascending.</param>
    /// <param name="inverse">C (K, K). Not copied.</param>
    public MovieKernel(int movieCount, int[] dense, float[] inverse)
    {
        _dense = dense;
        _inverse = inverse;
        _denseOf = new int[movieCount];
        Array.Fill(_denseOf, -1);
        for (int i = 0; i < dense.Length; i++)
            _denseOf[dense[i]] = i;
    }

    /// <inheritdoc/>
    public bool Covers(int movie) => DenseOf(movie) >= 0;

    /// <inheritdoc/>
    public void Score(in History history, ReadOnlySpan<float> place, Span<float> scores)
    {
        int count = _dense.Length;
        float[] rented = ArrayPool<float>.Shared.Rent(count);
        Span<float> sums = rented.AsSpan(0, count);
        sums.Clear();
        foreach (int movie in history.Movies)
            if (DenseOf(movie) is >= 0 and int row)
                TensorPrimitives.Add(sums, _inverse.AsSpan(row * count, count), sums);
        scores.Clear();
        for (int i = 0; i < count; i++)
            scores[_dense[i]] = -sums[i] / _inverse[i * count + i];
        foreach (int movie in history.Movies)
            if (Covers(movie))
                scores[movie]++; // its own weight is −1: without it, as if it had not been watched
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public void VectorOf(int movie, Span<float> vector) => vector.Clear();

    /// <inheritdoc/>
    public void Explain(
        in History history,
        ReadOnlySpan<int> movies,
        ReadOnlySpan<float> weights,
        Span<float> contributions
    )
    {
        int count = _dense.Length;
        int watched = history.Movies.Length;
        for (int i = 0; i < contributions.Length; i++)
        {
            int column = DenseOf(movies[i / watched]);
            int row = DenseOf(history.Movies[i % watched]);
            if (row >= 0 && column >= 0 && row != column)
                contributions[i] -=
                    weights[i / watched] * _inverse[row * count + column] / _inverse[column * count + column];
        }
    }

    /// <inheritdoc/>
    public ICollaborative Extend(Interactions interactions) => this;

    /// <inheritdoc/>
    public void Save(ArrayFolder arrays, string level)
    {
        arrays.Write($"dense-movies-{level}", _dense, _dense.Length);
        arrays.Write($"dense-inverse-{level}", _inverse, _dense.Length, _dense.Length);
    }

    /// <summary>Whether a folder holds what <see cref="Save"/> writes.</summary>
    public static bool IsIn(ArrayFolder arrays, string level) => arrays.Has($"dense-movies-{level}");

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static MovieKernel Load(ArrayFolder arrays, int movieCount, string level)
    {
        int[] dense = arrays.ReadRows($"dense-movies-{level}", movieCount);
        return new MovieKernel(
            movieCount,
            dense,
            arrays.Read<float>($"dense-inverse-{level}", dense.Length, dense.Length)
        );
    }

    private int DenseOf(int movie) => movie < _denseOf.Length ? _denseOf[movie] : -1;
}
