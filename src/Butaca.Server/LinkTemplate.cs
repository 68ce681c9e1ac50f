using System.Text.RegularExpressions;

namespace Butaca.Server;

/// <summary>The address of a page elsewhere about a movie, with places for what is known of it.</summary>
internal static partial class LinkTemplate
{
    /// <summary>What a template may hold: all but the title may be unknown of a movie.</summary>
    public static readonly IReadOnlyList<string> Places =
    [
        "title",
        "original",
        "year",
        "imdb",
        "tmdb",
        "country",
        "language",
    ];

    /// <summary>What is wrong with a template; null: nothing.</summary>
    public static string? ProblemOf(string template)
    {
        if (
            Place().Matches(template).FirstOrDefault(match => !Places.Contains(match.Groups["place"].Value)) is
            { } other
        )
            return $"found {other.Value}, expected one of {{{string.Join("}, {", Places)}}}";
        string filled = Place().Replace(template, "x");
        return
            Uri.TryCreate(filled, UriKind.Absolute, out Uri? address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? null
            : $"found '{template}', expected an address such as https://example.org/find?q={{title}}";
    }

    /// <summary>A template with its places filled; null where one of them is not known.</summary>
    public static string? Filled(string template, Func<string, string?> valueOf)
    {
        bool isKnown = true;
        string filled = Place()
            .Replace(
                template,
                match =>
                {
                    string? value = valueOf(match.Groups["place"].Value);
                    isKnown &= value is not null;
                    return Uri.EscapeDataString(value ?? "");
                }
            );
        return isKnown ? filled : null;
    }

    [GeneratedRegex(@"\{(?<place>\w*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
