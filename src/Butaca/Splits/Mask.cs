using Butaca.Data;

namespace Butaca.Splits;

/// <summary>
/// Hides a part of a person's movies: int(share·n) of them, drawn at random, stay as the history; the rest is to be
/// found. The draw depends on seed, person and draw alone, so every model and protocol meets the same masks.
/// </summary>
public static class Mask
{
    /// <summary>Draws a mask.</summary>
    /// <param name="history">All that the person watched.</param>
    /// <param name="share">The share that is given, 0 … 1. At least one movie is given.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="person">The person's id.</param>
    /// <param name="draw">0 for the first draw, 1 for the second, …</param>
    /// <returns>The given part, and the hidden movie rows, ascending.</returns>
    public static (StoredHistory Given, int[] Hidden) Draw(
        in History history,
        double share,
        long seed,
        Id person,
        int draw
    )
    {
        int n = history.Movies.Length;
        int[] given = Seeds
            .Create(seed, $"mask {draw}", person.SeedIndex)
            .Sample(n, Math.Min(n, Math.Max(1, (int)(share * n))));
        List<int> hidden = [];
        for (int i = 0, next = 0; i < n; i++)
        {
            if (next < given.Length && given[next] == i)
                next++;
            else
                hidden.Add(history.Movies[i]);
        }
        return (StoredHistory.Select(history, given), [.. hidden]);
    }
}
