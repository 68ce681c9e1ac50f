using Butaca.Data;
using Butaca.Models;
using Butaca.Splits;

namespace Butaca.Training;

/// <summary>
/// The base of models that are made to predict ratings. All of them learn alike how far off they are: a fifth of the
/// training users is left out, a training on the others predicts half of what each of them rated, and the 10th and 90th
/// percentiles of the differences are the interval of the training on everybody (split conformal prediction:
/// Papadopoulos et al. 2002, doi:10.1007/3-540-36755-1_29).
/// </summary>
/// <typeparam name="TOptions">The options.</typeparam>
public abstract class RatingModel<TOptions> : Model<TOptions>
    where TOptions : class, new()
{
    private const int FoldCount = 5;
    private const double Given = 0.5;

    /// <inheritdoc/>
    public sealed override bool IsForLists => false;

    /// <inheritdoc/>
    public sealed override bool PredictsRatings => true;

    /// <summary>Learns from ratings.</summary>
    /// <param name="interactions">
    /// Who rated what; every rating is known. Nobody rated anything where the data has no ratings that differ.
    /// </param>
    /// <param name="scale">The ratings' scale.</param>
    /// <param name="options">Each in its range.</param>
    /// <param name="context">Seed, threads, cancellation.</param>
    /// <returns>A scorer whose intervals have no width.</returns>
    protected abstract RatingScorer Learn(
        Interactions interactions,
        RatingScale scale,
        TOptions options,
        TrainContext context
    );

    /// <inheritdoc/>
    protected sealed override Scorer Fit(Dataset data, TOptions options, TrainContext context)
    {
        RatingScale scale = RatingScale.Of(data.Interactions.Ratings);
        Interactions rated = data.Interactions.WithRatings();
        context.Report("learning what is rated", 0);
        TrainContext quiet = context with { Progress = null };
        RatingErrors errors = data.Users.Count < FoldCount ? default : Errors(data.Users, rated, scale, options, quiet);
        context.Report("learning what is rated", 0.5);
        RatingScorer scorer = Learn(rated, scale, options, quiet).WithErrors(errors);
        context.Report("trained", 1);
        return scorer;
    }

    /// <summary>μ, the mean of all ratings; 0 where there are none.</summary>
    protected static float MeanOf(Interactions interactions)
    {
        double sum = 0;
        foreach (float rating in interactions.Ratings)
            sum += rating;
        return interactions.Count == 0 ? 0 : (float)(sum / interactions.Count);
    }

    private RatingErrors Errors(
        Vocabulary users,
        Interactions interactions,
        RatingScale scale,
        TOptions options,
        TrainContext context
    )
    {
        int[] fold = Folds.Assign(users.Count, FoldCount, context.Seed, "people of rating errors");
        int[] learned = [.. Enumerable.Range(0, users.Count).Where(user => fold[user] > 0)];
        int[] asked = [.. Enumerable.Range(0, users.Count).Where(user => fold[user] == 0)];
        RatingScorer scorer = Learn(interactions.SelectUsers(learned), scale, options, context);
        List<float>[] differences = [.. asked.Select(_ => new List<float>())];
        context.ParallelFor(
            asked.Length,
            i =>
            {
                History history = interactions.HistoryOf(asked[i]);
                (StoredHistory given, int[] hidden) = Mask.Draw(
                    history,
                    Given,
                    context.Seed,
                    users.IdOf(asked[i]),
                    draw: 0
                );
                PredictedRating[] predicted = new PredictedRating[hidden.Length];
                if (!scorer.PredictRatings(given.AsHistory(), hidden, predicted))
                    return;
                for (int h = 0; h < hidden.Length; h++)
                    differences[i].Add(history.Ratings[history.Movies.BinarySearch(hidden[h])] - predicted[h].Mean);
            }
        );
        return RatingErrors.Of([.. differences.SelectMany(each => each)]);
    }
}
