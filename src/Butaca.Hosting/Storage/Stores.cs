namespace Butaca.Hosting.Storage;

/// <summary>Opens stores.</summary>
public static class Stores
{
    /// <summary>After how many seconds a command of PostgreSQL is given up, unless told otherwise.</summary>
    public const int DefaultSeconds = 10;

    /// <summary>Opens a store. Nothing is touched before <see cref="IStore.MigrateAsync"/>.</summary>
    /// <param name="connection">
    /// <c>Host=…</c> or <c>postgresql://…</c> for PostgreSQL; else the path of SQLite's file, made if need be.
    /// </param>
    /// <param name="seconds">
    /// After how long PostgreSQL is given up, command by command, unless the connection sets a Command Timeout.
    /// </param>
    /// <param name="cluster">
    /// The name of the cluster whose servers share the store; null: one server has it alone.
    /// </param>
    /// <exception cref="StoreException">
    /// The connection cannot be understood, or several servers can't share it.
    /// </exception>
    public static IStore Open(string connection, int seconds = DefaultSeconds, string? cluster = null)
    {
        if (string.IsNullOrWhiteSpace(connection))
            throw new StoreException(
                "The store: found no path, expected the path of a file, or Host=… or postgresql://… for PostgreSQL.",
                isTransient: false
            );
        if (PostgresConnection.Parse(connection) is not { } postgres)
            return cluster is null
                ? OpenSqlite(connection)
                : throw new StoreException(
                    $"found the SQLite file {connection} for the cluster '{cluster}', expected a PostgreSQL, which several servers can share: --store \"Host=…;Database=…;Username=…;Password=…\". Leave --cluster out for one server.",
                    isTransient: false
                );
        if (!postgres.ShouldSerialize("Command Timeout"))
            postgres.CommandTimeout = seconds;
        return new PostgresStore(postgres, cluster);
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
