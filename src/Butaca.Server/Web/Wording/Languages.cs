using System.Globalization;

namespace Butaca.Server.Web.Wording;

/// <summary>Which language somebody reads: the one that they chose, or else the one that their browser asks for.</summary>
internal static class Languages
{
    private const string Cookie = "butaca-language";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    /// <summary>The language of a request.</summary>
    public static string Of(HttpRequest request)
    {
        if (request.Cookies[Cookie] is { } chosen && IsKnown(chosen))
            return chosen;
        IEnumerable<string> asked = request
            .GetTypedHeaders()
            .AcceptLanguage.OrderByDescending(language => language.Quality ?? 1)
            .Select(language => language.Value.Value?.Split('-')[0].ToLower(CultureInfo.InvariantCulture) ?? "");
        return asked.FirstOrDefault(IsKnown) ?? Texts.English.Language;
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
        return Results.LocalRedirect(isOurs ? to! : "/");
    }

    private static bool IsKnown(string language) => Texts.All.Any(texts => texts.Language == language);
}
