using Butaca.Data;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;
using Butaca.Splits;

namespace Butaca.Training.ButacaPipeline;

/// <summary>
/// How wide the intervals of predicted ratings have to be for four of five ratings to lie within: the 10th and 90th
/// percentiles of (rating − prediction) / standard deviation over users who were held out, half of what they rated
/// being given. Movies that nobody has rated have their own, from the same ratings predicted as if nobody had rated
/// their movies. Normalised split conformal prediction: Papadopoulos et al. 2002, doi:10.1007/3-540-36755-1_29.
/// </summary>
internal sealed class RatingCalibration
{
    private const double Given = 0.5;

    /// <summary>Ratings from which a percentile is told.</summary>
    private const int Least = 100;

    private readonly List<float> _rated = [];
    private readonly List<float> _expected = [];

    /// <summary>Asks about held-out users.</summary>
    /// <param name="factors">Trained without them.</param>
    /// <param name="places">Knows what is expected of each movie by what it is, without its own ratings.</param>
    /// <param name="data">What everybody rated.</param>
    /// <param name="users">Their rows.</param>
    /// <param name="context">Seed, threads, cancellation.</param>
    public void Ask(RatingFactors factors, ContentSpace places, Dataset data, int[] users, TrainContext context)
    {
        RatingFactors asNew = factors.WithUnrated(places, _ => false);
        List<(float Known, float AsNew)>[] found = [.. users.Select(_ => new List<(float, float)>())];
        context.ParallelFor(
            users.Length,
            i =>
            {
                History history = data.Interactions.HistoryOf(users[i]);
                Id user = data.Users.IdOf(users[i]);
                (StoredHistory given, int[] hidden) = Mask.Draw(history, Given, context.Seed, user, draw: 0);
                Rater rater = factors.Read(given.AsHistory(), given.Ratings);
                foreach (int movie in hidden)
                {
                    float rating = history.Ratings[history.Movies.BinarySearch(movie)];
                    if (float.IsNaN(rating))
                        continue;
                    found[i].Add((Distance(factors, rater, movie, rating), Distance(asNew, rater, movie, rating)));
                }
            }
        );
        _rated.AddRange(found.SelectMany(each => each.Select(both => both.Known)));
        _expected.AddRange(found.SelectMany(each => each.Select(both => both.AsNew)));
    }

    private static float Distance(RatingFactors factors, Rater rater, int movie, float rating) =>
        (rating - factors.Predict(rater, movie).Mean) / factors.DoubtOf(rater, movie);

    /// <summary>
    /// The same predictions with the intervals that were found; those of a normal distribution where too few ratings
    /// tell.
    /// </summary>
    public RatingFactors Calibrate(RatingFactors factors)
    {
        if (_rated.Count < Least)
            return factors;
        return factors.WithErrors(RatingErrors.Of([.. _rated]), RatingErrors.Of([.. _expected]));
    }
}
