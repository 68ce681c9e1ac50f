using System.Collections.Immutable;
using FuzzySharp;

namespace Butaca.Data;

/// <summary>
/// Names, of people for the most part, found as people type them: without accents, in any case, by a part. Immutable;
/// safe for many threads.
/// </summary>
public sealed class NameIndex
{
    private readonly Dictionary<string, List<string>> _byWords = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _count = new(StringComparer.Ordinal);
    private readonly string[] _words = []; // of each of the names
    private readonly Dictionary<string, HashSet<string>> _byWord = new(StringComparer.Ordinal);
    private readonly Lazy<ImmutableArray<string>> _names;
    private readonly NameIndex? _root; // what this one lies over: its counts come before that one's; null: nothing
    private readonly NameIndex? _further; // the names that the root doesn't have

    /// <summary>Indexes names.</summary>
    /// <param name="names">The names; those that are repeated often are completed first.</param>
    public NameIndex(IEnumerable<string> names)
    {
        foreach (string name in names)
            _count[name] = _count.GetValueOrDefault(name) + 1;
        ImmutableArray<string> sorted = [.. _count.Keys.Order(StringComparer.Ordinal)];
        _names = new(sorted);
        _words = [.. sorted.Select(TitleText.Words)];
        for (int i = 0; i < _words.Length; i++)
        {
            string name = sorted[i];
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

    private NameIndex(NameIndex root, Dictionary<string, int> count)
    {
        _root = root;
        _count = count;
        _further = new NameIndex(count.Keys.Where(name => count[name] > 0 && !root._count.ContainsKey(name)));
        _names = new(() => [.. Known(index => index.Names).Order(StringComparer.Ordinal)]);
    }

    /// <summary>All names, in ordinal order.</summary>
    public ImmutableArray<string> Names => _names.Value;

    /// <summary>The index of fewer and of further names, which shares this one.</summary>
    /// <param name="less">Names that occur less often, as often as they are given.</param>
    /// <param name="more">Names that occur more often, as often as they are given.</param>
    internal NameIndex With(IEnumerable<string> less, IEnumerable<string> more)
    {
        Dictionary<string, int> count = new(StringComparer.Ordinal);
        foreach (string name in less)
            count[name] = CountIn(count, name) - 1;
        foreach (string name in more)
            count[name] = CountIn(count, name) + 1;
        return count.Count == 0 ? this : new NameIndex(this, count);

        int CountIn(Dictionary<string, int> counted, string name) =>
            counted.TryGetValue(name, out int so) ? so : _count.GetValueOrDefault(name);
    }

    /// <summary>
    /// The names that a text means: those that it spells whole, or else those that have all its words, as "Kurosawa"
    /// has.
    /// </summary>
    public IReadOnlyList<string> Find(string text)
    {
        string words = TitleText.Words(text);
        if (words.Length == 0)
            return [];
        string[] whole = [.. Known(index => index._byWords.GetValueOrDefault(words) ?? [])];
        return whole.Length > 0
            ? [.. whole.Order(StringComparer.Ordinal)]
            : [.. Known(index => index.WithAllOf(words)).Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// The names that a text may become: each of its words begins one of theirs. The most frequent first.
    /// </summary>
    /// <param name="text">What was typed so far.</param>
    /// <param name="count">How many names at most.</param>
    public IReadOnlyList<string> Complete(string text, int count)
    {
        string[] typed = TitleText.Words(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (typed.Length == 0)
            return [];
        return
        [
            .. Known(index => index.Names.Where((_, i) => typed.All(word => Begins(index._words[i], word))))
                .OrderByDescending(CountOf)
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

    /// <summary>What is found among the root's names that still occur, and among the further ones.</summary>
    private IEnumerable<string> Known(Func<NameIndex, IEnumerable<string>> find) =>
        _root is null ? find(this) : find(_root).Where(name => CountOf(name) > 0).Concat(find(_further!));

    private int CountOf(string name) =>
        _count.TryGetValue(name, out int count) ? count
        : _root is null ? 0
        : _root.CountOf(name);

    private HashSet<string> WithAllOf(string words)
    {
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
        return found!;
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
