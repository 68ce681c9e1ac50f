using System.Collections.Immutable;
using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Features;

namespace Butaca.Recommending;

/// <summary>
/// Finds movies by what is told of them: the words of their synopses, in the data set's language and the reader's, of
/// their genres and of their origins, without regard to accents and plurals. A word counts by how rare it is (inverse
/// document frequency), and half where it only begins one of the movie's, such as <c>space</c> of <c>spaceship</c>.
/// Immutable; safe for many threads.
/// </summary>
public sealed class DescriptionIndex
{
    private const int LeastPrefix = 4; // letters; fewer begin too many words
    private const float PrefixWeight = 0.5f;
    private const float LeastOfBest = 0.5f;
    private const float MostScore = 60; // below every title that was meant for certain
    private readonly Dataset _data;
    private readonly MovieNames? _readersNames;
    private readonly DescriptionIndex? _root; // what is told of the movies that are as they were; null: this knows all
    private readonly Dictionary<string, Term> _terms = new(StringComparer.Ordinal);
    private readonly string[] _keys; // in ordinal order

    /// <summary>Reads what is told.</summary>
    /// <param name="data">The movies, and how many watched each: the more, the earlier among equals.</param>
    /// <param name="names">Whose translations of synopses are read besides the data set's own; null: nobody's.</param>
    public DescriptionIndex(Dataset data, MovieNames? names = null)
        : this(data, names, null, Enumerable.Range(0, data.Catalog.Count)) { }

    private DescriptionIndex(Dataset data, MovieNames? names, DescriptionIndex? root, IEnumerable<int> rows)
    {
        _data = data;
        _readersNames = names;
        _root = root;
        foreach (int row in rows)
        {
            foreach (string? text in TextsOf(row))
                Add(row, text);
        }
        _keys = [.. _terms.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// The index of a data set whose catalogue lies over this one's: only the movies that differ are read. Finds what
    /// an index of the whole finds. Of any other data set it is one of the whole.
    /// </summary>
    public DescriptionIndex Over(Dataset data)
    {
        DescriptionIndex root = _root ?? this;
        return data.Catalog.Root == root._data.Catalog
            ? new DescriptionIndex(data, _readersNames, root, data.Catalog.OwnRows)
            : new DescriptionIndex(data, _readersNames);
    }

    /// <summary>All that is told of a movie.</summary>
    private IEnumerable<string?> TextsOf(int row)
    {
        Movie movie = _data.Catalog[row];
        yield return movie.Synopsis;
        yield return _readersNames?.TranslationOf(movie)?.Synopsis;
        foreach (string name in movie.Genres.Concat(Catalog.OriginsOf(movie.Origin)))
        {
            yield return name;
            yield return TitleText.Key(name); // "scifi" of Sci-Fi
        }
    }

    /// <summary>
    /// The movies of which the words of a text are told: those that have at least half as much of it as the best has.
    /// Words that half of the movies have tell nothing.
    /// </summary>
    /// <param name="text">What was typed, such as <c>slow, sad, in space</c>.</param>
    /// <returns>The movies, the best first; the most watched first among equals. <see cref="TitleCandidate.Matched"/>
    /// holds the words.</returns>
    public IReadOnlyList<TitleCandidate> Search(string text)
    {
        Dictionary<int, (float Weight, List<string> Words)> found = [];
        float asked = 0;
        foreach (string key in TermVectors.WordsOf(text.ToLowerInvariant()).Select(KeyOf).Distinct())
        {
            Dictionary<int, (float Weight, string Word)> holders = HoldersOf(key);
            if (key.Length == 0 || holders.Count > _data.Catalog.Count / 2)
                continue;
            float rarity = MathF.Log((_data.Catalog.Count + 1) / (holders.Count + 0.5f));
            asked += rarity;
            foreach ((int row, (float weight, string word)) in holders)
            {
                if (!found.TryGetValue(row, out (float Weight, List<string> Words) so))
                    so = (0, []);
                so.Words.Add(word);
                found[row] = (so.Weight + weight * rarity, so.Words);
            }
        }
        float best = found.Count == 0 ? 0 : found.Values.Max(movie => movie.Weight);
        return
        [
            .. found
                .Where(movie => movie.Value.Weight >= LeastOfBest * best)
                .OrderByDescending(movie => movie.Value.Weight)
                .ThenByDescending(movie => _data.Interactions.AudienceOf(movie.Key))
                .ThenBy(movie => movie.Key)
                .Select(movie => new TitleCandidate(
                    movie.Key,
                    MostScore * movie.Value.Weight / asked,
                    TitleMatchKind.Described,
                    true,
                    MatchedField.Description,
                    string.Join(", ", movie.Value.Words)
                )),
        ];
    }

    /// <summary>
    /// Whether a movie has every word that was typed and tells something, none of them only as a beginning.
    /// </summary>
    internal static bool IsWhole(TitleCandidate candidate) => candidate.Score > MostScore - 0.01f;

    private void Add(int row, string? text)
    {
        foreach ((string word, string key) in WordsIn(text))
        {
            if (!_terms.TryGetValue(key, out Term? term))
                _terms.Add(key, term = new Term(word, []));
            if (term.Rows.Count == 0 || term.Rows[^1] != row)
                term.Rows.Add(row);
        }
    }

    /// <summary>The movies that have a word, or words that it begins.</summary>
    private Dictionary<int, (float Weight, string Word)> HoldersOf(string key)
    {
        Dictionary<int, (float, string)> holders = [];
        Hold(key, 1);
        if (key.Length < LeastPrefix)
            return holders;
        IEnumerable<string> longer = LongerThan(key);
        if (_root is not null)
            longer = longer.Union(_root.LongerThan(key)).Order(StringComparer.Ordinal);
        foreach (string other in longer)
            Hold(other, PrefixWeight);
        return holders;

        void Hold(string other, float weight)
        {
            if (TermOf(other) is not { } term)
                return;
            foreach (int row in term.Rows)
                holders.TryAdd(row, (weight, term.Word));
        }
    }

    /// <summary>The keys that begin with another, in ordinal order.</summary>
    private IEnumerable<string> LongerThan(string key)
    {
        int at = Array.BinarySearch(_keys, key, StringComparer.Ordinal);
        for (at = at < 0 ? ~at : at + 1; at < _keys.Length; at++)
        {
            if (!_keys[at].StartsWith(key, StringComparison.Ordinal))
                break;
            yield return _keys[at];
        }
    }

    /// <summary>A term with the movies that have it now; null where none has.</summary>
    private Term? TermOf(string key)
    {
        Term? own = _terms.GetValueOrDefault(key);
        if (_root?._terms.GetValueOrDefault(key) is not { } before)
            return own;
        ImmutableHashSet<int> changed = _data.Catalog.ChangedRows;
        if (own is null && changed.Count == 0)
            return before;
        List<int> rows = changed.Count == 0 ? before.Rows : before.Rows.FindAll(row => !changed.Contains(row));
        if (rows.Count == 0)
            return own;
        if (own is not null && own.Rows[0] < rows[0])
            return new Term(own.Word, [.. rows, .. own.Rows]);
        string word =
            rows[0] == before.Rows[0]
                ? before.Word
                : TextsOf(rows[0]).SelectMany(WordsIn).First(so => so.Key == key).Word;
        return own is null ? new Term(word, rows) : new Term(word, [.. rows, .. own.Rows]);
    }

    /// <summary>The words of a text, each with the key under which it is found.</summary>
    private static IEnumerable<(string Word, string Key)> WordsIn(string? text) =>
        TermVectors
            .WordsOf(text?.ToLowerInvariant() ?? "")
            .Select(word => (Word: word, Key: KeyOf(word)))
            .Where(word => word.Key.Length > 0);

    /// <summary>A word without accents and the ending of a plural.</summary>
    private static string KeyOf(string word)
    {
        string key = TitleText.Key(word);
        return key switch
        {
            { Length: > 4 } when key.EndsWith("ies", StringComparison.Ordinal) => $"{key[..^3]}y",
            { Length: > 3 } when key[^1] == 's' && key[^2] is not ('s' or 'u' or 'i') => key[..^1],
            _ => key,
        };
    }

    /// <param name="Word">The word as it was written first, in lower case.</param>
    /// <param name="Rows">The movies that have it, ascending.</param>
    private sealed record Term(string Word, List<int> Rows);
}
