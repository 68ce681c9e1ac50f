using System.Diagnostics;
using Butaca.Hosting;
using Butaca.Hosting.Storage;

namespace Butaca.Server.Tests.Storage;

/// <summary>A process that stores events, and says of each that it was acknowledged, until it is killed.</summary>
internal static class AppendingProcess
{
    public const string Verb = "append-until-killed";

    /// <summary>Closes each line, so that one which was cut off is known.</summary>
    private const char End = '.';

    /// <summary>What the process does.</summary>
    public static async Task<int> RunAsync(string file, string run)
    {
        await using IStore store = Stores.Open(file);
        await store.MigrateAsync(CancellationToken.None);
        await using StreamWriter output = new(Console.OpenStandardOutput()) { AutoFlush = true };
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(sender =>
                    Task.Run(async () =>
                    {
                        for (int i = 0; ; i += 3)
                        {
                            StoredEvent[] events =
                            [
                                .. Enumerable
                                    .Range(i, 3)
                                    .Select(n => new StoredEvent(
                                        $"{run}-{sender}-{n}",
                                        $"{sender}",
                                        n,
                                        EventKind.Watched,
                                        null,
                                        n,
                                        null
                                    )),
                            ];
                            await store.AppendAsync(events, CancellationToken.None);
                            lock (output)
                                output.Write(string.Concat(events.Select(stored => $"{stored.Id}{End}\n")));
                        }
                    })
                )
        );
        return 0;
    }

    /// <summary>Starts the process, and kills it.</summary>
    /// <param name="file">The database.</param>
    /// <param name="run">Begins the events' ids.</param>
    /// <param name="isEarly">Whether the time counts from the start, else from the first acknowledgement.</param>
    /// <param name="afterMilliseconds">When to kill.</param>
    /// <returns>The ids that were acknowledged.</returns>
    public static async Task<List<string>> StartAndKillAsync(
        string file,
        string run,
        bool isEarly,
        int afterMilliseconds
    )
    {
        string program = Path.Combine(
            AppContext.BaseDirectory,
            typeof(AppendingProcess).Assembly.GetName().Name + (OperatingSystem.IsWindows() ? ".exe" : "")
        );
        using Process process = Process.Start(
            new ProcessStartInfo(program, [Verb, file, run])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        List<string> acknowledged = [];
        if (!isEarly)
            await ReadLineAsync();
        Task reading = Task.Run(async () =>
        {
            while (await ReadLineAsync()) { }
        });
        await Task.Delay(afterMilliseconds);
        Assert.False(process.HasExited, process.HasExited ? await errors : ""); // nothing but the kill may end it
        process.Kill();
        await process.WaitForExitAsync();
        await reading;
        return acknowledged;

        async Task<bool> ReadLineAsync()
        {
            if (await process.StandardOutput.ReadLineAsync() is not { } line)
                return false;
            if (line.EndsWith(End))
                acknowledged.Add(line[..^1]);
            return true;
        }
    }
}
