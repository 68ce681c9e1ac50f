using System.Buffers;
using Butaca.Data;

namespace Butaca.Models.Hybrid;

/// <summary>The movies that the network weighs: the best by linear evidence, and what was watched.</summary>
/// <param name="Known">Rows of movies with an audience: the best that were not watched, then the watched.</param>
/// <param name="New">Rows of movies without one.</param>
internal readonly record struct Candidates(int[] Known, int[] New)
{
    /// <summary>Whether a movie is among them.</summary>
    public bool Contains(int movie) => Array.IndexOf(Known, movie) >= 0 || Array.IndexOf(New, movie) >= 0;

    /// <summary>Chooses.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <param name="reading">The person.</param>
    /// <param name="history">What was watched: a watched movie takes nobody's place.</param>
    /// <param name="isKnown">For each movie, whether it has an audience.</param>
    /// <param name="bases">Receives what <see cref="Evidence.Bases"/> gives.</param>
    /// <param name="known">Known movies at most, the watched not counted.</param>
    /// <param name="others">New movies at most.</param>
    public static Candidates Choose(
        Evidence evidence, Reading reading, in History history, bool[] isKnown, Span<float> bases, int known, int others)
    {
        evidence.Bases(reading, bases);
        int[] knownRows = Best(history, isKnown, true, bases, known), newRows = Best(history, isKnown, false, bases, others);
        int count = 0;
        int[] watched = new int[history.Movies.Length];
        foreach (int movie in history.Movies)
            if (isKnown[movie]) watched[count++] = movie;
        return new Candidates([.. knownRows, .. watched.AsSpan(0, count)], newRows);
    }

    private static int[] Best(in History history, bool[] isKnown, bool known, ReadOnlySpan<float> bases, int most)
    {
        if (most == 0) return [];
        float[] rented = ArrayPool<float>.Shared.Rent(bases.Length);
        Span<float> scores = rented.AsSpan(0, bases.Length);
        for (int movie = 0; movie < scores.Length; movie++) scores[movie] = isKnown[movie] == known ? bases[movie] : float.NegativeInfinity;
        foreach (int movie in history.Movies) scores[movie] = float.NegativeInfinity;
        int[] rows = new int[most];
        int found = TopN.Select(scores, rows);
        ArrayPool<float>.Shared.Return(rented);
        return rows[..found];
    }
}
