using Butaca.Data;
using Butaca.Features;

namespace Butaca.Models;

/// <summary>
/// The watched movies that are most like a movie by what they are speak for it: score(c) = Σ of sim(c, h) over the k
/// watched h of the highest sim above 0. sim adds up likeness of what is known of both, as <see cref="ContentKernel"/>
/// defines it; 0 is that of movies that are as alike as movies are in the mean.
/// </summary>
/// <remarks>
/// Watched movies that nobody in the training had watched say nothing, unless nobody had watched anything; as
/// candidates they score like any other.
/// </remarks>
public sealed class ContentNeighboursScorer : Scorer, ILoadableScorer, IExtendableScorer
{
    private readonly ContentKernel _kernel;
    private readonly bool[] _isKnown; // (n); movies that came later are not
    private readonly int _first; // movies from the start; 0: nobody has watched any, and all is learned from what they are
    private readonly int _neighbours;

    /// <summary>
    /// Reads the movies; words are learned from those with an audience alone, or from all where none has one.
    /// </summary>
    /// <param name="data">The catalogue and the training users.</param>
    /// <param name="neighbours">k, at least 1.</param>
    public ContentNeighboursScorer(Dataset data, int neighbours)
        : base(data.Catalog.Count)
    {
        _neighbours = neighbours;
        bool isAnyKnown = data.Interactions.Count > 0;
        _isKnown =
        [
            .. Enumerable.Range(0, MovieCount).Select(movie => !isAnyKnown || data.Interactions.AudienceOf(movie) > 0),
        ];
        Movie[] movies = data.Catalog.Movies.ToArray();
        _kernel = new ContentKernel([.. movies.Where((_, row) => _isKnown[row])], movies);
        _first = isAnyKnown ? MovieCount : 0;
    }

    private ContentNeighboursScorer(ContentNeighboursScorer smaller, Catalog larger)
        : base(larger.Count)
    {
        _neighbours = smaller._neighbours;
        _isKnown = smaller._isKnown;
        _first = smaller._first;
        _kernel = smaller._kernel.With([.. Enumerable.Range(_first, larger.Count - _first).Select(row => larger[row])]);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Compares each watched movie with all, in O(watched · movies · k) at worst, and mostly O(watched · movies).
    /// </remarks>
    public override void Score(in History history, Span<float> scores)
    {
        using Rented<float> rented = new(MovieCount * (_neighbours + 1));
        Span<float> row = rented.Span[..MovieCount];
        Span<float> kept = rented.Span[MovieCount..]; // (n, k), best first
        kept.Clear();
        foreach (int watched in history.Movies)
        {
            if (!IsKnown(watched))
                continue;
            _kernel.Row(watched, row);
            for (int movie = 0; movie < row.Length; movie++)
            {
                Span<float> best = kept.Slice(movie * _neighbours, _neighbours);
                int at = _neighbours - 1;
                if (!(row[movie] > best[at]))
                    continue;
                for (; at > 0 && best[at - 1] < row[movie]; at--)
                    best[at] = best[at - 1];
                best[at] = row[movie];
            }
        }
        for (int movie = 0; movie < scores.Length; movie++)
        {
            float sum = 0;
            foreach (float likeness in kept.Slice(movie * _neighbours, _neighbours))
                sum += likeness;
            scores[movie] = sum;
        }
    }

    /// <inheritdoc/>
    public override ScoreParts Explain(in History history, int movie, Span<float> contributions)
    {
        float[] row = new float[MovieCount];
        float[] likeness = new float[history.Movies.Length];
        _kernel.Row(movie, row);
        for (int i = 0; i < likeness.Length; i++)
            likeness[i] = IsKnown(history.Movies[i]) ? row[history.Movies[i]] : float.NegativeInfinity;
        int[] nearest = new int[_neighbours];
        contributions.Clear();
        foreach (int i in nearest.AsSpan(0, TopN.Select(likeness, nearest)))
            contributions[i] = MathF.Max(0, likeness[i]);
        return ScoreParts.Of(contributions);
    }

    /// <inheritdoc/>
    /// <remarks>Also of movies that nobody in the training had watched.</remarks>
    public override void Similar(int movie, Span<float> scores) => _kernel.Row(movie, scores);

    /// <inheritdoc/>
    /// <remarks>
    /// Where nobody has watched anything, words are learned from all movies, so from the added ones, too: it is made
    /// anew.
    /// </remarks>
    public Scorer Extend(Dataset larger) =>
        _first > 0
            ? new ContentNeighboursScorer(this, larger.Catalog)
            : new ContentNeighboursScorer(larger, _neighbours);

    private bool IsKnown(int movie) => movie < _isKnown.Length && _isKnown[movie];

    /// <inheritdoc/>
    /// <remarks>The rest follows from the data.</remarks>
    public override void Save(ArrayFolder arrays) => arrays.Write("neighbours", [_neighbours], 1);

    /// <inheritdoc/>
    public static Scorer Load(ArrayFolder arrays, Dataset data) =>
        new ContentNeighboursScorer(data, arrays.Read<int>("neighbours", 1)[0]);
}
