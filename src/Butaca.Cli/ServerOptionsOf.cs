using System.CommandLine;
using Butaca.Server;
using Butaca.Server.Storage;

namespace Butaca.Cli;

/// <summary>Options that name a server's folder and store, spelled alike by each command.</summary>
internal static class ServerOptionsOf
{
    public static Option<string?> Folder() => new("--folder") { Description = "Where the server keeps its models and store [default: butaca-server]", HelpName = "DIR" };

    public static Option<string?> Store() => new("--store") { Description = "An SQLite file, or a PostgreSQL connection string [default: butaca.db in --folder]", HelpName = "STORE" };

    /// <summary>Opens the store that a command line names, brought up to date.</summary>
    public static async Task<IStore> OpenAsync(string? folder, string? store, CancellationToken cancellation)
    {
        ServerOptions options = new();
        IStore opened = Stores.Open(store ?? Path.Combine(folder ?? options.Folder, ServerOptions.StoreFile));
        await opened.MigrateAsync(cancellation);
        return opened;
    }
}
