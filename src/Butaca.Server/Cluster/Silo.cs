using System.Net;
using Butaca.Hosting.Cluster;
using Butaca.Hosting.Storage;
using Npgsql;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Serialization.Configuration;
using ClusterOptions = Butaca.Hosting.Cluster.ClusterOptions;

namespace Butaca.Server.Cluster;

/// <summary>
/// This process in Orleans: who belongs to the cluster, who died, and calls to all who live. It is a host of its own,
/// that begins once the store has its tables. Whatever must be right does not rest on it but on the store.
/// </summary>
/// <param name="options">The server's options.</param>
/// <param name="loggers">Where Orleans logs.</param>
/// <param name="lifetime">Ended when the others have declared this silo dead.</param>
internal sealed partial class Silo(ServerOptions options, ILoggerFactory loggers, IHostApplicationLifetime lifetime)
    : ISilo
{
    private const string Listener = "butaca";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ILogger _log = loggers.CreateLogger<Silo>();
    private IHost? _host;
    private NpgsqlDataSource? _source;

    /// <inheritdoc/>
    public async Task StartAsync(Func<Message, string, Task<bool>> hear, CancellationToken cancellation)
    {
        if (_host is not null)
            return;
        ClusterOptions cluster = options.Cluster;
        NpgsqlConnectionStringBuilder connection = PostgresConnection.Parse(options.StoreConnection)!;
        string schema = PostgresConnection.Before(PostgresConnection.TakeSchema(connection));
        connection.CommandTimeout = 5;
        connection.MaxPoolSize = 4;
        _source = NpgsqlDataSource.Create(connection);
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(loggers).AddSingleton<IHostLifetime, NoLifetime>();
        builder.UseOrleans(silo =>
        {
            silo.Configure<Orleans.Configuration.ClusterOptions>(names =>
            {
                names.ClusterId = cluster.Name;
                names.ServiceId = Listener;
            });
            if (cluster.Address.Length == 0)
                silo.ConfigureEndpoints(cluster.Port, gatewayPort: 0, listenOnAnyHostAddress: true);
            else
                silo.ConfigureEndpoints(AddressOf(cluster), cluster.Port, gatewayPort: 0);
            silo.Services.AddSingleton<IMembershipTable>(new MembershipTable(_source, schema, cluster.Name));
            // A silo that was killed is found within some seconds; half a second of a pause of the garbage collector
            // kills nobody.
            silo.Configure<ClusterMembershipOptions>(membership =>
            {
                membership.ProbeTimeout = TimeSpan.FromSeconds(1);
                membership.NumMissedProbesLimit = 3;
                membership.NumVotesForDeathDeclaration = 2;
                membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
                membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
                membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
            });
            silo.Configure<SiloMessagingOptions>(messaging =>
            {
                messaging.ResponseTimeout = TimeSpan.FromSeconds(3);
                messaging.SystemResponseTimeout = TimeSpan.FromSeconds(3);
            });
            silo.Services.AddKeyedSingleton<IControllable>(Listener, new Ear(hear));
            silo.Services.Configure<TypeManifestOptions>(types => types.AllowedTypes.Add(typeof(Ear).FullName!));
            silo.Services.AddSingleton<IFatalErrorHandler>(new End(this, lifetime, _log));
        });
        IHost host = builder.Build();
        try
        {
            await host.StartAsync(cancellation);
        }
        catch
        {
            host.Dispose();
            await _source.DisposeAsync();
            throw;
        }
        _host = host;
    }

    /// <inheritdoc/>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public int Alive =>
        _host?.Services.GetRequiredService<ISiloStatusOracle>().GetApproximateSiloStatuses(onlyActive: true).Count ?? 0;

    /// <inheritdoc/>
    public async Task<bool> TellAsync(Message message, string subject, TimeSpan patience)
    {
        if (_host is null)
            return false;
        using CancellationTokenSource over = new(patience);
        IManagementGrain all = _host
            .Services.GetRequiredService<IGrainFactory>()
            .GetGrain<IManagementGrain>(
                _host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.GetConsistentHashCode()
            ); // one for each silo that tells: those of one would wait for one another
        while (!over.IsCancellationRequested)
        {
            try
            {
                object?[] answers = await all.SendControlCommandToProvider<Ear>(Listener, (int)message, subject)
                    .WaitAsync(over.Token);
                if (answers.All(answer => answer is true))
                    return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
#pragma warning disable CA1031 // A silo that died fails the call until the others have declared it dead.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                NotHeard(_log, message, exception.Message);
            }
            await Task.Delay(Pause, CancellationToken.None);
        }
        return false;
    }

    /// <summary>Leaves the cluster in order.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_host is null)
            return;
        try
        {
            await _host.StopAsync();
        }
#pragma warning disable CA1031 // The store may be away: the others will find out.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            NotLeft(_log, exception.Message);
        }
        _host.Dispose();
        await _source!.DisposeAsync();
        _host = null;
    }

    private static IPAddress AddressOf(ClusterOptions cluster) =>
        IPAddress.TryParse(cluster.Address, out IPAddress? address)
            ? address
            : throw new ButacaException(
                $"Butaca:Cluster:Address: found '{cluster.Address}', expected an IP address by which the other silos reach this one, such as 10.0.0.5."
            );

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Message} was not heard by all: {Reason}")]
    private static partial void NotHeard(ILogger log, Message message, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The silo ended without a word to the others: {Reason}")]
    private static partial void NotLeft(ILogger log, string reason);

    /// <summary>The others have declared this silo dead: whoever looks after the process starts it again.</summary>
    private sealed partial class End(Silo silo, IHostApplicationLifetime lifetime, ILogger log) : IFatalErrorHandler
    {
        public bool IsUnexpected(Exception exception) => true;

        public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
        {
            silo.Failure = $"This silo is out of the cluster: {context}. Start it again.";
            Ended(log, context, exception?.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }

        [LoggerMessage(
            Level = LogLevel.Critical,
            Message = "This silo is out of the cluster, and ends: {Context} {Reason}. Start it again"
        )]
        private static partial void Ended(ILogger log, string? context, string? reason);
    }

    /// <summary>The server's own host says when it ends.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
