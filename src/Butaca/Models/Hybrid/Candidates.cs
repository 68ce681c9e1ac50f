using System.Buffers;
using Butaca.Data;

namespace Butaca.Models.Hybrid;

/// <summary>The movies that the network weighs: the best by linear evidence, and what was watched.</summary>
/// <param name="Known">Rows of movies with an audience: the best that were not watched, then the watched.</param>
/// <param name="New">Rows of movies without one.</param>
internal readonly record struct Candidates(int[] Known, int[] New)
{
    /// <summary>Chooses.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <param name="reading">The person.</param>
    /// <param name="history">What was watched: a watched movie takes nobody's place.</param>
    /// <param name="isKnown">For each movie, whether it has an audience.</param>
    /// <param name="bases">Receives every movie's <see cref="Evidence.Base"/>.</param>
    /// <param name="known">Known movies at most, the watched not counted.</param>
    /// <param name="others">New movies at most.</param>
    public static Candidates Choose(
        Evidence evidence, Reading reading, in History history, bool[] isKnown, Span<float> bases, int known, int others)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(2 * bases.Length);
        Span<float> best = rented.AsSpan(0, bases.Length), newest = rented.AsSpan(bases.Length, bases.Length);
        for (int movie = 0; movie < bases.Length; movie++)
        {
            bases[movie] = evidence.Base(reading, movie);
            best[movie] = isKnown[movie] ? bases[movie] : float.NegativeInfinity;
            newest[movie] = isKnown[movie] ? float.NegativeInfinity : bases[movie];
        }
        foreach (int movie in history.Movies) best[movie] = newest[movie] = float.NegativeInfinity;
        int[] knownRows = new int[known], newRows = new int[others];
        int knownCount = TopN.Select(best, knownRows), newCount = TopN.Select(newest, newRows);
        ArrayPool<float>.Shared.Return(rented);
        int[] watched = [.. history.Movies.ToArray().Where(movie => isKnown[movie])];
        return new Candidates([.. knownRows.AsSpan(0, knownCount), .. watched], newRows[..newCount]);
    }
}
