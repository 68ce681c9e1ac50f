using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Butaca.Hosting.Embedded;

/// <summary>
/// Reads the program's movies and events now and then. A source that fails is asked again the next time.
/// </summary>
internal sealed partial class SourceReading<TUser, TMovie>(
    LiveState state,
    IStore store,
    MovieReader<TMovie> movies,
    EmbeddedRecommender<TUser, TMovie> recommender,
    IServiceScopeFactory scopes,
    IServiceProviderIsService services,
    EmbeddingOptions options,
    TimeProvider time,
    ILogger<Startup> log
) : BackgroundService
    where TUser : notnull, IParsable<TUser>
    where TMovie : notnull, IParsable<TMovie>
{
    /// <summary>The store's setting with the id of the last event that was read.</summary>
    private const string Setting = "read";

    private const int MostAtOnce = 1000;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await state.Ready.WaitAsync(stoppingToken);
            await Task.WhenAll(
                RepeatAsync("movies", options.MoviesEverySeconds, movies.RefreshAsync, stoppingToken),
                RepeatAsync(
                    "events",
                    services.IsService(typeof(IEventSource<TUser, TMovie>)) ? options.EventsEverySeconds : 0,
                    ReadEventsAsync,
                    stoppingToken
                )
            );
        }
        catch (Exception exception) when (exception is OperationCanceledException or ButacaException)
        {
            // it ends, or never began
        }
    }

    private async Task RepeatAsync(
        string what,
        double seconds,
        Func<CancellationToken, Task> read,
        CancellationToken cancellation
    )
    {
        if (seconds == 0)
            return;
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(seconds), time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            try
            {
                await read(cancellation);
            }
#pragma warning disable CA1031 // Whatever ails a source of somebody else's, it may be well the next time.
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
            {
                NotRead(
                    log,
                    what,
                    exception.Message,
                    exception is ButacaException or StoreException ? null : exception
                );
            }
        }
    }

    private async Task ReadEventsAsync(CancellationToken cancellation)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        IEventSource<TUser, TMovie> source = scope.ServiceProvider.GetRequiredService<IEventSource<TUser, TMovie>>();
        string? last = await store.GetSettingAsync(Setting, cancellation);
        List<UserEvent<TUser, TMovie>> read = [];
        await foreach (UserEvent<TUser, TMovie> e in source.ReadAsync(last, cancellation))
        {
            read.Add(e);
            if (read.Count == MostAtOnce)
                await KeepAsync(read, cancellation);
        }
        await KeepAsync(read, cancellation);
    }

    private async Task KeepAsync(List<UserEvent<TUser, TMovie>> read, CancellationToken cancellation)
    {
        if (read.Count == 0)
            return;
        int unknown = await recommender.RecordKnownAsync(read, cancellation);
        if (unknown > 0)
            OfUnknownMovies(log, unknown, read[^1].Id);
        await store.SetSettingAsync(Setting, read[^1].Id, CancellationToken.None);
        read.Clear();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The {What} were not read, which is tried again: {Message}")]
    private static partial void NotRead(ILogger log, string what, string message, Exception? exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} events up to {Last} name movies that the catalogue doesn't have, and were left out"
    )]
    private static partial void OfUnknownMovies(ILogger log, int count, string last);
}
