using System.Text.RegularExpressions;
using Butaca.Data;

namespace Butaca.Features;

/// <summary>
/// Words as numbers: the most frequent words of the training movies' synopses are 1 … Count; 0 stands for any other
/// word and for padding. Immutable.
/// </summary>
public sealed partial class WordVocabulary
{
    private readonly Dictionary<string, int> _numbers;

    /// <summary>Takes the words.</summary>
    /// <param name="words">The words in lower case; the first is number 1.</param>
    public WordVocabulary(IReadOnlyList<string> words)
    {
        Words = words;
        _numbers = words.Select((word, i) => (word, i)).ToDictionary(w => w.word, w => w.i + 1, StringComparer.Ordinal);
    }

    /// <summary>The words; the first is number 1.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Learns the most frequent words; among equally frequent ones the first in ordinal order.</summary>
    /// <param name="movies">The training movies.</param>
    /// <param name="most">How many words at most.</param>
    public static WordVocabulary Learn(IEnumerable<Movie> movies, int most)
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (Movie movie in movies)
        {
            foreach (string word in Split(movie.Synopsis))
                counts[word] = counts.GetValueOrDefault(word) + 1;
        }
        return new WordVocabulary([
            .. counts
                .OrderByDescending(c => c.Value)
                .ThenBy(c => c.Key, StringComparer.Ordinal)
                .Take(most)
                .Select(c => c.Key),
        ]);
    }

    /// <summary>A text as word numbers, in order.</summary>
    /// <param name="text">The text; null is empty.</param>
    /// <param name="most">Words that are read at most.</param>
    public int[] Encode(string? text, int most) =>
        [.. Split(text).Take(most).Select(word => _numbers.GetValueOrDefault(word))];

    private static IEnumerable<string> Split(string? text) =>
        text is null ? [] : WordPattern().Matches(text.ToLowerInvariant()).Select(match => match.Value);

    [GeneratedRegex(@"[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex WordPattern();
}
