using System.Text.RegularExpressions;

namespace Butaca.Data.Files;

/// <summary>
/// Takes genres apart as data sets write them: <c>Comedy|Drama</c>, <c>Comedy, Drama</c>, <c>Comedy / Drama</c>,
/// <c>["Comedy", "Drama"]</c>, <c>['Comedy', 'Drama']</c>, <c>[{'id': 35, 'name': 'Comedy'}]</c>; <c>nan</c> and the
/// like are none.
/// </summary>
internal static partial class GenreText
{
    private const StringSplitOptions Whole = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    /// <summary>The genres in the order of the text, with repeats.</summary>
    public static IEnumerable<string> Split(string text)
    {
        text = text.Trim();
        if (IsNone(text))
            return [];
        bool isList = text[0] is '[' or '{' && !text.EndsWith('|');
        if (text.Contains('|', StringComparison.Ordinal) && !isList)
            return text.Split('|', Whole);
        if (!isList)
            return text.Split([",", ";", " / "], Whole);
        string[] named = [.. Named().Matches(text).Select(Quoted)];
        string[] quoted = named.Length > 0 ? named : [.. QuotedText().Matches(text).Select(Quoted)];
        return (quoted.Length > 0 ? quoted : text.Trim('[', ']', '{', '}').Split(',', Whole))
            .Select(genre => genre.Trim().Replace('|', '/'))
            .Where(genre => genre.Length > 0 && !IsNone(genre));
    }

    /// <summary>
    /// Genres as a text that <see cref="Split"/> gives back, whatever is in their names: a bar at the end parts by
    /// bars.
    /// </summary>
    public static string Joined(IReadOnlyList<string> genres)
    {
        string text = string.Join('|', genres);
        return Split(text).SequenceEqual(genres) ? text : text + "|";
    }

    private static bool IsNone(string text) =>
        text.Length == 0
        || text.ToUpperInvariant() is "NAN" or "NULL" or "NONE" or "N/A" or "\\N" or "[]" or "{}" or "<NA>";

    private static string Quoted(Match match) =>
        match.Groups["double"] is { Success: true } inDouble ? inDouble.Value : match.Groups["single"].Value;

    [GeneratedRegex("""['"]name['"]\s*:\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)')""", RegexOptions.NonBacktracking)]
    private static partial Regex Named();

    [GeneratedRegex("""(?:"(?<double>[^"]*)"|'(?<single>[^']*)')""", RegexOptions.NonBacktracking)]
    private static partial Regex QuotedText();
}
