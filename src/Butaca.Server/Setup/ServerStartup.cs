using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;
using Butaca.Server.Security;

namespace Butaca.Server.Setup;

/// <summary>
/// Makes the server ready: its first key made, its data set read. What is in the way ends the process with a message.
/// </summary>
public sealed class ServerStartup(
    LiveState state,
    IStore store,
    ApiKeys keys,
    ModelShelf shelf,
    ServerOptions options,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<ServerStartup> log,
    ClusterStart? cluster = null
) : Startup(state, store, shelf, options, log, cluster)
{
    private readonly IStore _store = store;
    private readonly ServerOptions _options = options;

    /// <inheritdoc/>
    protected override string DataName =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(DataFolder)));

    private string DataFolder => _options.Data.Length > 0 ? _options.Data : ShippedData.Find();

    /// <inheritdoc/>
    protected override async Task StoreOpenedAsync(CancellationToken cancellation)
    {
        if (await FirstKey.MakeAsync(_store, _options.Access, time, cancellation) is { } shown)
            await Console.Error.WriteLineAsync(shown); // past the log, which is kept, and may be set to say less
        await keys.LoadAsync(cancellation);
    }

    /// <inheritdoc/>
    protected override Task<Dataset> ReadAsync(CancellationToken cancellation) =>
        Task.FromResult(DatasetFolder.Read(DataFolder, cancellation: cancellation).Dataset);

    /// <inheritdoc/>
    protected override async Task<(IReadOnlyList<Movie> Stored, IReadOnlyList<Id> Withdrawn)> ReadChangesAsync(
        CancellationToken cancellation
    ) => (await _store.MoviesAsync(cancellation), await _store.WithdrawnAsync(cancellation));

    /// <inheritdoc/>
    protected override async Task FailAsync(string message)
    {
        Environment.ExitCode = 1;
        await Task.Delay(Timeout.Infinite, lifetime.ApplicationStarted)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // a start can't be stopped midway
        lifetime.StopApplication();
    }
}
