using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Butaca.Client;
using Butaca.Hosting.Storage;
using Butaca.Tests;
using CsCheck;

namespace Butaca.Server.Tests.Apis;

/// <summary>
/// Sends every operation of the OpenAPI document values of its schemas, at their borders, beyond them and of other
/// kinds: whatever comes, the server answers, and never with 500. (How long the slowest took is printed, and decides
/// nothing.)
/// </summary>
public sealed class FuzzTests(RunningServer server, ITestOutputHelper output) : IClassFixture<RunningServer>
{
    private const int RequestsEach = 60;

    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String[0, 12],
        Gen.Char.AlphaNumeric.Array[1, 70].Select(letters => new string(letters)),
        Among(
            "",
            " ",
            "1",
            "0",
            "-1",
            "2",
            "40",
            "Space 2 (1981)",
            "Drama",
            "American",
            "watched",
            "rated",
            "butaca",
            "als",
            "null",
            "true",
            "2005-12-31T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "../../etc/passwd",
            "<script>alert(1)</script>",
            "'; DROP TABLE events; --",
            "%00",
            "\ud83c\udfac",
            "١٢",
            "1e400",
            "99999999999999999999"
        )
    );

    [Fact]
    public async Task NothingMakesTheServerFail()
    {
        JsonNode document = JsonNode.Parse(
            await File.ReadAllTextAsync(
                Path.Combine(Repository.Root, "docs", "reference", "openapi.json"),
                TestContext.Current.CancellationToken
            )
        )!;
        using HttpClient http = server.Http(KeyScope.Admin);
        TimeSpan slowest = default;
        string slow = "";
        int sent = 0;
        HashSet<HttpStatusCode> statuses = [];
        PCG random = new(7, 2026);
        foreach ((string path, JsonNode? operations) in document["paths"]!.AsObject())
        {
            foreach ((string method, JsonNode? operation) in operations!.AsObject())
            {
                Gen<(string Address, string? Body)> requests = Requests(document, path, operation!);
                for (int i = 0; i < RequestsEach; i++)
                {
                    (string address, string? body) = requests.Generate(random, null, out _);
                    using HttpRequestMessage message = new(new HttpMethod(method.ToUpperInvariant()), address);
                    if (body is not null)
                        message.Content = new StringContent(body, Encoding.UTF8, "application/json");
                    long start = Stopwatch.GetTimestamp();
                    using HttpResponseMessage response = await http.SendAsync(
                        message,
                        TestContext.Current.CancellationToken
                    );
                    string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                    if (Stopwatch.GetElapsedTime(start) is var took && took > slowest)
                        (slowest, slow) = (took, $"{method} {address}");
                    Assert.True(
                        (int)response.StatusCode is < 500,
                        $"{method} {address} {body}: {(int)response.StatusCode} {text}"
                    );
                    if (!response.IsSuccessStatusCode)
                        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
                    statuses.Add(response.StatusCode);
                    sent++;
                    if (path.EndsWith("/train", StringComparison.Ordinal) && response.IsSuccessStatusCode)
                        await EndTrainingAsync();
                }
            }
        }
        output.WriteLine($"{sent} requests; the slowest took {slowest.TotalMilliseconds:0} ms: {slow}");
        Assert.Superset(
            new HashSet<HttpStatusCode> { HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.NotFound },
            statuses
        );
    }

    /// <summary>
    /// Cancels the training that was begun, so that the next one can begin. It may have ended meanwhile, which is told
    /// by 409.
    /// </summary>
    private async Task EndTrainingAsync()
    {
        using ButacaClient client = server.Client();
        try
        {
            await client.CancelTrainingAsync(TestContext.Current.CancellationToken);
        }
        catch (ButacaApiException exception) when (exception.Status == HttpStatusCode.Conflict)
        {
            return;
        }
        while ((await client.GetTrainingAsync(TestContext.Current.CancellationToken)).State == "running")
            await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    private static Gen<(string Address, string? Body)> Requests(JsonNode document, string path, JsonNode operation)
    {
        Gen<string> address = Gen.Const(path);
        foreach (JsonNode? parameter in operation["parameters"]?.AsArray() ?? [])
        {
            string name = parameter!["name"]!.GetValue<string>();
            Gen<string> value = Value(document, parameter["schema"]!)
                .Select(node =>
                    node is JsonArray array ? array.FirstOrDefault()?.ToString() ?? "" : node?.ToString() ?? ""
                );
            address =
                parameter["in"]!.GetValue<string>() == "path"
                    ? Gen.Select(
                        address,
                        value,
                        (text, v) =>
                            text.Replace($"{{{name}}}", v.Length == 0 ? "x" : Escape(v), StringComparison.Ordinal)
                    )
                    : Gen.Select(
                        address,
                        value,
                        Gen.Int[0, 2],
                        (text, v, use) =>
                            use == 0
                                ? text
                                : $"{text}{(text.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Escape(v)}"
                    );
        }
        JsonNode? schema = operation["requestBody"]?["content"]?["application/json"]?["schema"];
        Gen<string?> body = schema is null
            ? Gen.Const((string?)null)
            : Value(document, schema).Select(node => (string?)(node?.ToJsonString() ?? "null"));
        return Gen.Select(address, body);
    }

    /// <summary>Mostly values that fit a schema; often ones just outside, or of another kind.</summary>
    private static Gen<JsonNode?> Value(JsonNode document, JsonNode schema)
    {
        if (schema["$ref"] is { } reference)
            return Value(document, document["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]!);
        if (schema["anyOf"] is JsonArray choices)
            return Gen.OneOf([.. choices.Select(choice => Value(document, choice!))]);
        string[] types = schema["type"] is JsonArray kinds
            ? [.. kinds.Select(kind => kind!.GetValue<string>()).Where(kind => kind != "null")]
            : [schema["type"]?.GetValue<string>() ?? "string"];
        Gen<JsonNode?> fitting = Gen.OneOf([.. types.Select(type => Fitting(document, schema, type))]);
        Gen<JsonNode?> other = Gen.OneOf(
            AnyText.Select(text => (JsonNode?)JsonValue.Create(text)),
            Gen.Const((JsonNode?)null),
            Gen.Const(() => (JsonNode?)new JsonArray(1)),
            Gen.Const(() => (JsonNode?)new JsonObject())
        );
        return Gen.Frequency((12, fitting), (1, other));
    }

    private static Gen<JsonNode?> Fitting(JsonNode document, JsonNode schema, string type) =>
        type switch
        {
            "integer" => Gen.OneOf(
                    Gen.Long[0, 45],
                    Among(long.MinValue, -1, 0, 1, 100, 101, 1870, 2100, int.MaxValue, long.MaxValue)
                )
                .Select(number => (JsonNode?)JsonValue.Create(number)),
            "number" => Gen.OneOf(Gen.Double[0, 1], Among(-1.0, 0, 0.5, 1, 10, 11, 1e300))
                .Select(number => (JsonNode?)JsonValue.Create(number)),
            "boolean" => Gen.Bool.Select(value => (JsonNode?)JsonValue.Create(value)),
            "array" => Value(document, schema["items"]!)
                .Array[0, 4]
                .Select(values => (JsonNode?)new JsonArray([.. values.Select(value => value?.DeepClone())])),
            "object" => Object(document, schema),
            _ => AnyText.Select(text => (JsonNode?)JsonValue.Create(text)),
        };

    private static Gen<JsonNode?> Object(JsonNode document, JsonNode schema)
    {
        Gen<JsonObject> made = Gen.Const(() => new JsonObject());
        HashSet<string> required = [.. (schema["required"]?.AsArray() ?? []).Select(name => name!.GetValue<string>())];
        foreach ((string name, JsonNode? property) in schema["properties"]?.AsObject() ?? [])
        {
            made = Gen.Select(
                made,
                Value(document, property!),
                Gen.Int[0, 9],
                (found, value, use) =>
                {
                    if (required.Contains(name) ? use > 0 : use > 5)
                        found[name] = value?.DeepClone();
                    return found;
                }
            );
        }
        return made.Select(found => (JsonNode?)found);
    }

    private static Gen<T> Among<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>As an address holds it; a lone surrogate can't be in one.</summary>
    private static string Escape(string text) =>
        Uri.EscapeDataString(string.Concat(text.Where(c => !char.IsSurrogate(c))))
            .Replace("%00", "", StringComparison.Ordinal);
}
