using Butaca.Data;
using Butaca.Hosting.Live;
using Butaca.Models;
using Butaca.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Butaca.Web.Tests;

/// <summary>The tests that share one <see cref="ShippedSite"/>: it trains for a while.</summary>
[CollectionDefinition(nameof(ShippedSite))]
public sealed class ShippedSiteTests : ICollectionFixture<ShippedSite>;

/// <summary>
/// A server over the data that Butaca ships, with nothing left to do but to serve. None where no browser is. It trains
/// its model itself, unless <see cref="Variable"/> says where one is.
/// </summary>
public sealed class ShippedSite : IAsyncLifetime
{
    /// <summary>Names a folder with <c>butaca</c>, trained on the shipped data and measured.</summary>
    private const string Variable = "BUTACA_TEST_MODEL";

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
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } trained)
        {
            string models = Directory.CreateDirectory(_folder["server/models"]).FullName;
            ModelFolder.Save(Path.Combine(models, "butaca"), ModelFolder.Load(trained));
        }
        _app = await WebSite.StartAsync(ShippedData.Find(), _folder["server"], "butaca");
        LiveState state = _app.Services.GetRequiredService<LiveState>();
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
