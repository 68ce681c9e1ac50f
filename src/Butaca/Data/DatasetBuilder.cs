using System.Runtime.InteropServices;

namespace Butaca.Data;

/// <summary>
/// Collects movies and interactions by id, in any order, and turns them into a <see cref="Dataset"/>. Holds 16 bytes an
/// interaction until <see cref="Build"/>, which frees them as it goes: 32 million ratings need about 1.2 GB at the
/// peak. Not safe for many threads.
/// </summary>
public sealed class DatasetBuilder
{
    private readonly OrderedDictionary<Id, Movie> _catalog = [];
    private IdIndex _userIndex = new();
    private IdIndex _movieIndex = new();
    private Column<int> _users = new();
    private Column<int> _movies = new();
    private Column<float> _ratings = new();
    private Column<uint> _times = new();
    private Id _lastUserId;
    private int _lastUser = -1;
    private bool _hasRatings;
    private bool _hasTimes;

    /// <summary>
    /// After <see cref="Build"/>: pairs that had been added more than once. The latest of them was kept.
    /// </summary>
    public int RepeatedPairs { get; private set; }

    /// <summary>Adds a movie, or replaces the one with the same id.</summary>
    /// <returns>Whether the id was new.</returns>
    public bool AddMovie(Movie movie)
    {
        bool isNew = !_catalog.ContainsKey(movie.Id);
        _catalog[movie.Id] = movie;
        return isNew;
    }

    /// <summary>Adds one interaction. A movie that is never added itself gets the title <c>Movie ID</c>.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="movieId">What.</param>
    /// <param name="rating">How much it was liked, or NaN where that is unknown. All or none should have one.</param>
    /// <param name="time">When, in seconds since 1970-01-01 UTC; 0 where that is unknown.</param>
    public void AddInteraction(Id userId, Id movieId, float rating = float.NaN, uint time = 0)
    {
        if (_lastUser < 0 || userId != _lastUserId) // files are mostly in order of user
            (_lastUserId, _lastUser) = (userId, _userIndex.RowOf(userId));
        _users.Add(_lastUser);
        _movies.Add(_movieIndex.RowOf(movieId));
        _ratings.Add(rating);
        _times.Add(time);
        _hasRatings |= !float.IsNaN(rating);
        _hasTimes |= time != 0;
    }

    /// <summary>Whether an interaction with a movie has been added.</summary>
    public bool HasWatched(Id movieId) => _movieIndex.Contains(movieId);

    /// <summary>Builds the data set as <see cref="Build"/> does, and counts the repeated pairs as skipped.</summary>
    /// <param name="skipped">What the readers skipped; becomes part of the result.</param>
    public LoadedDataset BuildReported(SkipReport skipped)
    {
        Dataset dataset = Build();
        skipped.Add("pair of user and movie listed again; the latest counts", count: RepeatedPairs);
        return new LoadedDataset(dataset, skipped);
    }

    /// <summary>
    /// Builds the catalogue alone, its rows in the order in which movies were added. The builder is empty afterwards.
    /// </summary>
    internal Catalog BuildCatalogInOrder()
    {
        Catalog catalog = Catalog.InOrder([.. _catalog.Values]);
        _catalog.Clear();
        return catalog;
    }

    /// <summary>Builds the data set. The builder is empty afterwards.</summary>
    public Dataset Build()
    {
        foreach (Id id in _movieIndex.Ids)
            _catalog.TryAdd(id, new Movie(id, Movie.TitleOf(id)));
        Catalog catalog = new(_catalog.Values);
        _catalog.Clear();
        Vocabulary users = Vocabulary.Of(_userIndex.Ids);

        Renumber(_users, _userIndex, users);
        Renumber(_movies, _movieIndex, catalog.Vocabulary);
        _userIndex = new();
        _movieIndex = new();
        _lastUser = -1;
        RepeatedPairs = 0;
        if (!IsInOrder())
            SortByUserThenMovie(users.Count, catalog.Count);

        int[] starts = new int[users.Count + 1];
        for (int chunk = 0; chunk < _users.ChunkCount; chunk++)
        {
            foreach (int user in _users.Chunk(chunk))
                starts[user + 1]++;
        }
        for (int user = 0; user < users.Count; user++)
            starts[user + 1] += starts[user];
        _users = new();
        int[] movies = _movies.ToArray();
        _movies = new();
        float[] ratings = _hasRatings ? _ratings.ToArray() : [];
        _ratings = new();
        uint[] times = _hasTimes ? _times.ToArray() : [];
        _times = new();
        _hasRatings = _hasTimes = false;
        return new Dataset(catalog, users, new Interactions(catalog.Count, starts, movies, ratings, times));
    }

    private static void Renumber(Column<int> column, IdIndex index, Vocabulary vocabulary)
    {
        int[] rows = [.. index.Ids.Select(vocabulary.RowOf)];
        for (int chunk = 0; chunk < column.ChunkCount; chunk++)
        {
            foreach (ref int row in column.Chunk(chunk))
                row = rows[row];
        }
    }

    private bool IsInOrder()
    {
        int lastUser = -1;
        int lastMovie = -1;
        for (int chunk = 0; chunk < _users.ChunkCount; chunk++)
        {
            ReadOnlySpan<int> users = _users.Chunk(chunk);
            ReadOnlySpan<int> movies = _movies.Chunk(chunk);
            for (int i = 0; i < users.Length; i++)
            {
                if (users[i] < lastUser || (users[i] == lastUser && movies[i] <= lastMovie))
                    return false;
                lastUser = users[i];
                lastMovie = movies[i];
            }
        }
        return true;
    }

    /// <summary>
    /// Two stable counting sorts, then of each run of equal pairs the latest (in the file, among equal times).
    /// </summary>
    private void SortByUserThenMovie(int userCount, int movieCount)
    {
        int[] order = StableOrder(StableOrder(null, _movies, movieCount), _users, userCount);
        int kept = 0;
        for (int i = 0; i < order.Length; i++)
        {
            int at = order[i];
            bool repeats = kept > 0 && _users[order[kept - 1]] == _users[at] && _movies[order[kept - 1]] == _movies[at];
            if (!repeats)
                order[kept++] = at;
            else if (_times[at] >= _times[order[kept - 1]])
                order[kept - 1] = at;
        }
        RepeatedPairs = order.Length - kept;
        ReadOnlySpan<int> rows = order.AsSpan(0, kept);
        _users = _users.Select(rows);
        _movies = _movies.Select(rows);
        _ratings = _ratings.Select(rows);
        _times = _times.Select(rows);
    }

    private static int[] StableOrder(int[]? order, Column<int> keys, int keyCount)
    {
        int[] next = new int[keyCount + 1];
        for (int i = 0; i < keys.Count; i++)
            next[keys[i] + 1]++;
        for (int key = 0; key < keyCount; key++)
            next[key + 1] += next[key];
        int[] sorted = new int[keys.Count];
        for (int i = 0; i < sorted.Length; i++)
        {
            int at = order?[i] ?? i;
            sorted[next[keys[at]]++] = at;
        }
        return sorted;
    }

    /// <summary>
    /// Provisional rows in order of first appearance. Small ids, which are the rule, take an array look-up.
    /// </summary>
    private sealed class IdIndex
    {
        private const int DirectLimit = 1 << 22;
        private readonly Dictionary<Id, int> _sparse = [];
        private int[] _direct = [];

        public List<Id> Ids { get; } = [];

        public bool Contains(Id id) =>
            id.IsNumber && (ulong)id.Number < (ulong)_direct.Length ? _direct[id.Number] != 0 : _sparse.ContainsKey(id);

        public int RowOf(Id id)
        {
            ulong small = id.IsNumber ? (ulong)id.Number : ulong.MaxValue;
            if (small < (ulong)_direct.Length)
            {
                ref int slot = ref _direct[small]; // row + 1, so that 0 is free
                if (slot == 0)
                {
                    Ids.Add(id);
                    slot = Ids.Count;
                }
                return slot - 1;
            }
            if (small < DirectLimit)
            {
                Array.Resize(ref _direct, Math.Min(DirectLimit, Math.Max(1 << 16, 2 * ((int)small + 1))));
                return RowOf(id);
            }
            ref int row = ref CollectionsMarshal.GetValueRefOrAddDefault(_sparse, id, out bool known);
            if (!known)
            {
                row = Ids.Count;
                Ids.Add(id);
            }
            return row;
        }
    }

    /// <summary>A growing column in chunks: growth copies nothing and never needs twice the memory.</summary>
    private sealed class Column<T>
        where T : unmanaged
    {
        private const int Bits = 16;
        private const int Size = 1 << Bits;
        private const int Mask = Size - 1;
        private readonly List<T[]> _chunks = [];
        private T[] _last = [];

        public int Count { get; private set; }

        public T this[int i]
        {
            get => _chunks[i >> Bits][i & Mask];
            set => _chunks[i >> Bits][i & Mask] = value;
        }

        public int ChunkCount => _chunks.Count;

        public Span<T> Chunk(int chunk) => _chunks[chunk].AsSpan(0, Math.Min(Size, Count - (chunk << Bits)));

        public void Add(T value)
        {
            if ((Count & Mask) == 0)
            {
                _last = new T[Size];
                _chunks.Add(_last);
            }
            _last[Count++ & Mask] = value;
        }

        public Column<T> Select(ReadOnlySpan<int> rows)
        {
            Column<T> selected = new();
            foreach (int row in rows)
                selected.Add(this[row]);
            return selected;
        }

        public T[] ToArray()
        {
            T[] all = GC.AllocateUninitializedArray<T>(Count);
            for (int chunk = 0; chunk < ChunkCount; chunk++)
                Chunk(chunk).CopyTo(all.AsSpan(chunk << Bits));
            return all;
        }
    }
}
