using Butaca.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Butaca.Server;

/// <summary>What the framework leaves unanswered, or answers with 500.</summary>
internal static class RequestChecks
{
    /// <summary>
    /// A request whose time ends while it stands in a rate limiter's line comes back without an answer, which would be
    /// a 200: the timeout has to learn of it.
    /// </summary>
    public static async Task TimeInLine(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (!http.Response.HasStarted && http.Response.StatusCode == StatusCodes.Status200OK)
            http.RequestAborted.ThrowIfCancellationRequested();
    }

    /// <summary>Reading JSON in an encoding that there isn't would fail as if the server were at fault.</summary>
    public static Task Charset(HttpContext http, RequestDelegate next) =>
        MediaTypeHeaderValue.TryParse(http.Request.ContentType, out MediaTypeHeaderValue? type)
        && type is { Charset.Length: > 0, Encoding: null }
            ? throw RequestException.Unsupported(
                $"Content-Type: found the charset '{type.Charset}', expected utf-8 or none."
            )
            : next(http);

    /// <summary>A HEAD is answered like its GET; what is written as the body, the server itself leaves out.</summary>
    public static Task Head(HttpContext http, RequestDelegate next)
    {
        if (HttpMethods.IsHead(http.Request.Method))
            http.Request.Method = HttpMethods.Get;
        return next(http);
    }

    /// <summary>
    /// A parameter that an endpoint doesn't know would do nothing: what is misspelt must not look like an answer.
    /// </summary>
    public static Task Query(HttpContext http, RequestDelegate next)
    {
        http.GetEndpoint()?.Metadata.GetMetadata<KnownQuery>()?.Check(http.Request.Query);
        return next(http);
    }

    /// <summary>
    /// Ids may hold a slash, which an address has as <c>%2F</c>. The framework leaves that as it is, as it does what
    /// was <c>%252F</c>: which it was, the address as it was sent tells.
    /// </summary>
    public static Task Slashes(HttpContext http, RequestDelegate next)
    {
        const string slash = "%2F";
        string sent = http.Features.Get<IHttpRequestFeature>()?.RawTarget.Split('?')[0] ?? "";
        string[] parts = $"{http.Request.PathBase.Value}{http.Request.Path.Value}".Split('/');
        string[] escaped = sent.Split('/');
        if (parts.Length != escaped.Length)
            return next(http); // it was not sent as a path
        foreach ((string name, object? value) in http.Request.RouteValues.ToArray())
            if (
                value is string text
                && text.Contains(slash, StringComparison.OrdinalIgnoreCase)
                && Array.IndexOf(parts, text) is >= 0 and int part
            )
                http.Request.RouteValues[name] = Uri.UnescapeDataString(escaped[part]);
        return next(http);
    }

    /// <summary>Checks that somebody is known by an id or by what they watched, one of the two.</summary>
    /// <param name="field">Names the id in errors.</param>
    /// <param name="user">The id; null: none.</param>
    /// <param name="watched">What they watched; null: not told.</param>
    /// <param name="name">Names that in errors.</param>
    /// <exception cref="RequestException">Both are there, or none.</exception>
    public static void OneOf(string field, string? user, object? watched, string name = "watched")
    {
        if (user is null == watched is null)
            throw RequestException.Field(
                field,
                $"found {(user is null ? $"neither user nor {name}" : $"user and {name}")}, expected one of the two"
            );
    }
}
