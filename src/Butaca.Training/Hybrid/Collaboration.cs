using Butaca.Data;
using Butaca.Models;
using Butaca.Models.Hybrid;
using Butaca.Training.Models;

namespace Butaca.Training.Hybrid;

/// <summary>
/// Trains the collaborative part in whichever form is smaller: people × people for few people, movies × movies, of the most
/// watched movies, for many.
/// </summary>
internal static class Collaboration
{
    private const int MostDense = 12_000;

    /// <summary>Matrices of one size that live at a time: counts, inverse, and libtorch's own.</summary>
    private const int Matrices = 3;

    /// <summary>Whether some number of people is few.</summary>
    public static bool IsOverPeople(int people, ButacaOptions options) => people <= options.KernelPeople;

    /// <summary>The most watched movies, as many as a dense matrix may hold, ascending; among equally watched ones those of lower id.</summary>
    public static int[] DenseMovies(Interactions people, ButacaOptions options, int atMost = int.MaxValue)
    {
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4; // the rest is for everything else
        int most = options.DenseMovies > 0 ? options.DenseMovies : (int)Math.Min(MostDense, Math.Sqrt(memory / (double)(Matrices * sizeof(float))));
        return [.. Enumerable.Range(0, people.MovieCount).Where(movie => people.AudienceOf(movie) > 0)
            .OrderByDescending(people.AudienceOf).Take(Math.Min(most, atMost)).Order()];
    }

    /// <summary>Prepares to train with several options on the same people.</summary>
    /// <param name="people">The training people.</param>
    /// <param name="options">How many people are few, and how many movies are dense.</param>
    /// <param name="context">Threads, cancellation.</param>
    /// <param name="mostDense">Dense movies at most, whatever the options say.</param>
    /// <returns>Trains with options.</returns>
    public static Func<KernelOptions, ICollaborative> Prepare(Interactions people, ButacaOptions options, TrainContext context, int mostDense = int.MaxValue)
    {
        TrainContext quiet = context with { Progress = null };
        if (IsOverPeople(people.UserCount, options))
            return kernel => PeopleKernel.Train(people, kernel, (matrix, n) => TorchAlgebra.InvertPositive(matrix, n, context.Threads));
        int[] dense = DenseMovies(people, options, mostDense);
        float[] counts = DenseGram.Count(people, dense, quiet).Values;
        return kernel =>
        {
            float[] inverse = [.. counts];
            float odds = kernel.Dropout / (1 - kernel.Dropout);
            for (int i = 0; i < dense.Length; i++) inverse[i * dense.Length + i] += odds * people.AudienceOf(dense[i]) + kernel.Lambda;
            TorchAlgebra.InvertPositive(inverse, dense.Length, context.Threads);
            return new MovieKernel(people.MovieCount, dense, inverse);
        };
    }
}
