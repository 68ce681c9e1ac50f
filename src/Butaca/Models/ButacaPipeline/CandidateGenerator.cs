using System.Buffers;
using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// The movies that the reranker orders: the best by linear scores, and what was watched where that is asked for.
/// </summary>
/// <param name="Known">Rows of movies with an audience: the best that were not watched, then the watched, where they
/// are asked for.</param>
/// <param name="Cold">Rows of movies without one.</param>
internal readonly record struct Candidates(int[] Known, int[] Cold)
{
    /// <summary>How many.</summary>
    public int Count => Known.Length + Cold.Length;

    /// <summary>Whether a movie is among them.</summary>
    public bool Contains(int movie) => Array.IndexOf(Known, movie) >= 0 || Array.IndexOf(Cold, movie) >= 0;
}

/// <summary>
/// The pipeline's first stage: scores every movie by a weighted sum of its linear scores and chooses the best known and
/// the best cold movies.
/// </summary>
internal sealed class CandidateGenerator
{
    /// <summary>How many of the best known movies are candidates.</summary>
    public const int KnownCandidates = 300;

    /// <summary>How many of the best cold movies are.</summary>
    public const int ColdCandidates = 150;

    /// <summary>What the score by factors weighs where there is a collaborative one.</summary>
    private const float FactorsWeight = 0.5f;

    private readonly LinearScorers _scorers;
    private readonly float[][] _weights; // (3)(first movies): of each linear score in a movie's
    private readonly Panels _coldPlaces;

    /// <summary>Prepares.</summary>
    public CandidateGenerator(LinearScorers scorers)
    {
        _scorers = scorers;
        int n = scorers.Data.Catalog.Count;
        _weights = [.. Enumerable.Range(0, scorers.Count).Select(_ => new float[n])];
        for (int row = 0; row < n; row++)
        {
            ReadOnlySpan<float> weights =
                !scorers.IsKnown(row) ? [0, 0, 1]
                : scorers.CoversByCollaboration(row) ? [1, FactorsWeight, 0]
                : [0, 1 + FactorsWeight, 0];
            for (int score = 0; score < weights.Length; score++)
                _weights[score][row] = weights[score];
        }
        _coldPlaces = scorers.Content.PanelsOf(scorers.Cold.First);
    }

    private CandidateGenerator(CandidateGenerator smaller, LinearScorers scorers)
    {
        _scorers = scorers;
        _weights = smaller._weights;
        _coldPlaces = smaller._coldPlaces;
    }

    /// <summary>The same over the scorers of a larger catalogue.</summary>
    public CandidateGenerator Extend(LinearScorers larger) => new(this, larger);

    /// <summary>What a linear score weighs in a movie's.</summary>
    public float WeightOf(LinearScore score, int movie) =>
        movie < _weights[0].Length ? _weights[(int)score][movie]
        : score == LinearScore.Content ? 1
        : 0;

    /// <summary>
    /// The first stage's score of every movie, a weighted sum of the linear scores: it orders movies before the
    /// networks do.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="scores">Receives (n).</param>
    public void Score(UserProfile user, Span<float> scores)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(scores.Length);
        Span<float> more = rented.AsSpan(0, scores.Length);
        Span<float> products = rented.AsSpan(0, _scorers.Cold.Count);
        TensorPrimitives.Multiply(
            user.Collaborative,
            LinearScorers.LevelShare * user.Scales[FeatureSchema.CollaborativeShort],
            scores
        );
        TensorPrimitives.MultiplyAdd(
            user.CollaborativeLong,
            LinearScorers.LevelShare * user.Scales[FeatureSchema.CollaborativeLong],
            scores,
            scores
        );
        int first = _weights[0].Length; // nothing linear speaks for movies that came later but what they are
        TensorPrimitives.Multiply(scores[..first], _weights[(int)LinearScore.Collaborative], scores);
        TensorPrimitives.Multiply(user.Factors[..first], _weights[(int)LinearScore.Factors], more);
        more[first..].Clear();
        TensorPrimitives.MultiplyAdd(more, user.Scales[FeatureSchema.Factors], scores, scores);
        _coldPlaces.Multiply(user.Taste, products);
        for (int i = _scorers.Cold.First.Length; i < products.Length; i++)
            WeightedSum.Add(user.Taste, _scorers.Content.PlaceOf(_scorers.Cold[i]), 1, products.Slice(i, 1));
        for (int i = 0; i < products.Length; i++)
            scores[_scorers.Cold[i]] = products[i] * user.Scales[FeatureSchema.Content];
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Scores every movie and chooses candidates.</summary>
    /// <param name="user">The user.</param>
    /// <param name="history">What was watched: a watched movie takes nobody's place.</param>
    /// <param name="allowed">Whether each row may be among them; empty: all may.</param>
    /// <param name="coldOffset">What is added to the scores of cold movies when the best are chosen; null:
    /// nothing.</param>
    /// <param name="scores">Receives what <see cref="Score"/> gives.</param>
    /// <param name="known">Known movies at most, the watched not counted.</param>
    /// <param name="cold">Cold movies at most.</param>
    /// <param name="watchedToo">Whether the watched movies are among the candidates.</param>
    public Candidates Choose(
        UserProfile user,
        in History history,
        ReadOnlySpan<bool> allowed,
        Func<int, float>? coldOffset,
        Span<float> scores,
        int known,
        int cold,
        bool watchedToo
    )
    {
        Score(user, scores);
        int[] best = Best(history, new MovieRows(_scorers.Known, int.MaxValue, 0), allowed, scores, null, known);
        int[] bestCold = Best(history, _scorers.Cold, allowed, scores, coldOffset, cold);
        if (!watchedToo)
            return new Candidates(best, bestCold);
        List<int> rows = [.. best];
        foreach (int movie in history.Movies)
            if (_scorers.IsKnown(movie))
                rows.Add(movie);
        return new Candidates([.. rows], bestCold);
    }

    /// <summary>The best of some rows, ascending ones, that are allowed and were not watched.</summary>
    private static int[] Best(
        in History history,
        MovieRows rows,
        ReadOnlySpan<bool> allowed,
        ReadOnlySpan<float> firstScores,
        Func<int, float>? offset,
        int most
    )
    {
        if (most == 0 || rows.Count == 0)
            return [];
        float[] rented = ArrayPool<float>.Shared.Rent(rows.Count);
        Span<float> scores = rented.AsSpan(0, rows.Count);
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            scores[i] =
                !allowed.IsEmpty && !allowed[row]
                    ? float.NegativeInfinity
                    : firstScores[row] + (offset?.Invoke(row) ?? 0);
        }
        foreach (int movie in history.Movies)
            if (rows.IndexOf(movie) is >= 0 and int at)
                scores[at] = float.NegativeInfinity;
        int[] best = new int[most];
        int found = TopN.Select(scores, best);
        ArrayPool<float>.Shared.Return(rented);
        for (int i = 0; i < found; i++)
            best[i] = rows[best[i]];
        return best[..found];
    }
}
