using System.Diagnostics;
using System.Text;
using Butaca.Hosting.Storage;
using Butaca.Tests;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Butaca.Server.Tests.Storage;

public sealed class SqliteStoreTests : StoreContractTests
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["new/folder/butaca.db"];

    protected override Task<IStore> OpenAsync() => Task.FromResult(Stores.Open(File));

    protected override string Newest => "0011-kinds-of-events";

    protected override string BeforeTexts =>
        """
            DROP TRIGGER shown_added; DROP TRIGGER shown_removed; DROP TABLE shown_days; DROP TABLE shown_people; DROP TABLE shown_outcomes;
            DROP TABLE events; DROP TABLE movies; DROP TABLE withdrawn;
            CREATE TABLE events (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, person TEXT NOT NULL, movie INTEGER NOT NULL, kind INTEGER NOT NULL, rating REAL, time INTEGER NOT NULL, recommendation TEXT, UNIQUE (person, id));
            CREATE INDEX events_person ON events (person, time);
            CREATE TABLE movies (id INTEGER PRIMARY KEY, title TEXT NOT NULL, year INTEGER, genres TEXT NOT NULL, origin TEXT, synopsis TEXT, more TEXT);
            CREATE TABLE withdrawn (movie INTEGER PRIMARY KEY)
            """;

    protected override async Task ExecuteAsync(string sql)
    {
        await using SqliteConnection connection = new($"Data Source={File};Pooling=False");
        await connection.ExecuteAsync(sql);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task NothingOfADeletedUserStaysInTheFiles()
    {
        const string user = "someone-who-goes";
        const string id = "their-event";
        const string list = "their-list";
        for (int i = 0; i < 100; i++)
            await Store.AppendAsync(
                [Watched($"{id}-{i}", user), Watched($"other-{i}", "somebody-who-stays")],
                Cancellation
            );
        await Store.AddShownAsync([new(list, user, "m", 1, [1])], Cancellation);
        Assert.True(IsFound(user) && IsFound(id) && IsFound(list) && IsFound("somebody-who-stays")); // or the test would see nothing
        await Store.DeleteUserAsync(user, forget: false, Cancellation);
        Assert.False(IsFound(user));
        Assert.False(IsFound(id));
        Assert.False(IsFound(list));
        Assert.True(IsFound("somebody-who-stays"));
    }

    [Fact]
    public async Task AReaderFromOutsideHoldsNobodyUp()
    {
        const string user = "someone-who-goes";
        await Store.AppendAsync([Watched("1", user)], Cancellation);
        await using SqliteConnection reader = new($"Data Source={File};Pooling=False");
        await reader.OpenAsync(Cancellation);
        await reader.ExecuteAsync("BEGIN; SELECT COUNT(*) FROM events"); // as a backup does, for as long as it takes
        long start = Stopwatch.GetTimestamp();
        await Store.DeleteUserAsync(user, forget: false, Cancellation);
        for (int i = 0; i < 20; i++)
            await Store.AppendAsync([Watched($"later-{i}")], Cancellation);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(20));
        await reader.ExecuteAsync("COMMIT");
        for (int i = 0; i < 500 && IsFound(user); i++)
        {
            await Store.AppendAsync([Watched($"last-{i}")], Cancellation); // one of the writes after it makes up for it
            await Task.Delay(10, Cancellation);
        }
        Assert.False(IsFound(user));
    }

    [Fact]
    public async Task DeletionsWaitForAReaderFromOutsideOnce()
    {
        await Store.AppendAsync([.. Enumerable.Range(0, 30).Select(i => Watched("1", $"{i}"))], Cancellation);
        await using SqliteConnection reader = new($"Data Source={File};Pooling=False");
        await reader.OpenAsync(Cancellation);
        await reader.ExecuteAsync("BEGIN; SELECT COUNT(*) FROM events");
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 30; i++) // a second each would be half a minute
            Assert.Equal(1, await Store.DeleteUserAsync($"{i}", forget: false, Cancellation));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task DeletingSomebodyOfWhomNothingIsKnownFoldsNothing()
    {
        await Store.AppendAsync([Watched("1")], Cancellation);
        await Store.AppendAsync([Watched("2")], Cancellation);
        long log = new FileInfo(File + "-wal").Length;
        Assert.NotEqual(0, log);
        Assert.Equal(0, await Store.DeleteUserAsync("nobody", forget: false, Cancellation));
        await Store.DeleteShownOfAsync("nobody", Cancellation);
        await Store.DeleteShownBeforeAsync(0, Cancellation);
        Assert.Equal(log, new FileInfo(File + "-wal").Length);
        Assert.Equal(2, await Store.DeleteUserAsync("ana", forget: false, Cancellation));
        Assert.Equal(0, new FileInfo(File + "-wal").Length);
    }

    [Theory]
    [InlineData("beside.db", "new/folder/butaca.db")]
    [InlineData("new/folder/beside.db", "butaca.db")]
    [InlineData("elsewhere/beside.db", "../new/folder/butaca.db")]
    [InlineData("folders/beside.db", "../butaca.db")] // 'folders' is a link itself, to a folder in 'new/folder'
    [InlineData("twice.db", "once.db")] // which is one, too
    public async Task AFileHasOneServerWhateverItsName(string link, string target)
    {
        Directory.CreateDirectory(_folder["elsewhere"]);
        Directory.CreateDirectory(_folder["new/folder/below"]);
        Directory.CreateSymbolicLink(_folder["folders"], _folder["new/folder/below"]);
        System.IO.File.CreateSymbolicLink(_folder["once.db"], File);
        System.IO.File.CreateSymbolicLink(_folder[link], target);
        await using IStore other = Stores.Open(_folder[link]);
        await Store.ClaimAsync(Cancellation);
        StoreException exception = await Assert.ThrowsAsync<StoreException>(() => other.ClaimAsync(Cancellation));
        Assert.Contains("found another server at work on it", exception.Message, StringComparison.Ordinal);
        await Store.AppendAsync([Watched("1")], Cancellation);
        await Store.DisposeAsync();
        await other.ClaimAsync(Cancellation);
        await other.MigrateAsync(Cancellation);
        Assert.Single(await other.EventsOfAsync("ana", Cancellation));
    }

    [Fact]
    public async Task ALinkToAFileThatIsNotThereYetIsThatFile()
    {
        System.IO.File.CreateSymbolicLink(_folder["link.db"], _folder["later.db"]);
        await using IStore first = Stores.Open(_folder["link.db"]);
        await using IStore second = Stores.Open(_folder["later.db"]);
        await first.ClaimAsync(Cancellation);
        await first.MigrateAsync(Cancellation);
        await Assert.ThrowsAsync<StoreException>(() => second.ClaimAsync(Cancellation));
    }

    [Fact]
    public void LinksInACircleAreToldOf()
    {
        System.IO.File.CreateSymbolicLink(_folder["a.db"], _folder["b.db"]);
        System.IO.File.CreateSymbolicLink(_folder["b.db"], _folder["a.db"]);
        StoreException exception = Assert.Throws<StoreException>(() => Stores.Open(_folder["a.db"]));
        Assert.Contains("found links that lead in a circle", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ItsFilesAreTheServersAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such permissions");
            return;
        }
        await Store.AppendAsync([Watched("1")], Cancellation);
        foreach (string end in (string[])["", "-wal", "-shm"])
            Assert.Equal((UnixFileMode)0b110_000_000, System.IO.File.GetUnixFileMode(File + end));
        System.IO.File.SetUnixFileMode(File, (UnixFileMode)0b110_100_100); // as earlier versions left it
        await using IStore again = await OpenAsync();
        await again.MigrateAsync(Cancellation);
        Assert.Equal((UnixFileMode)0b110_100_000, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public async Task ClosingLeavesOneFile()
    {
        await Store.AppendAsync([Watched("1")], Cancellation);
        Assert.NotEmpty(await Store.EventsOfAsync("ana", Cancellation));
        await Store.DisposeAsync();
        Assert.Equal(
            ["butaca.db"],
            Directory.EnumerateFiles(Path.GetDirectoryName(File)!).Select(path => Path.GetFileName(path))
        );
    }

    /// <summary>Whether a text stands anywhere in the database's files.</summary>
    private bool IsFound(string text) =>
        Directory
            .EnumerateFiles(Path.GetDirectoryName(File)!)
            .Any(path =>
            {
                using FileStream stream = new(
                    path,
                    FileMode.Open,
                    FileAccess.Read,
                    FileShare.ReadWrite | FileShare.Delete
                );
                byte[] bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
            });
}
