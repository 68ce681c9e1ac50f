using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Butaca.Data.Sources;

/// <summary>
/// Names of people as published tables list them, with what is no name left out: "(voices)", "and", ".".
/// </summary>
internal static partial class CreditedNames
{
    private static readonly string[] NoNames = ["and", "et al.", "none", "n/a", "unknown", "various"];

    /// <summary>The names of a list, each once and without remarks in brackets.</summary>
    public static ImmutableArray<string> Of(IEnumerable<string?>? names) =>
        [.. (names ?? []).Select(Cleaned).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// The names of a text, between commas and the like: "Robert Downey, Jr., Jude Law and Rachel McAdams".
    /// </summary>
    public static ImmutableArray<string> In(string? text) => text is null ? [] : Of(Separator().Split(text));

    private static string? Cleaned(string? name)
    {
        string text = Bracketed().Replace(name ?? "", " ").Trim(' ', ',', ';', '\u00A0');
        bool isName =
            text.Length <= NameList.Longest
            && text.Any(char.IsLetterOrDigit)
            && NameList.IsName(text)
            && !text.Any(char.IsControl)
            && !NoNames.Contains(text, StringComparer.OrdinalIgnoreCase);
        return isName ? text : null;
    }

    [GeneratedRegex(@"\([^)]*\)|\[[^\]]*\]", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Bracketed();

    // A comma before Jr. or Sr. belongs to the name.
    [GeneratedRegex(
        @"\s*(?:,(?!\s*[JS]r\b)|;|\r?\n|\s&\s|(?:,\s*)?\band\b(?=\s))\s*",
        RegexOptions.CultureInvariant,
        10_000
    )]
    private static partial Regex Separator();
}
