using System.Net.Sockets;
using Npgsql;

namespace Butaca.Hosting.Storage;

/// <summary>Words the errors of PostgreSQL for whoever runs the server.</summary>
internal static class PostgresFaults
{
    /// <summary>Explains an error; null: it is not the database's.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="where">Names the database.</param>
    public static StoreException? Explain(Exception exception, string where) =>
        exception switch
        {
            StoreException known => known,
            PostgresException postgres => Explain(postgres, where),
            NpgsqlException { IsTransient: false } => new(
                $"{where}: cannot be connected to ({exception.Message.TrimEnd('.')}). Correct the connection.",
                isTransient: false,
                exception
            ),
            NpgsqlException or SocketException or IOException or TimeoutException => new(
                $"{where}: found no server that answers ({exception.Message.TrimEnd('.')}), expected one. Start it, or correct the connection; Butaca goes on by itself once it is there.",
                isTransient: true,
                exception
            ),
            _ => null,
        };

    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    private static StoreException Explain(PostgresException exception, string where)
    {
        string found = exception.MessageText.TrimEnd('.');
        return exception.SqlState switch
        {
            PostgresErrorCodes.DiskFull => new(
                $"{where}: found a full disk, expected room to write. Free some; whatever was acknowledged is safe.",
                isTransient: true,
                exception
            ),
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new(
                $"{where}: found a user or password that it refuses ({found}), expected ones that it knows. Correct the connection.",
                isTransient: false,
                exception
            ),
            PostgresErrorCodes.InvalidCatalogName => new(
                $"{where}: found no such database, expected one. Make it (createdb), or correct the connection.",
                isTransient: false,
                exception
            ),
            PostgresErrorCodes.InsufficientPrivilege => new(
                $"{where}: found a user without the permission ({found}), expected one who may make and change tables. Grant it, or take another user.",
                isTransient: false,
                exception
            ),
            PostgresErrorCodes.ReadOnlySqlTransaction => new(
                $"{where}: found it read-only, expected to write. Connect to the primary, not to a standby.",
                isTransient: false,
                exception
            ),
            PostgresErrorCodes.UndefinedTable => new(
                $"{where}: found tables missing ({found}), expected those that the first start makes. Restart Butaca.",
                isTransient: false,
                exception
            ),
            PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter => new(
                $"{where}: found text that it cannot hold ({found}), expected text without the character U+0000.",
                isTransient: false,
                exception
            ),
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => new(
                $"{where}: is damaged ({found}). Restore the backup.",
                isTransient: false,
                exception
            ),
            _ when IsPassing(exception.SqlState) => new(
                $"{where}: found it unable to answer now ({found}). Butaca goes on by itself once it can.",
                isTransient: true,
                exception
            ),
            _ => new($"{where}: {found}.", isTransient: false, exception),
        };
    }

    /// <summary>
    /// Connections, resources, an administrator's stop, deadlocks, and errors of the server's own disk.
    /// </summary>
    private static bool IsPassing(string state) =>
        state.StartsWith("08", StringComparison.Ordinal)
        || state.StartsWith("53", StringComparison.Ordinal)
        || state.StartsWith("57", StringComparison.Ordinal)
        || state.StartsWith("58", StringComparison.Ordinal)
        || state.StartsWith("40", StringComparison.Ordinal)
        || state == PostgresErrorCodes.LockNotAvailable;
}
