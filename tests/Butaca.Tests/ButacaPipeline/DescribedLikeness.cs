using System.Text.RegularExpressions;
using Butaca.Data;

namespace Butaca.Tests.ButacaPipeline;

/// <summary>
/// How alike movies are, naively in double precision. Words and means are learned from a set of movies, once.
/// </summary>
internal sealed partial class DescribedLikeness
{
    private readonly Dictionary<string, int> _documents; // in how many landmarks' synopses a term stands
    private readonly int _described;
    private readonly Part[] _parts;
    private readonly Movie[] _dated;
    private readonly double _meanYears;

    /// <summary>Learns from landmarks.</summary>
    public DescribedLikeness(IReadOnlyList<Movie> landmarks)
    {
        _described = landmarks.Count(movie => movie.Synopsis is not null);
        _documents = landmarks
            .SelectMany(movie => Terms(movie).Distinct(StringComparer.Ordinal))
            .CountBy(term => term, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        _parts =
        [
            new(landmarks, movie => Unit(Vector(movie)), 1),
            new(landmarks, movie => Unit(movie.Genres), 0.5),
            new(landmarks, movie => Unit(movie.Directors), 0.3),
            new(landmarks, movie => Unit(movie.Cast), 0.3),
            new(landmarks, movie => Unit(movie.Origin is { } origin ? [origin] : []), 0.1),
            new(landmarks, movie => Unit(movie.Languages), 0.1),
        ];
        _dated = [.. landmarks.Where(movie => movie.Year is not null)];
        _meanYears = _dated.Length == 0 ? 0 : _dated.Average(a => _dated.Average(b => Years(a, b)));
    }

    /// <summary>How alike two movies are.</summary>
    public double Of(Movie one, Movie other)
    {
        double sum = 0.1 + _parts.Sum(part => part.Of(one, other));
        if (one.Year is null || other.Year is null)
            return sum;
        return sum
            + Years(one, other)
            - _dated.Average(movie => Years(one, movie))
            - _dated.Average(movie => Years(movie, other))
            + _meanYears;
    }

    private static double Years(Movie one, Movie other) =>
        Math.Exp(-Math.Pow((double)(one.Year! - other.Year!), 2) / 18) / 2;

    private static Dictionary<string, double> Unit(IReadOnlyCollection<string> names) =>
        Unit(names.ToDictionary(name => name, _ => 1.0));

    private static Dictionary<string, double> Unit(Dictionary<string, double> vector)
    {
        double norm = Math.Sqrt(vector.Values.Sum(value => value * value));
        return norm > 0 ? vector.ToDictionary(entry => entry.Key, entry => entry.Value / norm) : [];
    }

    private Dictionary<string, double> Vector(Movie movie)
    {
        Dictionary<string, double> vector = new(StringComparer.Ordinal);
        foreach (IGrouping<string, string> term in Terms(movie).GroupBy(term => term, StringComparer.Ordinal))
        {
            int documents = _documents.GetValueOrDefault(term.Key);
            if (documents >= 2 && documents <= 0.4 * _described)
                vector[term.Key] = (1 + Math.Log(term.Count())) * Math.Log(_described / (double)documents);
        }
        return vector;
    }

    private static string[] Terms(Movie movie)
    {
        string[] words = [.. Word().Matches((movie.Synopsis ?? "").ToLowerInvariant()).Select(match => match.Value)];
        return [.. words, .. words.Zip(words.Skip(1), (first, second) => $"{first} {second}")];
    }

    [GeneratedRegex(@"[\p{L}\p{N}']+", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Word();

    /// <summary>
    /// weight · (x − m)·(y − m) of one kind of what is known of movies, 0 where either movie lacks it.
    /// </summary>
    private sealed class Part
    {
        private readonly Dictionary<Movie, Dictionary<string, double>> _vectors = new(
            ReferenceEqualityComparer.Instance
        );
        private readonly Dictionary<string, double> _means = new(StringComparer.Ordinal);
        private readonly Func<Movie, Dictionary<string, double>> _vectorOf;
        private readonly double _weight;

        public Part(IReadOnlyList<Movie> landmarks, Func<Movie, Dictionary<string, double>> vectorOf, double weight)
        {
            _vectorOf = vectorOf;
            _weight = weight;
            Dictionary<string, double>[] known = [.. landmarks.Select(VectorOf).Where(vector => vector.Count > 0)];
            foreach (string key in known.SelectMany(vector => vector.Keys).Distinct(StringComparer.Ordinal))
                _means[key] = known.Average(vector => vector.GetValueOrDefault(key));
        }

        public double Of(Movie one, Movie other)
        {
            Dictionary<string, double> x = VectorOf(one);
            Dictionary<string, double> y = VectorOf(other);
            if (x.Count == 0 || y.Count == 0)
                return 0;
            double sum = 0;
            foreach (string key in _means.Keys.Union(x.Keys).Union(y.Keys))
            {
                double mean = _means.GetValueOrDefault(key);
                sum += (x.GetValueOrDefault(key) - mean) * (y.GetValueOrDefault(key) - mean);
            }
            return _weight * sum;
        }

        private Dictionary<string, double> VectorOf(Movie movie)
        {
            if (!_vectors.TryGetValue(movie, out Dictionary<string, double>? vector))
                _vectors[movie] = vector = _vectorOf(movie);
            return vector;
        }
    }
}
