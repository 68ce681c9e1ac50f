using Microsoft.Data.Sqlite;

namespace Butaca.Hosting.Storage;

/// <summary>Words the errors of SQLite and of the file system for whoever runs the server.</summary>
internal static class SqliteFaults
{
    /// <summary>Explains an error; null: it is not the database's.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="file">The database's file.</param>
    public static StoreException? Explain(Exception exception, string file) =>
        exception switch
        {
            StoreException known => known,
            SqliteException sqlite => Explain(sqlite, file),
            IOException or UnauthorizedAccessException => NotWritable(file, exception.Message.TrimEnd('.'), exception),
            _ => null,
        };

    /// <summary>SQLITE_IOERR_SHMSIZE: the file beside the WAL can't grow.</summary>
    private const int NoRoomForIndex = 10 | (19 << 8);

    /// <summary>
    /// Whether there was no room to write, or for the index of the WAL, without which nothing is read either.
    /// </summary>
    public static bool IsFull(SqliteException exception) =>
        exception is { SqliteErrorCode: 13 } or { SqliteExtendedErrorCode: NoRoomForIndex };

    // Primary result codes: https://www.sqlite.org/rescode.html
    private static StoreException Explain(SqliteException exception, string file) =>
        exception.SqliteErrorCode switch
        {
            _ when IsFull(exception) => new(
                $"{file}: found a full disk, expected room to write. Free some; whatever was acknowledged is safe.",
                isTransient: true,
                exception
            ),
            5 or 6 => new(
                $"{file}: found it locked by another process for longer than 5 s, expected to write to it. End that process, or wait for it.",
                isTransient: true,
                exception
            ),
            8 => NotWritable(file, "a file or folder that is read-only", exception),
            14 => NotWritable(file, "a path that cannot be opened", exception),
            11 or 26 => new(
                $"{file}: is not a Butaca database or is damaged. Restore the backup, or move it away, with the files {file}-wal and {file}-shm, and start anew.",
                isTransient: false,
                exception
            ),
            10 => new(
                $"{file}: found a disk that fails ({exception.Message.TrimEnd('.')}), expected it to read and write. Look after the disk; whatever was acknowledged is safe if it is.",
                isTransient: true,
                exception
            ),
            19 => new(
                $"{file}: found a row that the tables refuse ({exception.Message.TrimEnd('.')}).",
                isTransient: false,
                exception
            ),
            _ => new($"{file}: {exception.Message}", isTransient: false, exception),
        };

    private static StoreException NotWritable(string file, string found, Exception exception) =>
        new(
            $"{file}: found {found}, expected a folder that the server may write to. Choose another path, or give it the permission.",
            isTransient: false,
            exception
        );
}
