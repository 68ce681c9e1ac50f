using Butaca.Hosting;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Tests;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Butaca.Server.Tests.Live;

/// <summary>What memory knows of users, and what the store has to be asked for.</summary>
public sealed class UsersTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private IStore _store = null!;
    private Users _users = null!;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private string File => _folder["butaca.db"];

    public async ValueTask InitializeAsync()
    {
        _store = Stores.Open(File);
        await _store.MigrateAsync(Now);
        _users = new Users(_store, new SeedData("small", SmallWorld.Data(), []));
    }

    public async ValueTask DisposeAsync()
    {
        _users.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    private static StoredEvent Event(string id, long movie, EventKind kind = EventKind.Watched, string user = "ana") =>
        new(id, user, movie, kind, kind == EventKind.Rated ? 4 : null, 100, null);

    [Fact]
    public async Task AfterAnEventOnlyWhatIsNewIsRead()
    {
        await _users.AppendAsync([.. Enumerable.Range(1, 1000).Select(i => Event($"{i}", i))]);
        UserState before = await _users.GetAsync("ana", Now);
        await using (SqliteConnection connection = new($"Data Source={File};Pooling=False"))
            await connection.ExecuteAsync("DELETE FROM events"); // whoever reads them all again would see that
        await _users.AppendAsync([Event("new", 2000)]);
        Assert.True(before.Ended.IsCancellationRequested);
        Assert.Equal(1001, (await _users.GetAsync("ana", Now)).Watched.Length);
        await _users.AppendAsync([Event("new", 2000)]); // sent again: nobody knows what else has come
        Assert.Equal(1, (await _users.GetAsync("ana", Now)).Watched.Length);
    }

    [Fact]
    public async Task WhatIsReadBitByBitIsWhatIsReadAtOnce()
    {
        Random random = Seeds.Create(9, "bit by bit");
        for (int i = 0; i < 300; i++)
        {
            string user = $"{1 + random.Next(3)}"; // known to the data set, too
            if (random.Next(60) == 0)
                await _users.DeleteAsync(user);
            else
                await _users.AppendAsync([
                    Event($"{random.Next(250)}", 1 + random.Next(40), (EventKind)(1 + random.Next(4)), user),
                ]);
            if (random.Next(3) == 0)
                continue; // two before the next reading
            UserState known = await _users.GetAsync(user, Now);
            Users fresh = new(_store, new SeedData("small", SmallWorld.Data(), await _store.ForgottenAsync(Now)));
            UserState anew = await fresh.GetAsync(user, Now);
            Assert.Equal(anew.Watched.ToArray(), known.Watched.ToArray());
            Assert.Equal(anew.Dismissed.ToArray(), known.Dismissed.ToArray());
            fresh.Dispose();
        }
    }

    [Fact]
    public async Task WhoWasDeletedIsNotBuiltUpon()
    {
        await _users.AppendAsync([Event("1", 1), Event("2", 2)]);
        Assert.Equal(2, (await _users.GetAsync("ana", Now)).Watched.Length);
        await _users.AppendAsync([Event("3", 3)]);
        await _users.DeleteAsync("ana");
        await _users.AppendAsync([Event("4", 4)]);
        Assert.Equal(1, (await _users.GetAsync("ana", Now)).Watched.Length);
    }
}
