using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Features;

namespace Butaca.Recommending;

/// <summary>
/// Finds movies by what is told of them: the words of their synopses, in the data set's language and the reader's, of their genres
/// and of their origins, without regard to accents and plurals. A word counts by how rare it is (inverse document frequency),
/// and half where it only begins one of the movie's, such as <c>space</c> of <c>spaceship</c>. Immutable; safe for many threads.
/// </summary>
public sealed class DescriptionIndex
{
    private const int LeastPrefix = 4; // letters; fewer begin too many words
    private const float PrefixWeight = 0.5f;
    private const float LeastOfBest = 0.5f;
    private const float MostScore = 60; // below every title that was meant for certain
    private readonly Dataset _data;
    private readonly Dictionary<string, Term> _terms = new(StringComparer.Ordinal);
    private readonly string[] _keys; // in ordinal order

    /// <summary>Reads what is told.</summary>
    /// <param name="data">The movies, and how many watched each: the more, the earlier among equals.</param>
    /// <param name="names">Whose translations of synopses are read besides the data set's own; null: nobody's.</param>
    public DescriptionIndex(Dataset data, MovieNames? names = null)
    {
        _data = data;
        for (int row = 0; row < data.Catalog.Count; row++)
        {
            Movie movie = data.Catalog[row];
            Add(row, movie.Synopsis);
            Add(row, names?.TranslationOf(movie)?.Synopsis);
            foreach (string name in movie.Genres.Concat(Catalog.OriginsOf(movie.Origin)))
            {
                Add(row, name);
                Add(row, TitleText.Key(name)); // "scifi" of Sci-Fi
            }
        }
        _keys = [.. _terms.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// The movies of which the words of a text are told: those that have at least half as much of it as the best has. Words that half
    /// of the movies have tell nothing.
    /// </summary>
    /// <param name="text">What was typed, such as <c>slow, sad, in space</c>.</param>
    /// <returns>The movies, the best first; the most watched first among equals. <see cref="TitleCandidate.Matched"/> holds the words.</returns>
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

    /// <summary>Whether a movie has every word that was typed and tells something, none of them only as a beginning.</summary>
    internal static bool IsWhole(TitleCandidate candidate) => candidate.Score > MostScore - 0.01f;

    private void Add(int row, string? text)
    {
        foreach (string word in TermVectors.WordsOf(text?.ToLowerInvariant() ?? ""))
        {
            string key = KeyOf(word);
            if (key.Length == 0)
                continue;
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
        if (_terms.TryGetValue(key, out Term? same))
            foreach (int row in same.Rows)
                holders.Add(row, (1, same.Word));
        if (key.Length < LeastPrefix)
            return holders;
        int at = Array.BinarySearch(_keys, key, StringComparer.Ordinal);
        for (at = at < 0 ? ~at : at + 1; at < _keys.Length; at++)
        {
            if (!_keys[at].StartsWith(key, StringComparison.Ordinal))
                break;
            Term longer = _terms[_keys[at]];
            foreach (int row in longer.Rows)
                holders.TryAdd(row, (PrefixWeight, longer.Word));
        }
        return holders;
    }

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
