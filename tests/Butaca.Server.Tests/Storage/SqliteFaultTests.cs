using System.Diagnostics;
using Butaca.Hosting;
using Butaca.Hosting.Storage;
using Butaca.Tests;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Butaca.Server.Tests.Storage;

/// <summary>What goes wrong with a file or under it: said clearly, and nothing acknowledged is lost.</summary>
public sealed class SqliteFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    private static StoredEvent Watched(string id) => new(id, "ana", 1, EventKind.Watched, null, 1, null);

    private static async Task<StoreException> MigrationErrorAsync(string file)
    {
        await using IStore store = Stores.Open(file);
        return await Assert.ThrowsAsync<StoreException>(() => store.MigrateAsync(Cancellation));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20, Explicit = true)]
    public async Task KilledManyTimesItHasEveryAcknowledgedEventOnce(int kills)
    {
        string file = _folder["butaca.db"];
        Random random = Seeds.Create(1, "kills");
        List<string> acknowledged = [];
        for (int run = 0; run < kills; run++)
        {
            bool isEarly = run % 5 == 4; // while it starts, and perhaps repairs what the one before left
            acknowledged.AddRange(
                await AppendingProcess.StartAndKillAsync(file, $"{run}", isEarly, random.Next(isEarly ? 500 : 150))
            );
        }
        await using IStore store = Stores.Open(file);
        await store.MigrateAsync(Cancellation);
        List<string> stored = [];
        await foreach (StoredEvent found in store.EventsAsync(Cancellation))
            stored.Add(found.Id);
        Assert.Equal(stored.Count, stored.Distinct().Count());
        Assert.Empty(acknowledged.Except(stored));
        Assert.InRange(acknowledged.Count, 5 * kills, int.MaxValue);
        Assert.InRange(stored.Count - acknowledged.Count, 0, kills * 8 * 3); // those that were under way, each batch whole
        Assert.All(stored.CountBy(id => id[..id.LastIndexOf('-')]), sender => Assert.Equal(0, sender.Value % 3));
        TestContext.Current.SendDiagnosticMessage($"{acknowledged.Count} acknowledged, {stored.Count} stored");
    }

    [Theory]
    [InlineData("file/butaca.db")]
    [InlineData("file/below/butaca.db")]
    [InlineData("folder")]
    public async Task APlaceThatCannotBeWrittenIsNamed(string path)
    {
        _folder.Write("file", "");
        Directory.CreateDirectory(_folder["folder"]);
        StoreException exception = await MigrationErrorAsync(_folder[path]);
        Assert.False(exception.IsTransient);
        Assert.StartsWith(_folder[path] + ": found ", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "expected a folder that the server may write to. Choose another path, or give it the permission.",
            exception.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task AFileThatIsNoDatabaseIsLeftAlone()
    {
        string file = _folder.Write("notes.txt", string.Concat(Enumerable.Repeat("Remember the milk. ", 500)));
        string before = File.ReadAllText(file);
        StoreException exception = await MigrationErrorAsync(file);
        Assert.Equal(
            $"{file}: is not a Butaca database or is damaged. Restore the backup, or move it away, with the files {file}-wal and {file}-shm, and start anew.",
            exception.Message
        );
        Assert.False(exception.IsTransient);
        Assert.Equal(before, File.ReadAllText(file));
        File.Delete(file); // the way out: moved away, it starts anew
        await using IStore store = Stores.Open(file);
        await store.MigrateAsync(Cancellation);
    }

    [Fact]
    public async Task AnotherProgramsDatabaseIsLeftAlone()
    {
        string file = _folder["other.db"];
        await using (SqliteConnection connection = new($"Data Source={file};Pooling=False"))
            await connection.ExecuteAsync("CREATE TABLE recipes (name TEXT)");
        Assert.Equal(
            $"{file}: found another program's database, expected one of Butaca or no file. Choose another path.",
            (await MigrationErrorAsync(file)).Message
        );
        await using SqliteConnection other = new($"Data Source={file};Pooling=False");
        Assert.Equal(["recipes"], other.Query<string>("SELECT name FROM sqlite_master"));
        Assert.Equal("delete", other.ExecuteScalar<string>("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task ADamagedFileIsSaidToBe()
    {
        string file = _folder["butaca.db"];
        await using (IStore store = Stores.Open(file))
        {
            await store.MigrateAsync(Cancellation);
            await store.AppendAsync([.. Enumerable.Range(0, 2000).Select(i => Watched($"{i}"))], Cancellation);
        }
        await using (FileStream stream = File.OpenWrite(file))
        {
            stream.Position = 4096; // all but the first page, which says what the tables are
            stream.Write(
                new byte[stream.Length - 4096]
                    .Select(_ => (byte)0xA5)
                    .ToArray()
            );
        }
        await using IStore damaged = Stores.Open(file);
        StoreException exception = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            await damaged.MigrateAsync(Cancellation);
            await damaged.EventsOfAsync("ana", Cancellation);
        });
        Assert.Contains("is not a Butaca database or is damaged", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileThatAnotherProcessHoldsIsWaitedForAndThenSaidToBeLocked()
    {
        string file = _folder["butaca.db"];
        await using IStore store = Stores.Open(file);
        await store.MigrateAsync(Cancellation);
        await using SqliteConnection other = new($"Data Source={file};Pooling=False");
        await other.OpenAsync(Cancellation);
        await other.ExecuteAsync("BEGIN IMMEDIATE");
        Task<IReadOnlyList<bool>> patient = store.AppendAsync([Watched("patient")], Cancellation);
        await Task.Delay(300, Cancellation);
        await other.ExecuteAsync("COMMIT; BEGIN IMMEDIATE; COMMIT");
        Assert.Equal([true], await patient);
        await other.ExecuteAsync("BEGIN IMMEDIATE");
        long start = Stopwatch.GetTimestamp();
        StoreException exception = await Assert.ThrowsAsync<StoreException>(() =>
            store.AppendAsync([Watched("late")], Cancellation)
        );
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(30));
        Assert.True(exception.IsTransient);
        Assert.Contains("found it locked by another process", exception.Message, StringComparison.Ordinal);
        Assert.Single(await store.EventsOfAsync("ana", Cancellation)); // reading goes on
        await other.ExecuteAsync("COMMIT");
        Assert.Equal([true], await store.AppendAsync([Watched("late")], Cancellation));
    }

    [Fact]
    public async Task AFullDiskRefusesAndGoesOnOnceThereIsRoom()
    {
        using SmallDisk disk = new(_folder["disk"], kilobytes: 1024);
        await using IStore store = Stores.Open(Path.Combine(disk.Path, "butaca.db"));
        await store.MigrateAsync(Cancellation);
        Assert.Empty(await store.EventsOfAsync("ana", Cancellation)); // whoever reads keeps the WAL from being folded, as in a server
        string filler = Path.Combine(disk.Path, "filler");
        File.WriteAllBytes(filler, new byte[256 << 10]);
        int acknowledged = 0;
        StoreException? exception = null;
        while (exception is null)
        {
            try
            {
                await store.AppendAsync([Watched($"{acknowledged}")], Cancellation);
                acknowledged++;
            }
            catch (StoreException full)
            {
                exception = full;
            }
        }
        Assert.True(exception.IsTransient);
        Assert.Contains("found a full disk, expected room to write", exception.Message, StringComparison.Ordinal);
        Assert.Equal(acknowledged, (await store.EventsOfAsync("ana", Cancellation)).Count);
        await Assert.ThrowsAsync<StoreException>(async () =>
        {
            for (int i = 0; i < 100; i++) // what room is left is too little for an event
                await store.PingAsync(Cancellation);
        });
        File.Delete(filler);
        await store.PingAsync(Cancellation);
        Assert.Equal([true], await store.AppendAsync([Watched("after")], Cancellation));
        Assert.Equal(acknowledged + 1, await store.CountEventsAsync(Cancellation));
    }

    [Fact]
    public async Task AStartOnAFullDiskReads()
    {
        using SmallDisk disk = new(_folder["disk"], kilobytes: 2048);
        string file = Path.Combine(disk.Path, "butaca.db");
        await BeginAsync(file, async store => await store.AppendAsync([Watched("before")], Cancellation));
        string filler = Path.Combine(disk.Path, "filler");
        Fill(filler);
        for (int start = 0; start < 3; start++)
            await BeginAsync(file, async store => Assert.NotEmpty(await store.EventsOfAsync("ana", Cancellation)));
        await BeginAsync(
            file,
            async store =>
            {
                StoreException full = await Assert.ThrowsAsync<StoreException>(async () =>
                {
                    for (int i = 0; ; i++)
                        await store.AppendAsync([Watched($"meanwhile-{i}")], Cancellation);
                });
                Assert.Contains("found a full disk", full.Message, StringComparison.Ordinal);
                Assert.NotEmpty(await store.EventsOfAsync("ana", Cancellation));
                File.Delete(filler);
                Assert.Equal(
                    [false, true],
                    await store.AppendAsync([Watched("before"), Watched("after")], Cancellation)
                );
            }
        );

        static async Task BeginAsync(string file, Func<IStore, Task> use)
        {
            await using IStore store = Stores.Open(file);
            await store.ClaimAsync(Cancellation);
            await store.MigrateAsync(Cancellation);
            await use(store);
        }

        static void Fill(string file)
        {
            using FileStream stream = new(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            byte[] block = new byte[4096];
            try
            {
                while (true)
                    stream.Write(block);
            }
            catch (IOException)
            {
                // full
            }
        }
    }

    [Fact]
    public async Task ADiskThatTurnsReadOnlyRefusesAndGoesOnOnceItIsWritable()
    {
        using SmallDisk disk = new(_folder["disk"], kilobytes: 4096);
        string file = Path.Combine(disk.Path, "butaca.db");
        await using (IStore store = Stores.Open(file))
        {
            await store.MigrateAsync(Cancellation);
            await store.AppendAsync([Watched("before")], Cancellation);
        }
        await using (IStore once = Stores.Open(file))
            await once.ClaimAsync(Cancellation); // leaves the file that it locks
        disk.Remount("ro");
        await using (IStore later = Stores.Open(file))
        {
            StoreException claim = await Assert.ThrowsAsync<StoreException>(() => later.ClaimAsync(Cancellation));
            Assert.DoesNotContain("another server", claim.Message, StringComparison.Ordinal);
            Assert.Contains("expected a folder that the server may write to", claim.Message, StringComparison.Ordinal);
        }
        StoreException exception = await MigrationErrorAsync(file);
        Assert.Contains("expected a folder that the server may write to", exception.Message, StringComparison.Ordinal);
        disk.Remount("rw");
        await using IStore again = Stores.Open(file);
        await again.MigrateAsync(Cancellation);
        Assert.Equal([false, true], await again.AppendAsync([Watched("before"), Watched("after")], Cancellation));
    }
}
