using System.Runtime.InteropServices;

namespace Butaca.Data;

/// <summary>
/// Who watched what: a sparse users × movies matrix, compressed by rows (a user's movies, with ratings and times)
/// and by columns (a movie's audience). Immutable; safe for many threads. 20 bytes an interaction with ratings and
/// times.
/// </summary>
public sealed class Interactions
{
    private readonly int[] _userStarts;
    private readonly int[] _movies;
    private readonly int[] _movieStarts;
    private readonly int[] _users;
    private readonly float[] _ratings;
    private readonly uint[] _times;
    private readonly Lazy<float[]> _audiences;
    private readonly Lazy<int[]> _unwatched;

    /// <summary>Takes over compressed rows and derives the columns from them.</summary>
    /// <param name="movieCount">Number of columns.</param>
    /// <param name="userStarts">Where each user's movies start; one more entry than users, the last is the
    /// count.</param>
    /// <param name="movies">Movie rows, ascending and distinct within each user.</param>
    /// <param name="ratings">One rating an interaction, or empty.</param>
    /// <param name="times">One time an interaction in seconds since 1970-01-01 UTC, or empty.</param>
    /// <exception cref="ArgumentException">The arrays contradict each other or the order.</exception>
    public Interactions(int movieCount, int[] userStarts, int[] movies, float[] ratings, uint[] times)
    {
        Check(movieCount, userStarts, movies, ratings, times);
        MovieCount = movieCount;
        _userStarts = userStarts;
        _movies = movies;
        _ratings = ratings;
        _times = times;

        _movieStarts = new int[movieCount + 1];
        foreach (int movie in movies)
            _movieStarts[movie + 1]++;
        for (int movie = 0; movie < movieCount; movie++)
            _movieStarts[movie + 1] += _movieStarts[movie];
        int[] next = _movieStarts[..movieCount];
        _users = new int[movies.Length];
        for (int user = 0; user < UserCount; user++)
        {
            foreach (int movie in MoviesOf(user))
                _users[next[movie]++] = user;
        }
        _audiences = new(() => [.. Enumerable.Range(0, movieCount).Select(movie => (float)AudienceOf(movie))]);
        _unwatched = new(() => [.. Enumerable.Range(0, movieCount).Where(movie => AudienceOf(movie) == 0)]);
    }

    /// <summary>The same with further movies, which nobody has watched: nothing of it is copied.</summary>
    private Interactions(Interactions smaller, int movieCount)
    {
        MovieCount = movieCount;
        _userStarts = smaller._userStarts;
        _movies = smaller._movies;
        _movieStarts = smaller._movieStarts;
        _users = smaller._users;
        _ratings = smaller._ratings;
        _times = smaller._times;
        _audiences = smaller._audiences;
        _unwatched = smaller._unwatched;
    }

    /// <summary>The interactions of users, each as a history.</summary>
    /// <param name="movieCount">Number of columns.</param>
    /// <param name="histories">One a user; all with ratings and times, or none with them.</param>
    internal static Interactions Of(int movieCount, IReadOnlyList<StoredHistory> histories)
    {
        int[] starts = new int[histories.Count + 1];
        for (int user = 0; user < histories.Count; user++)
            starts[user + 1] = starts[user] + histories[user].Movies.Length;
        return new Interactions(
            movieCount,
            starts,
            [.. histories.SelectMany(history => history.Movies)],
            [.. histories.SelectMany(history => history.Ratings)],
            [.. histories.SelectMany(history => history.Times)]
        );
    }

    /// <summary>Number of users.</summary>
    public int UserCount => _userStarts.Length - 1;

    /// <summary>Number of movies.</summary>
    public int MovieCount { get; }

    /// <summary>Number of (user, movie) pairs.</summary>
    public int Count => _movies.Length;

    /// <summary>Whether the pairs carry ratings.</summary>
    public bool HasRatings => _ratings.Length > 0;

    /// <summary>Whether the pairs carry times.</summary>
    public bool HasTimes => _times.Length > 0;

    /// <summary>Where each user's pairs start in <see cref="Movies"/>; UserCount + 1 entries.</summary>
    public ReadOnlySpan<int> UserStarts => _userStarts;

    /// <summary>The movie rows of all pairs, by user.</summary>
    public ReadOnlySpan<int> Movies => _movies;

    /// <summary>The ratings of all pairs, by user; empty without ratings.</summary>
    public ReadOnlySpan<float> Ratings => _ratings;

    /// <summary>The times of all pairs, by user, in seconds since 1970-01-01 UTC; empty without times.</summary>
    public ReadOnlySpan<uint> Times => _times;

    /// <summary>The movies that a user has watched, ascending.</summary>
    public ReadOnlySpan<int> MoviesOf(int user) => Slice<int>(_movies, user);

    /// <summary>The users who have watched a movie, ascending.</summary>
    public ReadOnlySpan<int> UsersOf(int movie) =>
        IsUnwatchedSince(movie)
            ? []
            : _users.AsSpan(_movieStarts[movie], _movieStarts[movie + 1] - _movieStarts[movie]);

    /// <summary>Number of users who have watched a movie.</summary>
    public int AudienceOf(int movie) => IsUnwatchedSince(movie) ? 0 : _movieStarts[movie + 1] - _movieStarts[movie];

    /// <summary>
    /// How many users have watched each of the first movies; nobody has watched those after them. Kept.
    /// </summary>
    internal ReadOnlySpan<float> Audiences => _audiences.Value;

    /// <summary>The movies that nobody has watched. Kept.</summary>
    internal MovieRows Unwatched =>
        new(_unwatched.Value, _movieStarts.Length - 1, MovieCount + 1 - _movieStarts.Length);

    /// <summary>The share of the users who have watched a movie, 0 … 1.</summary>
    public double ShareOf(int movie) => AudienceOf(movie) / (double)Math.Max(1, UserCount);

    /// <summary>The movies that somebody has watched, ascending.</summary>
    public int[] WatchedMovies() => [.. Enumerable.Range(0, MovieCount).Where(movie => AudienceOf(movie) > 0)];

    /// <summary>All that is known of a user.</summary>
    public History HistoryOf(int user) => new(MoviesOf(user), Slice(_ratings, user), Slice(_times, user));

    /// <summary>The interactions of more movies: nobody has watched those after these.</summary>
    /// <param name="count">How many more.</param>
    internal Interactions WithUnwatched(int count) => new(this, MovieCount + count);

    /// <summary>The interactions of some of the users, renumbered from 0 in their order.</summary>
    /// <param name="users">Ascending user rows.</param>
    public Interactions SelectUsers(ReadOnlySpan<int> users)
    {
        int[] starts = new int[users.Length + 1];
        for (int i = 0; i < users.Length; i++)
            starts[i + 1] = starts[i] + MoviesOf(users[i]).Length;
        int[] movies = new int[starts[^1]];
        float[] ratings = new float[HasRatings ? starts[^1] : 0];
        uint[] times = new uint[HasTimes ? starts[^1] : 0];
        for (int i = 0; i < users.Length; i++)
        {
            History history = HistoryOf(users[i]);
            history.Movies.CopyTo(movies.AsSpan(starts[i]));
            history.Ratings.CopyTo(ratings.AsSpan(HasRatings ? starts[i] : 0));
            history.Times.CopyTo(times.AsSpan(HasTimes ? starts[i] : 0));
        }
        return new Interactions(MovieCount, starts, movies, ratings, times);
    }

    /// <summary>The interactions without those of some movies; the shape stays.</summary>
    /// <param name="withheld">For each movie, whether its interactions go.</param>
    public Interactions WithoutMovies(ReadOnlySpan<bool> withheld)
    {
        if (withheld.Length != MovieCount)
            throw new ArgumentException(
                $"found {withheld.Length} flags, expected one for each of {MovieCount} movies.",
                nameof(withheld)
            );
        List<int> movies = [];
        List<float> ratings = [];
        List<uint> times = [];
        int[] starts = new int[UserCount + 1];
        for (int user = 0; user < UserCount; user++)
        {
            for (int at = _userStarts[user]; at < _userStarts[user + 1]; at++)
            {
                if (withheld[_movies[at]])
                    continue;
                movies.Add(_movies[at]);
                if (HasRatings)
                    ratings.Add(_ratings[at]);
                if (HasTimes)
                    times.Add(_times[at]);
            }
            starts[user + 1] = movies.Count;
        }
        return new Interactions(MovieCount, starts, [.. movies], [.. ratings], [.. times]);
    }

    /// <summary>The interactions whose rating is known; none where nothing is rated. The shape stays.</summary>
    public Interactions WithRatings() =>
        HasRatings
            ? WhereRating(rating => !float.IsNaN(rating))
            : new Interactions(MovieCount, new int[UserCount + 1], [], [], []);

    /// <summary>The interactions with some ratings; the shape stays.</summary>
    /// <param name="keeps">Whether a rating stays; NaN is unknown.</param>
    public Interactions WhereRating(Func<float, bool> keeps)
    {
        List<StoredHistory> histories = [];
        List<int> kept = [];
        for (int user = 0; user < UserCount; user++)
        {
            History history = HistoryOf(user);
            kept.Clear();
            for (int i = 0; i < history.Movies.Length; i++)
                if (keeps(history.Ratings[i]))
                    kept.Add(i);
            histories.Add(StoredHistory.Select(history, CollectionsMarshal.AsSpan(kept)));
        }
        return Of(MovieCount, histories);
    }

    /// <summary>The interactions of some of the movies, renumbered from 0 in their order.</summary>
    /// <param name="movies">Ascending movie rows.</param>
    public Interactions SelectMovies(ReadOnlySpan<int> movies)
    {
        bool[] withheld = new bool[MovieCount];
        int[] rows = new int[MovieCount];
        Array.Fill(withheld, true);
        for (int i = 0; i < movies.Length; i++)
        {
            withheld[movies[i]] = false;
            rows[movies[i]] = i;
        }
        Interactions left = WithoutMovies(withheld);
        return new Interactions(
            movies.Length,
            left._userStarts,
            [.. left._movies.Select(movie => rows[movie])],
            left._ratings,
            left._times
        );
    }

    /// <summary>Whether a movie came after those of which it is kept who watched them.</summary>
    private bool IsUnwatchedSince(int movie) => movie >= _movieStarts.Length - 1 && movie < MovieCount;

    private ReadOnlySpan<T> Slice<T>(T[] values, int user) =>
        values.Length == 0 ? [] : values.AsSpan(_userStarts[user], _userStarts[user + 1] - _userStarts[user]);

    private static void Check(int movieCount, int[] userStarts, int[] movies, float[] ratings, uint[] times)
    {
        if (userStarts.Length == 0 || userStarts[0] != 0 || userStarts[^1] != movies.Length)
            throw new ArgumentException($"expected starts from 0 to {movies.Length}.", nameof(userStarts));
        if (ratings.Length != 0 && ratings.Length != movies.Length)
            throw new ArgumentException(
                $"found {ratings.Length} ratings, expected none or {movies.Length}.",
                nameof(ratings)
            );
        if (times.Length != 0 && times.Length != movies.Length)
            throw new ArgumentException(
                $"found {times.Length} times, expected none or {movies.Length}.",
                nameof(times)
            );
        for (int user = 0; user + 1 < userStarts.Length; user++)
        {
            if (userStarts[user] > userStarts[user + 1])
                throw new ArgumentException(
                    $"user {user} starts at {userStarts[user]}, after the next.",
                    nameof(userStarts)
                );
            int previous = -1;
            foreach (int movie in movies.AsSpan(userStarts[user], userStarts[user + 1] - userStarts[user]))
            {
                if (movie <= previous || movie >= movieCount)
                    throw new ArgumentException(
                        $"user {user}: found movie row {movie} after {previous}, expected ascending rows below {movieCount}.",
                        nameof(movies)
                    );
                previous = movie;
            }
        }
    }
}
