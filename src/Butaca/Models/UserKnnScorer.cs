using System.Buffers;
using Butaca.Data;

namespace Butaca.Models;

/// <summary>
/// The k training people most like the history vote: score(c) = Σ over neighbours v of sim(v)·[v watched c], where
/// sim(v) = |H ∩ H_v| / √(|H|·|H_v|), the cosine of the two sets.
/// </summary>
public sealed class UserKnnScorer : Scorer, ILoadableScorer
{
    private readonly Interactions _people;
    private readonly int _neighbours;
    private readonly float[] _norms; // (U) 1/√|H_v|

    /// <summary>Takes the training people.</summary>
    /// <param name="people">Who watched what.</param>
    /// <param name="neighbours">k, at least 1.</param>
    public UserKnnScorer(Interactions people, int neighbours)
        : base(people.MovieCount)
    {
        _people = people;
        _neighbours = neighbours;
        _norms = new float[people.UserCount];
        for (int user = 0; user < _norms.Length; user++)
            _norms[user] = 1 / MathF.Sqrt(Math.Max(1, people.MoviesOf(user).Length));
    }

    /// <inheritdoc/>
    public override void Score(in History history, Span<float> scores)
    {
        scores.Clear();
        using Neighbourhood neighbourhood = FindNeighbours(history);
        foreach (int user in neighbourhood.Users)
        {
            float similarity = neighbourhood.Similarities[user];
            foreach (int movie in _people.MoviesOf(user))
                scores[movie] += similarity;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Exact given the neighbours: each watched movie's share of sim(v) is 1 / √(|H|·|H_v|) where v watched it.</remarks>
    public override ScoreParts Explain(in History history, int movie, Span<float> contributions)
    {
        contributions.Clear();
        using Neighbourhood neighbourhood = FindNeighbours(history);
        float norm = 1 / MathF.Sqrt(Math.Max(1, history.Movies.Length));
        foreach (int user in neighbourhood.Users)
        {
            ReadOnlySpan<int> watched = _people.MoviesOf(user);
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

    private Neighbourhood FindNeighbours(in History history)
    {
        Neighbourhood found = new(_people.UserCount, _neighbours);
        Span<float> similarities = found.Similarities;
        similarities.Clear();
        foreach (int movie in history.Movies)
        {
            foreach (int user in _people.UsersOf(movie))
                similarities[user]++;
        }
        float norm = 1 / MathF.Sqrt(Math.Max(1, history.Movies.Length));
        for (int user = 0; user < similarities.Length; user++)
            similarities[user] =
                similarities[user] > 0 ? similarities[user] * norm * _norms[user] : float.NegativeInfinity;
        found.Select();
        return found;
    }

    /// <summary>Pooled buffers: the similarity of every person, and the rows of the nearest.</summary>
    private ref struct Neighbourhood(int people, int neighbours) : IDisposable
    {
        private readonly float[] _similarities = ArrayPool<float>.Shared.Rent(people);
        private readonly int[] _users = ArrayPool<int>.Shared.Rent(neighbours);
        private int _count;

        public readonly Span<float> Similarities => _similarities.AsSpan(0, people);

        public readonly ReadOnlySpan<int> Users => _users.AsSpan(0, _count);

        public void Select() => _count = TopN.Select(Similarities, _users.AsSpan(0, neighbours));

        public readonly void Dispose()
        {
            ArrayPool<float>.Shared.Return(_similarities);
            ArrayPool<int>.Shared.Return(_users);
        }
    }
}
