using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Butaca.Data.Sources;

/// <summary>
/// Reads who directed a film out of an encyclopedia's article: "is a 1998 film directed by Joel and Ethan Coen" names
/// Joel Coen and Ethan Coen. Where a text speaks of another film's director first, it is left alone.
/// </summary>
public static partial class Directors
{
    private const int Furthest = 600; // characters; beyond, articles speak of other films

    // A film's own sentence does not hold these before "directed by"; that of a remake does.
    private static readonly string[] OtherFilms = ["remake", "sequel", "prequel", "based on", "adaptation", "reboot"];

    /// <summary>The directors in the text's order; none where it names none.</summary>
    /// <param name="text">The article, from its beginning.</param>
    public static ImmutableArray<string> Of(string text)
    {
        Match match = Pattern().Match(text.Length > Furthest ? text[..Furthest] : text);
        if (!match.Success)
            return [];
        int sentence = text.LastIndexOf(". ", match.Index, StringComparison.Ordinal) + 1;
        string before = text[sentence..match.Index];
        if (OtherFilms.Any(word => before.Contains(word, StringComparison.OrdinalIgnoreCase)))
            return [];
        List<string> names =
        [
            .. match.Groups["name"].Captures.Select(capture => capture.Value).Where(name => !Origins.IsDemonym(name)),
        ];
        for (int i = names.Count - 2; i >= 0; i--)
        {
            // Brothers and sisters share what follows: "Joel and Ethan Coen".
            if (!names[i].Contains(' ', StringComparison.Ordinal) && names[i + 1].IndexOf(' ') is > 0 and int at)
                names[i] += names[i + 1][at..];
        }
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    // A word of a name has a capital, and a full stop only after an initial or Jr.; "von" and the like stand between
    // such words.
    private const string Word = @"(?:(?:\p{Lu}\.)+|(?:\p{L}['’])?\p{Lu}[\p{L}'’-]*)";
    private const string Between = "(?:de|da|di|del|della|der|den|van|von|la|le|du|dos|el|ter|y)";
    private const string Name =
        $@"(?<name>{Word}(?: (?:{Between} ){{0,2}}{Word})*(?:,? [JS]r\b)?(?:(?<=[ ,][JS]r)\.)?)";

    [GeneratedRegex(
        $@"\bdirected by (?:(?:\p{{L}}+[ -])*(?:film-?makers?|directors?) )?{Name}(?:(?:, {Name})*,? (?:and|&) {Name})?",
        RegexOptions.CultureInvariant,
        10_000
    )]
    private static partial Regex Pattern();
}
