using Butaca.Data;

namespace Butaca.Models;

/// <summary>
/// The k training users most like the history vote: score(c) = Σ over neighbours v of sim(v)·[v watched c], where
/// sim(v) = |H ∩ H_v| / √(|H|·|H_v|), the cosine of the two sets.
/// </summary>
public sealed class UserKnnScorer : Scorer, ILoadableScorer
{
    private readonly Interactions _interactions;
    private readonly int _neighbours;
    private readonly float[] _norms; // (U) 1/√|H_v|

    /// <summary>Takes the training users.</summary>
    /// <param name="interactions">Who watched what.</param>
    /// <param name="neighbours">k, at least 1.</param>
    public UserKnnScorer(Interactions interactions, int neighbours)
        : base(interactions.MovieCount)
    {
        _interactions = interactions;
        _neighbours = neighbours;
        _norms = new float[interactions.UserCount];
        for (int user = 0; user < _norms.Length; user++)
            _norms[user] = 1 / MathF.Sqrt(Math.Max(1, interactions.MoviesOf(user).Length));
    }

    /// <inheritdoc/>
    public override void Score(in History history, Span<float> scores)
    {
        scores.Clear();
        using Rented<float> similarities = new(_interactions.UserCount);
        using Rented<int> nearest = new(_neighbours);
        foreach (int user in FindNeighbours(history, similarities.Span, nearest.Span))
        {
            float similarity = similarities.Span[user];
            foreach (int movie in _interactions.MoviesOf(user))
                scores[movie] += similarity;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Exact given the neighbours: each watched movie's share of sim(v) is 1 / √(|H|·|H_v|) where v watched it.
    /// </remarks>
    public override ScoreParts Explain(in History history, int movie, Span<float> contributions)
    {
        contributions.Clear();
        using Rented<float> similarities = new(_interactions.UserCount);
        using Rented<int> nearest = new(_neighbours);
        float norm = 1 / MathF.Sqrt(Math.Max(1, history.Movies.Length));
        foreach (int user in FindNeighbours(history, similarities.Span, nearest.Span))
        {
            ReadOnlySpan<int> watched = _interactions.MoviesOf(user);
            if (watched.BinarySearch(movie) < 0)
                continue;
            for (int i = 0; i < history.Movies.Length; i++)
                if (watched.BinarySearch(history.Movies[i]) >= 0)
                    contributions[i] += norm * _norms[user];
        }
        return ScoreParts.Of(contributions);
    }

    /// <inheritdoc/>
    public override void Save(ArrayFolder arrays) => arrays.Write("neighbours", [_neighbours], 1);

    /// <inheritdoc/>
    public static Scorer Load(ArrayFolder arrays, Dataset data) =>
        new UserKnnScorer(data.Interactions, arrays.Read<int>("neighbours", 1)[0]);

    /// <param name="history">What was watched.</param>
    /// <param name="similarities">(U): receives how alike each user is; −∞ where nothing is shared.</param>
    /// <param name="nearest">(k): room for the rows of the nearest.</param>
    /// <returns>The rows of the nearest, at most k.</returns>
    private ReadOnlySpan<int> FindNeighbours(in History history, Span<float> similarities, Span<int> nearest)
    {
        similarities.Clear();
        foreach (int movie in history.Movies)
        {
            foreach (int user in _interactions.UsersOf(movie))
                similarities[user]++;
        }
        float norm = 1 / MathF.Sqrt(Math.Max(1, history.Movies.Length));
        for (int user = 0; user < similarities.Length; user++)
            similarities[user] =
                similarities[user] > 0 ? similarities[user] * norm * _norms[user] : float.NegativeInfinity;
        return nearest[..TopN.Select(similarities, nearest)];
    }
}
