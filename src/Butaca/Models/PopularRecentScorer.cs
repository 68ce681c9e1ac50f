using Butaca.Data;

namespace Butaca.Models;

/// <summary>
/// Scores a movie by how often it was watched in the days before the time that is asked about, whoever asks: the time
/// asked for, else that of the user's last movie, else the end of the training. Among movies that were watched as often
/// then, the share of users who ever watched them decides.
/// </summary>
public sealed class PopularRecentScorer : Scorer, ILoadableScorer
{
    private const float ShareWeight = 0.5f; // below one watching, however many watched a movie

    private readonly uint[] _times; // ascending
    private readonly int[] _movies; // at those times
    private readonly float[] _shares; // (n)
    private readonly uint _end;
    private readonly int _days;

    /// <summary>Sorts what was watched by time.</summary>
    /// <param name="interactions">Who watched what, and when.</param>
    /// <param name="days">How many days before the asked time count, at least 1.</param>
    public PopularRecentScorer(Interactions interactions, int days)
        : base(interactions.MovieCount)
    {
        _days = days;
        _shares = [.. Enumerable.Range(0, MovieCount).Select(movie => (float)interactions.ShareOf(movie))];
        int[] dated =
        [
            .. Enumerable
                .Range(0, interactions.HasTimes ? interactions.Count : 0)
                .Where(i => interactions.Times[i] > 0),
        ];
        _times = [.. dated.Select(i => interactions.Times[i])];
        _movies = [.. dated.Select(i => interactions.Movies[i])];
        Array.Sort(_times, _movies);
        _end = _times.Length == 0 ? 0 : _times[^1] + 1;
    }

    /// <inheritdoc/>
    public override bool IsPersonal => false;

    /// <inheritdoc/>
    public override bool KnowsTime => true;

    /// <inheritdoc/>
    public override void Score(in History history, Span<float> scores)
    {
        scores.Clear();
        foreach (int movie in Recent(history))
            scores[movie]++;
        for (int movie = 0; movie < scores.Length; movie++)
            scores[movie] += ShareWeight * _shares[movie];
    }

    /// <inheritdoc/>
    public override ScoreParts Explain(in History history, int movie, Span<float> contributions)
    {
        contributions.Clear();
        return new ScoreParts(0, Prior: ShareWeight * _shares[movie], Time: Recent(history).Count(movie));
    }

    /// <inheritdoc/>
    public override void Save(ArrayFolder arrays) => arrays.Write("days", [_days], 1);

    /// <inheritdoc/>
    /// <remarks>The rest follows from the data.</remarks>
    public static Scorer Load(ArrayFolder arrays, Dataset data) =>
        new PopularRecentScorer(data.Interactions, arrays.Read<int>("days", 1)[0]);

    private ReadOnlySpan<int> Recent(in History history)
    {
        uint asked = history.At > 0 ? history.At : WatchTimes.Span(history.Times).Latest;
        uint end = asked == 0 ? _end : Math.Min(asked, _end);
        uint first = (uint)Math.Max(0, end - (long)_days * WatchTimes.SecondsPerDay);
        int from = LowerBound(first);
        return _movies.AsSpan(from, LowerBound(end) - from);
    }

    /// <summary>How many of the times are before a time.</summary>
    private int LowerBound(uint time)
    {
        int low = 0;
        int high = _times.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_times[middle] < time)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
