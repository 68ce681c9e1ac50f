using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Butaca.Client;
using Butaca.Client.Contracts;
using Butaca.Hosting.Storage;
using Butaca.Server.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Butaca.Server.Tests.Live;

/// <summary>The server over PostgreSQL, which goes away and comes back.</summary>
[Collection(nameof(PostgresServer))]
public sealed class PostgresTests : IAsyncLifetime
{
    private readonly string _database = $"test_{Guid.NewGuid():N}";
    private BlackHole _hole = null!;
    private RunningServer? _server; // none where the tests are skipped

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        NpgsqlConnectionStringBuilder store = new(PostgresServer.Of(_database));
        await PostgresServer.CreateDatabaseAsync(_database);
        _hole = new BlackHole(store.Port);
        store.Port = _hole.Port;
        _server = new RunningServer
        {
            Settings = { "Butaca:Model=edlae", "Butaca:Limits:Seconds=2" },
            Store = store.ConnectionString,
        };
        await _server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null)
            return;
        await _server.DisposeAsync();
        await _hole.DisposeAsync();
        await PostgresServer.DropDatabaseAsync(_database);
    }

    [Fact]
    public async Task WhatWasAcknowledgedCountsOnceTheStoreIsBack()
    {
        using ButacaClient client = _server!.Client();
        await client.SendEventAsync("ana", Watched("first", 1), Now);
        await client.SendEventAsync("ana", Watched("second", 2), Now);
        Assert.True((await client.RecommendToAsync("ana", cancellation: Now)).Personal);
        await PostgresServer.StopAsync();
        try
        {
            Assert.True((await client.RecommendToAsync("ana", 5, cancellation: Now)).Personal); // memory knows her
            ButacaApiException refused = await Assert.ThrowsAsync<ButacaApiException>(() =>
                client.SendEventAsync("ana", Watched("third", 3), Now)
            );
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
            Assert.NotEmpty(
                (await client.RecommendAsync(new RecommendationRequest { Watched = [1, 2, 3] }, Now)).Recommendations
            );
            Assert.Equal("Degraded", await ReadinessAsync()); // and not out of rotation
            Assert.InRange(_server.Services.GetRequiredService<IStore>().Failures, 1, 100);
        }
        finally
        {
            await PostgresServer.StartAsync();
        }
        EventReceipt receipt = await client.SendEventAsync("ana", Watched("third", 3), Now);
        Assert.Equal(1, receipt.Stored);
        Assert.Equal(
            [1, 2, 3],
            (await client.GetHistoryAsync("ana", cancellation: Now))
                .Watched.Select(item => item.Movie.Id)
                .OrderBy(id => id.ToString(), StringComparer.Ordinal)
        );
        Assert.DoesNotContain(
            (await client.RecommendToAsync("ana", 20, cancellation: Now)).Recommendations,
            pick => pick.Movie.Id == 3
        );

        await _server.StopAsync();
        await _server.StartAsync();
        using ButacaClient again = _server.Client();
        Assert.Equal(3, (await again.GetHistoryAsync("ana", cancellation: Now)).Watched.Count);
    }

    [Fact]
    public async Task AStoreThatHangsIsGivenUpAtTheTimeLimit()
    {
        using ButacaClient client = _server!.Client();
        await client.SendEventAsync("ana", Watched("first", 1), Now);
        Assert.True((await client.RecommendToAsync("ana", cancellation: Now)).Personal);
        _hole.Open();
        Func<Task>[] requests =
        [
            () => client.SendEventAsync("ana", Watched("second", 2), Now),
            () => client.GetHistoryAsync("somebody", Now),
            () => client.DeleteUserAsync("bo", Now),
            () => client.AddMovieAsync(new MovieDescription { Title = "Late (2001)" }, Now),
            () => client.ActivateModelAsync("edlae", cancellation: Now),
        ];
        long start = Stopwatch.GetTimestamp();
        ButacaApiException[] refused = await Task.WhenAll(
            requests.Select(request => Assert.ThrowsAsync<ButacaApiException>(request))
        );
        Assert.All(refused, exception => Assert.Equal(HttpStatusCode.ServiceUnavailable, exception.Status));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8));
        start = Stopwatch.GetTimestamp();
        Assert.Equal("Degraded", await ReadinessAsync());
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        _hole.Close();
        EventReceipt receipt = await RepeatAsync(() => client.SendEventAsync("ana", Watched("second", 2), Now));
        Assert.Equal(1, receipt.Stored + receipt.Repeated);
        Assert.Equal(
            [1, 2],
            (await client.GetHistoryAsync("ana", Now))
                .Watched.Select(item => item.Movie.Id)
                .OrderBy(id => id.ToString(), StringComparer.Ordinal)
        );
    }

    private async Task<string?> ReadinessAsync()
    {
        using HttpClient http = _server!.Http(null);
        return (await http.GetFromJsonAsync<JsonElement>("/health/ready", Now)).GetProperty("status").GetString();
    }

    /// <summary>What was under way when the store went away may fail still.</summary>
    private static async Task<T> RepeatAsync<T>(Func<Task<T>> request)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                return await request();
            }
            catch (ButacaApiException exception) when (exception.Status == HttpStatusCode.ServiceUnavailable && i < 20)
            {
                await Task.Delay(500, Now);
            }
        }
    }

    private static UserEvent Watched(string id, long movie) =>
        new()
        {
            Id = id,
            MovieId = movie,
            Kind = "watched",
        };
}
