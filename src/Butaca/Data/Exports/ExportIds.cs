using System.Globalization;
using System.Text.RegularExpressions;

namespace Butaca.Data.Exports;

/// <summary>Reads the ids of movies that services share.</summary>
internal static partial class ExportIds
{
    /// <summary>
    /// IMDb's id in a text or an address that holds it, such as <c>tt0133093</c>; null where there is none.
    /// </summary>
    public static ExternalId? Imdb(string text) =>
        Imdb().Match(text) is { Success: true } match && Number(match.Groups["number"].Value) is { } number
            ? ExternalId.OfImdb(number)
            : null;

    /// <summary>IMDb's id, or its number as MovieLens writes it, <c>0133093</c>.</summary>
    public static ExternalId? ImdbOrNumber(string text) =>
        Imdb(text) ?? (Number(text) is { } number ? ExternalId.OfImdb(number) : null);

    /// <summary>The Movie Database's id; null where there is none.</summary>
    public static ExternalId? Tmdb(string text) => Number(text) is { } number ? ExternalId.OfTmdb(number) : null;

    /// <summary>A number above 0, also <c>603.0</c>; null where there is none.</summary>
    public static long? Number(string text)
    {
        if (text.EndsWith(".0", StringComparison.Ordinal))
            text = text[..^2];
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0
            ? number
            : null;
    }

    [GeneratedRegex(@"\btt(?<number>\d{5,10})\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Imdb();
}
