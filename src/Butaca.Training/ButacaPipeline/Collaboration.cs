using Butaca.Data;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;
using Butaca.Training.Models;

namespace Butaca.Training.ButacaPipeline;

/// <summary>
/// Trains the collaborative part in whichever form is smaller: people × people for few people, movies × movies, of the most
/// watched movies, for many. The form is that of all training people on each fold of them, too.
/// </summary>
/// <param name="people">The number of training people.</param>
/// <param name="options">How many people are few, and how many movies are dense.</param>
/// <param name="context">Threads, cancellation.</param>
internal sealed class Collaboration(int people, ButacaOptions options, TrainContext context)
{
    private const int MostDense = 12_000;

    /// <summary>Matrices of one size that live at a time: counts, inverse, and libtorch's own.</summary>
    private const int Matrices = 3;

    private readonly TrainContext _quiet = context with { Progress = null };

    /// <summary>Whether the training people are few.</summary>
    public bool IsOverPeople { get; } = people <= options.KernelPeople;

    /// <summary>The most watched movies, as many as a dense matrix may hold, ascending; among equally watched ones those of lower id.</summary>
    /// <param name="people">Who watched them.</param>
    /// <param name="atMost">At most so many, whatever the options say.</param>
    public int[] DenseMovies(Interactions people, int atMost = int.MaxValue)
    {
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4; // the rest is for everything else
        int most =
            options.DenseMovies > 0
                ? options.DenseMovies
                : (int)Math.Min(MostDense, Math.Sqrt(memory / (double)(Matrices * sizeof(float))));
        return [.. people.WatchedMovies().OrderByDescending(people.AudienceOf).Take(Math.Min(most, atMost)).Order()];
    }

    /// <summary>Prepares to train with several options on the same people.</summary>
    /// <param name="people">The training people, or a fold of them.</param>
    /// <param name="mostDense">Dense movies at most, whatever the options say.</param>
    /// <returns>Trains with options.</returns>
    public Func<KernelOptions, ICollaborative> Prepare(Interactions people, int mostDense = int.MaxValue)
    {
        if (IsOverPeople)
            return kernel => PeopleKernel.Train(people, kernel, Invert);
        int[] dense = DenseMovies(people, mostDense);
        float[]? counts = null;
        float counted = 0; // with this β; counts of another one would need the memory twice
        return kernel =>
        {
            if (counts is null || counted != kernel.UserNormalization)
            {
                counts = null;
                counted = kernel.UserNormalization;
                counts = DenseGram
                    .Count(people, dense, _quiet, counted == 0 ? null : UserWeights.Of(people, counted))
                    .Values;
            }
            float[] inverse = [.. counts];
            float odds = kernel.Dropout / (1 - kernel.Dropout);
            for (int i = 0; i < dense.Length; i++) // the diagonal has what the movies' audiences weigh
                inverse[i * dense.Length + i] += odds * counts[i * dense.Length + i] + kernel.Lambda;
            Invert(inverse, dense.Length);
            return new MovieKernel(people.MovieCount, dense, inverse);
        };
    }

    private void Invert(float[] matrix, int n) => TorchAlgebra.InvertPositive(matrix, n, _quiet.Threads);
}
