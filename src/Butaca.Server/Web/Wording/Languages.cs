using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Butaca.Server.Web.Wording;

/// <summary>
/// Which language somebody reads: the one of the address (<c>lang=es</c>), else the one that they chose, else the one
/// that their browser asks for.
/// </summary>
internal static class Languages
{
    private const string Cookie = "butaca-language";
    private const string Parameter = "lang";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    /// <summary>The language of a request.</summary>
    public static string Of(HttpRequest request)
    {
        if (KnownOf(request.Query[Parameter]) is { } asked)
            return asked;
        if (request.Cookies[Cookie] is { } chosen && IsKnown(chosen))
            return chosen;
        IEnumerable<string?> accepted = request
            .GetTypedHeaders()
            .AcceptLanguage.OrderByDescending(language => language.Quality ?? 1)
            .Select(language => KnownOf(language.Value.Value));
        return accepted.FirstOrDefault(language => language is not null) ?? Texts.English.Language;
    }

    /// <summary>Keeps a choice, and goes back to where it was made.</summary>
    public static IResult Choose(string code, string? to, HttpResponse response)
    {
        if (!IsKnown(code))
            return Results.NotFound();
        response.Cookies.Append(
            Cookie,
            code,
            new CookieOptions
            {
                MaxAge = Kept,
                SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Lax,
                HttpOnly = true,
                IsEssential = true,
                Path = "/",
            }
        );
        response.Headers.CacheControl = "no-store";
        bool isOurs =
            to is { Length: > 0 }
            && to[0] == '/'
            && (to.Length == 1 || to[1] is not ('/' or '\\'))
            && !to.Any(char.IsControl);
        return Results.LocalRedirect(isOurs ? WithoutParameter(to!) : "/");
    }

    /// <summary>A query that asks for the language that an address asks for.</summary>
    /// <param name="uri">The address.</param>
    /// <param name="query">The query, from <c>?</c> on, or empty.</param>
    public static string Keep(string uri, string query) =>
        KnownOf(QueryHelpers.ParseQuery(new Uri(uri).Query).GetValueOrDefault(Parameter)) is { } asked
            ? $"{query}{(query.Length == 0 ? '?' : '&')}{Parameter}={asked}"
            : query;

    /// <summary>
    /// The country that a browser tells of, in lower case: <c>mx</c> of es-MX; else one where the page's language is
    /// spoken.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="language">The page's language.</param>
    public static string CountryOf(HttpRequest request, string language)
    {
        string? region = request
            .GetTypedHeaders()
            .AcceptLanguage.OrderByDescending(accepted => accepted.Quality ?? 1)
            .Select(accepted => accepted.Value.Value?.Split('-')[^1])
            .FirstOrDefault(part => part is [>= 'A' and <= 'Z', >= 'A' and <= 'Z']);
        return region?.ToLowerInvariant() switch
        {
            null => language == Texts.Spanish.Language ? "es" : "us",
            "gb" => "uk", // as addresses have it
            { } known => known,
        };
    }

    /// <summary>An address that asks for a language would undo the choice.</summary>
    private static string WithoutParameter(string address)
    {
        int at = address.IndexOf('?', StringComparison.Ordinal);
        if (at < 0)
            return address;
        IEnumerable<string> kept = address[(at + 1)..]
            .Split('&')
            .Where(part => !part.StartsWith(Parameter + "=", StringComparison.OrdinalIgnoreCase));
        return string.Join('&', kept) is { Length: > 0 } query ? $"{address[..at]}?{query}" : address[..at];
    }

    /// <summary>The language of the page that a tag, such as es-MX, asks for; null where it has none.</summary>
    private static string? KnownOf(string? tag)
    {
        string? language = tag?.Split('-')[0].ToLower(CultureInfo.InvariantCulture);
        return language is not null && IsKnown(language) ? language : null;
    }

    private static bool IsKnown(string language) => Texts.All.Any(texts => texts.Language == language);
}
