using System.Diagnostics;
using Butaca.Hosting.Storage;
using Dapper;
using Npgsql;

namespace Butaca.Server.Tests.Storage;

[Collection(nameof(PostgresServer))] // some of its tests stop the server
public sealed class PostgresStoreTests : StoreContractTests
{
    private readonly string _database = $"test_{Guid.NewGuid():N}";

    protected override Task<IStore> OpenAsync() => Task.FromResult(Stores.Open(PostgresServer.Of(_database)));

    protected override string Newest => "0011-kinds-of-events";

    protected override string WithoutCluster =>
        """
            DROP TABLE changes; DROP TABLE models; DROP TABLE model_files; DROP TABLE training; DROP TABLE protection_keys;
            DROP TABLE silos; DROP TABLE silo_versions;
            """;

    protected override string BeforeTexts =>
        $"""
            DROP TRIGGER shown_added ON shown; DROP TRIGGER shown_removed ON shown; DROP TRIGGER shown_told ON events;
            DROP TABLE shown_days; DROP TABLE shown_people; DROP TABLE shown_outcomes;
            {WithoutCluster}
            ALTER TABLE events DROP COLUMN own_kind;
            ALTER TABLE events ALTER COLUMN movie TYPE BIGINT USING movie::BIGINT;
            ALTER TABLE movies ALTER COLUMN id TYPE BIGINT USING id::BIGINT;
            ALTER TABLE withdrawn ALTER COLUMN movie TYPE BIGINT USING movie::BIGINT
            """;

    protected override Task ExecuteAsync(string sql) =>
        PostgresServer.ExecuteAsync(_database, $"SET search_path TO butaca; {sql}");

    public override async ValueTask InitializeAsync()
    {
        await PostgresServer.CreateDatabaseAsync(_database);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Store is not null)
            await PostgresServer.DropDatabaseAsync(_database);
    }

    [Fact]
    public async Task AServerThatGoesAndComesBackNeedsNoReopening()
    {
        Assert.Equal([true], await Store.AppendAsync([Watched("before")], Cancellation));
        Assert.Single(await Store.EventsOfAsync("ana", Cancellation));
        await PostgresServer.StopAsync();
        try
        {
            for (int i = 0; i < 3; i++)
            {
                StoreException exception = await Assert.ThrowsAsync<StoreException>(() =>
                    Store.AppendAsync([Watched("meanwhile")], Cancellation)
                );
                Assert.True(exception.IsTransient, exception.Message);
                Assert.True(
                    (
                        await Assert.ThrowsAsync<StoreException>(() => Store.EventsOfAsync("ana", Cancellation))
                    ).IsTransient
                );
                Assert.True(
                    (await Assert.ThrowsAsync<StoreException>(() => Store.PingAsync(Cancellation))).IsTransient
                );
            }
        }
        finally
        {
            await PostgresServer.StartAsync();
        }
        Assert.Equal([false, true], await Store.AppendAsync([Watched("before"), Watched("meanwhile")], Cancellation)); // the first call that comes
        Assert.Equal(2, await Store.CountEventsAsync(Cancellation));
    }

    [Fact]
    public async Task ARestartBetweenTwoCallsIsNotNoticed()
    {
        Task<long>[] counts = [.. Enumerable.Range(0, 10).Select(_ => Store.CountEventsAsync(Cancellation))]; // fills the pool
        await Task.WhenAll(counts);
        await Store.AppendAsync([Watched("before")], Cancellation);
        await PostgresServer.StopAsync();
        await PostgresServer.StartAsync();
        Assert.Equal(1, await Store.CountEventsAsync(Cancellation));
        Assert.Equal([true], await Store.AppendAsync([Watched("after")], Cancellation));
        await PostgresServer.StopAsync();
        await PostgresServer.StartAsync();
        Assert.Equal([true], await Store.AppendAsync([Watched("again")], Cancellation));
    }

    [Fact]
    public async Task AClaimThatARestartCutIsTakenAgainUnlessAnotherWasSooner()
    {
        await using IStore other = await OpenAsync();
        await BeginAsync(Store);
        await Store.AppendAsync([Watched("before")], Cancellation);
        await PostgresServer.StopAsync();
        await PostgresServer.StartAsync();
        Assert.Equal([true], await Store.AppendAsync([Watched("after")], Cancellation));
        await Assert.ThrowsAsync<StoreException>(() => other.ClaimAsync(Cancellation));

        await PostgresServer.StopAsync();
        await PostgresServer.StartAsync();
        await BeginAsync(other);
        await AssertLostAsync(() => Store.AppendAsync([Watched("too late")], Cancellation));
    }

    /// <summary>As a server does at its start.</summary>
    private static async Task BeginAsync(IStore store)
    {
        await store.ClaimAsync(Cancellation);
        await store.MigrateAsync(Cancellation);
    }

    /// <summary>
    /// The store is another's, and stays so though that ends: what happened meanwhile is not in memory.
    /// </summary>
    private async Task AssertLostAsync(Func<Task> ask)
    {
        Assert.False(Store.IsLost);
        StoreException exception = await Assert.ThrowsAsync<StoreException>(ask);
        Assert.Contains("another server took it over", exception.Message, StringComparison.Ordinal);
        Assert.True(Store.IsLost);
    }

    [Fact]
    public async Task AClaimThatIsLostAloneIsNoticedByTheNextWrite()
    {
        const string end =
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        await using IStore other = await OpenAsync();
        await BeginAsync(Store);
        await Store.AppendAsync([Watched("before")], Cancellation);
        await ExecuteAsync(end);
        Assert.Equal([true], await Store.AppendAsync([Watched("after")], Cancellation)); // nobody was sooner
        await Assert.ThrowsAsync<StoreException>(() => other.ClaimAsync(Cancellation));
        await ExecuteAsync(end);
        await other.ClaimAsync(Cancellation);
        StoreException exception = await Assert.ThrowsAsync<StoreException>(() =>
            Store.AppendAsync([Watched("too soon")], Cancellation)
        );
        Assert.Contains("another server that has just begun", exception.Message, StringComparison.Ordinal);
        Assert.False(Store.IsLost); // it may be a connection of its own that the database takes for alive
        await other.MigrateAsync(Cancellation);
        await AssertLostAsync(() => Store.AppendAsync([Watched("too late")], Cancellation));
        await other.DisposeAsync();
        Assert.True(
            (
                await Assert.ThrowsAsync<StoreException>(() => Store.AppendAsync([Watched("later")], Cancellation))
            ).IsTransient
        );
    }

    [Fact]
    public async Task AnotherThatHadTheStoreMeanwhileIsNoticedThoughItEnded()
    {
        await BeginAsync(Store);
        await PostgresServer.StopAsync();
        await PostgresServer.StartAsync();
        await using (IStore other = await OpenAsync())
            await BeginAsync(other);
        await AssertLostAsync(() => Store.PingAsync(Cancellation)); // a probe is enough
    }

    [Fact]
    public async Task OneServerHasTheStoreThroughAPoolerThatHandsOutConnectionsByTransaction()
    {
        await using Pooler pooler = await Pooler.StartAsync(PostgresServer.Of(_database));
        await using IStore first = Stores.Open(pooler.Connection);
        await using IStore second = Stores.Open(pooler.Connection);
        await BeginAsync(first);
        for (int i = 0; i < 10; i++) // whichever connection the pooler gives
        {
            await Assert.ThrowsAsync<StoreException>(() => second.ClaimAsync(Cancellation));
            Assert.Equal([true], await first.AppendAsync([Watched($"{i}")], Cancellation));
        }
        await Assert.ThrowsAsync<StoreException>(() => Store.ClaimAsync(Cancellation)); // nor past the pooler
        await first.DisposeAsync();
        await BeginAsync(second);
        Assert.Equal(10, (await second.EventsOfAsync("ana", Cancellation)).Count);
        Assert.Equal([true], await second.AppendAsync([Watched("10")], Cancellation));
    }

    [Fact]
    public async Task AnAcknowledgedEventOutlivesTheServersFall()
    {
        List<string> acknowledged = [];
        Task appends = Task.Run(
            async () =>
            {
                for (int i = 0; ; i++)
                {
                    await Store.AppendAsync([Watched($"{i}")], Cancellation);
                    acknowledged.Add($"{i}");
                }
            },
            Cancellation
        );
        await Task.Delay(300, Cancellation);
        await PostgresServer.StopAsync();
        try
        {
            await Assert.ThrowsAsync<StoreException>(() => appends);
        }
        finally
        {
            await PostgresServer.StartAsync();
        }
        HashSet<string> stored = [.. (await Store.EventsOfAsync("ana", Cancellation)).Select(found => found.Id)];
        Assert.NotEmpty(acknowledged);
        Assert.All(acknowledged, id => Assert.Contains(id, stored));
        Assert.InRange(stored.Count - acknowledged.Count, 0, 1); // the one that was under way
    }

    [Fact]
    public async Task TablesOfOthersInTheDatabaseAreLeftAlone()
    {
        const string others =
            "SELECT count(*) FROM public.events WHERE what = 'theirs' UNION ALL SELECT count(*) FROM public.schema_versions";
        await ExecuteAsync(
            "CREATE TABLE public.events (what TEXT); INSERT INTO public.events VALUES ('theirs'); CREATE TABLE public.schema_versions (scriptname TEXT)"
        );
        await using IStore another = Stores.Open(PostgresServer.Of(_database) + ";Search Path=Films");
        Assert.EndsWith(", schema 'films'", another.Where, StringComparison.Ordinal);
        await BeginAsync(Store);
        await BeginAsync(another); // a store of its own
        Assert.Equal([true], await Store.AppendAsync([Watched("mine")], Cancellation));
        Assert.Equal(0, await another.CountEventsAsync(Cancellation));
        await using NpgsqlConnection connection = new(PostgresServer.Of(_database) + ";Pooling=false");
        Assert.Equal([1, 0], await connection.QueryAsync<long>(others));
        Assert.Equal(
            ["events", "schema_versions"],
            await connection.QueryAsync<string>(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            )
        );
    }

    [Theory]
    [InlineData("a,b")]
    [InlineData("\"$user\"")]
    [InlineData("a.b")]
    public void ASearchPathNamesOneSchema(string path)
    {
        StoreException exception = Assert.Throws<StoreException>(() =>
            Stores.Open(PostgresServer.Of(_database) + $";Search Path='{path}'")
        );
        Assert.Contains($"found the Search Path '{path}'", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Makes the store one of a build before there was a schema.</summary>
    private const string WithoutSchema = """
        DO $body$ DECLARE name TEXT; BEGIN
          FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'butaca' LOOP EXECUTE 'ALTER TABLE ' || name || ' SET SCHEMA public'; END LOOP;
          FOR name IN SELECT proname FROM pg_proc WHERE pronamespace = 'butaca'::regnamespace LOOP
            EXECUTE 'ALTER FUNCTION ' || name || '() RESET search_path'; EXECUTE 'ALTER FUNCTION ' || name || '() SET SCHEMA public';
          END LOOP;
        END $body$;
        DELETE FROM public.schema_versions WHERE scriptname = '0010-schema';
        CREATE TABLE public.OrleansQuery (QueryKey TEXT);
        DROP SCHEMA butaca
        """;

    [Theory]
    [InlineData("")]
    [InlineData("; CREATE SCHEMA butaca")] // by who may
    public async Task TablesOfBuildsWithoutASchemaAreMoved(string further)
    {
        await Store.AddShownAsync([new ShownList("list", "ana", "m", 90, [862])], Cancellation);
        Assert.Equal([true], await Store.AppendAsync([Watched("before", recommendation: "list")], Cancellation));
        await ExecuteAsync(WithoutSchema + further);

        await using IStore again = await OpenAsync();
        StoreException early = await Assert.ThrowsAsync<StoreException>(() =>
            again.JoinAsync(create: true, Cancellation)
        );
        Assert.Contains(
            "found the tables of an older Butaca in the schema 'public'",
            early.Message,
            StringComparison.Ordinal
        );
        await again.MigrateAsync(Cancellation);
        await again.AppendAsync([Watched("after", movie: 1, recommendation: "list")], Cancellation);
        await again.AddShownAsync([new ShownList("next", "ana", "m", 91, [1, 2])], Cancellation);
        Assert.Equal(2, await again.CountEventsAsync(Cancellation));
        Assert.Equal(2, Assert.Single(await again.StatisticsAsync(Epoch, Cancellation)).Lists);
        await using NpgsqlConnection connection = new(PostgresServer.Of(_database) + ";Pooling=false");
        Assert.Empty(
            await connection.QueryAsync<string>("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        );
    }

    [Fact]
    public async Task TablesOfOthersStayWhereAnOlderBuildHadNoneOfTheName()
    {
        await Store.AppendAsync([Watched("before")], Cancellation);
        await ExecuteAsync(
            $"""
            {WithoutSchema}; SET search_path TO public; {WithoutCluster} DROP TABLE OrleansQuery;
            DELETE FROM schema_versions WHERE scriptname = '0009-cluster';
            CREATE TABLE models (what TEXT); CREATE TABLE OrleansQuery (what TEXT)
            """
        );
        await using IStore again = await OpenAsync();
        await again.MigrateAsync(Cancellation);
        Assert.Equal(1, await again.CountEventsAsync(Cancellation));
        await using NpgsqlConnection connection = new(PostgresServer.Of(_database) + ";Pooling=false");
        Assert.Equal(
            ["models", "orleansquery"],
            await connection.QueryAsync<string>(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            )
        );
    }

    [Fact]
    public async Task WhatIsWrongWithAConnectionIsSaid()
    {
        string missing = await MigrationErrorAsync(PostgresServer.Of("no_such_database"));
        Assert.EndsWith(
            "database 'no_such_database': found no such database, expected one. Make it (createdb), or correct the connection.",
            missing,
            StringComparison.Ordinal
        );
        await ExecuteAsync($"DROP ROLE IF EXISTS stranger; CREATE ROLE stranger LOGIN PASSWORD 'right'");
        string wrong = await MigrationErrorAsync(
            PostgresServer.Of(_database) + ";Username=stranger;Password=wrong-secret"
        );
        Assert.Contains("found a user or password that it refuses", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", wrong, StringComparison.Ordinal);
        Assert.Contains(
            "No password has been provided",
            await MigrationErrorAsync(PostgresServer.Of(_database) + ";Password="),
            StringComparison.Ordinal
        );
        string forbidden = await MigrationErrorAsync(
            PostgresServer.Of(_database) + ";Username=stranger;Password=right"
        );
        Assert.Contains("found a user without the permission", forbidden, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatIsNotThereIsSaidSoonAndIsTransient()
    {
        long start = Stopwatch.GetTimestamp();
        await using IStore store = Stores.Open("postgresql://butaca:secret@127.0.0.1:1/butaca");
        StoreException exception = await Assert.ThrowsAsync<StoreException>(() => store.MigrateAsync(Cancellation));
        Assert.True(exception.IsTransient);
        Assert.StartsWith(
            "PostgreSQL at 127.0.0.1:1, database 'butaca': found no server that answers",
            exception.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task TextThatItCannotHoldIsRefusedAlone()
    {
        Task<IReadOnlyList<bool>> good = Store.AppendAsync([Watched("good")], Cancellation);
        Task<IReadOnlyList<bool>> bad = Store.AppendAsync([Watched("b\0d")], Cancellation);
        Task<IReadOnlyList<bool>> other = Store.AppendAsync([Watched("other")], Cancellation);
        StoreException exception = await Assert.ThrowsAsync<StoreException>(() => bad);
        Assert.False(exception.IsTransient);
        Assert.Contains("U+0000", exception.Message, StringComparison.Ordinal);
        Assert.Equal([true], await good);
        Assert.Equal([true], await other);
    }

    private static async Task<string> MigrationErrorAsync(string connection)
    {
        await using IStore store = Stores.Open(connection);
        StoreException exception = await Assert.ThrowsAsync<StoreException>(() => store.MigrateAsync(Cancellation));
        Assert.False(exception.IsTransient);
        return exception.Message;
    }
}
