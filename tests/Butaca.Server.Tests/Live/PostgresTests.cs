using System.Net;
using Butaca.Client;
using Butaca.Client.Contracts;
using Butaca.Server.Tests.Storage;

namespace Butaca.Server.Tests.Live;

/// <summary>The server over PostgreSQL, which goes away and comes back.</summary>
[Collection(nameof(PostgresServer))]
public sealed class PostgresTests : IAsyncLifetime
{
    private readonly string _database = $"test_{Guid.NewGuid():N}";
    private RunningServer? _server; // none where the tests are skipped

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        string store = PostgresServer.Of(_database);
        await PostgresServer.CreateDatabaseAsync(_database);
        _server = new RunningServer { Settings = { "Butaca:Model=edlae" }, Store = store };
        await _server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null) return;
        await _server.DisposeAsync();
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
            ButacaApiException refused = await Assert.ThrowsAsync<ButacaApiException>(() => client.SendEventAsync("ana", Watched("third", 3), Now));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
            Assert.NotEmpty((await client.RecommendAsync(new RecommendationRequest { Watched = [1, 2, 3] }, Now)).Recommendations);
        }
        finally
        {
            await PostgresServer.StartAsync();
        }
        EventReceipt receipt = await client.SendEventAsync("ana", Watched("third", 3), Now);
        Assert.Equal(1, receipt.Stored);
        Assert.Equal([1, 2, 3], (await client.GetHistoryAsync("ana", cancellation: Now)).Watched.Select(item => item.Movie.Id).Order());
        Assert.DoesNotContain((await client.RecommendToAsync("ana", 20, cancellation: Now)).Recommendations, pick => pick.Movie.Id == 3);

        await _server.StopAsync();
        await _server.StartAsync();
        using ButacaClient again = _server.Client();
        Assert.Equal(3, (await again.GetHistoryAsync("ana", cancellation: Now)).Watched.Count);
    }

    private static PersonEvent Watched(string id, long movie) => new() { Id = id, MovieId = movie, Kind = "watched" };
}
