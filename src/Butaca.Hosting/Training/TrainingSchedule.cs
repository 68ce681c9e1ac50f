using System.Globalization;
using Butaca.Client.Contracts;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Butaca.Hosting.Training;

/// <summary>
/// Has the model trained again after so many events or hours (<see cref="HostingOptions.TrainAfterEvents"/>,
/// <see cref="HostingOptions.TrainEveryHours"/>). How far the last training had read stands in the store, so that
/// neither a restart nor
/// another server of a cluster begins one too many.
/// </summary>
internal sealed partial class TrainingSchedule(
    LiveState state,
    IStore store,
    ITrainings trainings,
    HostingOptions options,
    TimeProvider time,
    ILogger<TrainingSchedule> log
) : BackgroundService
{
    /// <summary>The store's setting with the number of the last event when a training began.</summary>
    private const string Setting = "trained";

    /// <summary>The events that are enough for a first training.</summary>
    private const int First = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private DateTimeOffset _last = time.GetUtcNow(); // of a training that was begun here, or of the start

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options is { TrainAfterEvents: 0, TrainEveryHours: 0 })
            return;
        using PeriodicTimer timer = new(Pause, time);
        try
        {
            await state.Ready.WaitAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is StoreException or RequestException)
                {
                    NotNow(log, options.Model, exception.Message);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ButacaException)
        {
            // it ends, or the start failed
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        long now = await store.LastEventAsync(cancellation);
        string? text = await store.GetSettingAsync(Setting, cancellation);
        long before = long.TryParse(text, CultureInfo.InvariantCulture, out long read) ? Math.Min(read, now) : 0;
        if (now == before || !(AreEnough(now - before, before) || IsTime()))
            return;
        if (await trainings.StatusAsync(cancellation) is { State: "running" })
            return;
        await store.SetSettingAsync(Setting, now.ToString(CultureInfo.InvariantCulture), cancellation);
        _last = time.GetUtcNow();
        await trainings.BeginAsync(options.Model, new TrainingRequest(), cancellation);
    }

    /// <summary>
    /// At first a model learns much from few: it is trained again whenever what there is has doubled.
    /// </summary>
    private bool AreEnough(long events, long before) =>
        options.TrainAfterEvents > 0 && events >= Math.Min(options.TrainAfterEvents, Math.Max(First, before));

    private bool IsTime()
    {
        if (options.TrainEveryHours == 0)
            return false;
        DateTimeOffset last = state.Deployment.Models.GetValueOrDefault(options.Model)?.Time ?? _last;
        return time.GetUtcNow() - (last > _last ? last : _last) >= TimeSpan.FromHours(options.TrainEveryHours);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Model} is not trained just now: {Reason}")]
    private static partial void NotNow(ILogger log, string model, string reason);
}
