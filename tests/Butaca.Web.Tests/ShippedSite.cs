using Butaca.Data;
using Butaca.Server.Live;
using Butaca.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Butaca.Web.Tests;

/// <summary>The tests that share one <see cref="ShippedSite"/>: it trains for a while.</summary>
[CollectionDefinition(nameof(ShippedSite))]
public sealed class ShippedSiteTests : ICollectionFixture<ShippedSite>;

/// <summary>A server over the data that Butaca ships, with nothing left to do but to serve. None where no browser is.</summary>
public sealed class ShippedSite : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private WebApplication? _app;

    /// <summary>Where the server listens; without a browser the test that asks is skipped.</summary>
    public string Address
    {
        get
        {
            if (_app is null)
                Assert.Skip($"{WebSite.Variable} names no Chromium.");
            return _app.Urls.First();
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(WebSite.Variable) is not { Length: > 0 })
            return;
        _app = await WebSite.StartAsync(ShippedData.Find(), _folder["server"], "butaca");
        ServerState state = _app.Services.GetRequiredService<ServerState>();
        await WebSite.UntilAsync(() => state.IsReady && state.Deployment.For(null).Trained.Manifest.Metrics.Count > 0);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
        _folder.Dispose();
    }
}
