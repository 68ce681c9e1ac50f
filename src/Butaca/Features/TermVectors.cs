using System.Text.RegularExpressions;

namespace Butaca.Features;

/// <summary>
/// Texts as TF-IDF vectors of length 1 over words and pairs of neighbouring ones: (1 + log tf) · idf. Of scripts
/// without spaces between words any two neighbouring characters stand for a word. Terms of a single text, or of more
/// than two fifths of them, tell nothing. Learned from some texts; immutable.
/// </summary>
internal sealed partial class TermVectors
{
    private const int LeastDocuments = 2;
    private const double MostDocuments = 0.4;

    private readonly Dictionary<string, (int Number, float Weight)> _terms = new(StringComparer.Ordinal);

    private TermVectors() { }

    /// <summary>Number of terms.</summary>
    public int Count => _terms.Count;

    /// <summary>Learns terms and their weights.</summary>
    /// <param name="texts">The texts; null is none.</param>
    public static TermVectors Learn(IReadOnlyCollection<string?> texts)
    {
        TermVectors vectors = new();
        Dictionary<string, int> documents = new(StringComparer.Ordinal);
        foreach (string? text in texts)
        {
            foreach (string term in TermsOf(text).Distinct())
                documents[term] = documents.GetValueOrDefault(term) + 1;
        }
        double described = Math.Max(1, texts.Count(text => text is not null));
        foreach ((string term, int count) in documents)
            if (count >= LeastDocuments && count <= MostDocuments * described)
                vectors._terms.Add(term, (vectors.Count, (float)Math.Log(described / count)));
        return vectors;
    }

    /// <summary>
    /// The known terms of a text, by their numbers from 0 on, ascending, and their values; empty where none is known.
    /// </summary>
    public (int Term, float Value)[] Of(string? text)
    {
        Dictionary<int, (int Count, float Weight)> counts = [];
        foreach (string term in TermsOf(text))
            if (_terms.TryGetValue(term, out (int Number, float Weight) known))
                counts[known.Number] = (counts.GetValueOrDefault(known.Number).Count + 1, known.Weight);
        (int Term, float Value)[] terms =
        [
            .. counts.OrderBy(c => c.Key).Select(c => (c.Key, (1 + MathF.Log(c.Value.Count)) * c.Value.Weight)),
        ];
        float norm = MathF.Sqrt(terms.Sum(t => t.Value * t.Value));
        for (int i = 0; i < terms.Length; i++)
            terms[i].Value /= norm;
        return norm > 0 ? terms : [];
    }

    /// <summary>Words in lower case, then pairs of neighbours.</summary>
    private static IEnumerable<string> TermsOf(string? text)
    {
        string? previous = null;
        foreach (string word in WordsOf(text?.ToLowerInvariant() ?? ""))
        {
            yield return word;
            if (previous is not null)
                yield return $"{previous} {word}";
            previous = word;
        }
    }

    /// <summary>
    /// Words; of scripts without spaces between words, any two neighbouring characters stand for one.
    /// </summary>
    internal static IEnumerable<string> WordsOf(string text)
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
}
