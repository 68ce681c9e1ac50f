using System.Text.Json;
using System.Text.RegularExpressions;
using Butaca.Client.Contracts;
using Butaca.Hosting;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Butaca.Server;

/// <summary>
/// Turns exceptions into problem documents (RFC 9457) that name the offending field, and say the way out.
/// </summary>
internal sealed partial class Problems(ILogger<Problems> log) : IExceptionHandler
{
    /// <summary>When to come back: a line moves on at once, a store or a start takes longer.</summary>
    private const string SoonSeconds = "1";
    private const string LaterSeconds = "5";

    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellation)
    {
        (int status, string message, string? field) = Explain(http, exception);
        await WriteAsync(http, status, message, field);
        return true;
    }

    /// <summary>What went wrong, as a client may know it; what it may not is in the log.</summary>
    /// <param name="http">The request.</param>
    /// <param name="exception">What was thrown.</param>
    /// <returns>The HTTP status; what was found, what was expected, and the way out; the field that is wrong, null
    /// where it is none.</returns>
    public (int Status, string Message, string? Field) Explain(HttpContext http, Exception exception)
    {
        (int status, string message, string? field) told = exception switch
        {
            RequestException request => (request.Status, request.Message, request.FieldName),
            ButacaException { Option: { } option, Detail: { } detail } => (
                StatusCodes.Status400BadRequest,
                detail,
                FieldOf(option, http.Request)
            ),
            ButacaException => (StatusCodes.Status400BadRequest, exception.Message, null),
            BadHttpRequestException bad => Bad(bad),
            NotReadyException => (StatusCodes.Status503ServiceUnavailable, exception.Message, null),
            StoreException => (
                StatusCodes.Status503ServiceUnavailable,
                "The store can't be used just now. What is wrong is in the server's log.",
                null
            ), // the message says where it is
            OperationCanceledException when http.RequestAborted.IsCancellationRequested => (
                StatusCodes.Status499ClientClosedRequest,
                "The client went away.",
                null
            ),
            _ => (
                StatusCodes.Status500InternalServerError,
                "Something went wrong here, and is in the server's log.",
                (string?)null
            ),
        };
        if (exception is StoreException)
            StoreFailed(log, exception.Message);
        if (told.status == StatusCodes.Status500InternalServerError)
            Failed(log, exception);
        return told;
    }

    /// <summary>Answers with a problem document, and with the header that belongs to its status.</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="message">What was found, what was expected, and the way out.</param>
    /// <param name="field">The field that is wrong; null where it is none.</param>
    public static Task WriteAsync(HttpContext http, int status, string message, string? field = null)
    {
        http.Response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        if (status == StatusCodes.Status429TooManyRequests)
            http.Response.Headers.RetryAfter = SoonSeconds;
        if (status == StatusCodes.Status503ServiceUnavailable)
            http.Response.Headers.RetryAfter = LaterSeconds;
        ProblemDetails problem = field is null
            ? new ProblemDetails { Status = status, Detail = message }
            : new HttpValidationProblemDetails(new Dictionary<string, string[]> { [field] = [message] })
            {
                Status = status,
            };
        return http
            .RequestServices.GetRequiredService<IProblemDetailsService>()
            .WriteAsync(new ProblemDetailsContext { HttpContext = http, ProblemDetails = problem })
            .AsTask();
    }

    /// <summary>What is wrong with a name that there isn't: which there are, and which was meant.</summary>
    /// <param name="name">The name.</param>
    /// <param name="known">The names that there are.</param>
    public static string Unknown(string name, IReadOnlyList<string> known)
    {
        string hint = Spelling.Hint(name, known);
        return $"unknown, expected {(known.Count == 1 ? "" : "one of ")}{string.Join(", ", known)}{(hint.Length > 0 ? $".{hint}" : "")}";
    }

    /// <summary>Names fields as the sender knows them: in camel case.</summary>
    public static void NameFields(ProblemDetailsContext context)
    {
        if (context.ProblemDetails is not HttpValidationProblemDetails { Errors: { Count: > 0 } errors } problem)
            return;
        // The address and the body may hold a field of the same name.
        problem.Errors = errors
            .GroupBy(error => Camel(error.Key))
            .ToDictionary(field => field.Key, field => field.SelectMany(error => error.Value).Distinct().ToArray());
        problem.Detail ??= string.Join(
            ' ',
            problem.Errors.SelectMany(error => error.Value.Select(message => $"{error.Key}: {message}"))
        );
    }

    private static (int Status, string Message, string? Field) Bad(BadHttpRequestException exception)
    {
        if (exception.InnerException is JsonException json)
        {
            (string message, string field) = OfJson(json);
            return (exception.StatusCode, message, field);
        }
        if (Parameter().Match(exception.Message) is { Success: true } match)
            return (
                exception.StatusCode,
                match.Groups["value"].Success
                    ? $"found '{match.Groups["value"].Value}', expected {Kind(match.Groups["type"].Value)}"
                    : $"missing, expected {Kind(match.Groups["type"].Value)}",
                match.Groups["name"].Value
            );
        if (
            exception.StatusCode == StatusCodes.Status400BadRequest
            && exception.Message.Contains("body was", StringComparison.Ordinal)
        )
            return (exception.StatusCode, "missing, expected a JSON object", "body");
        return (exception.StatusCode, exception.Message, null);
    }

    /// <summary>What is wrong with JSON, and where.</summary>
    public static (string Message, string Field) OfJson(JsonException json)
    {
        string field = FieldAt(json);
        if (json.Message.Contains("allow setting null", StringComparison.Ordinal))
            return ("found null, expected a value", field);
        if (Converted().Match(json.Message) is { Success: true } converted)
            return ($"found another kind of value, expected {Kind(converted.Groups["type"].Value)}", field);
        if (Missing().Match(json.Message) is { Success: true } missing)
            return ("missing, expected a value", missing.Groups["name"].Value);
        if (Unmapped().Match(json.Message) is { Success: true } unmapped)
            return (Unknown(unmapped.Groups["name"].Value, FieldsOf(unmapped.Groups["type"].Value)), field);
        if (Duplicate().Match(json.Message) is { Success: true })
            return ("found twice, expected once", field);
        return ($"the body is no JSON that fits: {Sentence().Match(json.Message).Value}", field);
    }

    /// <summary>Where it is; what a converter of ours read within knows its own part of the way.</summary>
    private static string FieldAt(JsonException json) =>
        $"{json.Path}{(json.InnerException as JsonException)?.Path?.TrimStart('$')}".TrimStart('$', '.')
            is { Length: > 0 } path
            ? path
            : "body";

    /// <summary>The fields of a contract, by its full name.</summary>
    private static string[] FieldsOf(string type) =>
        [
            .. typeof(RecommendationAnswer)
                .Assembly.GetType(type, throwOnError: true)!
                .GetProperties()
                .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)),
        ];

    /// <summary>The field behind an option: bodies have lists where queries repeat a name.</summary>
    private static string FieldOf(string option, HttpRequest request) =>
        option switch
        {
            _ when request.Path.Value?.EndsWith("/train", StringComparison.Ordinal) == true => option.Contains(
                ' ',
                StringComparison.Ordinal
            )
                ? "options"
                : $"options.{option}",
            "genre" when !HttpMethods.IsGet(request.Method) => "genres",
            "origin" when !HttpMethods.IsGet(request.Method) => "origins",
            "years" => "fromYear",
            _ => option,
        };

    /// <summary>A C# type as people who use the API know it.</summary>
    private static string Kind(string type) =>
        Wrapped().Replace(type.TrimEnd('?'), "${inner}") switch
        {
            "int" or "long" or "System.Int32" or "System.Int64" => "a whole number",
            "Id" or "MovieId" or "Butaca.Client.Contracts.MovieId" => MovieId.Expected,
            "Butaca.Client.Contracts.HistoryEntry" => "a movie's id, or an object of movieId, rating and time",
            "double" or "float" or "System.Double" or "System.Single" => "a number",
            "bool" or "System.Boolean" => "true or false",
            "DateTimeOffset" or "System.DateTimeOffset" => "a time such as 2005-12-31T00:00:00Z",
            "string" or "System.String" => "a text",
            string other when other.Contains("List", StringComparison.Ordinal) => "a list",
            string other when other.Contains("Dictionary", StringComparison.Ordinal) => "an object",
            string other when other.StartsWith("Butaca.", StringComparison.Ordinal) => "an object",
            string other when other.EndsWith("[]", StringComparison.Ordinal) =>
                $"{Kind(other[..^2])}, as often as you like",
            _ => "another value",
        };

    private static string Camel(string path) =>
        string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    [GeneratedRegex(
        """^(Failed to bind parameter|Required parameter) "(?<type>[^" ]+) (?<name>[^"]+)"( from "(?<value>.*)"| was not provided.*)?""",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        1000
    )]
    private static partial Regex Parameter();

    [GeneratedRegex("missing required properties including: '(?<name>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Missing();

    [GeneratedRegex(
        "property '(?<name>.*)' could not be mapped to any .NET member contained in type '(?<type>[^']+)'",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        1000
    )]
    private static partial Regex Unmapped();

    [GeneratedRegex("^Duplicate property '(?<name>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Duplicate();

    [GeneratedRegex(@"could not be converted to (?<type>\S+)\.( |$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Converted();

    [GeneratedRegex(@"^(System\.)?Nullable(`1)?[<\[](?<inner>[^\]>,]+).*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Wrapped();

    [GeneratedRegex(@"^[^.|]*", RegexOptions.None, 1000)]
    private static partial Regex Sentence();

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed")]
    private static partial void Failed(ILogger log, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store failed: {Message}")]
    private static partial void StoreFailed(ILogger log, string message);
}
