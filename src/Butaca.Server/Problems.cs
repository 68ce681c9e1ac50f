using System.Text.Json;
using System.Text.RegularExpressions;
using Butaca.Server.Live;
using Butaca.Server.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Butaca.Server;

/// <summary>Turns exceptions into problem documents (RFC 9457) that name the offending field, and say the way out.</summary>
internal sealed partial class Problems(IProblemDetailsService service, ILogger<Problems> log) : IExceptionHandler
{
    private const int RetrySeconds = 5;

    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellation)
    {
        (int status, string message, string? field) = exception switch
        {
            RequestException request => (request.Status, request.Message, request.FieldName),
            ButacaException { Option: { } option } => (StatusCodes.Status400BadRequest, exception.Message[(option.Length + 2)..], FieldOf(option, http.Request)),
            ButacaException => (StatusCodes.Status400BadRequest, exception.Message, null),
            BadHttpRequestException bad => Bad(bad),
            NotReadyException => (StatusCodes.Status503ServiceUnavailable, exception.Message, null),
            StoreException => (StatusCodes.Status503ServiceUnavailable, exception.Message, null),
            OperationCanceledException when http.RequestAborted.IsCancellationRequested => (StatusCodes.Status499ClientClosedRequest, "The client went away.", null),
            _ => (StatusCodes.Status500InternalServerError, "Something went wrong here, and is in the server's log.", (string?)null),
        };
        if (exception is StoreException) StoreFailed(log, exception.Message);
        if (status == StatusCodes.Status500InternalServerError) Failed(log, exception);
        http.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable) http.Response.Headers.RetryAfter = $"{RetrySeconds}";
        ProblemDetails problem = field is null
            ? new ProblemDetails { Status = status, Detail = message }
            : new HttpValidationProblemDetails(new Dictionary<string, string[]> { [field] = [message] }) { Status = status };
        return await service.TryWriteAsync(new ProblemDetailsContext { HttpContext = http, ProblemDetails = problem, Exception = exception });
    }

    /// <summary>Names fields as the sender knows them: in camel case.</summary>
    public static void NameFields(ProblemDetailsContext context)
    {
        if (context.ProblemDetails is not HttpValidationProblemDetails { Errors: { Count: > 0 } errors } problem) return;
        // The address and the body may hold a field of the same name.
        problem.Errors = errors.GroupBy(error => Camel(error.Key)).ToDictionary(field => field.Key, field => field.SelectMany(error => error.Value).Distinct().ToArray());
        problem.Detail ??= string.Join(' ', problem.Errors.SelectMany(error => error.Value.Select(message => $"{error.Key}: {message}")));
    }

    private static (int Status, string Message, string? Field) Bad(BadHttpRequestException exception)
    {
        if (exception.InnerException is JsonException json)
        {
            if (Missing().Match(json.Message) is { Success: true } missing) return (exception.StatusCode, "missing, expected a value", missing.Groups["name"].Value);
            string path = json.Path?.TrimStart('$', '.') ?? "";
            return (exception.StatusCode, $"the body is no JSON that fits: {Sentence().Match(json.Message).Value}", path.Length > 0 ? path : "body");
        }
        if (Parameter().Match(exception.Message) is { Success: true } match)
            return (exception.StatusCode, match.Groups["value"].Success
                ? $"found '{match.Groups["value"].Value}', expected {Kind(match.Groups["type"].Value)}"
                : $"missing, expected {Kind(match.Groups["type"].Value)}", match.Groups["name"].Value);
        return (exception.StatusCode, exception.Message, null);
    }

    /// <summary>The field behind an option: bodies have lists where queries repeat a name.</summary>
    private static string FieldOf(string option, HttpRequest request) => option switch
    {
        "genre" when !HttpMethods.IsGet(request.Method) => "genres",
        "origin" when !HttpMethods.IsGet(request.Method) => "origins",
        "years" => "fromYear",
        _ => option,
    };

    /// <summary>A C# type as people who use the API know it.</summary>
    private static string Kind(string type) => type.TrimEnd('?') switch
    {
        "int" or "long" => "a whole number",
        "double" or "float" => "a number",
        "bool" => "true or false",
        "DateTimeOffset" => "a time such as 2005-12-31T00:00:00Z",
        "string" => "a text",
        string other when other.EndsWith("[]", StringComparison.Ordinal) => $"{Kind(other[..^2])}, as often as you like",
        _ => "another value",
    };

    private static string Camel(string path) => string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    [GeneratedRegex("""^(Failed to bind parameter|Required parameter) "(?<type>[^" ]+) (?<name>[^"]+)"( from "(?<value>.*)"| was not provided.*)?""", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("missing required properties including: '(?<name>[^']+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Missing();

    [GeneratedRegex(@"^[^.|]*", RegexOptions.None, 1000)]
    private static partial Regex Sentence();

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed")]
    private static partial void Failed(ILogger log, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store failed: {Message}")]
    private static partial void StoreFailed(ILogger log, string message);
}
