using Butaca.Data;

namespace Butaca.Models;

/// <summary>One row at a time of the movies × movies matrix XᵀX: how many users watched both of two movies.</summary>
public static class CoOccurrence
{
    /// <summary>Counts the users who watched a movie and each other one. Exact up to 2²⁴ users.</summary>
    /// <param name="interactions">X, users × movies.</param>
    /// <param name="movie">The row of XᵀX.</param>
    /// <param name="counts">One count a movie is written here; the movie's own is its audience.</param>
    public static void Row(Interactions interactions, int movie, Span<float> counts)
    {
        counts.Clear();
        foreach (int user in interactions.UsersOf(movie))
        {
            foreach (int other in interactions.MoviesOf(user))
                counts[other]++;
        }
    }

    /// <summary>The same of XᵀWX: the sum of the weights of the users who watched both.</summary>
    /// <param name="interactions">X, users × movies.</param>
    /// <param name="weights">(users): the diagonal of W.</param>
    /// <param name="movie">The row.</param>
    /// <param name="sums">One sum a movie is written here.</param>
    public static void Row(Interactions interactions, ReadOnlySpan<float> weights, int movie, Span<float> sums)
    {
        sums.Clear();
        foreach (int user in interactions.UsersOf(movie))
        {
            float weight = weights[user];
            foreach (int other in interactions.MoviesOf(user))
                sums[other] += weight;
        }
    }
}
