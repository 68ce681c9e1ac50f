using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Tests;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Butaca.Server.Tests.Live;

/// <summary>What memory knows of people, and what the store has to be asked for.</summary>
public sealed class PeopleTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private IStore _store = null!;
    private People _people = null!;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private string File => _folder["butaca.db"];

    public async ValueTask InitializeAsync()
    {
        _store = Stores.Open(File);
        await _store.MigrateAsync(Now);
        _people = new People(_store, new SeedData("small", SmallWorld.Data(), []));
    }

    public async ValueTask DisposeAsync()
    {
        _people.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    private static StoredEvent Event(
        string id,
        long movie,
        EventKind kind = EventKind.Watched,
        string person = "ana"
    ) => new(id, person, movie, kind, kind == EventKind.Rated ? 4 : null, 100, null);

    [Fact]
    public async Task AfterAnEventOnlyWhatIsNewIsRead()
    {
        await _people.AppendAsync([.. Enumerable.Range(1, 1000).Select(i => Event($"{i}", i))]);
        PersonState before = await _people.GetAsync("ana", Now);
        await using (SqliteConnection connection = new($"Data Source={File};Pooling=False"))
            await connection.ExecuteAsync("DELETE FROM events"); // whoever reads them all again would see that
        await _people.AppendAsync([Event("new", 2000)]);
        Assert.True(before.Ended.IsCancellationRequested);
        Assert.Equal(1001, (await _people.GetAsync("ana", Now)).Watched.Length);
        await _people.AppendAsync([Event("new", 2000)]); // sent again: nobody knows what else has come
        Assert.Equal(1, (await _people.GetAsync("ana", Now)).Watched.Length);
    }

    [Fact]
    public async Task WhatIsReadBitByBitIsWhatIsReadAtOnce()
    {
        Random random = Seeds.Create(9, "bit by bit");
        for (int i = 0; i < 300; i++)
        {
            string person = $"{1 + random.Next(3)}"; // known to the data set, too
            if (random.Next(60) == 0)
                await _people.DeleteAsync(person);
            else
                await _people.AppendAsync([
                    Event($"{random.Next(250)}", 1 + random.Next(40), (EventKind)(1 + random.Next(4)), person),
                ]);
            if (random.Next(3) == 0)
                continue; // two before the next reading
            PersonState known = await _people.GetAsync(person, Now);
            People fresh = new(_store, new SeedData("small", SmallWorld.Data(), await _store.ForgottenAsync(Now)));
            PersonState anew = await fresh.GetAsync(person, Now);
            Assert.Equal(anew.Watched.ToArray(), known.Watched.ToArray());
            Assert.Equal(anew.Dismissed.ToArray(), known.Dismissed.ToArray());
            fresh.Dispose();
        }
    }

    [Fact]
    public async Task WhoWasDeletedIsNotBuiltUpon()
    {
        await _people.AppendAsync([Event("1", 1), Event("2", 2)]);
        Assert.Equal(2, (await _people.GetAsync("ana", Now)).Watched.Length);
        await _people.AppendAsync([Event("3", 3)]);
        await _people.DeleteAsync("ana");
        await _people.AppendAsync([Event("4", 4)]);
        Assert.Equal(1, (await _people.GetAsync("ana", Now)).Watched.Length);
    }
}
