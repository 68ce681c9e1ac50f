using System.Globalization;
using System.Text.RegularExpressions;

namespace Butaca.Data.Exports;

/// <summary>Reads the ids of movies that services share.</summary>
internal static partial class ExportIds
{
    /// <summary>The number of IMDb's id in <c>tt0133093</c> or in an address that holds it; null where there is none.</summary>
    public static long? Imdb(string text) =>
        Imdb().Match(text) is { Success: true } match ? Number(match.Groups["number"].Value) : null;

    /// <summary>IMDb's number as MovieLens writes it, <c>0133093</c>, too.</summary>
    public static long? ImdbNumber(string text) => Imdb(text) ?? Number(text);

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
