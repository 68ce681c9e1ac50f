using System.Runtime.CompilerServices;
using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Embedded;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Recommending;
using Butaca.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Butaca.Server.Tests.Embedding;

/// <summary>Butaca in a shop's own process: customers have GUIDs, films have SKUs.</summary>
public sealed class EmbeddingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Shop _shop = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WithoutAnyEventTheNewestComeFirstThenWhatIsAlike()
    {
        using IHost host = await StartAsync();
        IRecommender<Guid, string> recommender = Of(host);
        RecommendationList<string> list = await recommender.RecommendAsync(
            Guid.NewGuid(),
            new RecommendOptions { Count = 3 },
            Cancellation
        );
        Assert.False(list.IsPersonal);
        Assert.Equal(["WAR-019", "LOVE-019"], list.Movies.Take(2).Select(movie => movie.Id).Order().Reverse());

        Guid customer = Guid.NewGuid();
        await recommender.RecordAsync([new(customer, "LOVE-003"), new(customer, "LOVE-004")], Cancellation);
        list = await recommender.RecommendAsync(customer, new RecommendOptions { Count = 5 }, Cancellation);
        Assert.True(list.IsPersonal);
        Assert.All(list.Movies, movie => Assert.StartsWith("LOVE", movie.Id, StringComparison.Ordinal));
        Assert.DoesNotContain(list.Movies, movie => movie.Id is "LOVE-003" or "LOVE-004");
    }

    [Fact]
    public async Task EventsTrainAModelThatServesAndSurvivesARestart()
    {
        Guid customer = Guid.NewGuid();
        using (IHost host = await StartAsync(options => options.Model = "edlae"))
        {
            IRecommender<Guid, string> recommender = Of(host);
            await recommender.RecordAsync(Shop.Visits(), Cancellation);
            await recommender.RecordAsync([new(customer, "WAR-002")], Cancellation);
            await UntilAsync(async () => (await recommender.RecommendAsync(customer)).Model == "edlae");
            Assert.All(
                (await recommender.RecommendAsync(customer, new RecommendOptions { Count = 3 }, Cancellation)).Movies,
                movie => Assert.StartsWith("WAR", movie.Id, StringComparison.Ordinal)
            );
            await host.StopAsync(Cancellation);
        }
        using IHost again = await StartAsync(options => options.Model = "edlae");
        RecommendationList<string> list = await Of(again).RecommendAsync(customer, null, Cancellation);
        Assert.Equal("edlae", list.Model);
        Assert.True(list.IsPersonal);
        Assert.DoesNotContain(list.Movies, movie => movie.Id == "WAR-002");
    }

    [Fact]
    public async Task AFilmThatIsGoneIsNotRecommendedAndANewOneIs()
    {
        Guid customer = Guid.NewGuid();
        using (IHost host = await StartAsync())
        {
            IRecommender<Guid, string> recommender = Of(host);
            await recommender.RecordAsync(Shop.Visits(), Cancellation);
            await recommender.TrainAsync(Cancellation);
            _shop.Films.RemoveAll(film => film.Id == "WAR-005");
            _shop.Films.Add(Shop.Film("WAR", 77) with { Title = "La última trinchera" });
            // An event of a film that is newer than the last reading has the catalogue read anew.
            await recommender.RecordAsync([new(customer, "WAR-077"), new(customer, "WAR-002")], Cancellation);
            await AssertGoneAsync(recommender);
            await host.StopAsync(Cancellation);
        }
        using IHost again = await StartAsync();
        await AssertGoneAsync(Of(again));

        async Task AssertGoneAsync(IRecommender<Guid, string> recommender)
        {
            RecommendOptions all = new() { Count = 100 };
            RecommendationList<string> list = await recommender.RecommendAsync(customer, all, Cancellation);
            Assert.Equal("butaca", list.Model);
            Assert.DoesNotContain(list.Movies, movie => movie.Id is "WAR-005" or "WAR-077");
            list = await recommender.RecommendAsync(Guid.NewGuid(), all, Cancellation);
            Assert.Contains(list.Movies, movie => movie.Id == "WAR-077");
            Assert.NotEmpty(await recommender.SimilarAsync("WAR-077", 3, Cancellation));
        }
    }

    [Fact]
    public async Task ACatalogueThatIsReadAgainWithoutAChangeLeavesTheModelsAlone()
    {
        using IHost host = await StartAsync();
        LiveState state = host.Services.GetRequiredService<LiveState>();
        await state.Ready.WaitAsync(Cancellation);
        Deployment before = state.Deployment;
        Assert.False(await state.SetMoviesAsync([.. _shop.Films], Cancellation));
        Assert.Same(before, state.Deployment);
        _shop.Films[0] = _shop.Films[0] with { Year = 1950 };
        Assert.True(await state.SetMoviesAsync([.. _shop.Films], Cancellation));
        Assert.False(await state.SetMoviesAsync([.. _shop.Films], Cancellation));
        _shop.Films.RemoveAt(1);
        Assert.True(await state.SetMoviesAsync([.. _shop.Films], Cancellation));
        Assert.False(await state.SetMoviesAsync([.. _shop.Films], Cancellation));
    }

    [Fact]
    public async Task EventsAreReadFromASourceEachOnce()
    {
        _shop.Log.AddRange(Shop.Visits());
        _shop.Log.Insert(3, new(Guid.NewGuid(), "NONE-001")); // a film that nobody sells
        using IHost host = await StartAsync(
            options =>
            {
                options.EventsEverySeconds = 0.05;
                options.TrainAfterEvents = 0;
            },
            butaca => butaca.AddEvents<ShopEvents>()
        );
        IStore store = host.Services.GetRequiredService<IStore>();
        await host.Services.GetRequiredService<LiveState>().Ready.WaitAsync(Cancellation);
        await UntilAsync(async () => await CountAsync() == _shop.Log.Count - 1);
        _shop.Log.Add(new(Guid.NewGuid(), "WAR-001"));
        await UntilAsync(async () => await CountAsync() == _shop.Log.Count - 1);
        Assert.Equal(_shop.Log[^2].Id, _shop.Asked[^1] == _shop.Log[^1].Id ? _shop.Asked[^2] : _shop.Asked[^1]);

        async Task<int> CountAsync() => await store.EventsAsync(Cancellation).CountAsync(Cancellation);
    }

    [Fact]
    public async Task KindsOfTheProgramCountAsItSays()
    {
        using IHost host = await StartAsync(options =>
        {
            options.EventKinds["finish"] = new() { As = EventKind.Rated, Rating = 5 };
            options.EventKinds["click"] = new() { As = EventKind.Kept };
        });
        IRecommender<Guid, string> recommender = Of(host);
        Guid customer = Guid.NewGuid();
        await recommender.RecordAsync([new(customer, "WAR-001") { OwnKind = "click" }], Cancellation);
        Assert.False((await recommender.RecommendAsync(customer, null, Cancellation)).IsPersonal);
        await recommender.RecordAsync([new(customer, "WAR-002") { OwnKind = "finish" }], Cancellation);
        RecommendationList<string> list = await recommender.RecommendAsync(
            customer,
            new() { Count = 40 },
            Cancellation
        );
        Assert.True(list.IsPersonal);
        Assert.Contains("WAR-001", list.Movies.Select(movie => movie.Id));
        Assert.DoesNotContain("WAR-002", list.Movies.Select(movie => movie.Id));
        StoredEvent[] stored = await host
            .Services.GetRequiredService<IStore>()
            .EventsAsync(Cancellation)
            .ToArrayAsync(Cancellation);
        Assert.Equal(
            [("click", EventKind.Kept, null), ("finish", EventKind.Rated, 5.0)],
            stored.Select(e => (e.OwnKind!, e.Kind, e.Rating))
        );
    }

    [Fact]
    public async Task WhatCannotBeRecordedIsToldAndNothingOfItIsStored()
    {
        using IHost host = await StartAsync();
        IRecommender<Guid, string> recommender = Of(host);
        Guid customer = Guid.NewGuid();
        await AssertRefusedAsync(new(customer, "NONE-001"), "NONE-001");
        await AssertRefusedAsync(new(customer, "WAR-001 "), "blanks");
        await AssertRefusedAsync(new(customer, "WAR-001", EventKind.Rated), "Rating: missing");
        await AssertRefusedAsync(new(customer, "WAR-001", EventKind.Rated) { Rating = 11 }, "found 11");
        await AssertRefusedAsync(new(customer, "WAR-001") { Time = DateTimeOffset.MaxValue }, "Time: found 9999");
        await AssertRefusedAsync(new(customer, "WAR-001") { Rating = 3 }, "found 3");
        await AssertRefusedAsync(new(customer, "WAR-001") { Id = "" }, "1 to 64");
        await AssertRefusedAsync(new(customer, "WAR-001", EventKind.Kept), "Kind: found Kept");
        await AssertRefusedAsync(
            new(customer, "WAR-001") { OwnKind = "bought" },
            "OwnKind: found 'bought', expected watched, rated, dismissed or removed"
        );
        Assert.False((await recommender.RecommendAsync(customer, null, Cancellation)).IsPersonal);

        async Task AssertRefusedAsync(UserEvent<Guid, string> wrong, string told) =>
            Assert.Contains(
                told,
                (
                    await Assert.ThrowsAsync<ButacaException>(() =>
                        recommender.RecordAsync([new(customer, "WAR-002"), wrong], Cancellation)
                    )
                ).Message,
                StringComparison.Ordinal
            );
    }

    [Fact]
    public async Task WhoIsForgottenIsUnknown()
    {
        using IHost host = await StartAsync();
        IRecommender<Guid, string> recommender = Of(host);
        Guid customer = Guid.NewGuid();
        await recommender.RecordAsync(
            [new(customer, "WAR-002"), new(customer, "WAR-003", EventKind.Rated) { Rating = 4 }],
            Cancellation
        );
        Assert.True((await recommender.RecommendAsync(customer, null, Cancellation)).IsPersonal);
        Assert.Equal(2, await recommender.ForgetAsync(customer, Cancellation));
        Assert.False((await recommender.RecommendAsync(customer, null, Cancellation)).IsPersonal);
    }

    [Fact]
    public async Task AStartThatFailsIsToldAndTheProgramRunsOn()
    {
        _shop.Films.Clear();
        using IHost host = await StartAsync();
        ButacaException told = await Assert.ThrowsAsync<ButacaException>(() =>
            Of(host).RecommendAsync(Guid.NewGuid(), null, Cancellation)
        );
        Assert.Contains("found no movie", told.Message, StringComparison.Ordinal);
        HealthReport health = await host
            .Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(Cancellation);
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Contains("found no movie", health.Entries["butaca"].Description!, StringComparison.Ordinal);
        Assert.False(
            host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested
        );
    }

    [Fact]
    public async Task HealthIsTold()
    {
        using IHost host = await StartAsync();
        await host.Services.GetRequiredService<LiveState>().Ready.WaitAsync(Cancellation);
        HealthReport health = await host
            .Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(Cancellation);
        Assert.Equal(HealthStatus.Healthy, health.Entries["butaca"].Status);
        Assert.Equal(HealthStatus.Healthy, health.Entries["butaca-store"].Status);
    }

    [Fact]
    public void OptionsThatCannotBeUsedAreRefused()
    {
        ServiceCollection services = new();
        Assert.Contains(
            "EventsEverySeconds",
            Assert
                .Throws<ButacaException>(() => services.AddButaca<int, int>(options => options.EventsEverySeconds = -1))
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "edlae",
            Assert.Throws<ButacaException>(() => services.AddButaca<int, int>(options => options.Model = "x")).Message,
            StringComparison.Ordinal
        );
    }

    private async Task<IHost> StartAsync(
        Action<EmbeddingOptions>? configure = null,
        Action<ButacaBuilder<Guid, string>>? add = null
    )
    {
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_shop);
        ButacaBuilder<Guid, string> butaca = builder
            .Services.AddButaca<Guid, string>(options =>
            {
                options.Folder = _folder.Path;
                configure?.Invoke(options);
            })
            .AddMovies<ShopFilms>();
        add?.Invoke(butaca);
        IHost host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }

    private static IRecommender<Guid, string> Of(IHost host) =>
        host.Services.GetRequiredService<IRecommender<Guid, string>>();

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        late.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await isSo())
            await Task.Delay(20, late.Token);
    }

    /// <summary>Twenty war films and twenty love films; forty customers, each of whom likes one kind.</summary>
    private sealed class Shop
    {
        public List<Movie> Films { get; } =
        [.. from genre in new[] { "WAR", "LOVE" } from number in Enumerable.Range(0, 20) select Film(genre, number)];

        public List<UserEvent<Guid, string>> Log { get; } = [];

        public List<string?> Asked { get; } = [];

        public static Movie Film(string genre, int number) =>
            new($"{genre}-{number:000}", $"Película {genre} {number}")
            {
                Year = 2000 + number,
                Genres = [genre == "WAR" ? "Bélica" : "Romance"],
                Synopsis =
                    genre == "WAR"
                        ? "Soldados en la batalla, lejos de casa."
                        : "Dos amantes en el verano, cerca del mar.",
            };

        public static IEnumerable<UserEvent<Guid, string>> Visits()
        {
            for (int customer = 0; customer < 40; customer++)
            {
                Guid id = new(customer, 0, 0, new byte[8]);
                string genre = customer % 2 == 0 ? "WAR" : "LOVE";
                foreach (int number in Enumerable.Range(0, 8).Select(i => (customer * 7 + i * 3) % 20))
                    yield return new(id, $"{genre}-{number:000}") { Id = $"{customer}/{number}" };
            }
        }
    }

#pragma warning disable CA1812 // made by the container
    private sealed class ShopFilms(Shop shop) : IMovieSource
    {
        public async IAsyncEnumerable<Movie> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            await Task.Yield();
            foreach (Movie film in shop.Films)
                yield return film;
        }
    }

    private sealed class ShopEvents(Shop shop) : IEventSource<Guid, string>
    {
        public async IAsyncEnumerable<UserEvent<Guid, string>> ReadAsync(
            string? after,
            [EnumeratorCancellation] CancellationToken cancellation
        )
        {
            await Task.Yield();
            shop.Asked.Add(after);
            foreach (
                UserEvent<Guid, string> e in shop
                    .Log.ToArray()
                    .SkipWhile(e => after is not null && e.Id != after)
                    .Skip(after is null ? 0 : 1)
            )
                yield return e;
        }
    }
}
