using System.Numerics.Tensors;

namespace Butaca.Models.ButacaPipeline;

/// <summary>What networks are told of a movie that isn't linear in what was watched.</summary>
/// <param name="Year">The year.</param>
/// <param name="LogAudience">log(1 + audience).</param>
/// <param name="Promised">The same, as what the movie is promises it.</param>
/// <param name="Genres">(genres): of length 1.</param>
internal readonly record struct MovieFacts(float Year, float LogAudience, float Promised, float[] Genres)
{
    /// <summary>What is watched on average: the mean of movies, each as often as it was watched.</summary>
    public static MovieFacts Mean(ReadOnlySpan<MovieFacts> movies, Func<int, int> audienceOf, int genres)
    {
        double all = 0;
        double year = 0;
        double audience = 0;
        double promised = 0;
        float[] mean = new float[genres];
        for (int i = 0; i < movies.Length; i++)
        {
            int weight = audienceOf(i);
            MovieFacts movie = movies[i];
            all += weight;
            year += (double)weight * movie.Year;
            audience += (double)weight * movie.LogAudience;
            promised += (double)weight * movie.Promised;
            TensorPrimitives.MultiplyAdd(movie.Genres, weight, mean, mean);
        }
        all = Math.Max(1, all);
        TensorPrimitives.Divide(mean, (float)all, mean);
        return new MovieFacts((float)(year / all), (float)(audience / all), (float)(promised / all), mean);
    }
}
