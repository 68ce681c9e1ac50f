using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Butaca.Client;
using Butaca.Client.Contracts;
using Butaca.Hosting.Storage;
using Butaca.Server.Tests.Storage;
using Butaca.Tests;

namespace Butaca.Server.Tests.Processes;

/// <summary>
/// Several servers on one PostgreSQL, as processes that are killed, cut off and told to end: docs/cluster.md.
/// </summary>
[Collection(nameof(PostgresServer))]
public sealed class ClusterTests
{
    private const int Silos = SiloCluster.Count;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ThreeSilosAnswerAsOneServerToTheBit()
    {
        await using SiloCluster cluster = new();
        await cluster.PrepareAsync("butaca", "popularity");
        await cluster.StartAllAsync();
        using TemporaryFolder alone = new();
        TrainedModels.Write(Path.Combine(alone.Path, "models"), "butaca", "popularity");
        await using (IStore store = Stores.Open(Path.Combine(alone.Path, ServerOptions.StoreFile)))
        {
            await store.MigrateAsync(Now);
            await using IStore shared = cluster.Open();
            foreach (StoredKey key in await shared.KeysAsync(Now))
                await store.AddKeyAsync(key, Now);
        }
        await using ServerProcess one = new($"Butaca:Data={cluster.Data}", $"Butaca:Folder={alone.Path}");
        await one.ReadyAsync();
        UserEvent[] events =
        [
            .. Enumerable
                .Range(0, 600)
                .Select(i => new UserEvent
                {
                    Id = $"{i}",
                    User = $"new-{i % 200}",
                    MovieId = (i * 7 + i / 200 * 11) % SmallWorld.Movies + 1,
                    Kind = i % 5 == 4 ? "dismissed" : "watched",
                    At = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + i),
                }),
        ];
        using (ButacaClient client = new(one.Address, cluster.Key))
            await client.SendEventsAsync(events, Now);
        for (int silo = 0; silo < Silos; silo++)
        {
            int mine = silo;
            using ButacaClient client = cluster.Client(silo);
            await client.SendEventsAsync([.. events.Where((_, i) => i % Silos == mine)], Now);
        }
        string[] users =
        [
            .. Enumerable.Range(1, SmallWorld.Users).Select(user => $"{user}"),
            .. Enumerable.Range(0, 200).Select(user => $"new-{user}"),
        ];
        JsonArray expected = await AnswersAsync(one.Address, cluster.Key, users);
        Assert.Equal(users.Length, expected.Count);
        for (int silo = 0; silo < Silos; silo++)
            Assert.Equal(
                expected.ToJsonString(),
                (await AnswersAsync(cluster.Silo(silo).Address, cluster.Key, users)).ToJsonString()
            );
    }

    [Fact]
    public async Task WhatOneSiloIsToldCountsInTheNextAnswerOfEveryOther()
    {
        await using SiloCluster cluster = new();
        await cluster.PrepareAsync("butaca", "popularity");
        await cluster.StartAllAsync();
        ButacaClient[] clients = [.. Enumerable.Range(0, Silos).Select(cluster.Client)];
        try
        {
            for (int i = 0; i < 30; i++)
            {
                string user = $"{i + 1}"; // of the data set
                ButacaClient told = clients[i % Silos];
                RecommendationAnswer before = await told.RecommendToAsync(user, 5, cancellation: Now);
                MovieId movie = before.Recommendations[0].Movie.Id;
                await told.SendEventAsync(user, new UserEvent { MovieId = movie, Kind = "dismissed" }, Now);
                foreach (ButacaClient asked in clients)
                {
                    RecommendationAnswer after = await asked.RecommendToAsync(user, 40, cancellation: Now);
                    Assert.DoesNotContain(movie, after.Recommendations.Select(r => r.Movie.Id));
                    Assert.Contains(movie, (await asked.GetHistoryAsync(user, Now)).Dismissed.Select(m => m.Id));
                }
            }
            await clients[1].DeleteUserAsync("1", Now);
            await clients[2].SendEventAsync("ana", Watched("a", 2), Now);
            Assert.Single((await clients[0].GetHistoryAsync("ana", Now)).Watched);
            await clients[1].DeleteUserAsync("ana", Now);
            foreach (string gone in (string[])["1", "ana"])
            {
                foreach (ButacaClient asked in clients)
                    Assert.Equal(
                        HttpStatusCode.NotFound,
                        (await Assert.ThrowsAsync<ButacaApiException>(() => asked.GetHistoryAsync(gone, Now))).Status
                    );
            }
            await clients[0].SendEventAsync("ana", Watched("a", 3), Now);
            Assert.Equal((MovieId)3, Assert.Single((await clients[2].GetHistoryAsync("ana", Now)).Watched).Movie.Id);

            // All at once, everywhere: each gets an id of its own.
            MovieItem[] added = await Task.WhenAll(
                Enumerable
                    .Range(0, 4 * Silos)
                    .Select(i => clients[i % Silos].AddMovieAsync(Space($"Space Added {i}"), Now))
            );
            Assert.Equal(added.Length, added.Select(movie => movie.Id).Distinct().Count());
            foreach (ButacaClient asked in clients)
            {
                foreach (MovieItem movie in added)
                    Assert.Equal(movie.Title, (await asked.GetMovieAsync(movie.Id, Now)).Title);
                RecommendationAnswer answer = await asked.RecommendToAsync("2", 100, cancellation: Now);
                Assert.Empty(added.Select(movie => movie.Id).Except(answer.Recommendations.Select(r => r.Movie.Id)));
            }
            await clients[2].WithdrawMovieAsync(added[0].Id, Now);
            foreach (ButacaClient asked in clients)
                Assert.DoesNotContain(
                    added[0].Id,
                    (await asked.RecommendToAsync("2", 100, cancellation: Now)).Recommendations.Select(r => r.Movie.Id)
                );
        }
        finally
        {
            foreach (ButacaClient client in clients)
                client.Dispose();
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20, Explicit = true, Traits = ["Long", "yes"])]
    public async Task NothingAcknowledgedIsLostOrDoubledWhereSilosAreKilled(int kills)
    {
        await using SiloCluster cluster = new();
        await cluster.PrepareAsync("popularity");
        await cluster.StartAllAsync();
        Uri[] addresses = new Uri[Silos];
        for (int silo = 0; silo < Silos; silo++)
            addresses[silo] = cluster.Silo(silo).Address;
        ConcurrentDictionary<string, int> acknowledged = new(StringComparer.Ordinal);
        ConcurrentBag<string> stale = [];
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Now);
        Task[] senders =
        [
            .. Enumerable
                .Range(0, 4)
                .Select(sender =>
                    Task.Run(() => SendAsync(sender, addresses, cluster.Key, acknowledged, stale, end.Token), Now)
                ),
        ];
        Random random = Seeds.Create(5, "silos");
        for (int kill = 0; kill < kills; kill++)
        {
            int before = acknowledged.Count;
            while (acknowledged.Count < before + 20)
                await Task.Delay(5, Now);
            await Task.Delay(random.Next(300), Now);
            int silo = random.Next(Silos);
            await cluster.Silo(silo).DisposeAsync();
            before = acknowledged.Count;
            while (acknowledged.Count < before + 20)
                await Task.Delay(5, Now); // the others go on
            cluster.Start(silo);
            await cluster.Silo(silo).ReadyAsync();
            addresses[silo] = cluster.Silo(silo).Address;
        }
        await end.CancelAsync();
        await Task.WhenAll(senders);
        Assert.Empty(stale);
        await using IStore store = cluster.Open();
        List<string> stored = [];
        await foreach (StoredEvent e in store.EventsAsync(Now))
            stored.Add(e.Id);
        Assert.Equal(stored.Distinct(), stored);
        Assert.Empty(acknowledged.Keys.Except(stored));
    }

    [Fact]
    public async Task ASiloThatIsCutOffRefusesInsteadOfAnsweringFromThePast()
    {
        await using SiloCluster cluster = new();
        await cluster.PrepareAsync("popularity");
        await cluster.StartAllAsync();
        using ButacaClient other = cluster.Client(0);
        using ButacaClient cut = cluster.Client(2);
        await other.SendEventAsync("ana", Watched("first", 1), Now);
        Assert.Single((await cut.GetHistoryAsync("ana", Now)).Watched);
        cluster.CutFromStore(2);
        await other.SendEventAsync("ana", Watched("second", 2), Now);
        MovieItem added = await other.AddMovieAsync(Space("Space Meanwhile"), Now);
        Assert.All(
            await Task.WhenAll(
                RefusalAsync(cut.GetHistoryAsync("ana", Now)),
                RefusalAsync(cut.RecommendToAsync("ana", cancellation: Now)),
                RefusalAsync(cut.GetMovieAsync(added.Id, Now)),
                RefusalAsync(cut.SendEventAsync("ana", Watched("third", 3), Now))
            ),
            status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status)
        );
        Assert.False(await cluster.IsReadyAsync(2));
        Assert.True(await cluster.IsReadyAsync(0));
        cluster.Mend(2);
        while (!await cluster.IsReadyAsync(2))
            await Task.Delay(50, Now);
        Assert.Equal<MovieId>([1, 2], (await cut.GetHistoryAsync("ana", Now)).Watched.Select(w => w.Movie.Id));
        Assert.Equal(added.Title, (await cut.GetMovieAsync(added.Id, Now)).Title);
    }

    /// <summary>
    /// The others declare it dead, and it ends: it may be right by the store, but nobody tells it anything.
    /// </summary>
    [Fact]
    public async Task ASiloThatIsCutOffFromTheOthersAnswersRightAndIsPutOut()
    {
        await using SiloCluster cluster = new();
        Assert.SkipUnless(cluster.IsInNamespaces, "no network namespaces can be made here");
        await cluster.PrepareAsync("popularity");
        await cluster.StartAllAsync();
        using ButacaClient other = cluster.Client(0);
        using ButacaClient cut = cluster.Client(2);
        await other.SendEventAsync("ana", Watched("first", 1), Now);
        Assert.Single((await cut.GetHistoryAsync("ana", Now)).Watched);
        cluster.CutFromOthers(2);
        await other.SendEventAsync("ana", Watched("second", 2), Now);
        Assert.Equal(2, (await cut.GetHistoryAsync("ana", Now)).Watched.Count);
        await cut.SendEventAsync("ana", Watched("third", 3), Now);
        Assert.Equal(3, (await other.GetHistoryAsync("ana", Now)).Watched.Count);
        await other.AddMovieAsync(Space("Space Meanwhile"), Now); // though one doesn't hear of it
        (int code, string text) = await cluster.Silo(2).EndAsync();
        Assert.Equal(1, code);
        Assert.Contains("out of the cluster", text, StringComparison.Ordinal);
        Assert.True(await cluster.IsReadyAsync(0));
    }

    [Fact]
    public async Task ATrainingGoesOnElsewhereAndAllServeItsModel()
    {
        await using SiloCluster cluster = new() { Settings = silo => silo == 0 ? ["Butaca:Cluster:Role=serve"] : [] };
        await cluster.PrepareAsync("butaca", "popularity");
        cluster.Start(0);
        cluster.Start(1);
        await cluster.Silo(0).ReadyAsync();
        await cluster.Silo(1).ReadyAsync();
        using ButacaClient client = cluster.Client(0);
        DateTimeOffset? before = (await client.ListModelsAsync(Now)).Single(model => model.Name == "butaca").Trained;
        await client.TrainModelAsync(
            "butaca",
            new TrainingRequest
            {
                Options = new Dictionary<string, string>(TrainedModels.QuickButaca) { ["epochs"] = "1000" },
                Measure = false,
            },
            Now
        );
        while ((await client.GetTrainingAsync(Now)).Fraction == 0)
            await Task.Delay(50, Now);
        await cluster.Silo(1).DisposeAsync(); // the only one that trains, and it is at it
        Assert.Equal("running", (await client.GetTrainingAsync(Now)).State);
        await client.CancelTrainingAsync(Now);
        cluster.Start(1);
        cluster.Start(2);
        await cluster.Silo(2).ReadyAsync();
        await UntilAsync(client, "cancelled");
        await client.TrainModelAsync(
            "butaca",
            new TrainingRequest
            {
                Options = new Dictionary<string, string>(TrainedModels.QuickButaca) { ["epochs"] = "300" },
                Measure = false,
            },
            Now
        );
        while ((await client.GetTrainingAsync(Now)).Fraction == 0)
            await Task.Delay(50, Now);
        await cluster.Silo(1).DisposeAsync(); // whether it was at it or not, the training ends
        await UntilAsync(client, "done");
        using ButacaClient other = cluster.Client(2);
        DateTimeOffset? after = (await client.ListModelsAsync(Now)).Single(model => model.Name == "butaca").Trained;
        Assert.True(after > before, $"{after} > {before}");
        Assert.Equal(after, (await other.ListModelsAsync(Now)).Single(model => model.Name == "butaca").Trained);
        Assert.Equal(
            Strip(await client.RecommendToAsync("7", cancellation: Now)),
            Strip(await other.RecommendToAsync("7", cancellation: Now))
        );
        await other.ActivateModelAsync("popularity", cancellation: Now);
        Assert.Equal("popularity", (await client.RecommendToAsync("7", cancellation: Now)).Model);
    }

    [Fact]
    public async Task ASiloThatIsToldToEndSaysSoFirstAndLeavesInOrder()
    {
        await using SiloCluster cluster = new();
        await cluster.PrepareAsync("popularity");
        await cluster.StartAllAsync();
        Task<(int Code, string Text)> ended = cluster.Silo(1).TerminateAsync();
        using (ButacaClient client = cluster.Client(1))
        {
            while (await cluster.IsReadyAsync(1))
                await Task.Delay(10, Now);
            Assert.NotEmpty((await client.RecommendToAsync("1", cancellation: Now)).Recommendations);
        }
        (int code, string text) = await ended;
        Assert.Equal(0, code);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        using HttpClient http = new() { BaseAddress = cluster.Silo(0).Address };
        while (
            !(await http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Now)).Contains(
                "2 silos",
                StringComparison.Ordinal
            )
        )
            await Task.Delay(50, Now);
    }

    [Fact]
    public async Task AnSqliteFileIsForOneServer()
    {
        using TemporaryFolder folder = new();
        await using ServerProcess server = new($"Butaca:Folder={folder.Path}", "Butaca:Cluster:Name=test");
        (int code, string text) = await server.EndAsync();
        Assert.Equal(1, code);
        Assert.Contains("expected a PostgreSQL, which several servers can share", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    private static UserEvent Watched(string id, int movie) =>
        new()
        {
            Id = id,
            MovieId = movie,
            Kind = "watched",
        };

    private static MovieDescription Space(string title) =>
        new()
        {
            Title = title,
            Year = 2001,
            Genres = ["Action", "Sci-Fi"],
            Synopsis = "A crew flies a starship light years through space and meets aliens on a distant planet.",
        };

    private static async Task<HttpStatusCode> RefusalAsync(Task asked) =>
        (await Assert.ThrowsAsync<ButacaApiException>(() => asked)).Status;

    private static async Task UntilAsync(ButacaClient client, string state)
    {
        TrainingStatus status = await client.GetTrainingAsync(Now);
        while (status.State == "running")
        {
            await Task.Delay(100, Now);
            status = await client.GetTrainingAsync(Now);
        }
        Assert.True(status.State == state, $"{status}");
    }

    /// <summary>An answer but for its id, which is its own.</summary>
    private static string Strip(RecommendationAnswer answer) => JsonSerializer.Serialize(answer with { Id = "" });

    private static async Task<JsonArray> AnswersAsync(Uri address, string key, string[] users)
    {
        using HttpClient http = new() { BaseAddress = address, DefaultRequestHeaders = { { "X-Api-Key", key } } };
        using HttpResponseMessage response = await http.PostAsJsonAsync(
            "/api/v1/recommendations/batch",
            new { users, n = 20 },
            Now
        );
        string text = await response.Content.ReadAsStringAsync(Now);
        Assert.True(response.IsSuccessStatusCode, text);
        JsonArray answers = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            JsonObject answer = JsonNode.Parse(line)!.AsObject();
            Assert.True(answer.Remove("id"));
            answers.Add(answer);
        }
        return answers;
    }

    /// <summary>
    /// Tells one silo of an event and asks another for it at once; where one is gone the same is told to the next.
    /// </summary>
    private static async Task SendAsync(
        int sender,
        Uri[] addresses,
        string key,
        ConcurrentDictionary<string, int> acknowledged,
        ConcurrentBag<string> stale,
        CancellationToken end
    )
    {
        using HttpClient http = new() { DefaultRequestHeaders = { { "X-Api-Key", key } } };
        for (int i = 0; !end.IsCancellationRequested; i++)
        {
            string id = $"{sender}-{i}";
            string user = $"sender-{sender}-{i % 50}";
            int movie = i / 50 % SmallWorld.Movies + 1;
            for (int attempt = 0; !end.IsCancellationRequested; attempt++)
            {
                try
                {
                    using HttpResponseMessage told = await http.PostAsJsonAsync(
                        new Uri(addresses[(i + attempt) % Silos], $"/api/v1/users/{user}/events"),
                        new
                        {
                            id,
                            movieId = movie,
                            kind = "watched",
                        },
                        end
                    );
                    if (!told.IsSuccessStatusCode)
                        continue;
                    acknowledged[id] = attempt;
                    break;
                }
                catch (Exception exception)
                    when (exception is HttpRequestException or TaskCanceledException or IOException or SocketException)
                {
                    // killed, or the end; where a silo is killed just when it was reached, HttpClient throws what the
                    // socket does
                }
            }
            try
            {
                UserHistory? history = await http.GetFromJsonAsync<UserHistory>(
                    new Uri(addresses[(i + 1) % Silos], $"/api/v1/users/{user}/history"),
                    end
                );
                if (acknowledged.ContainsKey(id) && !history!.Watched.Any(w => w.Movie.Id == movie))
                    stale.Add(id);
            }
            catch (Exception exception)
                when (exception is HttpRequestException or TaskCanceledException or IOException or SocketException)
            {
                // killed, or the end
            }
        }
    }
}
