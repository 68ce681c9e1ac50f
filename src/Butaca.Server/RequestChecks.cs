using Microsoft.Net.Http.Headers;

namespace Butaca.Server;

/// <summary>What the framework leaves unanswered, or answers with 500.</summary>
internal static class RequestChecks
{
    /// <summary>
    /// A request whose time ends while it stands in a rate limiter's line comes back without an answer, which would be a 200:
    /// the timeout has to learn of it.
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
}
