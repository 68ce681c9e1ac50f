using Butaca.Data;
using Butaca.Models;

namespace Butaca.Training;

/// <summary>
/// Dense algebra over the movies that somebody watched: G = XᵀX and the inverse of G + Λ, m × m, float32.
/// </summary>
internal sealed class DenseGram
{
    /// <summary>An .NET array holds at most 2³¹ values, so m² stays below.</summary>
    private const int MostMovies = 46_000;

    private DenseGram(int[] active, float[] values)
    {
        Active = active;
        Values = values;
    }

    /// <summary>The rows of the m movies, ascending.</summary>
    public int[] Active { get; }

    /// <summary>(m, m) row-major.</summary>
    public float[] Values { get; }

    /// <summary>Counts G = XᵀX over all movies with an audience. Exact: the counts are whole numbers.</summary>
    /// <exception cref="ButacaException">There are too many movies for a dense matrix.</exception>
    public static DenseGram Count(Interactions x, string model, TrainContext context)
    {
        int[] active = x.WatchedMovies();
        if (active.Length > MostMovies)
            throw new ButacaException(
                $"{model}: found {active.Length} movies with an audience, expected at most {MostMovies}: it keeps a dense matrix of movies × movies. Use butaca, als, item-knn or user-knn, or leave rare movies out."
            );
        return Count(x, active, context);
    }

    /// <summary>Counts G = XᵀX over some movies, or XᵀWX.</summary>
    /// <param name="x">Users × movies.</param>
    /// <param name="active">Movie rows, ascending.</param>
    /// <param name="context">Threads, progress, cancellation.</param>
    /// <param name="weights">(users): the diagonal of W; null: everybody counts 1.</param>
    public static DenseGram Count(Interactions x, int[] active, TrainContext context, float[]? weights = null)
    {
        int m = active.Length;
        float[] gram = GC.AllocateUninitializedArray<float>(m * m);
        context.ParallelFor(
            m,
            "counting who watched both",
            0.2,
            i =>
            {
                Span<float> row = gram.AsSpan(i * m, m);
                if (m == x.MovieCount)
                {
                    Row(active[i], row);
                }
                else
                {
                    using Rented<float> rented = new(x.MovieCount);
                    Span<float> counts = rented.Span;
                    Row(active[i], counts);
                    for (int j = 0; j < m; j++)
                        row[j] = counts[active[j]];
                }
            }
        );
        return new DenseGram(active, gram);

        void Row(int movie, Span<float> row)
        {
            if (weights is null)
                CoOccurrence.Row(x, movie, row);
            else
                CoOccurrence.Row(x, weights, movie, row);
        }
    }

    /// <summary>
    /// Overwrites <see cref="Values"/> with their inverse: see <see cref="TorchAlgebra.InvertPositive"/>.
    /// </summary>
    /// <exception cref="ButacaException">The matrix is not positive definite.</exception>
    public void Invert(TrainContext context)
    {
        context.Report("factorising (Cholesky)", 0.2);
        TorchAlgebra.InvertPositive(Values, Active.Length, context.Threads, () => context.Report("inverting", 0.5));
        context.Report("inverted", 0.95);
    }
}
