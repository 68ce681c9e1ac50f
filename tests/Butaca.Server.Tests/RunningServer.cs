using System.Net.Http.Headers;
using Butaca.Client;
using Butaca.Data.Files;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;
using Butaca.Server.Security;
using Butaca.Server.Setup;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Butaca.Server.Tests;

/// <summary>
/// A real server on a free port, over <see cref="SmallWorld"/>, with a key of each scope; nobody reads without one.
/// </summary>
public sealed class RunningServer : IAsyncLifetime
{
    private const string ModelSetting = "Butaca:Model=";
    private readonly string _folder = Directory.CreateTempSubdirectory("butaca-server-").FullName;
    private readonly Dictionary<KeyScope, string> _keys = [];
    private WebApplication? _app;

    /// <summary>Where the server keeps its store and models.</summary>
    public string Folder => Path.Combine(_folder, "server");

    /// <summary>Where the server listens.</summary>
    public Uri Address => new(_app!.Urls.First());

    /// <summary>Its store, an SQLite file unless set before it starts.</summary>
    internal string Store
    {
        get => field ?? Path.Combine(Folder, ServerOptions.StoreFile);
        set;
    }

    internal IServiceProvider Services => _app!.Services;

    /// <summary>Further settings, as <c>Key=Value</c>; set before it starts.</summary>
    internal List<string> Settings { get; } = [];

    /// <summary>
    /// Whether its models are there when it starts first, as <see cref="TrainedModels"/>; false: it trains them.
    /// </summary>
    internal bool HasModels { get; init; } = true;

    /// <summary>Whether somebody has watched something when it starts; false: there is a catalogue alone.</summary>
    internal bool HasUsers { get; init; } = true;

    private string Model =>
        Settings.Find(setting => setting.StartsWith(ModelSetting, StringComparison.Ordinal)) is { } setting
            ? setting[ModelSetting.Length..]
            : new ServerOptions().Model;

    public async ValueTask InitializeAsync()
    {
        string data = Path.Combine(_folder, "data");
        DatasetFolder.Write(data, HasUsers ? SmallWorld.Data() : SmallWorld.Data().SelectUsers([]));
        if (HasModels)
            TrainedModels.Write(Path.Combine(Folder, "models"), Model, Trainer.BaselineModel);
        await using (IStore store = Stores.Open(Store))
        {
            await store.MigrateAsync(TestContext.Current.CancellationToken);
            foreach (KeyScope scope in Enum.GetValues<KeyScope>())
            {
                (string key, StoredKey stored) = ApiKeys.Make($"test {scope}", scope, TimeProvider.System.GetUtcNow());
                await store.AddKeyAsync(stored, TestContext.Current.CancellationToken);
                _keys.Add(scope, key);
            }
        }
        await StartAsync();
    }

    /// <summary>Starts it, again too, and waits until it is ready.</summary>
    internal async Task StartAsync()
    {
        string[] args =
        [
            $"--Butaca:Data={Path.Combine(_folder, "data")}",
            $"--Butaca:Folder={Folder}",
            $"--Butaca:Store={Store}",
            "--Butaca:Access:AnonymousRead=Nobody",
            "--Butaca:Limits:RequestsPerSecond=0",
            "--urls=http://127.0.0.1:0",
            "--Logging:LogLevel:Default=Warning",
            .. Settings.Select(setting => $"--{setting}"),
        ];
        _app = ServerSetup.Create(args);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        LiveState state = Services.GetRequiredService<LiveState>();
        while (!state.IsReady)
        {
            Assert.Null(Services.GetRequiredService<Startup>().Failure);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Stops it as SIGTERM does.</summary>
    internal async Task StopAsync()
    {
        await _app!.StopAsync(TestContext.Current.CancellationToken);
        await _app.DisposeAsync();
    }

    /// <summary>A client with a key of a scope; null: without one.</summary>
    internal HttpClient Http(KeyScope? scope)
    {
        HttpClient http = new() { BaseAddress = Address };
        if (scope is { } s)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _keys[s]);
        return http;
    }

    /// <summary>A typed client with a key of a scope.</summary>
    internal ButacaClient Client(KeyScope scope = KeyScope.Admin) => new(Address, _keys[scope]);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
