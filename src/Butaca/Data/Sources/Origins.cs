using System.Collections.Frozen;

namespace Butaca.Data.Sources;

/// <summary>
/// Reads where a film comes from out of the first sentence of an encyclopedia's article: "is a 1998 American mystery
/// comedy film" gives American, "is a 1999 British-American thriller" gives British-American.
/// </summary>
public static class Origins
{
    private static readonly FrozenSet<string> Demonyms = FrozenSet.ToFrozenSet(
        [
            "Afghan",
            "Albanian",
            "Algerian",
            "American",
            "Argentine",
            "Argentinian",
            "Armenian",
            "Australian",
            "Austrian",
            "Azerbaijani",
            "Bangladeshi",
            "Belarusian",
            "Belgian",
            "Bhutanese",
            "Bolivian",
            "Bosnian",
            "Brazilian",
            "British",
            "Bulgarian",
            "Burmese",
            "Cambodian",
            "Cameroonian",
            "Canadian",
            "Chadian",
            "Chilean",
            "Chinese",
            "Colombian",
            "Congolese",
            "Croatian",
            "Cuban",
            "Cypriot",
            "Czech",
            "Czechoslovak",
            "Czechoslovakian",
            "Danish",
            "Dominican",
            "Dutch",
            "East German",
            "Ecuadorian",
            "Egyptian",
            "Emirati",
            "English",
            "Estonian",
            "Ethiopian",
            "Filipino",
            "Finnish",
            "French",
            "Georgian",
            "German",
            "Ghanaian",
            "Greek",
            "Guatemalan",
            "Haitian",
            "Hong Kong",
            "Hungarian",
            "Icelandic",
            "Indian",
            "Indonesian",
            "Iranian",
            "Iraqi",
            "Irish",
            "Israeli",
            "Italian",
            "Ivorian",
            "Jamaican",
            "Japanese",
            "Jordanian",
            "Kazakh",
            "Kenyan",
            "Korean",
            "Kosovan",
            "Kuwaiti",
            "Kyrgyz",
            "Latvian",
            "Lebanese",
            "Lithuanian",
            "Luxembourgish",
            "Macedonian",
            "Malaysian",
            "Malian",
            "Maltese",
            "Mauritanian",
            "Mexican",
            "Moldovan",
            "Mongolian",
            "Montenegrin",
            "Moroccan",
            "Nepalese",
            "New Zealand",
            "Nicaraguan",
            "Nigerian",
            "North Korean",
            "Norwegian",
            "Pakistani",
            "Palestinian",
            "Panamanian",
            "Paraguayan",
            "Peruvian",
            "Philippine",
            "Polish",
            "Portuguese",
            "Puerto Rican",
            "Qatari",
            "Romanian",
            "Russian",
            "Rwandan",
            "Saudi",
            "Scottish",
            "Senegalese",
            "Serbian",
            "Singaporean",
            "Slovak",
            "Slovene",
            "Slovenian",
            "South African",
            "South Korean",
            "Soviet",
            "Spanish",
            "Sri Lankan",
            "Sudanese",
            "Swedish",
            "Swiss",
            "Syrian",
            "Taiwanese",
            "Tanzanian",
            "Thai",
            "Tunisian",
            "Turkish",
            "Ugandan",
            "Ukrainian",
            "Uruguayan",
            "Uzbek",
            "Venezuelan",
            "Vietnamese",
            "Welsh",
            "West German",
            "Yugoslav",
            "Yugoslavian",
            "Zambian",
            "Zimbabwean",
        ],
        StringComparer.Ordinal
    );

    private static readonly FrozenDictionary<string, string> Others = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["Anglo"] = "British",
        ["Franco"] = "French",
        ["Italo"] = "Italian",
        ["Sino"] = "Chinese",
        ["US"] = "American",
        ["U.S."] = "American",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] Verbs = [" is an ", " is a ", " is the ", " was an ", " was a ", " are "];

    // What follows these speaks of people, places and sources, no longer of the film.
    private static readonly string[] Ends =
    [
        " film",
        " movie",
        " directed",
        " starring",
        " produced",
        " written",
        " based",
        " about",
        " set in",
        " by ",
        " from ",
        " for ",
        " with ",
        ". ",
        "\n",
    ];

    /// <summary>
    /// The countries' adjectives in the text's order, joined by hyphens, or null where it names none.
    /// </summary>
    /// <param name="text">The article, from its beginning.</param>
    public static string? Of(string text) => Definition(text) is { Length: > 0 } phrase ? InPhrase(phrase) : null;

    /// <summary>Whether a word is an adjective of a country.</summary>
    internal static bool IsDemonym(string word) => Demonyms.Contains(word);

    /// <summary>
    /// What the article says its subject is, up to the word film: "1998 American mystery comedy", "novel"; or null.
    /// </summary>
    internal static string? Definition(string text)
    {
        int start = -1;
        foreach (string verb in Verbs)
        {
            int at = text.IndexOf(verb, StringComparison.Ordinal);
            if (at >= 0 && (start < 0 || at < start))
                start = at + verb.Length;
        }
        if (start < 0)
            return null;
        int end = Math.Min(text.Length, start + 160);
        foreach (string stop in Ends)
        {
            int at = text.IndexOf(stop, start, end - start, StringComparison.Ordinal);
            if (at >= 0)
                end = at;
        }
        return text[start..end];
    }

    private static string? InPhrase(string phrase)
    {
        List<string> found = [];
        string[] words = phrase
            .Replace("African-American", "", StringComparison.Ordinal)
            .Replace("Native American", "", StringComparison.Ordinal)
            .Split([' ', '-', '–', '/', ',', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < words.Length; i++)
        {
            bool isLanguage = i + 1 < words.Length && words[i + 1] is "language" or "Language";
            if (isLanguage)
                continue;
            string pair = i + 1 < words.Length ? $"{words[i]} {words[i + 1]}" : "";
            string? origin =
                Demonyms.Contains(pair) ? pair
                : Demonyms.Contains(words[i]) ? words[i]
                : Others.GetValueOrDefault(words[i]);
            if (origin is null)
                continue;
            if (origin == pair)
                i++;
            if (!found.Contains(origin))
                found.Add(origin);
        }
        return found.Count == 0 ? null : string.Join('-', found);
    }
}
