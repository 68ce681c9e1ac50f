using System.Net;
using System.Text.Json;

namespace Butaca.Client;

/// <summary>The server refused a request.</summary>
public sealed class ButacaApiException : Exception
{
    private ButacaApiException(HttpStatusCode status, string message, IReadOnlyDictionary<string, string[]> errors) : base(message) => (Status, Errors) = (status, errors);

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>What is wrong, by field; empty where it is no field.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; }

    internal static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode) return;
        string text = await response.Content.ReadAsStringAsync(cancellation);
        string message = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        Dictionary<string, string[]> errors = [];
        try
        {
            using JsonDocument problem = JsonDocument.Parse(text);
            if (problem.RootElement.ValueKind != JsonValueKind.Object) throw new ButacaApiException(response.StatusCode, message, errors);
            if (problem.RootElement.TryGetProperty("detail", out JsonElement detail)) message = $"{message}: {detail.GetString()}";
            if (problem.RootElement.TryGetProperty("errors", out JsonElement fields))
                foreach (JsonProperty field in fields.EnumerateObject()) errors.Add(field.Name, [.. field.Value.EnumerateArray().Select(e => e.GetString()!)]);
        }
        catch (JsonException)
        {
            // another server, a proxy perhaps, refused in its own words: the status says it
        }
        throw new ButacaApiException(response.StatusCode, message, errors);
    }
}
