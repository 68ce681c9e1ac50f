using System.Text.Json;
using Butaca.Client.Contracts;
using Butaca.Hosting.Cluster;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Butaca.Hosting.Training;

/// <summary>
/// The trainings of a cluster, one at a time. What is asked for stands in the store; a silo that trains takes the lock,
/// and then the training, by which whoever was at it before may write no more. Where that silo dies the lock is free,
/// and another begins it again.
/// </summary>
internal sealed partial class ClusterTrainings : BackgroundService, ITrainings
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ClusterNode _node;
    private readonly LiveState _state;
    private readonly TrainingService _local;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public ClusterTrainings(
        ClusterNode node,
        LiveState state,
        TrainingService local,
        TimeProvider time,
        ILogger<ClusterTrainings> log
    )
    {
        _node = node;
        _state = state;
        _local = local;
        _time = time;
        _log = log;
        state.UsersDeleted += (_, _) => _local.UserDeleted();
    }

    public async Task<TrainingStatus> BeginAsync(string name, TrainingRequest request, CancellationToken cancellation)
    {
        StoredTraining? asked = await _node.Store.AskForTrainingAsync(
            name,
            JsonSerializer.Serialize(request),
            _time.GetUtcNow(),
            cancellation
        );
        if (asked is not null)
            return asked.Status;
        string running = (await _node.Store.TrainingAsync(cancellation))?.Status.Model ?? name;
        throw TrainingService.Running(running);
    }

    public async Task<TrainingStatus?> StatusAsync(CancellationToken cancellation) =>
        (await _node.Store.TrainingAsync(cancellation))?.Status;

    public Task<bool> CancelAsync(CancellationToken cancellation) => _node.Store.CancelTrainingAsync(cancellation);

    public async Task<bool> UserDeletedAsync()
    {
        _local.UserDeleted();
        return await _node.Store.TrainingAsync(CancellationToken.None)
            is { Status.State: "running", Anew: >= TrainingService.MostAnew };
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Pause, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (!_state.IsReady)
                    continue;
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (StoreException exception)
                {
                    Away(_log, exception.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // this silo ends
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        if (await _node.Store.TrainingAsync(stopping) is not { Status.State: "running" } asked)
            return;
        if (asked.IsCancelled && await IsNobodyAtItAsync(stopping))
        {
            await _node.Store.ReportTrainingAsync(
                asked.Attempt,
                asked.Status with
                {
                    State = "cancelled",
                    Ended = _time.GetUtcNow(),
                },
                asked.Anew,
                stopping
            );
            return;
        }
        if (!_node.Options.Trains || asked.IsCancelled)
            return;
        await using IAsyncDisposable? turn = await _node.Store.TryLockAsync(ClusterLock.Training, stopping);
        if (turn is null || await _node.Store.TakeTrainingAsync(stopping) is not { } training)
            return;
        Begins(_log, training.Status.Model, training.Attempt);
        _node.Attempt = training.Attempt;
        try
        {
            _local.Begin(
                training.Status.Model,
                JsonSerializer.Deserialize<TrainingRequest>(training.Request) ?? new TrainingRequest()
            );
            await FollowAsync(training, stopping);
        }
        finally
        {
            _node.Attempt = null;
        }
    }

    private async Task<bool> IsNobodyAtItAsync(CancellationToken stopping)
    {
        await using IAsyncDisposable? turn = await _node.Store.TryLockAsync(ClusterLock.Training, stopping);
        return turn is not null;
    }

    /// <summary>
    /// Tells how far the training is, until it has ended; a store that is away for a while doesn't end it.
    /// </summary>
    private async Task FollowAsync(StoredTraining training, CancellationToken stopping)
    {
        bool isOurs = true;
        while (true)
        {
            await Task.Delay(Pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
                await EndAsync();
            TrainingStatus status = _local.Status! with { Started = training.Status.Started };
            bool hasEnded = status.State != "running";
            if (hasEnded && (!isOurs || (stopping.IsCancellationRequested && status.State == "cancelled")))
                return; // another one's by now, or the next one's: it stays asked for
            try
            {
                if (isOurs)
                    isOurs = await _node.Store.ReportTrainingAsync(
                        training.Attempt,
                        status,
                        _local.Anew,
                        CancellationToken.None
                    );
                if (hasEnded)
                    return;
            }
            catch (StoreException exception)
            {
                Away(_log, exception.Message);
            }
            if (!isOurs)
                _local.Cancel();
        }
    }

    /// <summary>Has the training here end, which another silo begins again.</summary>
    private async Task EndAsync()
    {
        _local.Cancel();
        while (_local.Status is { State: "running" })
            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Training {Model}, attempt {Attempt}")]
    private static partial void Begins(ILogger log, string model, long attempt);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The cluster's training can't be looked after just now: {Reason}"
    )]
    private static partial void Away(ILogger log, string reason);
}
