using System.Globalization;
using Butaca.Data;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;
using Butaca.Splits;

namespace Butaca.Training.ButacaPipeline;

/// <summary>
/// Chooses the options of the collaborative part by NDCG@10 on folds of the training users: from the given values, one
/// step at a time along a grid, as long as that helps. No p suits every history: what finds most from a fifth of one
/// loses where nearly all of it is given. So they are chosen at two levels, for short and for long histories.
/// </summary>
internal static class KernelTuning
{
    private const int CutOff = 10;
    private const int QuickFolds = 2;

    /// <summary>The shares of a history that are given, in turn, while a level is tuned.</summary>
    private static readonly double[] ShortShares = [0.1, 0.2];

    /// <inheritdoc cref="ShortShares"/>
    private static readonly double[] LongShares = [0.6, 0.85];

    /// <summary>
    /// Where the collaborative part is over movies, so many of them at most while options are tried: nearly all of the
    /// best ten are among the most watched, and the time goes with the third power.
    /// </summary>
    private const int MostDense = 4000;

    private static readonly float[] Lambdas = [10, 20, 50, 100, 200, 350, 500, 700, 1000, 1500, 2500, 5000, 10_000];
    private static readonly float[] Dropouts = [0, 0.3f, 0.5f, 0.7f, 0.8f, 0.9f, 0.95f, 0.98f];
    private static readonly float[] UserNormalizations = [0, 0.25f, 0.5f, 0.75f, 1];
    private static readonly float[] TimeWeights = [0, 0.3f, 0.6f, 1, 2, 4];
    private static readonly float[] TimeWidths = [0.25f, 0.5f, 1, 2, 4, 8];

    /// <summary>Chooses both levels.</summary>
    /// <param name="data">The training users.</param>
    /// <param name="folds">
    /// Folds of them; none: both levels take the options as they are given for short histories.
    /// </param>
    /// <param name="collaboration">Trains.</param>
    /// <param name="options">Where the walks start, and how long they are.</param>
    /// <param name="context">Seed, threads, progress, cancellation.</param>
    public static KernelLevels Choose(
        Dataset data,
        IReadOnlyList<Fold> folds,
        Collaboration collaboration,
        ButacaOptions options,
        TrainContext context
    )
    {
        bool timed = data.Interactions.HasTimes && collaboration.IsOverUsers;
        KernelOptions forShort = new(
            (float)options.Dropout,
            (float)options.Lambda,
            timed ? (float)options.TimeWeight : 0,
            (float)options.TimeWidth,
            (float)options.UserNormalization
        );
        KernelOptions forLong = forShort with
        {
            Dropout = (float)options.LongDropout,
            Lambda = (float)options.LongLambda,
            UserNormalization = (float)options.LongUserNormalization,
        };
        if (folds.Count == 0)
            return new KernelLevels(forShort, forShort);
        if (options.Tune == Tuning.Off)
            return new KernelLevels(forShort, forLong);
        bool quick = options.Tune == Tuning.Quick;
        Fold[] asked = [.. folds.Take(quick ? QuickFolds : folds.Count)];
        Func<KernelOptions, ICollaborative>[] trainers =
        [
            .. asked.Select(fold => collaboration.Prepare(fold.Train.Interactions, MostDense)),
        ];
        int tried = 0;
        Func<KernelOptions, double> By(double[] shares)
        {
            Dictionary<KernelOptions, double> measured = [];
            return candidate =>
            {
                if (measured.TryGetValue(candidate, out double known))
                    return known;
                context.Report(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"trying λ = {candidate.Lambda}, p = {candidate.Dropout}, β = {candidate.UserNormalization}, τ = {candidate.TimeWeight}, h = {candidate.TimeWidth}"
                    ),
                    0.2 * tried / (tried++ + 10.0)
                );
                int draws = shares.Length * (quick ? 1 : 4);
                return measured[candidate] = asked
                    .Select((fold, i) => Measure(fold, trainers[i](candidate), shares, draws, context))
                    .Average();
            };
        }
        int rounds = quick ? 1 : 4;
        forShort = Walk(forShort, timed, rounds, By(ShortShares));
        forLong = forLong with { TimeWeight = forShort.TimeWeight, TimeWidth = forShort.TimeWidth };
        return new KernelLevels(forShort, Walk(forLong, timed: timed && !quick, rounds, By(LongShares)));
    }

    private static KernelOptions Walk(KernelOptions start, bool timed, int rounds, Func<KernelOptions, double> measure)
    {
        KernelOptions best = start;
        for (int round = 0; round < rounds; round++)
        {
            KernelOptions before = best;
            best = Walk(best, Lambdas, o => o.Lambda, (o, value) => o with { Lambda = value }, measure);
            best = Walk(best, Dropouts, o => o.Dropout, (o, value) => o with { Dropout = value }, measure);
            best = Walk(
                best,
                UserNormalizations,
                o => o.UserNormalization,
                (o, value) => o with { UserNormalization = value },
                measure
            );
            if (timed)
            {
                best = Walk(best, TimeWeights, o => o.TimeWeight, (o, value) => o with { TimeWeight = value }, measure);
                if (best.TimeWeight > 0)
                    best = Walk(
                        best,
                        TimeWidths,
                        o => o.TimeWidth,
                        (o, value) => o with { TimeWidth = value },
                        measure
                    );
            }
            if (best == before)
                break;
        }
        return best;
    }

    /// <summary>Goes along one option's grid, first up, then down, while it gets better.</summary>
    private static KernelOptions Walk(
        KernelOptions start,
        float[] grid,
        Func<KernelOptions, float> get,
        Func<KernelOptions, float, KernelOptions> set,
        Func<KernelOptions, double> measure
    )
    {
        foreach (
            IEnumerable<float> direction in new[]
            {
                grid.Where(value => value > get(start)),
                grid.Where(value => value < get(start)).Reverse(),
            }
        )
        {
            KernelOptions best = start;
            foreach (float value in direction)
            {
                KernelOptions next = set(start, value);
                if (measure(next) <= measure(best))
                    break;
                best = next;
            }
            if (best != start)
                return best;
        }
        return start;
    }

    /// <summary>Mean NDCG@10 over a fold's users.</summary>
    private static double Measure(Fold fold, ICollaborative trained, double[] shares, int draws, TrainContext context)
    {
        double[] gains = new double[fold.Asked.Length * draws];
        context.ParallelFor(
            gains.Length,
            i =>
            {
                int user = fold.Asked[i / draws];
                int draw = i % draws;
                (StoredHistory given, int[] hidden) = Mask.Draw(
                    fold.All.Interactions.HistoryOf(user),
                    shares[draw % shares.Length],
                    context.Seed,
                    fold.All.Users.IdOf(user),
                    draw
                );
                IUserSpace? space = trained as IUserSpace;
                float[] place = new float[space?.Dimension ?? 0];
                float[] scores = new float[fold.All.Catalog.Count];
                space?.Place(given.AsHistory(), WatchTimes.Median(given.Times), place, []);
                trained.Score(given.AsHistory(), place, scores);
                gains[i] = FactorTuning.NdcgOf(scores, given, hidden, CutOff);
            }
        );
        return gains.Length == 0 ? 0 : gains.Average();
    }
}

/// <summary>The options of the collaborative part at both levels.</summary>
/// <param name="Short">For short histories, or small parts of histories.</param>
/// <param name="Long">For long ones.</param>
internal sealed record KernelLevels(KernelOptions Short, KernelOptions Long);
