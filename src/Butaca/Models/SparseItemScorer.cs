using Butaca.Data;

namespace Butaca.Models;

/// <summary>Linear item–item scores with few weights a movie: score(c) = Σ over watched h of W[h, c].</summary>
public sealed class SparseItemScorer : Scorer, ILoadableScorer
{
    private readonly int[] _starts;
    private readonly int[] _columns;
    private readonly float[] _weights;

    /// <summary>Takes the weights in compressed rows.</summary>
    /// <param name="starts">Where each watched movie's weights start; one more entry than movies.</param>
    /// <param name="columns">The scored movie of each weight, ascending within a row.</param>
    /// <param name="weights">The weights.</param>
    public SparseItemScorer(int[] starts, int[] columns, float[] weights)
        : base(starts.Length - 1)
    {
        _starts = starts;
        _columns = columns;
        _weights = weights;
    }

    /// <inheritdoc/>
    public override void Score(in History history, Span<float> scores)
    {
        scores.Clear();
        foreach (int movie in history.Movies)
        {
            for (int at = _starts[movie]; at < _starts[movie + 1]; at++)
                scores[_columns[at]] += _weights[at];
        }
    }

    /// <inheritdoc/>
    public override ScoreParts Explain(in History history, int movie, Span<float> contributions)
    {
        for (int i = 0; i < history.Movies.Length; i++)
        {
            int start = _starts[history.Movies[i]];
            int end = _starts[history.Movies[i] + 1];
            int at = Array.BinarySearch(_columns, start, end - start, movie);
            contributions[i] = at < 0 ? 0 : _weights[at];
        }
        return ScoreParts.Of(contributions);
    }

    /// <inheritdoc/>
    public override void Save(ArrayFolder arrays)
    {
        arrays.Write("starts", _starts, _starts.Length);
        arrays.Write("columns", _columns, _columns.Length);
        arrays.Write("weights", _weights, _weights.Length);
    }

    /// <inheritdoc/>
    public static Scorer Load(ArrayFolder arrays, Dataset data)
    {
        int[] starts = arrays.ReadStarts("starts", data.Catalog.Count);
        int[] columns = arrays.ReadRows("columns", data.Catalog.Count, starts);
        return new SparseItemScorer(starts, columns, arrays.Read<float>("weights", columns.Length));
    }
}
