using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Butaca.Data;

namespace Butaca.Models.Hybrid;

/// <summary>
/// How alike two movies are by what they are: the cosine of their synopses' TF-IDF vectors (words and pairs of
/// neighbouring words), ½ of the cosine of their genres, ½·exp(−Δyear²/18), 1/10 where the origin is the same, and 1/10 for
/// all. A sum of kernels, so itself one. Words and their weights are learned from the landmarks alone; immutable.
/// </summary>
internal sealed partial class ContentKernel
{
    private const float GenreWeight = 0.5f, YearWeight = 0.5f, YearWidth = 3, OriginWeight = 0.1f, CommonWeight = 0.1f;
    private const int LeastDocuments = 2;
    private const double MostDocuments = 0.4;

    private readonly Dictionary<string, (int Number, float Weight)> _terms = new(StringComparer.Ordinal);
    private readonly List<(int Landmark, float Value)>[] _postings; // by term
    private readonly MovieContent[] _landmarks;

    /// <summary>Learns from landmarks.</summary>
    public ContentKernel(IReadOnlyList<Movie> landmarks)
    {
        Dictionary<string, int> documents = new(StringComparer.Ordinal);
        foreach (Movie movie in landmarks)
            foreach (string term in TermsOf(movie.Synopsis).Distinct()) documents[term] = documents.GetValueOrDefault(term) + 1;
        double described = Math.Max(1, landmarks.Count(movie => movie.Synopsis is not null));
        foreach ((string term, int count) in documents)
            if (count >= LeastDocuments && count <= MostDocuments * described)
                _terms.Add(term, (_terms.Count, (float)Math.Log(described / count)));
        _postings = [.. Enumerable.Range(0, _terms.Count).Select(_ => new List<(int, float)>())];
        _landmarks = [.. landmarks.Select(Read)];
        for (int landmark = 0; landmark < _landmarks.Length; landmark++)
            foreach ((int term, float value) in _landmarks[landmark].Terms) _postings[term].Add((landmark, value));
    }

    /// <summary>Number of landmarks.</summary>
    public int Count => _landmarks.Length;

    /// <summary>Compares a movie with every landmark.</summary>
    /// <param name="movie">The movie.</param>
    /// <param name="kernel">One likeness a landmark is written here.</param>
    public void Row(Movie movie, Span<float> kernel) => Row(Read(movie), kernel);

    /// <summary>Compares a landmark with every landmark.</summary>
    /// <param name="landmark">Its number.</param>
    /// <param name="kernel">One likeness a landmark is written here.</param>
    public void Row(int landmark, Span<float> kernel) => Row(_landmarks[landmark], kernel);

    private void Row(MovieContent movie, Span<float> kernel)
    {
        kernel.Fill(CommonWeight);
        foreach ((int term, float value) in movie.Terms)
            foreach ((int landmark, float other) in _postings[term]) kernel[landmark] += value * other;
        for (int i = 0; i < kernel.Length; i++)
        {
            MovieContent other = _landmarks[i];
            if (movie.Origin is { } origin && origin == other.Origin) kernel[i] += OriginWeight;
            if (movie.Year is { } year && other.Year is { } otherYear)
                kernel[i] += YearWeight * MathF.Exp(-(year - otherYear) * (year - otherYear) / (2 * YearWidth * YearWidth));
            int shared = 0;
            foreach (string genre in movie.Genres)
                if (other.Genres.Contains(genre)) shared++;
            if (shared > 0) kernel[i] += GenreWeight * shared / MathF.Sqrt(movie.Genres.Length * other.Genres.Length);
        }
    }

    /// <summary>(1 + log tf)·idf, scaled to length 1.</summary>
    private MovieContent Read(Movie movie)
    {
        Dictionary<int, (int Count, float Weight)> counts = [];
        foreach (string term in TermsOf(movie.Synopsis))
            if (_terms.TryGetValue(term, out (int Number, float Weight) known))
                counts[known.Number] = (counts.GetValueOrDefault(known.Number).Count + 1, known.Weight);
        (int Term, float Value)[] terms = [.. counts.OrderBy(c => c.Key).Select(c => (c.Key, (1 + MathF.Log(c.Value.Count)) * c.Value.Weight))];
        float norm = MathF.Sqrt(terms.Sum(t => t.Value * t.Value));
        if (norm > 0) for (int i = 0; i < terms.Length; i++) terms[i].Value /= norm;
        return new MovieContent(terms, movie.Genres, movie.Year, movie.Origin);
    }

    /// <summary>Words in lower case, then pairs of neighbours.</summary>
    private static IEnumerable<string> TermsOf(string? synopsis)
    {
        string? previous = null;
        foreach (Match match in WordPattern().Matches(synopsis?.ToLowerInvariant() ?? ""))
        {
            yield return match.Value;
            if (previous is not null) yield return $"{previous} {match.Value}";
            previous = match.Value;
        }
    }

    [GeneratedRegex(@"[\p{L}\p{N}']+", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex WordPattern();

    private sealed record MovieContent((int Term, float Value)[] Terms, ImmutableArray<string> Genres, int? Year, string? Origin);
}
