using FuzzySharp;

namespace Butaca;

/// <summary>Finds the word that somebody may have meant.</summary>
internal static class Spelling
{
    /// <summary>Letters that may be wrong, of so many one.</summary>
    private const int LettersForOneError = 3;

    /// <summary>The nearest of some words; null where none is near.</summary>
    /// <param name="word">What was typed.</param>
    /// <param name="known">The words that exist.</param>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        string[] all = [.. known];
        string[] begun = [.. all.Where(other => word.Length > 1 && other.StartsWith(word, StringComparison.Ordinal))];
        if (begun.Length > 0)
            return begun.MinBy(other => other.Length);
        int most = Math.Max(1, word.TrimStart('-').Length / LettersForOneError);
        string[] typed = [word, .. Enumerable.Range(0, Math.Max(0, word.Length - 1)).Select(i => Swapped(word, i))];
        return all.Select(other => (Word: other, Distance: typed.Min(each => Distance(each, other))))
            .Where(other => other.Distance <= most)
            .OrderBy(other => other.Distance)
            .ThenBy(other => other.Word, StringComparer.Ordinal)
            .Select(other => other.Word)
            .FirstOrDefault();

        int Distance(string each, string other) =>
            Levenshtein.EditDistance(each, other) + (ReferenceEquals(each, word) ? 0 : 1);
    }

    /// <summary>What was meant, as a sentence after another one; empty where no word is near.</summary>
    /// <param name="word">What was typed.</param>
    /// <param name="known">The words that exist.</param>
    public static string Hint(string word, IEnumerable<string> known) =>
        Nearest(word, known) is { } nearest ? $" Did you mean {nearest}?" : "";

    /// <summary>Two letters that were typed in the wrong order are one error.</summary>
    private static string Swapped(string word, int i) => $"{word[..i]}{word[i + 1]}{word[i]}{word[(i + 2)..]}";
}
