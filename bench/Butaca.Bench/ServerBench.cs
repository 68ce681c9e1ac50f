using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Butaca.Client.Contracts;
using Butaca.Hosting.Live;
using Butaca.Hosting.Training;
using Butaca.Models;
using Butaca.Server.Setup;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Butaca.Bench;

/// <summary>
/// The server under load from wrk on the same cores: its own empty endpoint, recommendations to each user of the
/// shipped data over and over (which memory answers), and ones that were never asked before. Each at its greatest load
/// and at half of it; then models swapped and trained under it. Last a soak: memory now and then, for as long as is
/// asked for.
/// </summary>
internal static partial class ServerBench
{
    private const int Connections = 16;
    private const int Probes = 4;
    private const int ProbeSeconds = 2;
    private const int SoakSeconds = 20;
    private const int StartSteps = 8;
    private const int StepSeconds = 5;

    /// <summary>How long the server takes, at most, to have given back what measuring took.</summary>
    private static readonly TimeSpan AtRest = TimeSpan.FromSeconds(5);

    private const string Empty = """
        request = function() return wrk.format("GET", "/api/v1/ping") end
        """;

    private const string Users = """
        local i = 0
        request = function() i = i % 671 + 1 return wrk.format("GET", "/api/v1/users/" .. i .. "/recommendations") end
        """;

    /// <summary>No two of these queries are alike, so none is in memory.</summary>
    private const string Fresh = """
        local i = 0
        request = function()
          i = i + 1
          return wrk.format("GET", "/api/v1/users/" .. (i % 671 + 1) .. "/recommendations?exclude=" .. (1000000 + i))
        end
        """;

    /// <summary>
    /// As little as an answer can cost that is none of memory's: popularity computes nothing for a user.
    /// </summary>
    private static readonly string FreshPopular = Fresh.Replace(
        "?exclude=",
        "?model=popularity&exclude=",
        StringComparison.Ordinal
    );

    /// <summary>How long a load lasts.</summary>
    private static int _seconds = 8;

    private static readonly string[] Options = ["--model", "--train", "--seconds", "--soak"];

    private static int _failed;

    /// <param name="options">
    /// --model: a folder of <c>butaca train</c> with a measured model of the shipped data (default: one is trained and
    /// measured first); --train: the model that is trained under load (default: butaca); --seconds: how long a load
    /// lasts (default: 8); --soak: for so many minutes (default: none).
    /// </param>
    /// <returns>0, or 1 where a request failed.</returns>
    /// <exception cref="ButacaException">There is no such option.</exception>
    public static async Task<int> RunAsync(Dictionary<string, string> options)
    {
        if (options.Keys.Except(Options).FirstOrDefault() is { } unknown)
            throw new ButacaException($"server: found '{unknown}', expected one of {string.Join(", ", Options)}");
        _seconds = int.Parse(options.GetValueOrDefault("--seconds", "8"), CultureInfo.InvariantCulture);
        int soakMinutes = int.Parse(options.GetValueOrDefault("--soak", "0"), CultureInfo.InvariantCulture);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("butaca-bench-");
        if (options.TryGetValue("--model", out string? trained))
            ModelFolder.Save(
                Path.Combine(folder.CreateSubdirectory("models").FullName, "butaca"),
                ModelFolder.Load(trained)
            );
        await using WebApplication app = await ServeAsync(folder.FullName);
        LiveState state = app.Services.GetRequiredService<LiveState>();
        string address = app.Urls.First();
        await Task.Delay(AtRest);
        Console.WriteLine($"at rest, its first model trained and measured: {Resident()} MB resident");

        await LoadAsync(Empty); // until it is compiled
        await LoadAsync(Fresh);
        await LoadAsync(Users); // each user once: now memory has them
        double empty = Show("empty endpoint", await LoadAsync(Empty), null);
        await HalfAsync(Empty, empty);
        double known = Show("recommendations, unchanged since the last request", await LoadAsync(Users), empty);
        await HalfAsync(Users, known);
        double fresh = Show("recommendations, never asked before", await LoadAsync(Fresh), empty);
        await HalfAsync(Fresh, fresh);
        Show("recommendations of popularity, never asked before", await LoadAsync(FreshPopular), empty);
        await LoadAsync(Users);

        Task<Load> swapped = WrkAsync(address, Users, _seconds);
        int swaps = 0;
        for (; !swapped.IsCompleted; swaps++)
        {
            LiveModel model = state.Deployment.For(null);
            await state.TakeAsync(model.Trained, _ => model.Time, () => true);
            await Task.Delay(100);
        }
        Show($"unchanged, while models were swapped {swaps} times", await swapped, empty);
        await TrainAsync(
            app.Services.GetRequiredService<TrainingService>(),
            options.GetValueOrDefault("--train", "butaca"),
            address,
            empty
        );
        bool grew = soakMinutes > 0 && await SoakAsync(address, soakMinutes);
        await app.StopAsync();
        folder.Delete(recursive: true);
        if (_failed > 0)
            await Console.Error.WriteLineAsync($"{_failed} loads had failed requests");
        if (grew)
            await Console.Error.WriteLineAsync("memory grew during the soak");
        return _failed > 0 || grew ? 1 : 0;

        // The answers take time, too, and less of it the longer the waits are: short loads come near to it.
        async Task HalfAsync(string script, double whole)
        {
            double cycle = 2 * Connections / whole;
            double wait = cycle;
            for (int probe = 0; probe < Probes; probe++)
            {
                Load load = await WrkAsync(address, script + Delay(wait), Math.Min(ProbeSeconds, _seconds));
                double answer = Connections / load.PerSecond - wait;
                wait = (wait + Math.Max(0, cycle - answer)) / 2;
            }
            Load half = await LoadAsync(script + Delay(wait));
            Show(
                string.Create(CultureInfo.InvariantCulture, $"the same, at {half.PerSecond / whole:0.00} of that load"),
                half,
                empty
            );
        }

        async Task<Load> LoadAsync(string script)
        {
            Load load = await WrkAsync(address, script, _seconds);
            await app.Services.GetRequiredService<ImpressionLog>().FlushAsync(CancellationToken.None); // what a load leaves to be written is no part of the next
            return load;
        }
    }

    /// <summary>
    /// Recommendations that were never asked before, from the first moment of a server on: what the runtime's compiling
    /// costs. A folder without a model gets one, and is to be measured by another call: the training compiles, too.
    /// </summary>
    /// <returns>0, or 1 where a request failed.</returns>
    public static async Task<int> StartAsync(string folder)
    {
        bool isTrained = Directory.Exists(Path.Combine(folder, "models"));
        await using WebApplication app = await ServeAsync(folder);
        for (int step = 1; isTrained && step <= StartSteps; step++)
            Show(
                $"after {step * StepSeconds} s",
                await WrkAsync(
                    app.Urls.First(),
                    Fresh.Replace("1000000", $"{step}000000", StringComparison.Ordinal),
                    StepSeconds
                ),
                null
            );
        await app.StopAsync();
        if (!isTrained)
            Console.WriteLine($"Trained the model of {folder}. Call it again.");
        return _failed > 0 ? 1 : 0;
    }

    /// <summary>A server that is ready, and has measured its first model.</summary>
    private static async Task<WebApplication> ServeAsync(string folder)
    {
        WebApplication app = ServerSetup.Create([
            $"--Butaca:Folder={folder}",
            "--Butaca:Limits:RequestsPerSecond=0",
            "--Butaca:Access:AnonymousRead=LoopbackWithUsers",
            "--urls=http://127.0.0.1:0",
            "--Logging:LogLevel:Default=Warning",
        ]);
        await app.StartAsync();
        LiveState state = app.Services.GetRequiredService<LiveState>();
        while (!state.IsReady || state.Deployment.For(null).Trained.Manifest.Metrics.Count == 0)
            await Task.Delay(200);
        return app;
    }

    /// <summary>Loads the server for as long as a training takes.</summary>
    private static async Task TrainAsync(TrainingService trainings, string model, string address, double empty)
    {
        trainings.Begin(model, new TrainingRequest { Measure = false });
        while (trainings.Status is { State: "running" })
            Show("unchanged, while a model is trained", await WrkAsync(address, Users, _seconds), empty);
        if (trainings.Status is not { State: "done" })
            throw new ButacaException($"The training ended as {trainings.Status?.State}: {trainings.Status?.Error}");
    }

    /// <returns>Whether the memory that is in use grew: by more than half of what it was after the first two
    /// rounds.</returns>
    private static async Task<bool> SoakAsync(string address, int minutes)
    {
        long first = 0;
        long used = 0;
        for (int round = 1; round * SoakSeconds <= minutes * 60; round++)
        {
            Load load = await WrkAsync(address, round % 2 == 0 ? Users : Fresh, SoakSeconds);
            used = GC.GetTotalMemory(forceFullCollection: true);
            if (round <= 2)
                first = used;
            Console.WriteLine(
                $"soak, after {round * SoakSeconds} s: {load.PerSecond:n0} requests a second, {load.Failed} failed, {Resident()} MB resident, {used >> 20} MB managed"
            );
        }
        return used > first * 3 / 2;
    }

    private static long Resident() => Process.GetCurrentProcess().WorkingSet64 >> 20;

    /// <summary>
    /// Has each connection wait between its requests, so many seconds on average, by chance so that they don't come in
    /// bursts; wrk knows whole milliseconds alone.
    /// </summary>
    private static string Delay(double seconds) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"\ndelay = function() return math.floor({2000 * seconds:0.000} * math.random() + math.random()) end\n"
        );

    private static double Show(string what, Load load, double? empty)
    {
        string share = empty is { } e
            ? string.Create(CultureInfo.InvariantCulture, $", {load.PerSecond / e:0.00} of the empty endpoint")
            : "";
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {load.PerSecond:n0} requests a second{share}; 99 % within {load.Percentile99}; {load.Failed} failed"
            )
        );
        return load.PerSecond;
    }

    private static async Task<Load> WrkAsync(string address, string script, int seconds)
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, script);
        try
        {
            using Process wrk = Process.Start(
                new ProcessStartInfo(
                    "wrk",
                    ["-t1", $"-c{Connections}", $"-d{seconds}s", "--latency", "-s", file, address]
                )
                {
                    RedirectStandardOutput = true,
                    UseShellExecute = false,
                }
            )!;
            string output = await wrk.StandardOutput.ReadToEndAsync();
            await wrk.WaitForExitAsync();
            Match failed = NotFine().Match(output);
            if (failed.Success)
                _failed++;
            return new Load(
                double.Parse(PerSecond().Match(output).Groups["value"].Value, CultureInfo.InvariantCulture),
                Percentile().Match(output).Groups["value"].Value,
                failed.Success ? failed.Value.Trim() : "none"
            );
        }
        finally
        {
            File.Delete(file);
        }
    }

    private sealed record Load(double PerSecond, string Percentile99, string Failed);

    [GeneratedRegex(@"Requests/sec:\s+(?<value>[\d.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"99%\s+(?<value>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Percentile();

    [GeneratedRegex(@"(Non-2xx or 3xx responses: \d+|Socket errors: .*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotFine();
}
