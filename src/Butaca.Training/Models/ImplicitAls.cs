using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Training.Models;

/// <summary>Options of <see cref="ImplicitAls"/>.</summary>
public sealed class ImplicitAlsOptions
{
    /// <summary>d, the length of a factor. Default 40.</summary>
    [Description("length of a user's and a movie's factors"), Range(1, 1024), SearchSpace(16, 32, 64, 96, 128)]
    public int Factors { get; set; } = 40;

    /// <summary>α₀, the weight of pairs without an interaction; pairs with one weigh 1 more. Default 0.1.</summary>
    [Description("weight of pairs without an interaction"), Range(1e-6, 1e3), SearchSpace(0.01, 0.03, 0.1, 0.3, 1)]
    public double UnobservedWeight { get; set; } = 0.1;

    /// <summary>λ, the L2 penalty. Default 0.03.</summary>
    [Description("L2 penalty"), Range(1e-6, 1e6), SearchSpace(0.001, 0.003, 0.01, 0.03, 0.1, 0.3)]
    public double Regularization { get; set; } = 0.03;

    /// <summary>ν, how far the penalty grows with the number of interactions. Default 1.</summary>
    [Description("how far the penalty grows with the number of interactions"), Range(0.0, 2.0)]
    public double FrequencyExponent { get; set; } = 1;

    /// <summary>Rounds over users and movies. Default 16.</summary>
    [Description("rounds over users and movies"), Range(1, 1000)]
    public int Epochs { get; set; } = 16;
}

/// <summary>
/// Implicit alternating least squares: Hu, Koren, Volinsky 2008 (doi:10.1109/ICDM.2008.22), with the objective,
/// initialisation and frequency-scaled regularisation that Rendle et al. 2021 (arXiv:2110.14037) advise. A user's
/// factors are solved anew from any history, so new users need no training. See <see cref="FoldIn"/> for the equation.
/// </summary>
public sealed class ImplicitAls : Model<ImplicitAlsOptions>
{
    private const float InitialSpread = 0.1f; // standard deviation of |x|, as the paper proposes

    /// <inheritdoc/>
    public override string Name => "als";

    /// <inheritdoc/>
    public override string Summary =>
        "Implicit matrix factorisation (Hu, Koren, Volinsky 2008, tuned as in arXiv:2110.14037).";

    /// <inheritdoc/>
    protected override Scorer Fit(Dataset data, ImplicitAlsOptions options, TrainContext context)
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
