using System.Net;
using Butaca.Client;
using Butaca.Data.Files;
using Butaca.Hosting.Storage;
using Butaca.Server.Security;
using Butaca.Server.Tests.Storage;
using Butaca.Tests;
using Npgsql;

namespace Butaca.Server.Tests.Processes;

/// <summary>
/// Three silos, processes of their own with folders and addresses of their own, over one PostgreSQL. Each can be cut
/// off. The models are in the first one's folder alone.
/// </summary>
internal sealed class SiloCluster : IAsyncDisposable
{
    public const int Count = 3;

    private readonly string _database = $"test_{Guid.NewGuid():N}";
    private readonly TemporaryFolder _folder = new();
    private readonly SiloNetwork _network = SiloNetwork.Create(Count);
    private readonly int[] _ports = new int[Count];
    private readonly ServerProcess?[] _silos = new ServerProcess?[Count];
    private string _connection = "";

    /// <summary>A key to everything.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The data set that all serve.</summary>
    public string Data => _folder["data"];

    /// <summary>What each silo is told besides, as <c>Key=Value</c>.</summary>
    public Func<int, string[]> Settings { get; init; } = _ => [];

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    /// <summary>Makes the database; no silo runs yet.</summary>
    public async Task PrepareAsync(params string[] models)
    {
        NpgsqlConnectionStringBuilder connection = new(PostgresServer.Of(_database));
        await PostgresServer.CreateDatabaseAsync(_database);
        _connection = connection.ConnectionString;
        DatasetFolder.Write(Data, SmallWorld.Data());
        TrainedModels.Write(Path.Combine(FolderOf(0), "models"), models);
        await using (IStore store = Open())
        {
            await store.MigrateAsync(Now);
            (Key, StoredKey stored) = ApiKeys.Make("cluster", KeyScope.Admin, TimeProvider.System.GetUtcNow());
            await store.AddKeyAsync(stored, Now);
        }
        for (int silo = 0; silo < Count; silo++)
            _ports[silo] = ServerProcess.FreePort();
        _network.Open(connection.Port);
    }

    /// <summary>The store, beside the silos.</summary>
    public IStore Open() => Stores.Open(_connection);

    /// <summary>
    /// Starts all and waits until they answer; the first one, which has the models, before the others.
    /// </summary>
    public async Task StartAllAsync()
    {
        Start(0);
        await Silo(0).ReadyAsync();
        for (int silo = 1; silo < Count; silo++)
            Start(silo);
        for (int silo = 1; silo < Count; silo++)
            await Silo(silo).ReadyAsync();
    }

    /// <summary>Starts a silo, again too.</summary>
    public void Start(int silo)
    {
        NpgsqlConnectionStringBuilder way = new(_connection)
        {
            Host = $"{_network.Store(silo).Address}",
            Port = _network.Store(silo).Port,
        };
        _silos[silo] = new ServerProcess(
            _network.AddressOf(silo),
            _network.Within(silo),
            [
                $"Butaca:Data={Data}",
                $"Butaca:Folder={FolderOf(silo)}",
                $"Butaca:Store={way.ConnectionString}",
                "Butaca:Cluster:Name=test",
                $"Butaca:Cluster:Address={_network.AddressOf(silo)}",
                $"Butaca:Cluster:Port={_ports[silo]}",
                "Butaca:Cluster:LeaveSeconds=1",
                "Logging:LogLevel:Default=Warning",
                .. Settings(silo),
            ]
        );
    }

    /// <summary>A silo that was started.</summary>
    public ServerProcess Silo(int silo) => _silos[silo]!;

    /// <summary>Where a silo keeps its copies.</summary>
    public string FolderOf(int silo) => _folder[$"silo{silo}"];

    /// <summary>Whether a silo can be cut off from the other silos, too.</summary>
    public bool IsInNamespaces => _network.IsInNamespaces;

    /// <summary>Has whatever a silo and the store send one another be lost.</summary>
    public void CutFromStore(int silo) => _network.CutFromStore(silo);

    /// <summary>Undoes that.</summary>
    public void Mend(int silo) => _network.Mend(silo);

    /// <summary>Has whatever a silo and the others send one another be lost.</summary>
    public void CutFromOthers(int silo) => _network.CutFromOthers(silo);

    /// <summary>A client of a silo.</summary>
    public ButacaClient Client(int silo) => new(Silo(silo).Address, Key);

    /// <summary>Whether a silo says that it can answer.</summary>
    public async Task<bool> IsReadyAsync(int silo)
    {
        using HttpClient http = new() { BaseAddress = Silo(silo).Address };
        using HttpResponseMessage health = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Now);
        return health.StatusCode == HttpStatusCode.OK;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ServerProcess? silo in _silos)
            if (silo is not null)
                await silo.DisposeAsync();
        await _network.DisposeAsync();
        if (_connection.Length > 0)
            await PostgresServer.DropDatabaseAsync(_database);
        _folder.Dispose();
    }
}
