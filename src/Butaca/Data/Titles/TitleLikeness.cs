using FuzzySharp;

namespace Butaca.Data.Titles;

/// <summary>
/// Whether two titles of one year are two spellings of one title: British or American, <c>Vol. I</c> for Volume 1, with
/// or without whose film it is ("Monty Python's"), with a letter amiss. Numbers and words of their own are never alike:
/// <c>Red</c> isn't White, <c>Part 2</c> isn't Part 3.
/// </summary>
internal static class TitleLikeness
{
    private const int ShortestWithout = 8; // of what is left without whose film it is, in letters
    private const int ShortestAmiss = 10; // of a title with a letter amiss
    private const int ShortestWord = 5; // of the word with a letter amiss
    private const int LongWord = 12; // which may have two

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["i"] = "1",
        ["ii"] = "2",
        ["iii"] = "3",
        ["iv"] = "4",
        ["v"] = "5",
        ["vi"] = "6",
        ["vii"] = "7",
        ["viii"] = "8",
        ["ix"] = "9",
        ["xi"] = "11",
        ["xii"] = "12",
        ["xiii"] = "13",
        ["one"] = "1",
        ["two"] = "2",
        ["three"] = "3",
        ["four"] = "4",
        ["five"] = "5",
        ["six"] = "6",
        ["seven"] = "7",
        ["eight"] = "8",
        ["nine"] = "9",
        ["ten"] = "10",
        ["eleven"] = "11",
        ["twelve"] = "12",
        ["vol"] = "volume",
        ["pt"] = "part",
        ["vs"] = "versus",
        ["dr"] = "doctor",
        ["mr"] = "mister",
        ["st"] = "saint",
        ["colours"] = "colors",
        ["colour"] = "color",
        ["coloured"] = "colored",
        ["grey"] = "gray",
        ["theatre"] = "theater",
        ["centre"] = "center",
        ["honour"] = "honor",
        ["honours"] = "honors",
        ["neighbour"] = "neighbor",
        ["neighbours"] = "neighbors",
        ["favourite"] = "favorite",
        ["favour"] = "favor",
        ["humour"] = "humor",
        ["rumour"] = "rumor",
        ["armour"] = "armor",
        ["harbour"] = "harbor",
        ["labour"] = "labor",
        ["parlour"] = "parlor",
        ["saviour"] = "savior",
        ["behaviour"] = "behavior",
        ["vapour"] = "vapor",
        ["valour"] = "valor",
        ["defence"] = "defense",
        ["offence"] = "offense",
        ["licence"] = "license",
        ["pyjamas"] = "pajamas",
        ["pyjama"] = "pajama",
        ["jewellery"] = "jewelry",
        ["moustache"] = "mustache",
        ["aeroplane"] = "airplane",
        ["programme"] = "program",
        ["catalogue"] = "catalog",
        ["dialogue"] = "dialog",
        ["tyre"] = "tire",
        ["storey"] = "story",
        ["plough"] = "plow",
        ["sceptic"] = "skeptic",
        ["travelling"] = "traveling",
        ["traveller"] = "traveler",
        ["travellers"] = "travelers",
        ["cancelled"] = "canceled",
        ["marvellous"] = "marvelous",
        ["counsellor"] = "counselor",
        ["jeweller"] = "jeweler",
    };

    private static readonly HashSet<string> Articles = new(StringComparer.Ordinal)
    {
        "the",
        "a",
        "an",
        "el",
        "la",
        "los",
        "las",
        "le",
        "les",
        "il",
        "der",
        "das",
    };

    /// <summary>The words of a title, without an article in front, each in one spelling.</summary>
    public static string[] WordsOf(string title) =>
        [
            .. TitleText
                .Words(title)
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Where((word, i) => i > 0 || !Articles.Contains(word))
                .Select(word => Words.GetValueOrDefault(word, word)),
        ];

    /// <summary>Whether two titles of one year are one title.</summary>
    /// <param name="words">The words of the one.</param>
    /// <param name="title">The one as it is written.</param>
    /// <param name="others">The words of the other.</param>
    /// <param name="otherTitle">The other as it is written.</param>
    public static Likeness Of(string[] words, string title, string[] others, string otherTitle)
    {
        if (words.Length == 0 || others.Length == 0)
            return Likeness.None;
        if (string.Concat(words) == string.Concat(others))
            return Likeness.Spelling;
        if (IsWithoutWhose(words, others, otherTitle) || IsWithoutWhose(others, words, title))
            return Likeness.WithoutWhose;
        return IsLetterAmiss(words, others) ? Likeness.LetterAmiss : Likeness.None;
    }

    /// <summary>"Life of Brian" of "Monty Python's Life of Brian".</summary>
    private static bool IsWithoutWhose(string[] bare, string[] whole, string wholeTitle)
    {
        int more = whole.Length - bare.Length;
        // One word is too little: "The Apartment" isn't Joe's.
        if (more is < 1 or > 4 || bare.Length < 2 || bare.Sum(word => word.Length) < ShortestWithout)
            return false;
        if (!whole.AsSpan(more).SequenceEqual(bare))
            return false;
        string[] written = wholeTitle.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int at = Array.FindIndex(written, word => word.TrimEnd(',', ':') is var w && IsPossessive(w));
        return at >= 0 && WordsOf(string.Join(' ', written[..(at + 1)])).Length == more;
    }

    private static bool IsPossessive(string word) =>
        word.EndsWith("'s", StringComparison.OrdinalIgnoreCase)
        || word.EndsWith("’s", StringComparison.OrdinalIgnoreCase)
        || word.EndsWith("s'", StringComparison.OrdinalIgnoreCase)
        || word.EndsWith("s’", StringComparison.OrdinalIgnoreCase);

    private static bool IsLetterAmiss(string[] words, string[] others)
    {
        if (words.Length != others.Length || words.Sum(word => word.Length) < ShortestAmiss)
            return false;
        int amiss = 0;
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i] == others[i])
                continue;
            int length = Math.Min(words[i].Length, others[i].Length);
            bool hasNumber = words[i].Any(char.IsDigit) || others[i].Any(char.IsDigit);
            if (hasNumber || length < ShortestWord || words[i][0] != others[i][0] || ++amiss > 1)
                return false;
            if (Levenshtein.EditDistance(words[i], others[i]) > (length >= LongWord ? 2 : 1))
                return false;
        }
        return true;
    }
}

/// <summary>How two titles are alike, the closest last.</summary>
internal enum Likeness
{
    /// <summary>They aren't.</summary>
    None,

    /// <summary>A letter differs.</summary>
    LetterAmiss,

    /// <summary>One says whose film it is.</summary>
    WithoutWhose,

    /// <summary>Words are spelt otherwise.</summary>
    Spelling,
}
