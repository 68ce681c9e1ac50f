using Butaca.Server.Storage;
using Butaca.Tests;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Butaca.Server.Tests.Apis;

/// <summary>The document that is checked in is the one that the server serves, and a valid one.</summary>
public sealed class OpenApiTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static string CheckedIn => Path.Combine(Repository.Root, "docs", "openapi.json");

    [Fact]
    public async Task TheDocumentIsCheckedIn()
    {
        using HttpClient http = server.Http(KeyScope.Read);
        string served = (await http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken)).TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("BUTACA_ACCEPT") == "1") await File.WriteAllTextAsync(CheckedIn, served, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(CheckedIn), $"{CheckedIn} is missing: accept it with BUTACA_ACCEPT=1");
        Assert.Equal(await File.ReadAllTextAsync(CheckedIn, TestContext.Current.CancellationToken), served);
    }

    [Fact]
    public async Task TheDocumentIsValid()
    {
        ReadResult read = Microsoft.OpenApi.OpenApiDocument.Parse(await File.ReadAllTextAsync(CheckedIn, TestContext.Current.CancellationToken), "json");
        Assert.Empty(read.Diagnostic!.Errors.Select(error => error.ToString()));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.Empty(read.Document!.Validate(ValidationRuleSet.GetDefaultRuleSet()).Select(error => error.ToString()));
        Assert.True(read.Document!.Paths.Count > 15);
    }
}
