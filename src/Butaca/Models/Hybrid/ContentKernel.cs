using System.Text.RegularExpressions;
using Butaca.Data;

namespace Butaca.Models.Hybrid;

/// <summary>
/// How alike two movies are by what they are: the cosine of their synopses' TF-IDF vectors (words, or
/// pairs of characters where a script has no spaces, and pairs of neighbouring ones), ½ of the cosine of their genres, ½·exp(−Δyear²/18), 3/10·exp(−Δlength²/2) where length is the
/// logarithm of the synopsis's (more is written about movies that more people watch), 1/10 where the origin is the same,
/// and 1/10 for all. A sum of kernels, so itself one. Words and their weights are learned from the landmarks alone; immutable.
/// </summary>
internal sealed partial class ContentKernel
{
    private const float GenreWeight = 0.5f;
    private const float YearWeight = 0.5f;
    private const float YearWidth = 3;
    private const float LengthWeight = 0.3f;
    private const float OriginWeight = 0.1f;
    private const float CommonWeight = 0.1f;
    private const int ShortSynopsis = 50; // characters; shorter ones differ by little
    private const int LeastDocuments = 2;
    private const double MostDocuments = 0.4;

    /// <summary>The years' part by their distance; beyond, it is nothing that a float could add.</summary>
    private static readonly float[] YearParts =
    [
        .. Enumerable.Range(0, 40).Select(away => YearWeight * MathF.Exp(-away * away / (2 * YearWidth * YearWidth))),
    ];

    private readonly Dictionary<string, (int Number, float Weight)> _terms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _genres = new(StringComparer.Ordinal); // numbered after the terms
    private readonly List<(int Movie, float Value)>[] _postings; // by term, then by genre
    private readonly MovieContent[] _compared;

    /// <summary>Learns from landmarks.</summary>
    /// <param name="landmarks">The movies that words and their weights are learned from.</param>
    /// <param name="compared">The movies to compare with; null: the landmarks.</param>
    public ContentKernel(IReadOnlyList<Movie> landmarks, IReadOnlyList<Movie>? compared = null)
    {
        compared ??= landmarks;
        Dictionary<string, int> documents = new(StringComparer.Ordinal);
        foreach (Movie movie in landmarks)
        {
            foreach (string term in TermsOf(movie.Synopsis).Distinct())
                documents[term] = documents.GetValueOrDefault(term) + 1;
        }
        double described = Math.Max(1, landmarks.Count(movie => movie.Synopsis is not null));
        foreach ((string term, int count) in documents)
            if (count >= LeastDocuments && count <= MostDocuments * described)
                _terms.Add(term, (_terms.Count, (float)Math.Log(described / count)));
        foreach (string genre in compared.SelectMany(movie => movie.Genres))
            _genres.TryAdd(genre, _terms.Count + _genres.Count);
        _postings = [.. Enumerable.Range(0, _terms.Count + _genres.Count).Select(_ => new List<(int, float)>())];
        _compared = [.. compared.Select(Read)];
        for (int movie = 0; movie < _compared.Length; movie++)
        {
            foreach ((int feature, float value) in _compared[movie].Features)
                _postings[feature].Add((movie, value));
        }
    }

    /// <summary>Whether movies differ in anything that is compared.</summary>
    public static bool TellsApart(ReadOnlySpan<Movie> movies)
    {
        foreach (Movie movie in movies)
        {
            Movie first = movies[0];
            if (
                movie.Year != first.Year
                || movie.Origin != first.Origin
                || movie.Synopsis != first.Synopsis
                || !movie.Genres.AsSpan().SequenceEqual(first.Genres.AsSpan())
            )
                return true;
        }
        return false;
    }

    /// <summary>Number of movies to compare with.</summary>
    public int Count => _compared.Length;

    /// <summary>Compares a movie with every one.</summary>
    /// <param name="movie">The movie.</param>
    /// <param name="kernel">One likeness a movie is written here.</param>
    public void Row(Movie movie, Span<float> kernel) => Row(Read(movie), kernel);

    /// <summary>Compares one of the movies with every one.</summary>
    /// <param name="movie">Its number.</param>
    /// <param name="kernel">One likeness a movie is written here.</param>
    public void Row(int movie, Span<float> kernel) => Row(_compared[movie], kernel);

    private void Row(MovieContent movie, Span<float> kernel)
    {
        kernel.Fill(CommonWeight);
        foreach ((int feature, float value) in movie.Features)
        {
            foreach ((int other, float otherValue) in _postings[feature])
                kernel[other] += value * otherValue;
        }
        for (int i = 0; i < kernel.Length; i++)
        {
            float away = movie.LogLength - _compared[i].LogLength;
            kernel[i] += LengthWeight * MathF.Exp(-away * away / 2);
        }
        if (movie.Year is { } year)
            for (int i = 0; i < kernel.Length; i++)
                if (_compared[i].Year is { } otherYear && Math.Abs(year - otherYear) < YearParts.Length)
                    kernel[i] += YearParts[Math.Abs(year - otherYear)];
        if (movie.Origin is { } origin)
            for (int i = 0; i < kernel.Length; i++)
                if (origin == _compared[i].Origin)
                    kernel[i] += OriginWeight;
    }

    /// <summary>The terms: (1 + log tf)·idf, scaled to length 1; and the genres, scaled so that their products are their part.</summary>
    private MovieContent Read(Movie movie)
    {
        Dictionary<int, (int Count, float Weight)> counts = [];
        foreach (string term in TermsOf(movie.Synopsis))
            if (_terms.TryGetValue(term, out (int Number, float Weight) known))
                counts[known.Number] = (counts.GetValueOrDefault(known.Number).Count + 1, known.Weight);
        (int Term, float Value)[] terms =
        [
            .. counts.OrderBy(c => c.Key).Select(c => (c.Key, (1 + MathF.Log(c.Value.Count)) * c.Value.Weight)),
        ];
        float norm = MathF.Sqrt(terms.Sum(t => t.Value * t.Value));
        if (norm > 0)
            for (int i = 0; i < terms.Length; i++)
                terms[i].Value /= norm;
        string[] genres = [.. movie.Genres.Distinct()];
        float ofGenre = MathF.Sqrt(GenreWeight / Math.Max(1, genres.Length));
        IEnumerable<(int, float)> knownGenres = genres
            .Where(_genres.ContainsKey)
            .Select(genre => (_genres[genre], ofGenre));
        return new MovieContent(
            [.. terms, .. knownGenres],
            movie.Year,
            movie.Origin,
            MathF.Log(ShortSynopsis + (movie.Synopsis?.Length ?? 0))
        );
    }

    /// <summary>Words in lower case, then pairs of neighbours.</summary>
    private static IEnumerable<string> TermsOf(string? synopsis)
    {
        string? previous = null;
        foreach (string word in WordsOf(synopsis?.ToLowerInvariant() ?? ""))
        {
            yield return word;
            if (previous is not null)
                yield return $"{previous} {word}";
            previous = word;
        }
    }

    /// <summary>Words; of scripts without spaces between words, any two neighbouring characters stand for one.</summary>
    private static IEnumerable<string> WordsOf(string text)
    {
        foreach (Match match in WordPattern().Matches(text))
        {
            if (match.Length <= 2 || !Unspaced().IsMatch(match.Value))
                yield return match.Value;
            else
                for (int i = 0; i < match.Length - 1; i++)
                    yield return match.Value.Substring(i, 2);
        }
    }

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}']+", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex WordPattern();

    /// <summary>Thai, Lao, Burmese, Khmer, kana and Han.</summary>
    [GeneratedRegex(
        @"[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF]",
        RegexOptions.CultureInvariant,
        10_000
    )]
    private static partial Regex Unspaced();

    private sealed record MovieContent(
        (int Feature, float Value)[] Features,
        int? Year,
        string? Origin,
        float LogLength
    );
}
