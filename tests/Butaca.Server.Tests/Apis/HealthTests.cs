using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Server.Apis;
using Butaca.Server.Tests.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Butaca.Server.Tests.Apis;

/// <summary>What probes cost.</summary>
public sealed class HealthTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ManyProbesAskTheStoreOnce()
    {
        (IStore store, FaultyStore faults) = FaultyStore.Before(server.Services.GetRequiredService<IStore>());
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder
            .Services.AddSingleton(store)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(server.Services.GetRequiredService<LiveState>())
            .AddHealth();
        await using WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapHealth();
        await app.StartAsync(Now);
        using HttpClient http = new() { BaseAddress = new Uri(app.Urls.First()) };
        async Task<string?> StatusAsync() =>
            (await http.GetFromJsonAsync<JsonElement>("/health/ready", Now)).GetProperty("status").GetString();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => StatusAsync()));
        Assert.InRange(faults.Calls[nameof(IStore.PingAsync)], 1, 5); // one a second
        Assert.Equal("Healthy", await StatusAsync());
        faults.IsGone = true;
        for (int i = 0; i < 100 && await StatusAsync() != "Degraded"; i++)
            await Task.Delay(100, Now);
        Assert.Equal("Degraded", await StatusAsync()); // still 200: memory answers
        faults.IsLost = true;
        using HttpResponseMessage lost = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Now);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, lost.StatusCode);
    }
}
