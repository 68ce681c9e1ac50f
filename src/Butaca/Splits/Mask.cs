using Butaca.Data;

namespace Butaca.Splits;

/// <summary>
/// Hides a part of a user's movies: int(share·n) of them, drawn at random or the earliest, stay as the history; the
/// rest is to be found. A draw depends on seed, user and draw alone, so every model and protocol meets the same masks.
/// </summary>
public static class Mask
{
    /// <summary>Draws a mask.</summary>
    /// <param name="history">All that the user watched.</param>
    /// <param name="share">The share that is given, 0 … 1. At least one movie is given.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="user">The user's id.</param>
    /// <param name="draw">0 for the first draw, 1 for the second, …</param>
    /// <returns>The given part, and the hidden movie rows, ascending.</returns>
    public static (StoredHistory Given, int[] Hidden) Draw(
        in History history,
        double share,
        long seed,
        Id user,
        int draw
    ) => DrawSome(history, GivenOf(history.Movies.Length, share), seed, user, draw);

    /// <summary>Draws a mask that leaves so many movies.</summary>
    /// <param name="history">All that the user watched.</param>
    /// <param name="given">How many are given, 0 … all.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="user">The user's id.</param>
    /// <param name="draw">0 for the first draw, 1 for the second, …</param>
    /// <returns>The given part, and the hidden movie rows, ascending.</returns>
    internal static (StoredHistory Given, int[] Hidden) DrawSome(
        in History history,
        int given,
        long seed,
        Id user,
        int draw
    ) => Part(history, Seeds.Create(seed, $"mask {draw}", user.SeedIndex).Sample(history.Movies.Length, given));

    /// <summary>
    /// Hides what a user watched last; of what has the same time, or none, the movies of higher rows count as later.
    /// </summary>
    /// <param name="history">All that the user watched.</param>
    /// <param name="share">The share that is given, 0 … 1. At least one movie is given.</param>
    /// <returns>The given part, and the hidden movie rows, ascending.</returns>
    public static (StoredHistory Given, int[] Hidden) Latest(in History history, double share)
    {
        int n = history.Movies.Length;
        uint[] times = history.Times.ToArray();
        IEnumerable<int> byTime = Enumerable.Range(0, n).OrderBy(position => times.Length == 0 ? 0 : times[position]); // stable
        return Part(history, [.. byTime.Take(GivenOf(n, share)).Order()]);
    }

    /// <summary>Hides what a user watched from a time on; what has no time is given.</summary>
    /// <param name="history">All that the user watched.</param>
    /// <param name="time">In seconds since 1970-01-01 UTC.</param>
    /// <returns>The given part, which may be empty, and the hidden movie rows, ascending.</returns>
    public static (StoredHistory Given, int[] Hidden) Before(in History history, uint time)
    {
        List<int> given = [];
        for (int i = 0; i < history.Movies.Length; i++)
            if (history.Times.IsEmpty || history.Times[i] < time)
                given.Add(i);
        return Part(history, [.. given]);
    }

    private static int GivenOf(int count, double share) => Math.Min(count, Math.Max(1, (int)(share * count)));

    private static (StoredHistory Given, int[] Hidden) Part(in History history, int[] given)
    {
        List<int> hidden = [];
        for (int i = 0, next = 0; i < history.Movies.Length; i++)
        {
            if (next < given.Length && given[next] == i)
                next++;
            else
                hidden.Add(history.Movies[i]);
        }
        return (StoredHistory.Select(history, given), [.. hidden]);
    }
}
