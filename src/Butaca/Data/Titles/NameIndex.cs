using System.Collections.Immutable;
using FuzzySharp;

namespace Butaca.Data.Titles;

/// <summary>Names, of people for the most part, found as people type them: without accents, in any case, by a part.</summary>
public sealed class NameIndex
{
    private readonly Dictionary<string, List<string>> _byWords = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _byWord = new(StringComparer.Ordinal);

    /// <summary>Indexes names.</summary>
    /// <param name="names">The names; repeats count once.</param>
    public NameIndex(IEnumerable<string> names)
    {
        Names = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach (string name in Names)
        {
            string words = TitleText.Words(name);
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

    private static void Add(Dictionary<string, List<string>> lists, string key, string name)
    {
        if (!lists.TryGetValue(key, out List<string>? list))
            lists.Add(key, list = []);
        list.Add(name);
    }
}
