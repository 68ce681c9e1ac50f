using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Butaca.Data;

/// <summary>
/// A printed title taken apart: <c>"Seven (a.k.a. Se7en) (1995)"</c> is named Seven, also Se7en, of 1995;
/// <c>"City of Lost Children, The (Cité des enfants perdus, La) (1995)"</c> is named The City of Lost Children, also
/// La Cité des enfants perdus.
/// </summary>
/// <param name="Name">The title without year and bracketed titles, its article in front.</param>
/// <param name="OtherNames">The bracketed titles, their articles in front.</param>
/// <param name="Year">The trailing year; of a range its first; null where there is none.</param>
public sealed record MovieTitle(string Name, ImmutableArray<string> OtherNames, int? Year)
{
    /// <summary>
    /// The articles of the languages in which films are named. Some are also words that begin English titles; only
    /// after a comma, at the end, are they taken as articles.
    /// </summary>
    private static readonly FrozenSet<string> Articles = FrozenSet.ToFrozenSet(
        [
            "The",
            "A",
            "An",
            "Le",
            "La",
            "Les",
            "L'",
            "L’",
            "Un",
            "Une",
            "Des",
            "El",
            "Los",
            "Las",
            "Una",
            "Il",
            "Lo",
            "Gli",
            "I",
            "Uno",
            "Der",
            "Die",
            "Das",
            "Dem",
            "Den",
            "Ein",
            "Eine",
            "De",
            "Het",
            "Det",
            "Et",
            "Ett",
            "En",
            "O",
            "Os",
            "As",
            "Um",
            "Uma",
            "Al",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>
    /// All names, the main one first. The last is the whole with its brackets, which may belong to it.
    /// </summary>
    public IEnumerable<string> Names => OtherNames.IsEmpty ? [Name] : [Name, .. OtherNames, Whole];

    /// <summary>The title without its year, brackets and all.</summary>
    public required string Whole { get; init; }

    /// <summary>Takes a title apart.</summary>
    public static MovieTitle Parse(string title)
    {
        int? year = YearOf(title, out int yearStart);
        string whole = title[..yearStart].Trim();
        string rest = whole;
        List<string> others = [];
        while (
            BracketStart(rest) is > 0 and int start && !BelongsToTitle(rest.AsSpan(0, start), rest.AsSpan(start + 1))
        )
        {
            string inside = WithoutAlsoKnownAs(rest[(start + 1)..^1].Trim());
            if (inside.Length > 0)
                others.Insert(0, ArticleInFront(inside));
            rest = rest[..start].TrimEnd();
        }
        return new MovieTitle(ArticleInFront(rest), [.. others], year) { Whole = whole };
    }

    /// <summary>
    /// The year at the end of a title, such as 1999 of <c>"Matrix, The (1999)"</c>; null where there is none.
    /// </summary>
    public static int? YearOf(string title) => YearOf(title, out _);

    /// <summary>Accepts (1999), (1999-2001), (1999–) and blanks around them.</summary>
    private static int? YearOf(ReadOnlySpan<char> title, out int start)
    {
        start = title.Length;
        ReadOnlySpan<char> text = title.TrimEnd();
        if (text.IsEmpty || text[^1] != ')')
            return null;
        int open = text.LastIndexOf('(');
        ReadOnlySpan<char> inside = text[(open + 1)..^1].Trim();
        if (open < 0 || inside.Length < 4 || inside[..4].ContainsAnyExceptInRange('0', '9'))
            return null;
        ReadOnlySpan<char> after = inside[4..].TrimStart();
        bool isRange =
            after.IsEmpty
            || (after[0] is '-' or '–' && !after[1..].Trim().ContainsAnyExceptInRange('0', '9') && after.Length <= 6);
        int year = int.Parse(inside[..4], CultureInfo.InvariantCulture);
        if (!isRange || year == 0)
            return null;
        start = open;
        return year;
    }

    /// <summary>Where the bracket that closes at the very end opens, or −1.</summary>
    private static int BracketStart(string text)
    {
        if (!text.EndsWith(')'))
            return -1;
        int depth = 0;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] == ')')
                depth++;
            else if (text[i] == '(' && --depth == 0)
                return i;
        }
        return -1;
    }

    /// <summary>
    /// Whether a bracket goes on with the title instead of giving another: "Birdman: Or (The Unexpected Virtue of
    /// Ignorance)", "Birds of Prey (and the Fantabulous Emancipation of One Harley Quinn)".
    /// </summary>
    private static bool BelongsToTitle(ReadOnlySpan<char> before, ReadOnlySpan<char> inside)
    {
        before = before.TrimEnd();
        return before.EndsWith(":")
            || before.EndsWith(" or", StringComparison.OrdinalIgnoreCase)
            || inside.StartsWith("and ", StringComparison.Ordinal)
            || inside.StartsWith("or ", StringComparison.Ordinal);
    }

    private static string WithoutAlsoKnownAs(string text)
    {
        foreach (string prefix in (ReadOnlySpan<string>)["a.k.a.", "aka "])
        {
            if (text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return text[prefix.Length..].TrimStart(' ', ':');
        }
        return text;
    }

    private static string ArticleInFront(string name)
    {
        if (name.IndexOf(", The: ", StringComparison.Ordinal) is > 0 and int at) // "Librarian, The: The Curse of the Judas Chalice"
            return $"The {name[..at]}{name[(at + 5)..]}";
        int comma = name.LastIndexOf(',');
        if (comma <= 0)
            return name;
        string article = name[(comma + 1)..].Trim();
        string rest = name[..comma].TrimEnd();
        if (!Articles.Contains(article))
            return name;
        return article[^1] is '\'' or '’' ? article + rest : $"{article} {rest}";
    }
}
