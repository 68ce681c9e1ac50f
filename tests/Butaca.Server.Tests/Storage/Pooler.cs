using System.Diagnostics;
using Butaca.Server.Tests.Processes;
using Npgsql;

namespace Butaca.Server.Tests.Storage;

/// <summary>
/// PgBouncer before a PostgreSQL, as managed ones have it: each transaction may get another connection. Without the
/// program tests skip.
/// </summary>
internal sealed class Pooler : IAsyncDisposable
{
    private const string Program = "/usr/sbin/pgbouncer";

    private readonly string _folder = Directory.CreateTempSubdirectory("butaca-pooler-").FullName;
    private Process? _process;

    private Pooler() { }

    /// <summary>The connection string that leads through it.</summary>
    public string Connection { get; private set; } = "";

    /// <summary>Starts one.</summary>
    /// <param name="connection">The database.</param>
    public static async Task<Pooler> StartAsync(string connection)
    {
        Assert.SkipUnless(File.Exists(Program), $"there is no {Program}");
        Pooler pooler = new();
        NpgsqlConnectionStringBuilder there = new(connection);
        int port = ServerProcess.FreePort();
        string file = Path.Combine(pooler._folder, "pgbouncer.ini");
        await File.WriteAllTextAsync(
            file,
            $"""
            [databases]
            * = host={there.Host} port={there.Port} user={there.Username} password={there.Password}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            ignore_startup_parameters = extra_float_digits
            """
        );
        string[] user = Environment.IsPrivilegedProcess ? ["-u", "nobody"] : []; // it refuses to run as root
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(pooler._folder, (UnixFileMode)0b111_101_101);
        pooler._process = Process.Start(
            new ProcessStartInfo(Program, ["-q", .. user, file])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        _ = pooler._process.StandardError.ReadToEndAsync();
        there.Port = port;
        there.Host = "127.0.0.1";
        pooler.Connection = there.ConnectionString;
        for (int i = 0; ; i++)
        {
            Assert.False(pooler._process.HasExited);
            try
            {
                await using NpgsqlConnection first = new(pooler.Connection + ";Pooling=false");
                await first.OpenAsync(TestContext.Current.CancellationToken);
                return pooler;
            }
            catch (NpgsqlException) when (i < 100)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken); // it doesn't listen yet
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }
}
