using System.Diagnostics;
using System.Globalization;
using Butaca.Hosting;
using Butaca.Hosting.Storage;
using Butaca.Server.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butaca.Bench;

/// <summary>
/// The server's store: events a second that are on the disk when they are acknowledged, one caller after the other,
/// many at once, and in batches; beside the flushes a second of a plain file in the same folder. And what a key costs
/// to verify.
/// </summary>
internal static class StoreBench
{
    private static readonly CancellationToken Never = CancellationToken.None;

    public static async Task<int> RunAsync(string? connection)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("butaca-bench-");
        try
        {
            await using IStore store = Stores.Open(connection ?? Path.Combine(folder.FullName, "butaca.db"));
            await store.MigrateAsync(Never);
            string run = Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture); // another run's events are not ours
            int next = 0;
            StoredEvent Event() =>
                new(
                    $"{run}-{Interlocked.Increment(ref next)}",
                    $"{run}-{next % 1000}",
                    next % 5000,
                    EventKind.Watched,
                    null,
                    next,
                    null
                );
            StoredEvent[] Events(int count) => [.. Enumerable.Range(0, count).Select(_ => Event())];

            Console.WriteLine($"a plain file: {Flushes(folder.FullName):n0} flushes a second");
            await store.AppendAsync(Events(100), Never);
            Show("one caller, an event at a time", await RateAsync(1, 1, () => store.AppendAsync([Event()], Never)));
            Show("64 callers, an event at a time", await RateAsync(64, 1, () => store.AppendAsync([Event()], Never)));
            Show(
                "1000 callers, an event at a time",
                await RateAsync(1000, 1, () => store.AppendAsync([Event()], Never))
            );
            Show("one caller, batches of 1000", await RateAsync(1, 1000, () => store.AppendAsync(Events(1000), Never)));
            Show(
                "lists of 10 movies, batches of 1000",
                await RateAsync(
                    1,
                    1000,
                    () =>
                        store.AddShownAsync(
                            [
                                .. Events(1000)
                                    .Select(made => new ShownList(
                                        made.Id,
                                        made.User,
                                        "butaca",
                                        made.Time,
                                        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
                                    )),
                            ],
                            Never
                        )
                )
            );
            Show(
                "histories read, one caller",
                await RateAsync(
                    1,
                    1,
                    () => store.EventsOfAsync($"{run}-{Interlocked.Increment(ref next) % 1000}", Never)
                )
            );
            long start = Stopwatch.GetTimestamp();
            int lists = (int)(await store.StatisticsAsync(default, Never)).Sum(model => model.Lists);
            Console.WriteLine(
                $"statistics of {lists:n0} lists: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:n0} ms"
            );

            await using ApiKeys keys = new(store, TimeProvider.System, NullLogger<ApiKeys>.Instance);
            (string key, StoredKey stored) = ApiKeys.Make("bench", KeyScope.Read, TimeProvider.System.GetUtcNow());
            await store.AddKeyAsync(stored, Never);
            await keys.LoadAsync(Never);
            for (int i = 0; i < 100_000; i++)
                await keys.VerifyAsync(key); // until it is compiled
            start = Stopwatch.GetTimestamp();
            for (int i = 0; i < 100_000; i++)
                await keys.VerifyAsync(key);
            Console.WriteLine(
                $"a key is verified in {Stopwatch.GetElapsedTime(start).TotalMicroseconds / 100_000:0.00} µs"
            );
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Show(string what, double rate) => Console.WriteLine($"{what}: {rate:n0} a second");

    /// <summary>How often something is done in 3 seconds, times its size, by so many callers at once.</summary>
    private static async Task<double> RateAsync(int callers, int size, Func<Task> work)
    {
        long start = Stopwatch.GetTimestamp();
        long done = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (Stopwatch.GetElapsedTime(start).TotalSeconds < 3)
                        {
                            await work();
                            Interlocked.Add(ref done, size);
                        }
                    })
                )
        );
        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Flushes(string folder)
    {
        using FileStream file = new(
            Path.Combine(folder, "flushes"),
            FileMode.Create,
            FileAccess.Write,
            FileShare.None,
            1
        );
        const int count = 200;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            file.Write(new byte[4096]);
            file.Flush(flushToDisk: true);
        }
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
