using Butaca.Data;

namespace Butaca.Tests.ButacaPipeline;

/// <summary>Movies with random synopses, genres, years and origins, any of which may be missing.</summary>
internal static class Described
{
    private static readonly string[] Words = [.. Enumerable.Range(0, 30).Select(i => $"{(char)('a' + i % 26)}word{i}")];
    private static readonly string[] Kinds = ["Comedy", "Drama", "War", "Horror", "Crime"];
    private static readonly string[] Tongues = ["English", "French"];
    private static readonly string[] Places = ["American", "British", "French"];

    public static Movie[] Movies(int count, long seed)
    {
        Random random = Seeds.Create(seed, "described");
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(row => new Movie(Toy.IdOf(row), $"Movie {row}")
                {
                    Year = random.NextDouble() < 0.15 ? null : 1920 + random.Next(100),
                    Genres = [.. random.Sample(Kinds.Length, random.Next(4)).Select(kind => Kinds[kind])],
                    Origin = random.NextDouble() < 0.15 ? null : Places[random.Next(3)],
                    Directors = random.NextDouble() < 0.15 ? [] : [$"Director {random.Next(5)}"],
                    Cast = [.. random.Sample(8, random.Next(4)).Select(actor => $"Actor {actor}")],
                    Languages = random.NextDouble() < 0.3 ? [] : [Tongues[random.Next(2)]],
                    Synopsis =
                        random.NextDouble() < 0.15
                            ? null
                            : string.Join(
                                ' ',
                                Enumerable.Range(0, 4 + random.Next(12)).Select(_ => Words[random.Next(Words.Length)])
                            ) + ".",
                }),
        ];
    }

    /// <summary>Users who watched some of the movies; those of some rows nobody.</summary>
    public static Dataset Watched(Movie[] movies, int users, double density, long seed, Func<int, bool>? isNew = null)
    {
        Random random = Seeds.Create(seed, "watched");
        return Toy.Of(
            movies,
            [
                .. Enumerable
                    .Range(0, users)
                    .Select(_ =>
                        Enumerable
                            .Range(0, movies.Length)
                            .Where(movie => random.NextDouble() < density && isNew?.Invoke(movie) != true)
                            .ToArray()
                    ),
            ]
        );
    }

    /// <summary>The same data with each movie changed.</summary>
    public static Dataset With(this Dataset data, Func<Movie, int, Movie> change) =>
        new(new Catalog(data.Catalog.Movies.ToArray().Select(change)), data.Users, data.Interactions);
}
