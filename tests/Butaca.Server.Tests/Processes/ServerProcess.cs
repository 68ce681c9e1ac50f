using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Butaca.Server.Tests.Processes;

/// <summary>The server as a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    /// <summary>Starts it on a free port.</summary>
    public ServerProcess(params string[] settings)
        : this(IPAddress.Loopback, [], settings) { }

    /// <summary>Starts it on a free port of an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="within">What is put before the command, such as <c>ip netns exec NAME</c>.</param>
    /// <param name="settings">What it is told.</param>
    public ServerProcess(IPAddress address, string[] within, string[] settings)
    {
        Address = new Uri($"http://{address}:{FreePort()}");
        string program = Path.Combine(
            AppContext.BaseDirectory,
            "Butaca.Server" + (OperatingSystem.IsWindows() ? ".exe" : "")
        );
        _process = Process.Start(
            new ProcessStartInfo(
                within.Length > 0 ? within[0] : program,
                [
                    .. within.Skip(1),
                    .. within.Length > 0 ? [program] : Array.Empty<string>(),
                    $"--urls={Address}",
                    "--Butaca:Limits:RequestsPerSecond=0",
                    .. settings.Select(setting => $"--{setting}"),
                ]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                Environment = { ["TZ"] = "America/New_York", ["HOME"] = Home }, // nothing may depend on where it stands
            }
        )!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public Uri Address { get; }

    /// <summary>The home folder that it sees, empty at first.</summary>
    public string Home { get; } = Directory.CreateTempSubdirectory("butaca-home-").FullName;

    /// <summary>Waits until it answers.</summary>
    public async Task ReadyAsync()
    {
        using HttpClient http = new() { BaseAddress = Address };
        while (true)
        {
            Assert.False(_process.HasExited, _process.HasExited ? await _output + await _errors : "");
            try
            {
                using HttpResponseMessage response = await http.GetAsync(
                    new Uri("/health/ready", UriKind.Relative),
                    TestContext.Current.CancellationToken
                );
                if (response.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException)
            {
                // it doesn't listen yet
            }
            await Task.Delay(30, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Kills it, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code and all that it wrote.</returns>
    public async Task<(int Code, string Text)> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, await _output + await _errors);
    }

    /// <summary>Asks it to end, as a service manager does.</summary>
    public async Task<(int Code, string Text)> TerminateAsync()
    {
        using Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!Directory.Exists(Home))
            return; // a silo that was killed is disposed of with its cluster once more
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        Directory.Delete(Home, recursive: true);
    }

    /// <summary>A port where nobody listens.</summary>
    internal static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
