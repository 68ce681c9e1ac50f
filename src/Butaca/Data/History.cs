using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Butaca.Data;

/// <summary>
/// The movies that a user has watched, as rows. This is all that a model is told of a user, in training or not.
/// </summary>
/// <param name="movies">Movie rows, ascending, without repeats.</param>
/// <param name="ratings">
/// The rating of each movie on the scale of the data set (NaN: none), or empty where there are none.
/// </param>
/// <param name="times">
/// When each was watched, in seconds since 1970-01-01 UTC (0: unknown), or empty where unknown.
/// </param>
/// <param name="at">
/// The time to recommend for, in seconds since 1970-01-01 UTC; 0: when the movies were watched.
/// </param>
/// <param name="goal">What to recommend for. Default: what is watched.</param>
public readonly ref struct History(
    ReadOnlySpan<int> movies,
    ReadOnlySpan<float> ratings = default,
    ReadOnlySpan<uint> times = default,
    uint at = 0,
    Goal goal = Goal.Watch
)
{
    /// <summary>Movie rows, ascending, without repeats.</summary>
    public ReadOnlySpan<int> Movies { get; } = movies;

    /// <summary>The rating of each movie on the scale of the data set (NaN: none), or empty.</summary>
    public ReadOnlySpan<float> Ratings { get; } = ratings;

    /// <summary>When each was watched, in seconds since 1970-01-01 UTC, or empty.</summary>
    public ReadOnlySpan<uint> Times { get; } = times;

    /// <summary>
    /// The time to recommend for, in seconds since 1970-01-01 UTC; 0: when the movies were watched. Models that know
    /// nothing of time ignore it.
    /// </summary>
    public uint At { get; } = at;

    /// <summary>What to recommend for. Models that don't know ratings ignore it.</summary>
    public Goal Goal { get; } = goal;

    /// <summary>The same movies for another time.</summary>
    /// <param name="at">
    /// The time to recommend for, in seconds since 1970-01-01 UTC; 0: when the movies were watched.
    /// </param>
    public History AsOf(uint at) => new(Movies, Ratings, Times, at, Goal);

    /// <summary>The same movies for another goal.</summary>
    /// <param name="goal">What to recommend for.</param>
    public History For(Goal goal) => new(Movies, Ratings, Times, At, goal);
}

/// <summary>A <see cref="History"/> that can be kept.</summary>
/// <param name="Movies">Movie rows, ascending, without repeats.</param>
/// <param name="Ratings">One rating a movie on the scale of the data set (NaN: none), or empty.</param>
/// <param name="Times">One time a movie, or empty.</param>
/// <param name="At">
/// The time to recommend for, in seconds since 1970-01-01 UTC; 0: when the movies were watched.
/// </param>
/// <param name="Goal">What to recommend for.</param>
public sealed record StoredHistory(int[] Movies, float[] Ratings, uint[] Times, uint At = 0, Goal Goal = Goal.Watch)
{
    /// <summary>The history of a user known by nothing but a list of movies.</summary>
    /// <param name="movies">Movie rows in any order; repeats count once.</param>
    public static StoredHistory Of(IEnumerable<int> movies) => new([.. movies.Distinct().Order()], [], []);

    /// <summary>The history of a user of whom it is known what they watched, and when.</summary>
    /// <param name="catalog">The movies.</param>
    /// <param name="watched">
    /// Ids of movies in any order, each with the time from 1970-01-01 to 2106-02-07 06:28:15 UTC when it was watched,
    /// or null where that is unknown. Unknown ids are ignored; of a movie that was watched again, the latest time
    /// counts.
    /// </param>
    /// <exception cref="ButacaException">A time is out of range.</exception>
    public static StoredHistory Of(Catalog catalog, IEnumerable<(Id MovieId, DateTimeOffset? Time)> watched) =>
        Of(catalog, watched.Select(movie => (movie.MovieId, (float?)null, movie.Time)));

    /// <summary>The history of a user of whom it is known what they watched, how they rated it, and when.</summary>
    /// <param name="catalog">The movies.</param>
    /// <param name="watched">
    /// Ids of movies in any order, each with the rating on the scale of the data set (MovieLens: 0.5 to 5), or null
    /// where it wasn't rated, and with the time from 1970-01-01 to 2106-02-07 06:28:15 UTC when it was watched, or null
    /// where that is unknown. Unknown ids are ignored; of a movie that was watched again, the latest time counts, and
    /// the latest rating.
    /// </param>
    /// <exception cref="ButacaException">A time is out of range, or a rating infinite.</exception>
    [OverloadResolutionPriority(-1)] // an empty list fits both
    public static StoredHistory Of(
        Catalog catalog,
        IEnumerable<(Id MovieId, float? Rating, DateTimeOffset? Time)> watched
    )
    {
        SortedDictionary<int, Watched> movies = [];
        foreach ((Id id, float? rating, DateTimeOffset? time) in watched)
        {
            if (rating is { } number && float.IsInfinity(number))
                Throw.Option("rating", number.ToString(CultureInfo.InvariantCulture), "a finite number");
            uint seconds = time is { } known ? Seconds("time", known) : 0;
            if (catalog.Vocabulary.RowOf(id) is not (>= 0 and int row))
                continue;
            Watched before = movies.GetValueOrDefault(row) ?? new Watched(float.NaN, 0, 0);
            Watched after = before with { Time = Math.Max(before.Time, seconds) };
            if (rating is { } given && !float.IsNaN(given) && seconds >= before.RatingTime)
                after = after with { Rating = given, RatingTime = seconds };
            movies[row] = after;
        }
        Watched[] all = [.. movies.Values];
        return new StoredHistory(
            [.. movies.Keys],
            Array.Exists(all, movie => !float.IsNaN(movie.Rating)) ? [.. all.Select(movie => movie.Rating)] : [],
            Array.Exists(all, movie => movie.Time != 0) ? [.. all.Select(movie => movie.Time)] : []
        );
    }

    /// <summary>Copies a history.</summary>
    public static StoredHistory Of(in History history) =>
        new(history.Movies.ToArray(), history.Ratings.ToArray(), history.Times.ToArray(), history.At, history.Goal);

    /// <summary>The history as a scorer takes it.</summary>
    public History AsHistory() => new(Movies, Ratings, Times, At, Goal);

    /// <summary>The part of a history at some positions.</summary>
    /// <param name="history">The whole.</param>
    /// <param name="positions">Ascending positions in <see cref="History.Movies"/>.</param>
    public static StoredHistory Select(in History history, ReadOnlySpan<int> positions) =>
        new(
            Pick(history.Movies, positions),
            Pick(history.Ratings, positions),
            Pick(history.Times, positions),
            history.At,
            history.Goal
        );

    /// <summary>
    /// A history with further movies, of one rating each; those that it holds already get that rating.
    /// </summary>
    /// <param name="history">The history; where it has no ratings, its movies are rated NaN: unknown.</param>
    /// <param name="movies">Movie rows, ascending.</param>
    /// <param name="rating">Their rating.</param>
    public static StoredHistory With(in History history, ReadOnlySpan<int> movies, float rating)
    {
        SortedDictionary<int, (float Rating, uint Time)> all = [];
        for (int i = 0; i < history.Movies.Length; i++)
            all[history.Movies[i]] = (
                history.Ratings.IsEmpty ? float.NaN : history.Ratings[i],
                history.Times.IsEmpty ? 0 : history.Times[i]
            );
        foreach (int movie in movies)
            all[movie] = (rating, all.GetValueOrDefault(movie).Time);
        return new StoredHistory(
            [.. all.Keys],
            [.. all.Values.Select(value => value.Rating)],
            history.Times.IsEmpty ? [] : [.. all.Values.Select(value => value.Time)],
            history.At,
            history.Goal
        );
    }

    /// <summary>A history without some movies.</summary>
    /// <param name="history">The whole.</param>
    /// <param name="movies">Movie rows, ascending; those that the history does not hold are ignored.</param>
    public static StoredHistory Except(in History history, ReadOnlySpan<int> movies)
    {
        List<int> kept = [];
        for (int i = 0; i < history.Movies.Length; i++)
            if (movies.BinarySearch(history.Movies[i]) < 0)
                kept.Add(i);
        return Select(history, CollectionsMarshal.AsSpan(kept));
    }

    /// <summary>A time in seconds since 1970-01-01 UTC, at least 1: 0 would be none.</summary>
    /// <exception cref="ButacaException">It is out of range.</exception>
    internal static uint Seconds(string option, DateTimeOffset time)
    {
        long seconds = time.ToUnixTimeSeconds();
        if (seconds is < 0 or > uint.MaxValue)
            Throw.Option(
                option,
                time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                "a time from 1970-01-01 to 2106-02-07 06:28:15 UTC"
            );
        return (uint)Math.Max(1, seconds);
    }

    private sealed record Watched(float Rating, uint RatingTime, uint Time);

    private static T[] Pick<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> positions)
    {
        if (values.IsEmpty)
            return [];
        T[] picked = new T[positions.Length];
        for (int i = 0; i < positions.Length; i++)
            picked[i] = values[positions[i]];
        return picked;
    }
}
