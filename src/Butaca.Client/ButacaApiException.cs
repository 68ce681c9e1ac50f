using System.Net;
using System.Text.Json;

namespace Butaca.Client;

/// <summary>The server refused a request.</summary>
public sealed class ButacaApiException : Exception
{
    private ButacaApiException(
        HttpStatusCode status,
        string message,
        IReadOnlyDictionary<string, string[]> errors,
        TimeSpan? retryAfter
    )
        : base(message)
    {
        Status = status;
        Errors = errors;
        RetryAfter = retryAfter;
    }

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>What is wrong, by field; empty where it is no field.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; }

    /// <summary>
    /// How long to wait before another try, where the server says it, as it does of too many requests; null where not.
    /// </summary>
    public TimeSpan? RetryAfter { get; }

    internal static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode)
            return;
        string text = await response.Content.ReadAsStringAsync(cancellation);
        string message = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        Dictionary<string, string[]> errors = [];
        try
        {
            using JsonDocument problem = JsonDocument.Parse(text);
            if (Member(problem.RootElement, "detail") is { ValueKind: JsonValueKind.String } detail)
                message = $"{message}: {detail.GetString()}";
            if (Member(problem.RootElement, "errors") is { ValueKind: JsonValueKind.Object } fields)
            {
                foreach (JsonProperty field in fields.EnumerateObject())
                    if (field.Value.ValueKind == JsonValueKind.Array)
                        errors[field.Name] =
                        [
                            .. field
                                .Value.EnumerateArray()
                                .Where(error => error.ValueKind == JsonValueKind.String)
                                .Select(error => error.GetString()!),
                        ];
            }
        }
        catch (JsonException)
        {
            // another server, a proxy perhaps, refused in its own words: the status says it
        }
        throw new ButacaApiException(response.StatusCode, message, errors, Wait(response));
    }

    private static JsonElement? Member(JsonElement problem, string name) =>
        problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty(name, out JsonElement member)
            ? member
            : null;

    /// <summary>By the server's clock, where it names a time instead of a duration.</summary>
    private static TimeSpan? Wait(HttpResponseMessage response) =>
        response.Headers.RetryAfter is not { } retry
            ? null
            : retry.Delta
                ?? (retry.Date - response.Headers.Date is { } wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
}
