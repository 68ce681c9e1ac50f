using System.Collections.Immutable;
using FuzzySharp;

namespace Butaca.Data.Titles;

/// <summary>Names, of people for the most part, found as people type them: without accents, in any case, by a part.</summary>
public sealed class NameIndex
{
    private readonly Dictionary<string, List<string>> _byWords = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _count = new(StringComparer.Ordinal);
    private readonly string[] _words; // of each of the names
    private readonly Dictionary<string, HashSet<string>> _byWord = new(StringComparer.Ordinal);

    /// <summary>Indexes names.</summary>
    /// <param name="names">The names; those that are repeated often are completed first.</param>
    public NameIndex(IEnumerable<string> names)
    {
        foreach (string name in names)
            _count[name] = _count.GetValueOrDefault(name) + 1;
        Names = [.. _count.Keys.Order(StringComparer.Ordinal)];
        _words = [.. Names.Select(TitleText.Words)];
        for (int i = 0; i < _words.Length; i++)
        {
            string name = Names[i];
            string words = _words[i];
            Add(_byWords, words, name);
            foreach (string word in words.Split(' '))
            {
                if (!_byWord.TryGetValue(word, out HashSet<string>? found))
                    _byWord.Add(word, found = []);
                found.Add(name);
            }
        }
    }

    /// <summary>All names, in ordinal order.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The names that a text means: those that it spells whole, or else those that have all its words, as "Kurosawa" has.</summary>
    public IReadOnlyList<string> Find(string text)
    {
        string words = TitleText.Words(text);
        if (words.Length == 0)
            return [];
        if (_byWords.TryGetValue(words, out List<string>? whole))
            return whole;
        HashSet<string>? found = null;
        foreach (string word in words.Split(' '))
        {
            if (!_byWord.TryGetValue(word, out HashSet<string>? names))
                return [];
            if (found is null)
                found = [.. names];
            else
                found.IntersectWith(names);
        }
        return [.. found!.Order(StringComparer.Ordinal)];
    }

    /// <summary>The names that a text may become: each of its words begins one of theirs. The most frequent first.</summary>
    /// <param name="text">What was typed so far.</param>
    /// <param name="count">How many names at most.</param>
    public IReadOnlyList<string> Complete(string text, int count)
    {
        string[] typed = TitleText.Words(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (typed.Length == 0)
            return [];
        return
        [
            .. Names
                .Where((_, i) => typed.All(word => Begins(_words[i], word)))
                .OrderByDescending(name => _count[name])
                .ThenBy(name => name, StringComparer.Ordinal)
                .Take(count),
        ];
    }

    /// <summary>The names most like a text, for somebody who misspelt one.</summary>
    public IReadOnlyList<string> Nearest(string text, int count)
    {
        string words = TitleText.Words(text);
        return
        [
            .. Names
                .OrderByDescending(name => Fuzz.Ratio(words, TitleText.Words(name)))
                .ThenBy(name => name, StringComparer.Ordinal)
                .Take(count),
        ];
    }

    private static bool Begins(string words, string word) =>
        words.StartsWith(word, StringComparison.Ordinal) || words.Contains($" {word}", StringComparison.Ordinal);

    private static void Add(Dictionary<string, List<string>> lists, string key, string name)
    {
        if (!lists.TryGetValue(key, out List<string>? list))
            lists.Add(key, list = []);
        list.Add(name);
    }
}
