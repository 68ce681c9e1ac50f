using System.Text;
using System.Text.Json;
using Butaca.Hosting.Storage;
using Butaca.Tests;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Butaca.Server.Tests.Apis;

/// <summary>The document that is checked in is the one that the server serves, and a valid one.</summary>
public sealed class OpenApiTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static string CheckedIn => Path.Combine(Repository.Root, "docs", "reference", "openapi.json");

    [Fact]
    public async Task TheDocumentIsCheckedIn()
    {
        using HttpClient http = server.Http(KeyScope.Read);
        string served =
            (
                await http.GetStringAsync(
                    new Uri("/openapi/v1.json", UriKind.Relative),
                    TestContext.Current.CancellationToken
                )
            ).TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("BUTACA_ACCEPT") == "1")
            await File.WriteAllTextAsync(CheckedIn, served, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(CheckedIn), $"{CheckedIn} is missing: accept it with BUTACA_ACCEPT=1");
        Assert.Equal(await File.ReadAllTextAsync(CheckedIn, TestContext.Current.CancellationToken), served);
    }

    [Fact]
    public async Task TheDocumentIsValid()
    {
        ReadResult read = Microsoft.OpenApi.OpenApiDocument.Parse(
            await File.ReadAllTextAsync(CheckedIn, TestContext.Current.CancellationToken),
            "json"
        );
        Assert.Empty(read.Diagnostic!.Errors.Select(error => error.ToString()));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.Empty(read.Document!.Validate(ValidationRuleSet.GetDefaultRuleSet()).Select(error => error.ToString()));
        Assert.True(read.Document!.Paths.Count > 15);
    }

    [Fact]
    public async Task EveryParameterAndMemberIsDescribed()
    {
        Microsoft.OpenApi.OpenApiDocument document = Microsoft
            .OpenApi.OpenApiDocument.Parse(
                await File.ReadAllTextAsync(CheckedIn, TestContext.Current.CancellationToken),
                "json"
            )
            .Document!;
        string[] parameters =
        [
            .. from path in document.Paths
            from operation in path.Value.Operations!
            from parameter in operation.Value.Parameters ?? []
            where string.IsNullOrWhiteSpace(parameter.Description)
            select $"{operation.Key} {path.Key}: {parameter.Name}",
        ];
        string[] members =
        [
            .. from schema in document.Components!.Schemas!
            from member in schema.Value.Properties ?? new Dictionary<string, IOpenApiSchema>()
            where string.IsNullOrWhiteSpace(member.Value.Description)
            select $"{schema.Key}.{member.Key}",
        ];
        Assert.Empty(parameters);
        Assert.Empty(members);
    }

    /// <summary>What the document requires of an answer is in it: a client that checks takes every answer.</summary>
    [Fact]
    public async Task AnswersHoldWhatTheDocumentRequires()
    {
        JsonElement document = JsonDocument
            .Parse(await File.ReadAllTextAsync(CheckedIn, TestContext.Current.CancellationToken))
            .RootElement;
        using HttpClient http = server.Http(KeyScope.Admin);
        int looked = 0;
        foreach (
            (string method, string address, string? body, KeyScope _, int status) in ContractTests.Successes.Select(
                row => row.Data
            )
        )
        {
            using HttpRequestMessage request = new(new HttpMethod(method), new Uri(address, UriKind.Relative));
            if (body is not null)
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            if ((int)answer.StatusCode != status || answer.Content.Headers.ContentType?.MediaType != "application/json")
                continue;
            string[] parts = address.Split('?')[0].Split('/');
            JsonElement path = document
                .GetProperty("paths")
                .EnumerateObject()
                .Where(candidate => Fits(candidate.Name.Split('/'), parts))
                .OrderBy(candidate => candidate.Name.Count(c => c == '{'))
                .FirstOrDefault()
                .Value;
            if (path.ValueKind == JsonValueKind.Undefined)
                continue; // the document itself, health
            JsonElement schema = path.GetProperty(method.ToLowerInvariant())
                .GetProperty("responses")
                .GetProperty($"{status}")
                .GetProperty("content")
                .GetProperty("application/json")
                .GetProperty("schema");
            Holds(
                document,
                schema,
                JsonDocument
                    .Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
                    .RootElement,
                $"{method} {address}"
            );
            looked++;
        }
        Assert.True(looked > 12, $"looked at {looked} answers");
    }

    private static bool Fits(string[] template, string[] parts) =>
        template.Length == parts.Length
        && template.Zip(parts).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);

    private static void Holds(JsonElement document, JsonElement schema, JsonElement value, string where)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
            schema = document
                .GetProperty("components")
                .GetProperty("schemas")
                .GetProperty(reference.GetString()!.Split('/')[^1]);
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out JsonElement items))
            foreach (JsonElement item in value.EnumerateArray())
                Holds(document, items, item, where + "[]");
        if (value.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out JsonElement properties))
            return;
        if (schema.TryGetProperty("required", out JsonElement required))
            Assert.All(
                required.EnumerateArray(),
                name => Assert.True(value.TryGetProperty(name.GetString()!, out _), $"{where}: {name} is missing")
            );
        foreach (JsonProperty property in value.EnumerateObject())
            Holds(
                document,
                properties.TryGetProperty(property.Name, out JsonElement known)
                    ? known
                    : throw new Xunit.Sdk.XunitException($"{where}: {property.Name} is not in the document"),
                property.Value,
                $"{where}.{property.Name}"
            );
    }
}
