using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models;

/// <summary>
/// Linear item–item scores with a dense weight matrix: score(c) = Σ over watched h of B[h, c]. Only movies with an
/// audience have weights; the others score 0.
/// </summary>
public sealed class DenseItemScorer : Scorer, ILoadableScorer
{
    private readonly int[] _active; // (m) movie row of each weight row, ascending
    private readonly int[] _activeOf; // (n) weight row of each movie row, −1 for none
    private readonly float[] _weights; // (m, m) row-major: row = watched, column = scored

    /// <summary>Takes the weights.</summary>
    /// <param name="movieCount">Movies of the catalogue.</param>
    /// <param name="active">The m movie rows that have weights, ascending.</param>
    /// <param name="weights">m × m, row-major; a row is a watched movie, a column a scored one. Not copied.</param>
    public DenseItemScorer(int movieCount, int[] active, float[] weights)
        : base(movieCount)
    {
        if ((long)active.Length * active.Length != weights.Length)
            throw new ArgumentException($"found {weights.Length} weights, expected {active.Length}².", nameof(weights));
        _active = active;
        _weights = weights;
        _activeOf = new int[movieCount];
        Array.Fill(_activeOf, -1);
        for (int i = 0; i < active.Length; i++)
            _activeOf[active[i]] = i;
    }

    /// <inheritdoc/>
    /// <remarks>Streams one row of 4·m bytes a watched movie: bound by memory bandwidth, not by arithmetic.</remarks>
    public override void Score(in History history, Span<float> scores)
    {
        int m = _active.Length;
        Span<float> sums = scores[..m];
        sums.Clear();
        foreach (int movie in history.Movies)
        {
            int row = _activeOf[movie];
            if (row >= 0)
                TensorPrimitives.Add(sums, _weights.AsSpan(row * m, m), sums);
        }
        // Spread the m sums over the n rows in place, from the end: a target never lies before its source.
        for (int row = MovieCount - 1, i = m - 1; row >= 0; row--)
            scores[row] = i >= 0 && _active[i] == row ? scores[i--] : 0;
    }

    /// <inheritdoc/>
    public override ScoreParts Explain(in History history, int movie, Span<float> contributions)
    {
        int column = _activeOf[movie];
        for (int i = 0; i < history.Movies.Length; i++)
        {
            int row = _activeOf[history.Movies[i]];
            contributions[i] = row < 0 || column < 0 ? 0 : _weights[row * _active.Length + column];
        }
        return ScoreParts.Of(contributions);
    }

    /// <inheritdoc/>
    public override void Save(ArrayFolder arrays)
    {
        arrays.Write("active", _active, _active.Length);
        arrays.Write("weights", _weights, _active.Length, _active.Length);
    }

    /// <inheritdoc/>
    public static Scorer Load(ArrayFolder arrays, Dataset data)
    {
        int[] active = arrays.ReadRows("active", data.Catalog.Count);
        return new DenseItemScorer(
            data.Catalog.Count,
            active,
            arrays.Read<float>("weights", active.Length, active.Length)
        );
    }
}
