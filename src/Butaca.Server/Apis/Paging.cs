using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;

namespace Butaca.Server.Apis;

/// <summary>The addresses of further pages.</summary>
internal static class Paging
{
    /// <summary>The most entries of a page of what grows with time.</summary>
    public const int MostEntries = 1000;

    /// <summary>The farthest entry at which a page may begin.</summary>
    public const int MostOffset = 100_000_000;

    /// <summary>The address of the page after this one, from the root of the server; null: this is the last.</summary>
    /// <param name="request">Asked for this page.</param>
    /// <param name="offset">Where this page begins.</param>
    /// <param name="limit">How many entries a page has.</param>
    /// <param name="total">How many entries there are on all pages.</param>
    public static string? Next(HttpRequest request, int offset, int limit, int total) =>
        offset + limit < total
            ? With(request, ("offset", (offset + limit).ToString(CultureInfo.InvariantCulture)))
            : null;

    /// <summary>The address of a request with another value of a parameter.</summary>
    public static string With(HttpRequest request, (string Name, string Value) parameter)
    {
        QueryBuilder query = new(
            request
                .Query.Where(sent => !sent.Key.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase))
                .SelectMany(sent => sent.Value, (sent, value) => KeyValuePair.Create(sent.Key, value ?? ""))
        )
        {
            { parameter.Name, parameter.Value },
        };
        return $"{request.PathBase.ToUriComponent()}{request.Path.ToUriComponent()}{query}";
    }
}
