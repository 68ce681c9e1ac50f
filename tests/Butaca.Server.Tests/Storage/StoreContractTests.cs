using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;

namespace Butaca.Server.Tests.Storage;

/// <summary>What every store must do. Inherit, and open yours.</summary>
public abstract partial class StoreContractTests : IAsyncLifetime
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected IStore Store { get; private set; } = null!;

    /// <summary>Opens the test's own database, empty at first; again, the same one.</summary>
    protected abstract Task<IStore> OpenAsync();

    /// <summary>SQL that makes the tables of before ids were texts of those of now.</summary>
    protected abstract string BeforeTexts { get; }

    /// <summary>SQL that drops the tables that only a cluster needs.</summary>
    protected virtual string WithoutCluster => "";

    /// <summary>The latest script of its tables.</summary>
    protected abstract string Newest { get; }

    /// <summary>Runs SQL on the test's database, past the store.</summary>
    protected abstract Task ExecuteAsync(string sql);

    public virtual async ValueTask InitializeAsync()
    {
        Store = await OpenAsync();
        await Store.MigrateAsync(Cancellation);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (Store is not null)
            await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static StoredEvent Watched(
        string id,
        string user = "ana",
        long movie = 1,
        long time = 100,
        string? recommendation = null
    ) => new(id, user, movie, EventKind.Watched, null, time, recommendation);

    private async Task<List<StoredEvent>> AllAsync()
    {
        List<StoredEvent> all = [];
        await foreach (StoredEvent stored in Store.EventsAsync(Cancellation))
            all.Add(stored);
        return all;
    }

    [Fact]
    public async Task UsersComeInPagesWhetherTheyToldSomethingOrWereShownSomething()
    {
        await Store.AppendAsync([Watched("1", "ben"), Watched("2", "ana"), Watched("3", "ben")], Cancellation);
        await Store.AddShownAsync(
            [
                new ShownList("x", "cid", "popularity", 100, [7, "tt 1"]),
                new ShownList("y", "ben", "popularity", 90, [7]),
                new ShownList("z", "cid", "popularity", 90, [8]),
                new ShownList("", null, "popularity", 90, [8]),
            ],
            Cancellation
        );
        Assert.Equal(["ana", "ben"], await Store.UsersAsync("", 2, Cancellation));
        Assert.Equal(["cid"], await Store.UsersAsync("ben", 2, Cancellation));
        Assert.Empty(await Store.UsersAsync("cid", 2, Cancellation));
        IReadOnlyList<ShownList> shown = await Store.ShownOfAsync("cid", Cancellation);
        Assert.Equal(["z", "x"], shown.Select(list => list.Id));
        Assert.Equal([(Id)7, "tt 1"], shown[1].Movies);
    }

    [Fact]
    public async Task ManyMoviesArePutInOneStep()
    {
        await Store.PutMovieAsync(new Movie(7, "Seven"), Cancellation);
        await Store.WithdrawMovieAsync(7, Cancellation);
        await Store.WithdrawMovieAsync(9, Cancellation);
        Movie[] movies = [new Movie(7, "Seven (1995)"), new Movie("tt1", "One") { Year = 2001, Genres = ["Drama"] }];
        await Store.PutMoviesAsync(movies, Cancellation);
        Assert.Equal(movies, await Store.MoviesAsync(Cancellation));
        Assert.Equal([(Id)9], await Store.WithdrawnAsync(Cancellation));
    }

    [Fact]
    public async Task EventsOfAUserComeInPages()
    {
        await Store.AppendAsync(
            [Watched("c", movie: 3), Watched("x", "ben"), Watched("a", movie: 1), Watched("b", movie: 2)],
            Cancellation
        );
        (IReadOnlyList<StoredEvent> events, int total) = await Store.EventsOfAsync("ana", 1, 1, Cancellation);
        Assert.Equal("a", Assert.Single(events).Id);
        Assert.Equal(3, total);
        (events, total) = await Store.EventsOfAsync("ana", 3, 10, Cancellation);
        Assert.Empty(events);
        Assert.Equal(3, total);
        Assert.Equal(0, (await Store.EventsOfAsync("nobody", 0, 10, Cancellation)).Total);
    }

    [Fact]
    public async Task AnEventComesBackAsItWasSent()
    {
        StoredEvent[] events =
        [
            new("1", "ana", 862, EventKind.Rated, 4.5, 1_700_000_000, "answer"),
            new("2", "ana", long.MaxValue, EventKind.Dismissed, null, 1_700_000_001, null),
            new("ñ; DROP TABLE events --", "ana", -1, EventKind.Removed, null, 1_700_000_002, "'\"% 映画"),
            new("4", "ana", "0042", EventKind.Watched, null, 1_700_000_003, null),
            new("5", "ana", "tt0078748, \"映画\"", EventKind.Watched, null, 1_700_000_004, null),
            new("6", "ana", 862, EventKind.Rated, 5, 1_700_000_005, null) { OwnKind = "finish" },
            new("7", "ana", 862, EventKind.Kept, null, 1_700_000_006, "answer") { OwnKind = "click" },
        ];
        Assert.Equal([true, true, true, true, true, true, true], await Store.AppendAsync(events, Cancellation));
        Assert.Equal(events, await Store.EventsOfAsync("ana", Cancellation));
        Assert.Equal(events, await AllAsync());
        Assert.Empty(await Store.EventsOfAsync("Ana", Cancellation)); // ids differ by case
        await Store.PingAsync(Cancellation);
    }

    [Fact]
    public async Task OneServerHasTheStore()
    {
        await Store.ClaimAsync(Cancellation);
        await using (IStore other = await OpenAsync())
        {
            StoreException exception = await Assert.ThrowsAsync<StoreException>(() => other.ClaimAsync(Cancellation));
            Assert.True(exception.IsTransient);
            Assert.Contains("found another server at work on it", exception.Message, StringComparison.Ordinal);
            Assert.Equal([true], await other.AppendAsync([Watched("1")], Cancellation)); // it may be used, though
        }
        await Store.DisposeAsync();
        await using IStore next = await OpenAsync();
        await next.ClaimAsync(Cancellation);
    }

    /// <summary>
    /// However another server came by the store, and though this one's claim stands: what is said here, that one would
    /// not know.
    /// </summary>
    [Fact]
    public async Task NothingIsWrittenIntoAStoreThatAnotherServerSigned()
    {
        await Store.ClaimAsync(Cancellation);
        await Store.MigrateAsync(Cancellation);
        Assert.Equal([true], await Store.AppendAsync([Watched("before")], Cancellation));
        await ExecuteAsync("UPDATE settings SET value = 'another' WHERE name = 'server'");
        StoreException exception = await Assert.ThrowsAsync<StoreException>(() =>
            Store.AppendAsync([Watched("after")], Cancellation)
        );
        Assert.Contains("another server took it over", exception.Message, StringComparison.Ordinal);
        Assert.True(Store.IsLost);
        await Assert.ThrowsAsync<StoreException>(() => Store.DeleteUserAsync("ana", false, Cancellation));
        Assert.Equal(["before"], (await Store.EventsOfAsync("ana", Cancellation)).Select(stored => stored.Id));
    }

    [Fact]
    public async Task ADamagedMovieIsToldOf()
    {
        await ExecuteAsync("INSERT INTO movies (id, title, genres) VALUES (7, 'Heat', '[\"Crime')");
        StoreException exception = await Assert.ThrowsAsync<StoreException>(() => Store.MoviesAsync(Cancellation));
        Assert.Equal(
            "The store, table movies, id 7, field genres: found '[\"Crime', expected a JSON array of names. Correct the row.",
            exception.Message
        );
    }

    [Fact]
    public async Task AScopeThatThereIsNotLetsDoNothing()
    {
        await ExecuteAsync(
            "INSERT INTO api_keys (id, hash, name, scope, created) VALUES ('a', 'h', 'shop', 3, 1), ('b', 'h', 'shop', 99, 1), ('c', 'h', 'shop', -1, 1)"
        );
        Assert.Equal(
            [KeyScope.Admin, default, default],
            (await Store.KeysAsync(Cancellation))
                .OrderBy(key => key.Id, StringComparer.Ordinal)
                .Select(key => key.Scope)
        );
        Assert.True(default(KeyScope) < KeyScope.Read);
    }

    [Fact]
    public async Task AKindOfEventThatThereIsNotIsToldOf()
    {
        await ExecuteAsync("INSERT INTO events (id, person, movie, kind, time) VALUES ('e', 'ana', 7, 0, 1)");
        StoreException exception = await Assert.ThrowsAsync<StoreException>(() =>
            Store.EventsOfAsync("ana", Cancellation)
        );
        Assert.Equal(
            "The store, table events, id e, field kind: found 0, expected 1 to 5. Correct the row.",
            exception.Message
        );
        Assert.False(exception.IsTransient);
    }

    [Fact]
    public async Task SendingTwiceStoresOnce()
    {
        Assert.Equal(
            [true, true, false],
            await Store.AppendAsync([Watched("1"), Watched("2"), Watched("1", movie: 9)], Cancellation)
        );
        Assert.Equal([false, true], await Store.AppendAsync([Watched("1", movie: 8), Watched("3")], Cancellation));
        Assert.Empty(await Store.AppendAsync([], Cancellation));
        Assert.Equal(3, await Store.CountEventsAsync(Cancellation));
        Assert.Equal(["1", "2", "3"], (await AllAsync()).Select(stored => stored.Id));
        Assert.All(await AllAsync(), stored => Assert.Equal(1, stored.Movie)); // the first of an id stays
    }

    [Fact]
    public async Task EventsStandInTheOrderInWhichTheyWereAcknowledgedWhateverTheirTimes()
    {
        await Store.AppendAsync(
            [Watched("a", time: 30), Watched("b", time: 10), Watched("other", user: "bo", time: 20)],
            Cancellation
        );
        await Store.AppendAsync([Watched("c", time: 10), Watched("d", time: 20)], Cancellation);
        Assert.Equal(
            ["a", "b", "c", "d"],
            (await Store.EventsOfAsync("ana", Cancellation)).Select(stored => stored.Id)
        );
        Assert.Equal(["a", "b", "other", "c", "d"], (await AllAsync()).Select(stored => stored.Id));
    }

    [Fact]
    public async Task AClockThatStepsBackTakesNothingBack()
    {
        await Store.AppendAsync([Watched("1", time: 2_000), Watched("2", movie: 5, time: 2_000)], Cancellation);
        await Store.AppendAsync(
            [
                new("3", "ana", 1, EventKind.Removed, null, 1_000, null),
                new("4", "ana", 5, EventKind.Rated, 4, 1_000, null),
            ],
            Cancellation
        );
        UserState ana = UserState.Of("ana", [], await Store.EventsOfAsync("ana", Cancellation));
        Assert.Equal([new Watching(5, 4, 1_000)], ana.Watched.ToArray());
    }

    [Fact]
    public async Task AllEventsAreReadPageByPage()
    {
        await Store.AppendAsync(
            [.. Enumerable.Range(0, 12_000).Select(i => Watched($"{i}", user: $"{i % 7}"))],
            Cancellation
        );
        Assert.Equal(Enumerable.Range(0, 12_000).Select(i => $"{i}"), (await AllAsync()).Select(stored => stored.Id));
    }

    [Fact]
    public async Task OfManyThatSendTheSameAtOnceOneWins()
    {
        // 100 callers, two events each: one of their own, and one that ten of them share.
        IReadOnlyList<bool>[] answers = await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(i =>
                    Task.Run(
                        () =>
                            Store.AppendAsync(
                                [Watched($"own-{i}", user: $"{i}"), Watched($"shared-{i % 10}", user: "shared")],
                                Cancellation
                            ),
                        Cancellation
                    )
                )
        );
        Assert.All(answers, answer => Assert.True(answer[0]));
        for (int shared = 0; shared < 10; shared++)
            Assert.Single(Enumerable.Range(0, 10), i => answers[(10 * i) + shared][1]);
        string[] ids = [.. (await AllAsync()).Select(stored => stored.Id)];
        Assert.Equal(110, ids.Length);
        Assert.Equal(110, ids.Distinct().Count());
    }

    [Fact]
    public async Task OneBadWriteSpoilsNoOther()
    {
        Task<IReadOnlyList<bool>>[] tasks =
        [
            .. Enumerable
                .Range(0, 60)
                .Select(i => Store.AppendAsync([Watched($"{i}", user: i % 20 == 7 ? null! : "ana")], Cancellation)),
        ];
        for (int i = 0; i < tasks.Length; i++)
        {
            if (i % 20 == 7)
                Assert.False((await Assert.ThrowsAsync<StoreException>(() => tasks[i])).IsTransient);
            else
                Assert.Equal([true], await tasks[i]);
        }
        Assert.Equal(57, await Store.CountEventsAsync(Cancellation));
    }

    [Fact]
    public async Task ABatchIsStoredWholeOrNotAtAll()
    {
        await Assert.ThrowsAsync<StoreException>(() =>
            Store.AppendAsync([Watched("1"), Watched("2", user: null!)], Cancellation)
        );
        Assert.Equal(0, await Store.CountEventsAsync(Cancellation));
    }

    [Fact]
    public async Task ACallerWhoHasGoneStoresNothing()
    {
        using CancellationTokenSource gone = new();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.AppendAsync([Watched("1")], gone.Token));
        Assert.Equal(0, await Store.CountEventsAsync(Cancellation));
    }

    [Fact]
    public async Task ADeletedUserLeavesNothing()
    {
        await Store.AppendAsync([Watched("1"), Watched("2"), Watched("3", user: "bo")], Cancellation);
        await Store.AddShownAsync(
            [new("x", "ana", "m", 50, [1]), new("y", "bo", "m", 50, [1]), new("z", null, "m", 50, [1])],
            Cancellation
        );
        Assert.Equal(2, await Store.DeleteUserAsync("ana", forget: false, Cancellation));
        Assert.Equal(0, await Store.DeleteUserAsync("ana", forget: false, Cancellation));
        Assert.Empty(await Store.EventsOfAsync("ana", Cancellation));
        Assert.Equal(["3"], (await AllAsync()).Select(stored => stored.Id));
        Assert.Equal(2, Assert.Single(await Store.StatisticsAsync(Epoch, Cancellation)).Lists);
        Assert.Empty(await Store.ForgottenAsync(Cancellation));
        await Store.DeleteUserAsync("bo", forget: true, Cancellation);
        await Store.DeleteUserAsync("bo", forget: true, Cancellation);
        Assert.Equal(["bo"], await Store.ForgottenAsync(Cancellation));
        Assert.Equal([true], await Store.AppendAsync([Watched("1")], Cancellation)); // its id is free again
    }

    [Fact]
    public async Task NothingAcknowledgedBeforeADeletionOutlivesIt()
    {
        for (int round = 0; round < 10; round++)
        {
            Task[] appends =
            [
                .. Enumerable
                    .Range(0, 50)
                    .Select(i =>
                        Store.AppendAsync(
                            [Watched($"{round}-{i}"), Watched($"{round}-other-{i}", user: "bo")],
                            Cancellation
                        )
                    ),
            ];
            await Task.WhenAny(appends);
            await Store.DeleteUserAsync("ana", forget: false, Cancellation); // was asked for after all of them
            Assert.Empty(await Store.EventsOfAsync("ana", Cancellation));
            await Task.WhenAll(appends);
        }
        Assert.Equal(500, await Store.CountEventsAsync(Cancellation));
    }

    [Fact]
    public async Task AMovieIsAddedAndReplaced()
    {
        Movie alien = new(7, "Alien (1979)")
        {
            Year = 1979,
            Genres = ["Horror", "Sci-Fi"],
            Origin = "British-American",
            Synopsis = "The crew of the \"Nostromo\"…",
            Directors = ["Ridley Scott"],
            Cast = ["Sigourney Weaver", "John Hurt"],
            Languages = ["English"],
            Translations = [new MovieTranslation("es") { Titles = ["Alien, el octavo pasajero"], Synopsis = "Uno." }],
            ExternalIds = [new("imdb", "tt0078748"), new("isan", "0000-0000-3A8D"), new("tmdb", "348")],
        };
        await Store.PutMovieAsync(alien, Cancellation);
        await Store.PutMovieAsync(new Movie(3, "Untold"), Cancellation);
        Assert.Equal([new Movie(3, "Untold"), alien], await Store.MoviesAsync(Cancellation));
        Movie changed = new(7, "Alien") { Genres = ["Horror"] };
        await Store.PutMovieAsync(changed, Cancellation);
        Assert.Equal([new Movie(3, "Untold"), changed], await Store.MoviesAsync(Cancellation));
    }

    [Fact]
    public async Task AMovieIsWithdrawnUntilItIsPutAgain()
    {
        Assert.Empty(await Store.WithdrawnAsync(Cancellation));
        await Store.WithdrawMovieAsync(9, Cancellation);
        await Store.WithdrawMovieAsync(7, Cancellation);
        await Store.WithdrawMovieAsync(9, Cancellation);
        Assert.Equal([7, 9], await Store.WithdrawnAsync(Cancellation));
        await Store.PutMovieAsync(new Movie(9, "Back"), Cancellation);
        Assert.Equal([7], await Store.WithdrawnAsync(Cancellation));
    }

    [Fact]
    public async Task KeysAreListedAndRevokedOnce()
    {
        StoredKey first = new("k2", new string('a', 64), "shop", KeyScope.Write, 10, null);
        StoredKey second = new("k1", new string('b', 64), "ops", KeyScope.Admin, 20, null);
        await Store.AddKeyAsync(second, Cancellation);
        await Store.AddKeyAsync(first, Cancellation);
        Assert.Equal([first, second], await Store.KeysAsync(Cancellation));
        await Assert.ThrowsAsync<StoreException>(() => Store.AddKeyAsync(first, Cancellation));
        Assert.True(await Store.RevokeKeyAsync("k2", 30, Cancellation));
        Assert.False(await Store.RevokeKeyAsync("k2", 40, Cancellation));
        Assert.False(await Store.RevokeKeyAsync("none", 40, Cancellation));
        Assert.Equal([first with { Revoked = 30 }, second], await Store.KeysAsync(Cancellation));
    }

    [Fact]
    public async Task ASettingKeepsItsLastValue()
    {
        Assert.Null(await Store.GetSettingAsync("model", Cancellation));
        await Store.SetSettingAsync("model", "1", Cancellation);
        await Store.SetSettingAsync("model", "2", Cancellation);
        Assert.Equal("2", await Store.GetSettingAsync("model", Cancellation));
        Assert.Null(await Store.GetSettingAsync("Model", Cancellation));
    }

    [Fact]
    public async Task AnEventIdIsTheUsersOwn()
    {
        Assert.Equal([true], await Store.AppendAsync([Watched("1")], Cancellation));
        Assert.Equal(
            [true, false],
            await Store.AppendAsync([Watched("1") with { User = "bea" }, Watched("1")], Cancellation)
        );
        Assert.Single(await Store.EventsOfAsync("bea", Cancellation));
    }

    [Fact]
    public async Task EverythingIsThereAfterOpeningAgain()
    {
        await Store.AppendAsync([Watched("1")], Cancellation);
        await Store.SetSettingAsync("name", "value", Cancellation);
        await using IStore again = await OpenAsync();
        await again.MigrateAsync(Cancellation); // a second time: changes nothing
        await again.MigrateAsync(Cancellation);
        Assert.Equal([Watched("1")], await again.EventsOfAsync("ana", Cancellation));
        Assert.Equal("value", await again.GetSettingAsync("name", Cancellation));
        Assert.Equal([false, true], await again.AppendAsync([Watched("1"), Watched("2")], Cancellation));
        Assert.Equal(2, await Store.CountEventsAsync(Cancellation)); // two processes may share it
    }

    [Fact]
    public async Task IdsOfAnOlderStoreAreKept()
    {
        string[] more =
        [
            """{"directors":["Ridley Scott"],"cast":[],"languages":[],"translations":[],"imdbId":78748,"tmdbId":348}""",
            """{"directors":["Ridley Scott"],"cast":[],"languages":[],"translations":[],"imdbId":12345678}""",
        ];
        StoredEvent[] events = [Watched("1", movie: 862, recommendation: "a"), Watched("2", movie: -7, time: 101)];
        await ExecuteAsync(
            $"""
            {BeforeTexts};
            INSERT INTO events (id, person, movie, kind, time, recommendation) VALUES ('1', 'ana', 862, 1, 100, 'a'), ('2', 'ana', -7, 1, 101, NULL);
            INSERT INTO movies (id, title, genres, more) VALUES (10, 'Ten', '[]', '{more[
                0
            ]}'), (9, 'Nine', '[]', '{more[1]}'), (8, 'Eight', '[]', NULL);
            INSERT INTO withdrawn (movie) VALUES (3);
            INSERT INTO shown (id, person, model, time, movies, size) VALUES ('a', 'ana', 'm', 90, ',86,862,', 2);
            DELETE FROM schema_versions WHERE scriptname >= '0005'
            """
        );
        await using IStore again = await OpenAsync();
        await again.MigrateAsync(Cancellation);
        Assert.Equal(events, await again.EventsOfAsync("ana", Cancellation));
        IReadOnlyList<Movie> movies = await again.MoviesAsync(Cancellation);
        Assert.Equal(["Eight", "Nine", "Ten"], movies.Select(movie => movie.Title));
        Assert.Equal(["", "tt12345678", "tt0078748 TMDB 348"], movies.Select(m => string.Join(' ', m.ExternalIds)));
        Assert.Equal(["Ridley Scott"], movies[2].Directors);
        Assert.Equal([3], await again.WithdrawnAsync(Cancellation));
        Assert.Equal([new ModelStatistics("m", 1, 1, 2, 1, 1, 0)], await again.StatisticsAsync(Epoch, Cancellation));
        Assert.Equal(
            [false, true],
            await again.AppendAsync([events[0], Watched("3") with { Movie = "0042" }], Cancellation)
        );
    }

    [Fact]
    public async Task ANewerSchemaIsRefused()
    {
        await ExecuteAsync("INSERT INTO schema_versions (scriptname, applied) VALUES ('9999-future', '2100-01-01')");
        await using IStore again = await OpenAsync();
        StoreException exception = await Assert.ThrowsAsync<StoreException>(() => again.MigrateAsync(Cancellation));
        Assert.False(exception.IsTransient);
        Assert.Contains(
            $"found the tables of a newer Butaca (9999-future), expected {Newest} at most",
            exception.Message,
            StringComparison.Ordinal
        );
        await ExecuteAsync("DELETE FROM schema_versions WHERE scriptname = '9999-future'");
        await again.MigrateAsync(Cancellation);
    }

    [Fact]
    public async Task TwoMayMigrateAtOnce()
    {
        IStore[] stores = [await OpenAsync(), await OpenAsync(), await OpenAsync()];
        await Task.WhenAll(stores.Select(store => Task.Run(() => store.MigrateAsync(Cancellation), Cancellation)));
        foreach (IStore store in stores)
            await store.DisposeAsync();
    }

    [Fact]
    public async Task WhatIsQueuedIsStoredBeforeItCloses()
    {
        Task<IReadOnlyList<bool>>[] appends =
        [
            .. Enumerable.Range(0, 100).Select(i => Store.AppendAsync([Watched($"{i}")], Cancellation)),
        ];
        await Store.DisposeAsync();
        await Task.WhenAll(appends);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Store.AppendAsync([Watched("late")], Cancellation));
        await using IStore again = await OpenAsync();
        Assert.Equal(100, await again.CountEventsAsync(Cancellation));
    }
}
