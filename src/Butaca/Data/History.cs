namespace Butaca.Data;

/// <summary>
/// The movies that a person has watched, as rows. This is all that a model is told of a person, in training or not.
/// </summary>
/// <param name="movies">Movie rows, ascending, without repeats.</param>
/// <param name="ratings">The rating of each movie, or empty where there are none.</param>
/// <param name="times">When each was watched, in seconds since 1970-01-01 UTC (0: unknown), or empty where unknown.</param>
public readonly ref struct History(ReadOnlySpan<int> movies, ReadOnlySpan<float> ratings = default, ReadOnlySpan<uint> times = default)
{
    /// <summary>Movie rows, ascending, without repeats.</summary>
    public ReadOnlySpan<int> Movies { get; } = movies;

    /// <summary>The rating of each movie, or empty.</summary>
    public ReadOnlySpan<float> Ratings { get; } = ratings;

    /// <summary>When each was watched, in seconds since 1970-01-01 UTC, or empty.</summary>
    public ReadOnlySpan<uint> Times { get; } = times;
}

/// <summary>A <see cref="History"/> that can be kept.</summary>
/// <param name="Movies">Movie rows, ascending, without repeats.</param>
/// <param name="Ratings">One rating a movie, or empty.</param>
/// <param name="Times">One time a movie, or empty.</param>
public sealed record StoredHistory(int[] Movies, float[] Ratings, uint[] Times)
{
    /// <summary>The history of a person known by nothing but a list of movies.</summary>
    /// <param name="movies">Movie rows in any order; repeats count once.</param>
    public static StoredHistory Of(IEnumerable<int> movies) => new([.. movies.Distinct().Order()], [], []);

    /// <summary>Copies a history.</summary>
    public static StoredHistory Of(in History history) => new(history.Movies.ToArray(), history.Ratings.ToArray(), history.Times.ToArray());

    /// <summary>The history as a scorer takes it.</summary>
    public History AsHistory() => new(Movies, Ratings, Times);

    /// <summary>The part of a history at some positions.</summary>
    /// <param name="history">The whole.</param>
    /// <param name="positions">Ascending positions in <see cref="History.Movies"/>.</param>
    public static StoredHistory Select(in History history, ReadOnlySpan<int> positions) =>
        new(Pick(history.Movies, positions), Pick(history.Ratings, positions), Pick(history.Times, positions));

    private static T[] Pick<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> positions)
    {
        if (values.IsEmpty) return [];
        T[] picked = new T[positions.Length];
        for (int i = 0; i < positions.Length; i++) picked[i] = values[positions[i]];
        return picked;
    }
}
