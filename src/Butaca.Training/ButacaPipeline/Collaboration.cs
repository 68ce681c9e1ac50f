using Butaca.Data;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;

namespace Butaca.Training.ButacaPipeline;

/// <summary>
/// Trains the collaborative part in whichever form is smaller: users × users for few users, movies × movies, of the
/// most watched movies, for many. The form is that of all training users on each fold of them, too.
/// </summary>
/// <param name="users">The number of training users.</param>
/// <param name="options">How many users are few, and how many movies are dense.</param>
/// <param name="context">Threads, cancellation.</param>
internal sealed class Collaboration(int users, ButacaOptions options, TrainContext context)
{
    private const int MostDense = 12_000;

    /// <summary>Matrices of one size that live at a time: counts, inverse, and libtorch's own.</summary>
    private const int Matrices = 3;

    private readonly TrainContext _quiet = context with { Progress = null };

    /// <summary>Whether the training users are few.</summary>
    public bool IsOverUsers { get; } = users <= options.KernelUsers;

    /// <summary>
    /// The most watched movies, as many as a dense matrix may hold, ascending; among equally watched ones those of
    /// lower id.
    /// </summary>
    /// <param name="interactions">Who watched them.</param>
    /// <param name="atMost">At most so many, whatever the options say.</param>
    public int[] DenseMovies(Interactions interactions, int atMost = int.MaxValue)
    {
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4; // the rest is for everything else
        int most =
            options.DenseMovies > 0
                ? options.DenseMovies
                : (int)Math.Min(MostDense, Math.Sqrt(memory / (double)(Matrices * sizeof(float))));
        return
        [
            .. interactions
                .WatchedMovies()
                .OrderByDescending(interactions.AudienceOf)
                .Take(Math.Min(most, atMost))
                .Order(),
        ];
    }

    /// <summary>Prepares to train with several options on the same users.</summary>
    /// <param name="interactions">The training users, or a fold of them.</param>
    /// <param name="mostDense">Dense movies at most, whatever the options say.</param>
    /// <returns>Trains with options.</returns>
    public Func<KernelOptions, ICollaborative> Prepare(Interactions interactions, int mostDense = int.MaxValue)
    {
        if (IsOverUsers)
            return kernel => UserKernel.Train(interactions, kernel, Invert);
        int[] dense = DenseMovies(interactions, mostDense);
        float[]? counts = null;
        float counted = 0; // with this β; counts of another one would need the memory twice
        return kernel =>
        {
            if (counts is null || counted != kernel.UserNormalization)
            {
                counts = null;
                counted = kernel.UserNormalization;
                counts = DenseGram
                    .Count(interactions, dense, _quiet, counted == 0 ? null : UserWeights.Of(interactions, counted))
                    .Values;
            }
            float[] inverse = [.. counts];
            float odds = kernel.Dropout / (1 - kernel.Dropout);
            for (int i = 0; i < dense.Length; i++) // the diagonal has what the movies' audiences weigh
                inverse[i * dense.Length + i] += odds * counts[i * dense.Length + i] + kernel.Lambda;
            Invert(inverse, dense.Length);
            return new MovieKernel(interactions.MovieCount, dense, inverse);
        };
    }

    private void Invert(float[] matrix, int n) => TorchAlgebra.InvertPositive(matrix, n, _quiet.Threads);
}
