using Butaca.Server.Storage;
using Butaca.Tests;

namespace Butaca.Server.Tests.Apis;

/// <summary>The document that is checked in is the one that the server serves.</summary>
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
}
