using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Butaca.Data;

/// <summary>
/// Language tags (BCP 47) in the one spelling in which they are kept: <c>es</c>, <c>pt-BR</c>, <c>zh-Hant</c>.
/// </summary>
public static partial class LanguageTag
{
    /// <summary>How an error names what a tag may be.</summary>
    internal const string Expected = "a language tag such as es, pt-BR or zh-Hant";

    /// <summary>Reads a tag, whatever its case.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tag">
    /// The tag in its usual spelling: language lower case, script capitalised, region upper case.
    /// </param>
    /// <returns>Whether it is one. Which languages exist is not looked up.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out string? tag)
    {
        tag = null;
        if (!Pattern().IsMatch(text))
            return false;
        string[] parts = text.ToLowerInvariant().Split('-');
        for (int i = 1; i < parts.Length; i++)
        {
            if (parts[i].Length == 2)
                parts[i] = parts[i].ToUpperInvariant();
            else if (parts[i].Length == 4 && char.IsAsciiLetter(parts[i][0]))
                parts[i] = char.ToUpperInvariant(parts[i][0]) + parts[i][1..];
        }
        tag = string.Join('-', parts);
        return true;
    }

    /// <summary>Whether two tags are of one language, in whatever region: <c>es</c> and <c>es-MX</c>.</summary>
    public static bool AreAlike(string one, string other) =>
        LanguageOf(one).Equals(LanguageOf(other), StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> LanguageOf(string tag) =>
        tag.AsSpan(0, tag.IndexOf('-', StringComparison.Ordinal) is > 0 and int at ? at : tag.Length);

    [GeneratedRegex("^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}\\z", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Pattern();
}
