using System.Text.RegularExpressions;
using Butaca.Data;

namespace Butaca.Tests.Hybrid;

/// <summary>Movies with random synopses, genres, years and origins, any of which may be missing; and how alike they are, naively in double precision.</summary>
internal static partial class Described
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

    /// <summary>How alike two movies are, words and means being learned from a set of movies.</summary>
    public static double Likeness(Movie one, Movie other, IReadOnlyList<Movie> landmarks)
    {
        double sum = 0.1;
        sum += Centred(one, other, landmarks, movie => Unit(Vector(movie, landmarks)), 1);
        sum += Centred(one, other, landmarks, movie => Unit(movie.Genres), 0.5);
        sum += Centred(one, other, landmarks, movie => Unit(movie.Directors), 0.3);
        sum += Centred(one, other, landmarks, movie => Unit(movie.Cast), 0.3);
        sum += Centred(one, other, landmarks, movie => Unit(movie.Origin is { } origin ? [origin] : []), 0.1);
        sum += Centred(one, other, landmarks, movie => Unit(movie.Languages), 0.1);
        if (one.Year is null || other.Year is null)
            return sum;
        Movie[] dated = [.. landmarks.Where(movie => movie.Year is not null)];
        return sum
            + Years(one, other)
            - dated.Average(movie => Years(one, movie))
            - dated.Average(movie => Years(movie, other))
            + dated.Average(a => dated.Average(b => Years(a, b)));
    }

    private static double Years(Movie one, Movie other) =>
        Math.Exp(-Math.Pow((double)(one.Year! - other.Year!), 2) / 18) / 2;

    /// <summary>weight · (x − m)·(y − m), 0 where either is not known.</summary>
    private static double Centred(
        Movie one,
        Movie other,
        IReadOnlyList<Movie> landmarks,
        Func<Movie, Dictionary<string, double>> vectorOf,
        double weight
    )
    {
        Dictionary<string, double> x = vectorOf(one);
        Dictionary<string, double> y = vectorOf(other);
        if (x.Count == 0 || y.Count == 0)
            return 0;
        Dictionary<string, double>[] known = [.. landmarks.Select(vectorOf).Where(vector => vector.Count > 0)];
        double sum = 0;
        foreach (string key in known.Append(x).Append(y).SelectMany(vector => vector.Keys).Distinct())
        {
            double mean = known.Length == 0 ? 0 : known.Average(vector => vector.GetValueOrDefault(key));
            sum += (x.GetValueOrDefault(key) - mean) * (y.GetValueOrDefault(key) - mean);
        }
        return weight * sum;
    }

    private static Dictionary<string, double> Unit(IReadOnlyCollection<string> names) =>
        Unit(names.ToDictionary(name => name, _ => 1.0));

    private static Dictionary<string, double> Unit(Dictionary<string, double> vector)
    {
        double norm = Norm(vector);
        return norm > 0 ? vector.ToDictionary(entry => entry.Key, entry => entry.Value / norm) : [];
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
