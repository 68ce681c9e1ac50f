using System.Collections.Immutable;
using Butaca.Data;

namespace Butaca.Features;

/// <summary>
/// What a movie is, apart from its synopsis, as numbers: the year, standardised; a flag for each genre and one for no
/// genre; a flag for each origin of at least five training movies and one for the others. What is unknown is 0: the
/// average year, no origin. Learned from the training movies alone; immutable.
/// </summary>
/// <param name="YearMean">Mean year of the training movies.</param>
/// <param name="YearDeviation">Its standard deviation, above 0; 0 only in <see cref="None"/>.</param>
/// <param name="Genres">The genres, in ordinal order.</param>
/// <param name="Origins">The origins that have a flag of their own, in ordinal order.</param>
public sealed record MovieFeatures(
    double YearMean,
    double YearDeviation,
    ImmutableArray<string> Genres,
    ImmutableArray<string> Origins
)
{
    /// <summary>Training movies that an origin needs for a flag of its own.</summary>
    private const int LeastMovies = 5;

    /// <summary>No features at all.</summary>
    public static MovieFeatures None { get; } = new(0, 0, [], []);

    /// <summary>Number of features.</summary>
    public int Count => YearDeviation == 0 ? 0 : 1 + Genres.Length + 1 + Origins.Length + 1;

    /// <summary>Learns the features.</summary>
    /// <param name="movies">The training movies.</param>
    public static MovieFeatures Learn(IReadOnlyCollection<Movie> movies)
    {
        double[] years = [.. movies.Where(m => m.Year is not null).Select(m => (double)m.Year!.Value)];
        double mean = years.Length == 0 ? 0 : years.Average();
        double variance = years.Length == 0 ? 0 : years.Average(year => (year - mean) * (year - mean));
        return new MovieFeatures(
            (float)mean, // as a model folder keeps them, so that a saved model places movies as the trained one did
            variance > 0 ? (float)Math.Sqrt(variance) : 1,
            [.. movies.SelectMany(m => m.Genres).Distinct().Order(StringComparer.Ordinal)],
            [
                .. movies
                    .Where(m => m.Origin is not null)
                    .GroupBy(m => m.Origin!)
                    .Where(g => g.Count() >= LeastMovies)
                    .Select(g => g.Key)
                    .Order(StringComparer.Ordinal),
            ]
        );
    }

    /// <summary>Writes a movie's features.</summary>
    /// <param name="movie">The movie.</param>
    /// <param name="features">Receives <see cref="Count"/> numbers.</param>
    public void Encode(Movie movie, Span<float> features)
    {
        features.Clear();
        if (Count == 0)
            return;
        if (movie.Year is { } year)
            features[0] = (float)((year - YearMean) / YearDeviation);
        Span<float> genres = features[1..];
        foreach (string genre in movie.Genres)
            if (Genres.BinarySearch(genre, StringComparer.Ordinal) is >= 0 and int at)
                genres[at] = 1;
        if (movie.Genres.IsEmpty)
            genres[Genres.Length] = 1;
        Span<float> origins = genres[(Genres.Length + 1)..];
        if (movie.Origin is null)
            return;
        int origin = Origins.BinarySearch(movie.Origin, StringComparer.Ordinal);
        origins[origin >= 0 ? origin : Origins.Length] = 1;
    }
}
