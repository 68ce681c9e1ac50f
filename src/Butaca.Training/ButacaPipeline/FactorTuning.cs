using Butaca.Data;
using Butaca.Evaluation.Metrics;
using Butaca.Models;
using Butaca.Splits;

namespace Butaca.Training.ButacaPipeline;

/// <summary>
/// Chooses the L2 penalty of the factors by NDCG@10 on the first fold of the training users: the more is known of users
/// and movies, the less of it they need.
/// </summary>
internal static class FactorTuning
{
    private const int CutOff = 10;

    /// <summary>Rounds while penalties are tried: their order shows early.</summary>
    private const int TrialEpochs = 6;

    /// <summary>
    /// The shares of a history that are given, in turn by user: it is beside long histories that factors add to the
    /// collaborative score.
    /// </summary>
    private static readonly double[] Shares = [0.6, 0.85];

    private static readonly double[] Penalties = [0.003, 0.01, 0.03, 0.1];

    /// <summary>Chooses.</summary>
    /// <param name="folds">Folds of the training users; none: the options are taken as they are.</param>
    /// <param name="options">The other options; the walk starts at its penalty.</param>
    /// <param name="context">Seed, threads, cancellation.</param>
    public static ImplicitAlsOptions Choose(IReadOnlyList<Fold> folds, ImplicitAlsOptions options, TrainContext context)
    {
        if (folds.Count == 0)
            return options;
        Dictionary<double, double> measured = [];
        double best = options.Regularization;
        foreach (
            IEnumerable<double> direction in new[]
            {
                Penalties.Where(value => value < options.Regularization).Reverse(),
                Penalties.Where(value => value > options.Regularization),
            }
        )
        {
            double start = best;
            foreach (double value in direction)
            {
                if (Of(value) <= Of(best))
                    break;
                best = value;
            }
            if (best != start)
                break;
        }
        return With(options, best, options.Epochs);

        double Of(double penalty)
        {
            if (!measured.TryGetValue(penalty, out double known))
                measured[penalty] = known = Measure(folds[0], With(options, penalty, TrialEpochs), context);
            return known;
        }
    }

    private static ImplicitAlsOptions With(ImplicitAlsOptions options, double penalty, int epochs) =>
        new()
        {
            Factors = options.Factors,
            UnobservedWeight = options.UnobservedWeight,
            FrequencyExponent = options.FrequencyExponent,
            Regularization = penalty,
            Epochs = epochs,
        };

    private static double Measure(Fold fold, ImplicitAlsOptions options, TrainContext context)
    {
        FactorScorer factors = AlternatingLeastSquares.Train(fold.Train, options, context);
        double[] gains = new double[fold.Asked.Length];
        context.ParallelFor(
            gains.Length,
            i =>
            {
                int user = fold.Asked[i];
                (StoredHistory given, int[] hidden) = Mask.Draw(
                    fold.All.Interactions.HistoryOf(user),
                    Shares[i % Shares.Length],
                    context.Seed,
                    fold.All.Users.IdOf(user),
                    0
                );
                float[] scores = new float[fold.All.Catalog.Count];
                factors.Score(given.AsHistory(), scores);
                gains[i] = NdcgOf(scores, given, hidden, CutOff);
            }
        );
        return gains.Length == 0 ? 0 : gains.Average();
    }

    /// <summary>NDCG of the best by scores, without what is given.</summary>
    /// <param name="scores">(n): of every movie; what is given loses its own.</param>
    /// <param name="given">What was watched.</param>
    /// <param name="hidden">What is to be found, ascending; at least one movie.</param>
    /// <param name="k">The cut-off.</param>
    internal static double NdcgOf(float[] scores, StoredHistory given, int[] hidden, int k)
    {
        foreach (int movie in given.Movies)
            scores[movie] = float.NegativeInfinity;
        int[] best = new int[k];
        int found = TopN.Select(scores, best);
        bool[] hits = [.. best.Take(found).Select(movie => Array.BinarySearch(hidden, movie) >= 0)];
        return Ndcg.Of(hits, hidden.Length, k);
    }
}
