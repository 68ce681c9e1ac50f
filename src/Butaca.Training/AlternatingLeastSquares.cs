using Butaca.Data;
using Butaca.Models;

namespace Butaca.Training;

/// <summary>The computation of <see cref="Models.ImplicitAls"/>, which the default model's factors share.</summary>
internal static class AlternatingLeastSquares
{
    private const float InitialSpread = 0.1f; // standard deviation of |x|, as the paper proposes

    /// <summary>Learns the factors of all movies.</summary>
    /// <param name="data">Who watched what.</param>
    /// <param name="options">How long factors are, and how they are penalised.</param>
    /// <param name="context">Seed, threads, progress, cancellation.</param>
    public static FactorScorer Train(Dataset data, ImplicitAlsOptions options, TrainContext context)
    {
        Interactions x = data.Interactions;
        int d = options.Factors;
        FoldIn foldIn = new(
            (float)options.UnobservedWeight,
            (float)options.Regularization,
            (float)options.FrequencyExponent
        );
        float[] users = new float[x.UserCount * d];
        float[] movies = new float[x.MovieCount * d]; // (U, d), (n, d)
        Random random = Seeds.Create(context.Seed, "als");
        for (int i = 0; i < movies.Length; i++)
            movies[i] = InitialSpread / MathF.Sqrt(d) * random.NextGaussian();
        for (int movie = 0; movie < x.MovieCount; movie++) // a movie without audience must not count as one
            if (x.AudienceOf(movie) == 0)
                movies.AsSpan(movie * d, d).Clear();

        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            SolveAll(foldIn, d, movies, users, x.UserCount, user => x.MoviesOf(user), context);
            SolveAll(foldIn, d, users, movies, x.MovieCount, movie => x.UsersOf(movie), context);
            context.Report($"round {epoch + 1} of {options.Epochs}", (epoch + 1.0) / options.Epochs);
        }
        return new FactorScorer(x.MovieCount, movies, foldIn);
    }

    private delegate ReadOnlySpan<int> PartnersOf(int row);

    /// <summary>One half round: each row of <paramref name="solved"/> (count, d) from the fixed factors.</summary>
    private static void SolveAll(
        FoldIn foldIn,
        int d,
        float[] fixedFactors,
        float[] solved,
        int count,
        PartnersOf partnersOf,
        TrainContext context
    )
    {
        FixedSide others = new(fixedFactors, d);
        context.ParallelFor(
            count,
            row =>
            {
                using Rented<float> rented = new(d * d);
                Span<float> a = rented.Span;
                Span<float> solution = solved.AsSpan(row * d, d);
                ReadOnlySpan<int> partners = partnersOf(row);
                if (partners.IsEmpty)
                {
                    solution.Clear();
                }
                else
                {
                    foldIn.Prepare(others, partners, a, solution);
                    NormalEquations.Solve(a, solution);
                }
            }
        );
    }
}
