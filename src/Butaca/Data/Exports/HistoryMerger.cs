namespace Butaca.Data.Exports;

/// <summary>
/// Makes one history of rows that may tell of a movie more than once: it was watched when it was watched last, and
/// rated as it was rated last. A day on which it was watched counts before one on which it was noted down.
/// </summary>
internal sealed class HistoryMerger
{
    private readonly SortedDictionary<int, Entry> _watched = [];
    private readonly SortedSet<int> _wanted = [];

    /// <summary>Adds what a row says.</summary>
    /// <param name="movie">The movie's row in the catalogue.</param>
    /// <param name="row">The row.</param>
    /// <param name="isRatings">Whether the row is of a list of ratings as they stand, rather than of a diary.</param>
    public void Add(int movie, ExportRow row, bool isRatings)
    {
        if (!row.IsWatched)
        {
            _wanted.Add(movie);
            return;
        }
        Entry known = _watched.GetValueOrDefault(movie) ?? new Entry();
        if ((row.IsWatchTime, row.Time).CompareTo((known.IsWatchTime, known.Time)) >= 0 && row.Time != 0)
            known = known with { IsWatchTime = row.IsWatchTime, Time = row.Time };
        bool isLaterRating = (isRatings, row.Time).CompareTo((known.IsOfRatings, known.RatingTime)) >= 0;
        if (!float.IsNaN(row.Rating) && (isLaterRating || float.IsNaN(known.Rating)))
            known = known with { IsOfRatings = isRatings, RatingTime = row.Time, Rating = row.Rating };
        _watched[movie] = known;
    }

    /// <summary>The history of all rows.</summary>
    public StoredHistory History()
    {
        Entry[] entries = [.. _watched.Values];
        return new StoredHistory(
            [.. _watched.Keys],
            entries.Any(entry => !float.IsNaN(entry.Rating)) ? [.. entries.Select(entry => entry.Rating)] : [],
            entries.Any(entry => entry.Time != 0) ? [.. entries.Select(entry => entry.Time)] : []
        );
    }

    /// <summary>What somebody wants to see and hasn't watched, ascending.</summary>
    public IReadOnlyList<int> Watchlist() => [.. _wanted.Where(movie => !_watched.ContainsKey(movie))];

    private sealed record Entry
    {
        public bool IsWatchTime { get; init; }

        public uint Time { get; init; }

        public bool IsOfRatings { get; init; }

        public uint RatingTime { get; init; }

        public float Rating { get; init; } = float.NaN;
    }
}
