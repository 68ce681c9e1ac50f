using System.Numerics.Tensors;

namespace Butaca.Models.Hybrid;

/// <summary>What networks are told of a movie that isn't linear in what was watched.</summary>
/// <param name="Year">The year.</param>
/// <param name="LogAudience">log(1 + audience).</param>
/// <param name="Promised">The same, as what the movie is promises it.</param>
/// <param name="Synopsis">1 with a synopsis, 0 without.</param>
/// <param name="Genres">(genres): of length 1.</param>
internal readonly record struct MovieFacts(
    float Year,
    float LogAudience,
    float Promised,
    float Synopsis,
    float[] Genres
)
{
    /// <summary>The first of the features that <see cref="Write"/> writes.</summary>
    private const int First = Evidence.ContentLift + 1;

    /// <summary>Parts that the features fall into, each a position; those of the person alone are in none.</summary>
    public const int Prior = 0;

    /// <summary>The part of the features of time.</summary>
    public const int Time = 1;

    /// <summary>The content part.</summary>
    public const int Content = 2;

    /// <summary>Features of the person alone belong to no part.</summary>
    public const int NoPart = -1;

    /// <summary>
    /// The part that a feature belongs to. A movie's age is of its content: within one list it says nothing but its year, and between
    /// two parts of which one tells the other, how much is whose would be chance.
    /// </summary>
    public static int PartOf(int feature) =>
        (feature - First) switch
        {
            0 or 1 => Time,
            7 or 8 => Prior,
            >= 2 and <= 10 => Content,
            _ => NoPart,
        };

    /// <summary>Writes the features of the movie and of the person, after those that are linear.</summary>
    /// <param name="reading">The person.</param>
    /// <param name="asNew">Whether nothing of the movie's audience is to be used.</param>
    /// <param name="near">log of how popular the movie was around that time, beside always; 0: as ever.</param>
    /// <param name="wide">The same over a longer time.</param>
    /// <param name="features">(<see cref="Evidence.FeatureCount"/>).</param>
    public void Write(Reading reading, bool asNew, float near, float wide, Span<float> features)
    {
        bool timed = reading.At > 0;
        float age = timed ? reading.Year - Year : 0;
        ReadOnlySpan<float> values =
        [
            near,
            wide,
            age / 20,
            MathF.Log(1 + Math.Max(0, age)),
            timed && Year > reading.LatestYear ? 1 : 0,
            TensorPrimitives.Dot<float>(reading.Genres, Genres),
            MathF.Abs(Year - reading.MeanYear) / 10,
            asNew ? Promised : LogAudience,
            Promised,
            (Year - 1990) / 20,
            Synopsis,
            reading.LogCount,
            reading.MeanLogAudience,
            (reading.MeanYear - 1990) / 20,
            reading.YearDeviation / 10,
            reading.LogSpan,
            timed ? (reading.Year - 2005) / 10 : 0,
        ];
        values.CopyTo(features[First..]);
    }

    /// <summary>What is watched on average: the mean of movies, each as often as it was watched.</summary>
    public static MovieFacts Mean(ReadOnlySpan<MovieFacts> movies, Func<int, int> audienceOf, int genres)
    {
        double all = 0;
        double year = 0;
        double audience = 0;
        double promised = 0;
        double synopsis = 0;
        float[] mean = new float[genres];
        for (int i = 0; i < movies.Length; i++)
        {
            int weight = audienceOf(i);
            MovieFacts movie = movies[i];
            all += weight;
            year += (double)weight * movie.Year;
            audience += (double)weight * movie.LogAudience;
            promised += (double)weight * movie.Promised;
            synopsis += (double)weight * movie.Synopsis;
            TensorPrimitives.MultiplyAdd(movie.Genres, weight, mean, mean);
        }
        all = Math.Max(1, all);
        TensorPrimitives.Divide(mean, (float)all, mean);
        return new MovieFacts(
            (float)(year / all),
            (float)(audience / all),
            (float)(promised / all),
            (float)(synopsis / all),
            mean
        );
    }
}
