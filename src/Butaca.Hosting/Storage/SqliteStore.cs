using System.Data.Common;
using System.Diagnostics;
using System.Security.Cryptography;
using Dapper;
using DbUp;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;

namespace Butaca.Hosting.Storage;

/// <summary>One file. Readers and the one that writes do not wait for each other (WAL).</summary>
internal sealed class SqliteStore : SqlStore
{
    /// <summary>Marks the file as ours, so that no other program's database is taken for it: "Buta".</summary>
    private const int ApplicationId = 0x42757461;

    /// <summary>Milliseconds to wait for another process that writes.</summary>
    private const int BusyTimeout = 5000;

    /// <summary>
    /// Bytes that are kept for a start on a full disk: for the index of the WAL, and some writes into it.
    /// </summary>
    private const int Reserve = 256 << 10;

    /// <summary>How long to leave the WAL to whoever reads from it.</summary>
    private static readonly TimeSpan TruncationAgain = TimeSpan.FromSeconds(1);

    private readonly string _file;
    private readonly string _connection;
    private SqliteCommand? _insert;
    private FileStream? _claim;
    private bool _owesTruncation = true; // a process that was killed may have owed it
    private long _triedInVain; // when it was last; 0: it was not, since it last succeeded

    /// <summary>Creates the store; touches nothing yet.</summary>
    /// <param name="file">Path of the file, or of a link to it: whatever its name, one file is one store.</param>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public SqliteStore(string file)
    {
        _file = RealPath.Of(file);
        _connection = new SqliteConnectionStringBuilder
        {
            DataSource = _file,
            DefaultTimeout = BusyTimeout / 1000,
        }.ConnectionString;
    }

    public override string Kind => "SQLite";

    public override string Where => _file;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_claim is not null)
            await _claim.DisposeAsync();
        using SqliteConnection connection = new(_connection);
        SqliteConnection.ClearPool(connection); // the last one to close folds the WAL into the file
    }

    protected override Task<StoreClaim> TryClaimAsync(CancellationToken cancellation)
    {
        if (_claim is not null)
            return Task.FromResult(StoreClaim.Kept);
        PrivateFiles.CreateFolder(Path.GetDirectoryName(_file)!);
        _claim = LockFile.TryTake(_file + ".server");
        if (_claim is null)
            return Task.FromResult(StoreClaim.Refused);
        TakeReserve(_claim);
        return Task.FromResult(StoreClaim.Taken);
    }

    /// <summary>
    /// Fills the file of the claim, which is given up where a start finds the disk full: to read, SQLite has to make
    /// files of its own.
    /// </summary>
    private static void TakeReserve(FileStream claim)
    {
        try
        {
            claim.Position = claim.Length;
            if (claim.Length < Reserve)
                claim.Write(RandomNumberGenerator.GetBytes(Reserve - (int)claim.Length)); // which no file system makes smaller
            claim.Flush();
        }
        catch (IOException)
        {
            // full already: what fitted is what there is
        }
    }

    protected override Task<string?> LockOwnerAsync(DbTransaction transaction, string setting) => // it is the only one that writes until it ends
        transaction.Connection!.ExecuteScalarAsync<string?>(
            "SELECT value FROM settings WHERE name = @setting",
            new { setting },
            transaction
        );

    protected override async Task ApplyMigrationsAsync(Migration allowed, CancellationToken cancellation)
    {
        try
        {
            await TryMigrationsAsync(allowed, cancellation);
        }
        catch (SqliteException exception) when (_claim is { Length: > 0 } claim && SqliteFaults.IsFull(exception))
        {
            claim.SetLength(0);
            await TryMigrationsAsync(allowed, cancellation);
        }
    }

    private async Task TryMigrationsAsync(Migration allowed, CancellationToken cancellation)
    {
        if (allowed == Migration.None && !File.Exists(_file))
            throw new StoreException(
                $"{_file} does not exist, expected the store of a server. Name it with --folder or --store.",
                isTransient: false
            );
        PrivateFiles.CreateFolder(Path.GetDirectoryName(_file)!);
        PrivateFiles.CreateFile(_file); // SQLite gives the files beside it the same permissions
        await using (DbConnection reader = await OpenAsync(cancellation))
            CheckOwner(reader); // the one that writes would change its mode
        foreach (string end in (string[])["", "-wal", "-shm"])
            PrivateFiles.CloseToOthers(_file + end);
        await using DbConnection connection = await OpenWriterAsync();
        await connection.ExecuteAsync("BEGIN IMMEDIATE"); // all scripts or none, and one process at a time
        Migrations.Apply(
            DeployChanges
                .To.SqliteDatabase(new SharedConnection(connection))
                .JournalToSqliteTable("schema_versions")
                .WithoutTransaction(),
            "Sqlite",
            _file,
            allowed
        );
        await connection.ExecuteAsync($"PRAGMA application_id = {ApplicationId}; COMMIT");
    }

    protected override async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        SqliteConnection connection = new(_connection);
        await connection.OpenAsync(cancellation);
        return connection;
    }

    /// <summary>Its driver runs a command to its end, token or not.</summary>
    protected override async Task<T> StoppableAsync<T>(
        DbConnection connection,
        Func<DbConnection, Task<T>> read,
        CancellationToken cancellation
    )
    {
        SQLitePCL.sqlite3 database = ((SqliteConnection)connection).Handle!;
        await using CancellationTokenRegistration stop = cancellation.Register(() =>
            SQLitePCL.raw.sqlite3_interrupt(database)
        );
        try
        {
            return await read(connection);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == SQLitePCL.raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellation);
        }
    }

    protected override async Task<DbConnection> OpenWriterAsync()
    {
        // Not pooled: what is set here belongs to this connection alone.
        SqliteConnection connection = new(_connection + ";Pooling=False");
        try
        {
            await connection.OpenAsync();
            // FULL: each commit is on the disk before it is answered. secure_delete: what is deleted is overwritten
            // with zeros.
            // The last two (32 MB, 16 MB) let a page that several commits change be written to the file once: twice the
            // events a second.
            await connection.ExecuteAsync(
                $"""
                PRAGMA busy_timeout = {BusyTimeout}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
                PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 4000
                """
            );
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    protected override async Task<bool[]> InsertEventsAsync(
        DbTransaction transaction,
        IReadOnlyList<StoredEvent> events
    )
    {
        if (_insert is null || _insert.Connection != transaction.Connection)
        {
            _insert = (SqliteCommand)transaction.Connection!.CreateCommand();
            _insert.CommandText =
                "INSERT INTO events (id, person, movie, kind, rating, time, recommendation, own_kind) VALUES (@1, @2, @3, @4, @5, @6, @7, @8) ON CONFLICT DO NOTHING";
            for (int i = 1; i <= 8; i++)
                _insert.Parameters.Add(new SqliteParameter { ParameterName = $"@{i}" });
        }
        _insert.Transaction = (SqliteTransaction)transaction;
        bool[] isNew = new bool[events.Count];
        for (int i = 0; i < isNew.Length; i++)
        {
            StoredEvent stored = events[i];
            object?[] values =
            [
                stored.Id,
                stored.User,
                stored.Movie.ToString(),
                (long)stored.Kind,
                stored.Rating,
                stored.Time,
                stored.Recommendation,
                stored.OwnKind,
            ];
            for (int p = 0; p < values.Length; p++)
                _insert.Parameters[p].Value = values[p] ?? DBNull.Value;
            isNew[i] = await _insert.ExecuteNonQueryAsync() > 0;
        }
        return isNew;
    }

    protected override Task InsertShownAsync(DbTransaction transaction, IReadOnlyList<ShownRow> lists) =>
        transaction.Connection!.ExecuteAsync(
            "INSERT INTO shown (id, person, model, time, movies, size) VALUES (@Id, @User, @Model, @Time, @Movies, @Size) ON CONFLICT DO NOTHING",
            lists,
            transaction
        );

    /// <summary>
    /// What was deleted still stands in the WAL until that is folded into the file, which waits until nobody reads from
    /// it.
    /// </summary>
    protected override async Task CommittedAsync(DbConnection writer, bool erased)
    {
        if (!erased && !_owesTruncation)
            return;
        _owesTruncation = true; // whatever comes of it: what was asked for is committed, and nobody must hear that it failed
        bool isAnew = _triedInVain == 0;
        if (!isAnew && Stopwatch.GetElapsedTime(_triedInVain) < TruncationAgain)
            return;
        try
        {
            // Our own readers are done soon. Whoever reads on, such as a backup, is waited for once; then it is tried
            // now and then, without waiting.
            await writer.ExecuteAsync($"PRAGMA busy_timeout = {(erased && isAnew ? 1000 : 0)}");
            _owesTruncation = await writer.ExecuteScalarAsync<long>("PRAGMA wal_checkpoint(TRUNCATE)") != 0;
            await writer.ExecuteAsync($"PRAGMA busy_timeout = {BusyTimeout}");
        }
        catch (SqliteException)
        {
            // it is owed still
        }
        _triedInVain = _owesTruncation ? Stopwatch.GetTimestamp() : 0;
    }

    protected override StoreException? Explain(Exception exception) => SqliteFaults.Explain(exception, _file);

    /// <summary>A database of another program is left alone.</summary>
    private void CheckOwner(DbConnection connection)
    {
        long id = connection.ExecuteScalar<long>("PRAGMA application_id");
        if (
            id == ApplicationId
            || (id == 0 && connection.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_master") == 0)
        )
            return;
        throw new StoreException(
            $"{_file}: found another program's database, expected one of Butaca or no file. Choose another path.",
            isTransient: false
        );
    }
}
