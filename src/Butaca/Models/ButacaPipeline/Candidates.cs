using System.Buffers;
using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>The movies that the network weighs: the best by linear evidence, and what was watched where that is asked for.</summary>
/// <param name="Known">Rows of movies with an audience: the best that were not watched, then the watched, where they are asked for.</param>
/// <param name="New">Rows of movies without one.</param>
internal readonly record struct Candidates(int[] Known, int[] New)
{
    /// <summary>Whether a movie is among them.</summary>
    public bool Contains(int movie) => Array.IndexOf(Known, movie) >= 0 || Array.IndexOf(New, movie) >= 0;

    /// <summary>Chooses.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <param name="reading">The person.</param>
    /// <param name="history">What was watched: a watched movie takes nobody's place.</param>
    /// <param name="allowed">Whether each row may be among them; empty: all may.</param>
    /// <param name="newOffset">What is added to the bases of new movies when the best are chosen; null: nothing.</param>
    /// <param name="bases">Receives what <see cref="Evidence.Bases"/> gives.</param>
    /// <param name="known">Known movies at most, the watched not counted.</param>
    /// <param name="others">New movies at most.</param>
    /// <param name="watchedToo">Whether the watched movies are among the candidates.</param>
    public static Candidates Choose(
        Evidence evidence,
        Reading reading,
        in History history,
        ReadOnlySpan<bool> allowed,
        Func<int, float>? newOffset,
        Span<float> bases,
        int known,
        int others,
        bool watchedToo
    )
    {
        evidence.Bases(reading, bases);
        int[] best = Best(history, new MovieRows(evidence.Known, int.MaxValue, 0), allowed, bases, null, known);
        int[] newRows = Best(history, evidence.Unwatched, allowed, bases, newOffset, others);
        if (!watchedToo)
            return new Candidates(best, newRows);
        List<int> rows = [.. best];
        foreach (int movie in history.Movies)
            if (evidence.IsKnown(movie))
                rows.Add(movie);
        return new Candidates([.. rows], newRows);
    }

    /// <summary>The best of some rows, ascending ones, that are allowed and were not watched.</summary>
    private static int[] Best(
        in History history,
        MovieRows rows,
        ReadOnlySpan<bool> allowed,
        ReadOnlySpan<float> bases,
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
                !allowed.IsEmpty && !allowed[row] ? float.NegativeInfinity : bases[row] + (offset?.Invoke(row) ?? 0);
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
