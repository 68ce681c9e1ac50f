using System.Text.RegularExpressions;
using Butaca.Data;

namespace Butaca.Tests.Hybrid;

/// <summary>Movies with random synopses, genres, years and origins, any of which may be missing; and how alike they are, naively in double precision.</summary>
internal static partial class Described
{
    private static readonly string[] Words = [.. Enumerable.Range(0, 30).Select(i => $"{(char)('a' + i % 26)}word{i}")];
    private static readonly string[] Kinds = ["Comedy", "Drama", "War", "Horror", "Crime"];
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

    /// <summary>People who watched some of the movies; those of some rows nobody.</summary>
    public static Dataset Watched(Movie[] movies, int people, double density, long seed, Func<int, bool>? isNew = null)
    {
        Random random = Seeds.Create(seed, "watched");
        return Toy.Of(
            movies,
            [
                .. Enumerable
                    .Range(0, people)
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

    /// <summary>How alike two movies are, words being weighed by a set of movies.</summary>
    public static double Likeness(Movie one, Movie other, IReadOnlyList<Movie> landmarks)
    {
        Dictionary<string, double> a = Vector(one, landmarks);
        Dictionary<string, double> b = Vector(other, landmarks);
        double text = a.Sum(term => term.Value * b.GetValueOrDefault(term.Key));
        double norms = Norm(a) * Norm(b);
        double genres =
            one.Genres.Intersect(other.Genres).Count()
            / Math.Max(1e-9, Math.Sqrt(one.Genres.Length * other.Genres.Length));
        double years =
            one.Year is { } year && other.Year is { } otherYear ? Math.Exp(-Math.Pow(year - otherYear, 2) / 18) : 0;
        double lengths = Math.Exp(
            -Math.Pow(Math.Log((50.0 + (one.Synopsis?.Length ?? 0)) / (50 + (other.Synopsis?.Length ?? 0))), 2) / 2
        );
        return (norms > 0 ? text / norms : 0)
            + genres / 2
            + years / 2
            + 0.3 * lengths
            + (one.Origin is not null && one.Origin == other.Origin ? 0.1 : 0)
            + 0.1;
    }

    private static Dictionary<string, double> Vector(Movie movie, IReadOnlyList<Movie> landmarks)
    {
        int described = landmarks.Count(landmark => landmark.Synopsis is not null);
        Dictionary<string, double> vector = new(StringComparer.Ordinal);
        foreach (IGrouping<string, string> term in Terms(movie).GroupBy(term => term, StringComparer.Ordinal))
        {
            int documents = landmarks.Count(landmark => Terms(landmark).Contains(term.Key));
            if (documents >= 2 && documents <= 0.4 * described)
                vector[term.Key] = (1 + Math.Log(term.Count())) * Math.Log(described / (double)documents);
        }
        return vector;
    }

    private static string[] Terms(Movie movie)
    {
        string[] words = [.. Word().Matches((movie.Synopsis ?? "").ToLowerInvariant()).Select(match => match.Value)];
        return [.. words, .. words.Zip(words.Skip(1), (first, second) => $"{first} {second}")];
    }

    private static double Norm(Dictionary<string, double> vector) =>
        Math.Sqrt(vector.Values.Sum(value => value * value));

    [GeneratedRegex(@"[\p{L}\p{N}']+", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Word();
}
