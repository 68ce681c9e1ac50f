namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// How likely a cold movie, which nobody watched, is new rather than of no interest to these users: sigmoid(−(doubt +
/// slope · log of the audience that what it is promises)), and certain for movies that were added after the training.
/// </summary>
/// <param name="TrainedMovies">How many movies the catalogue had in training.</param>
/// <param name="Doubt">The logit that a movie which promises no audience is not new.</param>
/// <param name="Slope">What each unit of the promised audience's logarithm adds to it.</param>
internal readonly record struct ColdMoviePrior(int TrainedMovies, float Doubt, float Slope)
{
    /// <summary>A doubt that is none.</summary>
    public const float NoDoubt = -50;

    /// <summary>All are new.</summary>
    public static ColdMoviePrior AreNew(int trainedMovies) => new(trainedMovies, NoDoubt, 0);

    /// <summary>The logarithm of the probability that a movie is new, given that nobody watched it.</summary>
    /// <param name="movie">Its row.</param>
    /// <param name="places">Tell what audience it promises.</param>
    public float LogProbability(int movie, ContentSpace places)
    {
        if (movie >= TrainedMovies)
            return 0;
        float logit = Doubt + Slope * places.LogAudience(movie);
        return -(Math.Max(logit, 0) + MathF.Log(1 + MathF.Exp(-Math.Abs(logit)))); // −ln(1 + e^logit)
    }

    /// <summary>Writes it.</summary>
    public void Save(ArrayFolder arrays)
    {
        arrays.Write("trained-movies", [TrainedMovies], 1);
        arrays.Write("unwatched", [Doubt, Slope], 2);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static ColdMoviePrior Load(ArrayFolder arrays)
    {
        float[] values = arrays.Read<float>("unwatched", 2);
        return new ColdMoviePrior(arrays.Read<int>("trained-movies", 1)[0], values[0], values[1]);
    }
}
