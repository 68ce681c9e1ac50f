using System.Collections.Immutable;
using Butaca.Data;
using Butaca.Data.Files;

namespace Butaca.Bench;

/// <summary>Data of ml-32m's shape with genres, years, origins and synopses that are made up.</summary>
internal static class LargeData
{
    private const int Users = 200_948;
    private const int Movies = 87_585;
    private const int Rows = 32_000_204;
    private const int Words = 20_000;

    /// <summary>
    /// The standard deviation of the logarithm of how many movies somebody rates: a median of 70 at a mean of 160, as
    /// in ml-32m.
    /// </summary>
    private const double Spread = 1.1;

    private static readonly string[] Genres =
    [
        "Drama",
        "Comedy",
        "Thriller",
        "Romance",
        "Action",
        "Documentary",
        "Horror",
        "Crime",
        "Adventure",
        "Sci-Fi",
        "Children",
        "Animation",
        "Mystery",
        "Fantasy",
        "War",
        "Western",
        "Musical",
        "Film-Noir",
    ];
    private static readonly string[] Origins = ["American", "British", "French", "Italian", "Japanese", "Indian"];

    /// <summary>Makes it.</summary>
    /// <param name="share">The share of the users, above 0 up to 1; all movies are there.</param>
    public static Dataset Make(double share = 1)
    {
        string temporary = Directory.CreateTempSubdirectory("butaca-large-").FullName;
        try
        {
            RatingsMaker.Write(
                Path.Combine(temporary, "ratings.csv"),
                (int)(Users * share),
                Movies,
                (int)(Rows * share),
                Spread
            );
            Dataset plain = DatasetFolder.Read(temporary).Dataset;
            return new Dataset(
                new Catalog([.. plain.Catalog.Movies.ToArray().Select(Describe)]),
                plain.Users,
                plain.Interactions
            );
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>
    /// Up to three genres, a year, and for a third of the movies an origin and 40 words, by Zipf's law.
    /// </summary>
    public static Movie Describe(Movie movie)
    {
        Random random = Seeds.Create(1, "large-bench", movie.Id.Number);
        int Skewed(int count) => (int)(count * Math.Pow(random.NextDouble(), 2));
        ImmutableArray<string> genres =
        [
            .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Genres[Skewed(Genres.Length)]).Distinct(),
        ];
        Movie described = movie with { Genres = genres, Year = 2020 - Skewed(100) };
        return random.Next(3) > 0
            ? described
            : described with
            {
                Origin = Origins[Skewed(Origins.Length)],
                Synopsis = string.Join(
                    ' ',
                    Enumerable.Range(0, 40).Select(_ => $"word{RatingsMaker.Zipf(random, Words)}")
                ),
            };
    }
}
