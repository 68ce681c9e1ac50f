using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Butaca.Client;
using Butaca.Client.Contracts;
using Butaca.Data.Files;
using Butaca.Hosting.Storage;
using Butaca.Server.Security;
using Butaca.Tests;

namespace Butaca.Server.Tests.Processes;

/// <summary>What becomes of the server when it is killed, and when what it needs is not as it should be.</summary>
public sealed partial class ServerProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "data");

    private string Folder => Path.Combine(_folder.Path, "server");

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(20, Explicit = true, Traits = ["Long", "yes"])]
    public async Task WhatWasAcknowledgedIsThereAfterKills(int kills)
    {
        string key = await PrepareAsync();
        List<string> acknowledged = [];
        int acknowledgedCount = 0;
        Random random = Seeds.Create(3, "kills");
        for (int kill = 0; kill < kills; kill++)
        {
            await using ServerProcess server = new(Settings());
            await server.ReadyAsync();
            Task[] senders =
            [
                .. Enumerable
                    .Range(0, 4)
                    .Select(sender =>
                        Task.Run(
                            async () =>
                            {
                                using ButacaClient client = new(server.Address, key);
                                try
                                {
                                    for (int i = 0; ; i++)
                                    {
                                        EventReceipt receipt = await client.SendEventAsync(
                                            $"sender-{sender}",
                                            new UserEvent
                                            {
                                                Id = $"{kill}-{sender}-{i}",
                                                MovieId = i % SmallWorld.Movies + 1,
                                                Kind = "watched",
                                            },
                                            Now
                                        );
                                        lock (acknowledged)
                                            acknowledged.AddRange(receipt.Ids);
                                        Interlocked.Increment(ref acknowledgedCount);
                                    }
                                }
                                catch (Exception exception)
                                    when (exception is HttpRequestException or TaskCanceledException or IOException)
                                {
                                    // killed
                                }
                            },
                            Now
                        )
                    ),
            ];
            int before = Volatile.Read(ref acknowledgedCount);
            while (Volatile.Read(ref acknowledgedCount) < before + 5)
                await Task.Delay(5, Now); // a busy machine may be slow to begin
            await Task.Delay(random.Next(300), Now);
            await server.KillAsync();
            await Task.WhenAll(senders);
        }
        Assert.True(acknowledged.Count >= 5 * kills, $"{acknowledged.Count} events");
        await using IStore store = Stores.Open(Path.Combine(Folder, ServerOptions.StoreFile));
        await store.MigrateAsync(Now);
        List<string> stored = [];
        await foreach (StoredEvent e in store.EventsAsync(Now))
            stored.Add(e.Id);
        Assert.Equal(stored.Distinct(), stored);
        Assert.Empty(acknowledged.Except(stored));
    }

    [Fact]
    public async Task ATimeWithoutAnOffsetIsUtcWhereverTheServerStands()
    {
        string key = await PrepareAsync();
        await using ServerProcess server = new(Settings());
        await server.ReadyAsync();
        using HttpClient http = new()
        {
            BaseAddress = server.Address,
            DefaultRequestHeaders = { { "X-Api-Key", key } },
        };
        foreach (string at in (string[])["2005-12-31T00:00:00", "2005-12-31T00:00:00Z", "2005-12-31T01:00:00+01:00"])
        {
            using HttpResponseMessage sent = await http.PostAsJsonAsync(
                "/api/v1/users/ana/events",
                new
                {
                    movieId = 2,
                    kind = "watched",
                    at,
                },
                Now
            );
            Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync(Now));
            UserHistory history = (await http.GetFromJsonAsync<UserHistory>("/api/v1/users/ana/history", Now))!;
            Assert.Equal(new DateTimeOffset(2005, 12, 31, 0, 0, 0, TimeSpan.Zero), Assert.Single(history.Watched).At);
        }
    }

    [Theory]
    [InlineData("scorer/shares.npy", "\u0001\u0002\u0003", Explicit = true)]
    [InlineData("model.json", "", Explicit = true)]
    [InlineData("model.json", "{\"kind\": \"butaca")]
    public async Task ADamagedModelIsTrainedAnew(string name, string content)
    {
        string key = await PrepareAsync();
        await using (ServerProcess first = new(Settings()))
        {
            await first.ReadyAsync();
            Assert.Equal(0, (await first.TerminateAsync()).Code);
        }
        string damaged = Path.Combine(Folder, "models", "popularity", name);
        Assert.True(File.Exists(damaged));
        await File.WriteAllTextAsync(damaged, content, Now);
        await using ServerProcess again = new(Settings());
        await again.ReadyAsync();
        using ButacaClient client = new(again.Address, key);
        Assert.NotEmpty((await client.RecommendToAsync("1", cancellation: Now)).Recommendations);
        (int code, string text) = await again.TerminateAsync();
        Assert.Equal(0, code);
        Assert.Contains(Path.GetFileName(damaged), text, StringComparison.Ordinal);
        Assert.Contains("training popularity", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheFirstStartShowsAKeyOnceAndTheWayWithoutOne()
    {
        DatasetFolder.Write(Data, SmallWorld.Data());
        string text;
        await using (ServerProcess first = new(Settings()))
        {
            await first.ReadyAsync();
            using HttpClient http = new() { BaseAddress = first.Address };
            Assert.True((await http.GetAsync(new Uri("/", UriKind.Relative), Now)).IsSuccessStatusCode);
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                (await http.GetAsync(new Uri("/api/v1/users/1/history", UriKind.Relative), Now)).StatusCode
            );
            text = (await first.TerminateAsync()).Text;
        }
        string key = Assert.Single(ShownKeys().Matches(text)).Value;
        Assert.Contains("The page on this machine needs none", text, StringComparison.Ordinal);
        await using ServerProcess again = new(Settings());
        await again.ReadyAsync();
        using ButacaClient client = new(again.Address, key);
        Assert.Equal(
            1,
            (await client.SendEventAsync("ana", new UserEvent { MovieId = 2, Kind = "watched" }, Now)).Stored
        );
        Assert.Single((await client.GetHistoryAsync("ana", Now)).Watched);
        Assert.DoesNotMatch(ShownKeys(), (await again.TerminateAsync()).Text);
    }

    [Fact]
    public async Task ItLeavesNothingToOthersAndLogsNoGuesses()
    {
        await PrepareAsync();
        await using ServerProcess server = new(Settings());
        await server.ReadyAsync();
        using HttpClient http = new()
        {
            BaseAddress = server.Address,
            DefaultRequestHeaders = { { "X-Api-Key", "butaca_mistyped" } },
        };
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await http.GetAsync(new Uri("/api/v1/movies/1", UriKind.Relative), Now)).StatusCode
        );
        Assert.Empty(Directory.EnumerateFiles(server.Home, "*", SearchOption.AllDirectories)); // no keys of the framework's
        if (!OperatingSystem.IsWindows())
            Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(Folder));
        string text = (await server.TerminateAsync()).Text;
        Assert.Contains("Serving popularity", text, StringComparison.Ordinal);
        Assert.DoesNotContain("authenticat", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("challenged", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("warn:", text, StringComparison.Ordinal);
    }

    /// <summary>
    /// In a process of its own: the collector takes what meters of one name measure for one, and forgets it with the
    /// first that ends.
    /// </summary>
    [Fact]
    public async Task MetricsAreThereFromTheStart()
    {
        string key = await PrepareAsync();
        await using ServerProcess server = new(Settings());
        await server.ReadyAsync();
        using HttpClient http = new()
        {
            BaseAddress = server.Address,
            DefaultRequestHeaders = { { "X-Api-Key", key } },
        };
        string text = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Now);
        foreach (
            string name in (string[])
                [
                    "butaca_ready",
                    "butaca_model_age_seconds",
                    "butaca_shown_queue",
                    "butaca_store_queue",
                    "butaca_store_failures_total",
                    "butaca_trainings_failed_total",
                ]
        )
            Assert.Contains($"\n{name}{{", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADamagedStoreEndsItWithAWayOut()
    {
        await PrepareAsync();
        string store = Path.Combine(Folder, ServerOptions.StoreFile);
        foreach (string file in Directory.EnumerateFiles(Folder, ServerOptions.StoreFile + "-*"))
            File.Delete(file);
        await File.WriteAllTextAsync(store, string.Concat(Enumerable.Repeat("this is no database. ", 1000)), Now);
        await using ServerProcess server = new(Settings());
        (int code, string text) = await server.EndAsync();
        Assert.Equal(1, code);
        Assert.Contains(store, text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.StartsWith("this is no database", await File.ReadAllTextAsync(store, Now), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Butaca:Limits:Seconds=0", "Seconds")]
    [InlineData("Butaca:Limits:Seconds=soon", "Seconds")]
    [InlineData("Butaca:SynopsisLanguage=in English", "en or pt-BR")]
    [InlineData("Butaca:Colour=red", "Colour")]
    [InlineData("Butaca:Model=nonsense", "nonsense")]
    [InlineData("Butaca:Data=/nowhere", "/nowhere")]
    [InlineData("Butaca:Folder=/proc/butaca", "expected a folder that the server may write to")]
    public async Task ASettingThatCannotBeUsedEndsItWithAWayOut(string setting, string named)
    {
        await PrepareAsync();
        await using ServerProcess server = new([.. Settings(), setting]);
        (int code, string text) = await server.EndAsync();
        Assert.Equal(1, code);
        Assert.Contains(named, text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [GeneratedRegex("butaca_[0-9a-f]{12}_[0-9a-f]{64}", RegexOptions.None, 1000)]
    private static partial Regex ShownKeys();

    private string[] Settings() => [$"Butaca:Data={Data}", $"Butaca:Folder={Folder}", "Butaca:Model=popularity"];

    /// <summary>Writes the data set, and a store with a key.</summary>
    private async Task<string> PrepareAsync()
    {
        DatasetFolder.Write(Data, SmallWorld.Data());
        await using IStore store = Stores.Open(Path.Combine(Folder, ServerOptions.StoreFile));
        await store.MigrateAsync(Now);
        (string key, StoredKey stored) = ApiKeys.Make("processes", KeyScope.Write, TimeProvider.System.GetUtcNow());
        await store.AddKeyAsync(stored, Now);
        return key;
    }
}
