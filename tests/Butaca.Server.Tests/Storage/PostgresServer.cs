using System.Diagnostics;
using Butaca.Hosting.Storage;
using Dapper;
using Npgsql;

namespace Butaca.Server.Tests.Storage;

/// <summary>
/// The PostgreSQL that tests run against: <c>BUTACA_TEST_POSTGRES</c> is its connection string, of a user who may make
/// databases; <c>BUTACA_TEST_POSTGRES_DATA</c> its data folder, for tests that stop and start it. Without them tests
/// skip.
/// </summary>
public static class PostgresServer
{
    private static string? Connection => Environment.GetEnvironmentVariable("BUTACA_TEST_POSTGRES");

    private static string? Data => Environment.GetEnvironmentVariable("BUTACA_TEST_POSTGRES_DATA");

    /// <summary>The connection string of a database that may not exist yet.</summary>
    public static string Of(string database)
    {
        Assert.SkipUnless(Connection is not null, "BUTACA_TEST_POSTGRES names no server");
        NpgsqlConnectionStringBuilder builder = PostgresConnection.Parse(Connection!)!;
        builder.Database = database;
        return builder.ConnectionString;
    }

    public static Task CreateDatabaseAsync(string database) => ExecuteAsync("postgres", $"CREATE DATABASE {database}");

    public static Task DropDatabaseAsync(string database) =>
        ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS {database} WITH (FORCE)");

    public static async Task ExecuteAsync(string database, string sql)
    {
        await using NpgsqlConnection connection = new(Of(database) + ";Pooling=false");
        await connection.ExecuteAsync(sql);
    }

    /// <summary>Stops the server as a failing machine would: nobody is asked, nothing is tidied.</summary>
    public static Task StopAsync() => ControlAsync("stop", "-m", "immediate");

    public static Task StartAsync() => ControlAsync("start", "-l", "/dev/null");

    private static async Task ControlAsync(params string[] arguments)
    {
        Assert.SkipUnless(Data is not null, "BUTACA_TEST_POSTGRES_DATA names no data folder");
        // Its first word is the server's own path; pg_ctl stands beside it.
        string options = await File.ReadAllTextAsync(Path.Combine(Data!, "postmaster.opts"));
        string control = Path.Combine(Path.GetDirectoryName(options.Split(' ')[0])!, "pg_ctl");
        string command = $"{control} -D '{Data}' -w {string.Join(' ', arguments)} >/dev/null 2>&1";
        // It refuses to run as root.
        ProcessStartInfo start = Environment.IsPrivilegedProcess
            ? new("su", ["postgres", "-c", command])
            : new("sh", ["-c", command]);
        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{command}: found exit code {process.ExitCode}, expected 0");
    }
}
