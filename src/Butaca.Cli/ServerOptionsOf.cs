using System.CommandLine;
using Butaca.Hosting.Storage;
using Butaca.Server;
using Butaca.Server.Setup;

namespace Butaca.Cli;

/// <summary>Options that name a server's folder and store, spelled alike by each command.</summary>
internal static class ServerOptionsOf
{
    public static Option<string?> Folder() =>
        new("--folder")
        {
            Description = "Where the server keeps its models and store [default: as configured, or butaca-server]",
            HelpName = "DIR",
        };

    public static Option<string?> Store() =>
        new("--store")
        {
            Description =
                "An SQLite file, or a PostgreSQL connection string [default: as configured, or butaca.db in --folder]",
            HelpName = "STORE",
        };

    /// <summary>
    /// Opens the store that a command line or the server's configuration names. A server may be at work on it: its
    /// tables stay as they are.
    /// </summary>
    /// <param name="folder">What <see cref="Folder"/> was given.</param>
    /// <param name="store">What <see cref="Store"/> was given.</param>
    /// <param name="create">Whether a new store may be made.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StoreException">There is no store, or that of another version.</exception>
    public static async Task<IStore> OpenAsync(
        string? folder,
        string? store,
        bool create,
        CancellationToken cancellation
    )
    {
        ServerOptions options = ServerSetup.ReadOptions();
        if (folder is not null)
            (options.Folder, options.Store) = (folder, "");
        if (store is not null)
            options.Store = store;
        IStore opened = Stores.Open(options.StoreConnection, options.Limits.Seconds);
        await opened.JoinAsync(create, cancellation);
        return opened;
    }
}
