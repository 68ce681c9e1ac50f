using System.Diagnostics;
using System.Net;
using Butaca.Server.Tests.Storage;

namespace Butaca.Server.Tests.Processes;

/// <summary>
/// The network of some silos: a namespace for each, with an address of its own on a bridge, where whoever runs the
/// tests may make them; else addresses of loopback. The store is reached through a way of each silo's own, that can be
/// cut.
/// </summary>
internal sealed class SiloNetwork : IAsyncDisposable
{
    private static int _networks;

    private readonly int _count;
    private readonly string _name;
    private readonly int _subnet;
    private readonly BlackHole?[] _ways;

    private SiloNetwork(int count)
    {
        _count = count;
        _ways = new BlackHole?[count];
        int number = Environment.ProcessId * 16 + Interlocked.Increment(ref _networks);
        _name = $"bt{number % 100_000}";
        _subnet = number % 250 + 1;
        IsInNamespaces = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && TryMake();
    }

    /// <summary>Whether each silo has a namespace of its own.</summary>
    public bool IsInNamespaces { get; }

    private IPAddress Bridge => IsInNamespaces ? IPAddress.Parse($"10.213.{_subnet}.1") : IPAddress.Loopback;

    /// <summary>Makes one.</summary>
    public static SiloNetwork Create(int count) => new(count);

    /// <summary>Opens the ways to the store.</summary>
    /// <param name="port">Its port of loopback.</param>
    public void Open(int port)
    {
        for (int silo = 0; silo < _count; silo++)
            _ways[silo] = new BlackHole(port, Bridge);
    }

    /// <summary>Where a silo reaches the store.</summary>
    public IPEndPoint Store(int silo) => new(Bridge, _ways[silo]!.Port);

    /// <summary>A silo's address.</summary>
    public IPAddress AddressOf(int silo) =>
        IsInNamespaces ? IPAddress.Parse($"10.213.{_subnet}.{2 + silo}") : IPAddress.Parse($"127.0.0.{2 + silo}");

    /// <summary>What runs a command where a silo is.</summary>
    public string[] Within(int silo) => IsInNamespaces ? ["ip", "netns", "exec", NamespaceOf(silo)] : [];

    /// <summary>Has whatever a silo and the store send one another be lost.</summary>
    public void CutFromStore(int silo) => _ways[silo]!.Open();

    /// <summary>Undoes that.</summary>
    public void Mend(int silo) => _ways[silo]!.Close();

    /// <summary>
    /// Has whatever a silo and the other silos send one another be lost, but not what others send. Needs namespaces.
    /// </summary>
    public void CutFromOthers(int silo)
    {
        for (int other = 0; other < _count; other++)
            if (other != silo)
                Assert.True(TryRun($"-n {NamespaceOf(silo)} route add blackhole {AddressOf(other)}/32"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BlackHole? way in _ways)
            if (way is not null)
                await way.DisposeAsync();
        if (IsInNamespaces)
            Remove();
    }

    private string NamespaceOf(int silo) => $"{_name}s{silo}";

    private bool TryMake()
    {
        bool isMade = TryRun($"link add {_name} type bridge") && TryRun($"addr add 10.213.{_subnet}.1/24 dev {_name}");
        for (int silo = 0; silo < _count && isMade; silo++)
        {
            string space = NamespaceOf(silo);
            isMade =
                TryRun($"netns add {space}")
                && TryRun($"link add {_name}v{silo} type veth peer name eth0 netns {space}")
                && TryRun($"link set {_name}v{silo} master {_name} up")
                && TryRun($"-n {space} addr add 10.213.{_subnet}.{2 + silo}/24 dev eth0")
                && TryRun($"-n {space} link set eth0 up")
                && TryRun($"-n {space} link set lo up");
        }
        isMade = isMade && TryRun($"link set {_name} up");
        if (!isMade)
            Remove();
        return isMade;
    }

    private void Remove()
    {
        for (int silo = 0; silo < _count; silo++)
            TryRun($"netns delete {NamespaceOf(silo)}");
        TryRun($"link delete {_name}");
    }

    private static bool TryRun(string arguments)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo("ip", arguments) { RedirectStandardError = true, UseShellExecute = false }
            )!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no such program
        }
    }
}
