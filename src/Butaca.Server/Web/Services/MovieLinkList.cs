using System.Text.RegularExpressions;
using Butaca.Data;
using Butaca.Data.Titles;

namespace Butaca.Server.Web.Services;

/// <summary>A page elsewhere about a movie.</summary>
/// <param name="Name">Whose page.</param>
/// <param name="Address">Its address.</param>
public sealed record MovieLink(string Name, string Address);

/// <summary>
/// Where more about a movie is: what <see cref="ServerOptions.Links"/> names. The server asks none of these pages.
/// </summary>
/// <param name="options">The templates.</param>
public sealed partial class MovieLinkList(ServerOptions options)
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

    /// <summary>The links of a movie, in the order of the options.</summary>
    /// <param name="movie">The movie.</param>
    /// <param name="name">What the reader calls it.</param>
    /// <param name="country">The reader's country, such as <c>es</c>.</param>
    /// <param name="language">The reader's language.</param>
    public IEnumerable<MovieLink> Of(Movie movie, string name, string country, string language)
    {
        foreach ((string source, string templates) in options.Links)
        {
            string? address = templates
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(template => Filled(template, place => Value(place, movie, name, country, language)))
                .FirstOrDefault(filled => filled is not null);
            if (address is not null)
                yield return new MovieLink(source, address);
        }
    }

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
    private static string? Filled(string template, Func<string, string?> valueOf)
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

    private static string? Value(string place, Movie movie, string name, string country, string language) =>
        place switch
        {
            "title" => name,
            "original" => MovieNames.Plain(movie.Title),
            "year" => movie.Year is { } year ? $"{year}" : null,
            "imdb" => movie.ExternalIdIn(ExternalId.Imdb),
            "tmdb" => movie.ExternalIdIn(ExternalId.Tmdb),
            "country" => country,
            "language" => language,
            _ => null,
        };

    [GeneratedRegex(@"\{(?<place>\w*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
