namespace Butaca.Server.Storage;

/// <summary>Opens stores.</summary>
public static class Stores
{
    /// <summary>Opens a store. Nothing is touched before <see cref="IStore.MigrateAsync"/>.</summary>
    /// <param name="connection"><c>Host=…</c> or <c>postgresql://…</c> for PostgreSQL; else the path of SQLite's file, made if need be.</param>
    /// <param name="seconds">After how long PostgreSQL is given up, command by command, unless the connection sets a Command Timeout.</param>
    /// <exception cref="StoreException">The connection cannot be understood.</exception>
    public static IStore Open(string connection, int seconds = LimitOptions.DefaultSeconds)
    {
        if (string.IsNullOrWhiteSpace(connection))
            throw new StoreException(
                "The store: found no path, expected the path of a file, or Host=… or postgresql://… for PostgreSQL.",
                isTransient: false
            );
        if (PostgresConnection.Parse(connection) is not { } postgres)
            return OpenSqlite(connection);
        if (!postgres.ShouldSerialize("Command Timeout"))
            postgres.CommandTimeout = seconds;
        return new PostgresStore(postgres);
    }

    private static SqliteStore OpenSqlite(string file)
    {
        try
        {
            return new SqliteStore(file);
        }
        catch (IOException exception)
        {
            throw new StoreException($"{exception.Message}. Choose another path.", isTransient: false, exception);
        }
    }
}
