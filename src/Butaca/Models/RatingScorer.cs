using Butaca.Data;

namespace Butaca.Models;

/// <summary>
/// A scorer that predicts ratings and ranks by them: made to compare predictions with, as what users rate high is not
/// what they watch. Without ratings of a user it tells no movies apart.
/// </summary>
public abstract class RatingScorer : Scorer
{
    private const string ScaleName = "rating-scale";
    private const string ErrorsName = "rating-errors";

    /// <summary>Takes what all of them know.</summary>
    /// <param name="movieCount">Movies of the catalogue.</param>
    /// <param name="scale">The scale of the training's ratings; where it tells nothing, nothing is predicted.</param>
    /// <param name="errors">How far from predictions ratings lie.</param>
    protected RatingScorer(int movieCount, RatingScale scale, RatingErrors errors)
        : base(movieCount)
    {
        Scale = scale;
        Errors = errors;
    }

    /// <summary>The scale of the training's ratings.</summary>
    public RatingScale Scale { get; }

    /// <summary>How far from predictions ratings lie.</summary>
    public RatingErrors Errors { get; }

    /// <inheritdoc/>
    public override bool KnowsRatings => Scale.Tells;

    /// <inheritdoc/>
    public override float DislikeRating => Scale.Tells ? Scale.Disliked : float.NaN;

    /// <summary>The same predictions with other intervals.</summary>
    /// <param name="errors">How far from predictions ratings lie.</param>
    public abstract RatingScorer WithErrors(RatingErrors errors);

    /// <inheritdoc/>
    public override void Score(in History history, Span<float> scores)
    {
        scores.Clear();
        if (!Scale.Tells || !history.Ratings.ContainsAnyExcept(float.NaN))
            return;
        int[] all = [.. Enumerable.Range(0, MovieCount)];
        Expect(RatedOf(history), all, scores);
    }

    /// <inheritdoc/>
    /// <remarks>What each watched movie adds is not told apart.</remarks>
    public override ScoreParts Explain(in History history, int movie, Span<float> contributions)
    {
        contributions.Clear();
        using Rented<float> scores = new(MovieCount);
        Score(history, scores.Span);
        return ScoreParts.Of(scores.Span[movie], contributions);
    }

    /// <inheritdoc/>
    public override bool PredictRatings(in History history, ReadOnlySpan<int> movies, Span<PredictedRating> ratings)
    {
        if (!Scale.Tells)
            return false;
        using Rented<float> rented = new(movies.Length);
        Span<float> means = rented.Span;
        Expect(RatedOf(history), movies, means);
        for (int i = 0; i < movies.Length; i++)
            ratings[i] = new PredictedRating(
                Math.Clamp(means[i], Scale.Least, Scale.Most),
                Math.Clamp(means[i] + Errors.Low, Scale.Least, Scale.Most),
                Math.Clamp(means[i] + Errors.High, Scale.Least, Scale.Most)
            );
        return true;
    }

    /// <inheritdoc/>
    public override void Save(ArrayFolder arrays)
    {
        arrays.Write(ScaleName, [Scale.Least, Scale.Most], 2);
        arrays.Write(ErrorsName, [Errors.Low, Errors.High], 2);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    protected static (RatingScale Scale, RatingErrors Errors) LoadShared(ArrayFolder arrays)
    {
        float[] scale = arrays.Read<float>(ScaleName, 2);
        float[] errors = arrays.Read<float>(ErrorsName, 2);
        return (new RatingScale(scale[0], scale[1]), new RatingErrors(errors[0], errors[1]));
    }

    /// <summary>What ratings are expected.</summary>
    /// <param name="rated">The user's movies with a rating, on the scale of the training.</param>
    /// <param name="movies">The rows of the movies.</param>
    /// <param name="means">(movies): receives the expected ratings, which may lie beyond the scale.</param>
    protected abstract void Expect(StoredHistory rated, ReadOnlySpan<int> movies, Span<float> means);

    private StoredHistory RatedOf(in History history)
    {
        float[] read = new float[history.Ratings.Length];
        Scale.Read(history.Ratings, read);
        int[] rated = [.. Enumerable.Range(0, read.Length).Where(position => !float.IsNaN(read[position]))];
        return StoredHistory.Select(new History(history.Movies, read), rated);
    }
}

/// <summary>How far from predictions ratings lie: the interval in which four of five differences lie.</summary>
/// <param name="Low">The 10th percentile of rating − prediction.</param>
/// <param name="High">The 90th.</param>
public readonly record struct RatingErrors(float Low, float High)
{
    private const double Tail = 0.1;

    /// <summary>The percentiles of some differences.</summary>
    /// <param name="differences">Rating − prediction, in any order; they are sorted. Empty: no width.</param>
    public static RatingErrors Of(Span<float> differences)
    {
        if (differences.IsEmpty)
            return default;
        differences.Sort();
        int last = differences.Length - 1;
        return new RatingErrors(
            differences[(int)Math.Floor(Tail * last)],
            differences[(int)Math.Ceiling((1 - Tail) * last)]
        );
    }
}
