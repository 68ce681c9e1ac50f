using System.Globalization;
using Butaca.Data;
using Butaca.Models;
using Butaca.Models.Hybrid;
using Butaca.Splits;
using Butaca.Training.Models;

namespace Butaca.Training.Hybrid;

/// <summary>
/// Chooses the options of the collaborative part by P@10 on folds of the training people: from the given values, one step
/// at a time along a grid, as long as that helps.
/// </summary>
internal static class KernelTuning
{
    private const int CutOff = 10;
    private const double GivenShare = 0.2;

    /// <summary>
    /// Where the collaborative part is over movies, so many of them at most while options are tried: nearly all of the best ten
    /// are among the most watched, and the time goes with the third power.
    /// </summary>
    private const int MostDense = 4000;

    private static readonly float[] Lambdas = [10, 20, 50, 100, 200, 350, 500, 700, 1000, 1500, 2500, 5000, 10_000];
    private static readonly float[] Dropouts = [0, 0.3f, 0.5f, 0.7f, 0.8f, 0.9f, 0.95f];
    private static readonly float[] TimeWeights = [0, 0.3f, 0.6f, 1, 2, 4];
    private static readonly float[] TimeWidths = [0.25f, 0.5f, 1, 2, 4, 8];

    /// <summary>Chooses.</summary>
    /// <param name="data">The training people.</param>
    /// <param name="folds">Folds of them; none: the options are taken as they are given.</param>
    /// <param name="collaboration">Trains.</param>
    /// <param name="options">Where the walk starts, and how long it is.</param>
    /// <param name="context">Seed, threads, progress, cancellation.</param>
    public static KernelOptions Choose(
        Dataset data,
        IReadOnlyList<Fold> folds,
        Collaboration collaboration,
        ButacaOptions options,
        TrainContext context
    )
    {
        bool timed = data.Interactions.HasTimes && collaboration.IsOverPeople;
        KernelOptions best = new(
            (float)options.Dropout,
            (float)options.Lambda,
            timed ? (float)options.TimeWeight : 0,
            (float)options.TimeWidth
        );
        if (options.Tune == Tuning.Off || folds.Count == 0)
            return best;
        int draws = options.Tune == Tuning.Quick ? 2 : 8;
        int rounds = options.Tune == Tuning.Quick ? 1 : 4;
        Func<KernelOptions, ICollaborative>[] trainers =
        [
            .. folds.Select(fold => collaboration.Prepare(fold.Train.Interactions, MostDense)),
        ];
        Dictionary<KernelOptions, double> measured = [];
        double Of(KernelOptions candidate)
        {
            if (measured.TryGetValue(candidate, out double known))
                return known;
            context.Report(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"trying λ = {candidate.Lambda}, p = {candidate.Dropout}, τ = {candidate.TimeWeight}, h = {candidate.TimeWidth}"
                ),
                0.2 * measured.Count / (measured.Count + 10.0)
            );
            return measured[candidate] = folds
                .Select((fold, i) => Measure(fold, trainers[i](candidate), draws, context))
                .Average();
        }
        for (int round = 0; round < rounds; round++)
        {
            KernelOptions before = best;
            best = Walk(best, Lambdas, o => o.Lambda, (o, value) => o with { Lambda = value }, Of);
            best = Walk(best, Dropouts, o => o.Dropout, (o, value) => o with { Dropout = value }, Of);
            if (timed)
            {
                best = Walk(best, TimeWeights, o => o.TimeWeight, (o, value) => o with { TimeWeight = value }, Of);
                if (best.TimeWeight > 0)
                    best = Walk(best, TimeWidths, o => o.TimeWidth, (o, value) => o with { TimeWidth = value }, Of);
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

    private static double Measure(Fold fold, ICollaborative trained, int draws, TrainContext context)
    {
        double[] precisions = new double[fold.Asked.Length * draws];
        context.ParallelFor(
            precisions.Length,
            i =>
            {
                int user = fold.Asked[i / draws];
                (StoredHistory given, int[] hidden) = Mask.Draw(
                    fold.All.Interactions.HistoryOf(user),
                    GivenShare,
                    context.Seed,
                    fold.All.Users.IdOf(user),
                    i % draws
                );
                IPersonSpace? space = trained as IPersonSpace;
                float[] person = new float[space?.Dimension ?? 0];
                float[] scores = new float[fold.All.Catalog.Count];
                space?.Place(given.AsHistory(), WatchTimes.Median(given.Times), person, []);
                trained.Score(given.AsHistory(), person, scores);
                foreach (int movie in given.Movies)
                    scores[movie] = float.NegativeInfinity;
                int[] best = new int[CutOff];
                int found = TopN.Select(scores, best);
                precisions[i] =
                    best.AsSpan(0, found).ToArray().Count(movie => Array.BinarySearch(hidden, movie) >= 0)
                    / (double)CutOff;
            }
        );
        return precisions.Length == 0 ? 0 : precisions.Average();
    }
}
