using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Models;
using Butaca.Training;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Butaca.Hosting.Training;

/// <summary>
/// Trains in the background, one model at a time, from the data set and all stored events. The new model serves once it
/// is whole; where a training fails or is cancelled, the one that was there serves on.
/// </summary>
public sealed partial class TrainingService(
    LiveState state,
    IStore store,
    ModelShelf shelf,
    HostingOptions options,
    TimeProvider time,
    ILogger<TrainingService> log
) : ITrainings, IHostedService, IDisposable
{
    /// <summary>
    /// A training begins anew so often; deletions that come faster than it ends must not keep a model from ever being
    /// there.
    /// </summary>
    internal const int MostAnew = 3;

    private readonly Lock _lock = new();
    private CancellationTokenSource? _cancellation;
    private Task _running = Task.CompletedTask;
    private TrainingStatus? _status;
    private bool _isStale;
    private int _anew;
    private long _failures;

    /// <summary>Trainings that failed since the start; those that were cancelled didn't.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>The training that runs, or the last one that ran; null: none since the start.</summary>
    public TrainingStatus? Status
    {
        get
        {
            lock (_lock)
                return _status;
        }
    }

    /// <summary>Ends with the training that runs, or the last one, however that ended.</summary>
    internal Task Ended
    {
        get
        {
            lock (_lock)
                return _running;
        }
    }

    /// <summary>How often the training that runs, or the last one, began anew, since users were deleted.</summary>
    internal int Anew
    {
        get
        {
            lock (_lock)
                return _anew;
        }
    }

    /// <summary>Begins a training.</summary>
    /// <param name="name">The model, one of <see cref="Trainer.Models"/>.</param>
    /// <param name="request">How.</param>
    /// <exception cref="RequestException">One is running already.</exception>
    public TrainingStatus Begin(string name, TrainingRequest request)
    {
        lock (_lock)
        {
            if (_status is { State: "running" })
                throw Running(_status.Model);
            _cancellation?.Dispose();
            _cancellation = new CancellationTokenSource();
            _anew = 0;
            _status = new TrainingStatus(name, "running", "reading", 0, time.GetUtcNow(), null, null);
            _running = Task.Run(() => RunAsync(name, request, _cancellation.Token));
            return _status;
        }
    }

    /// <summary>What whoever asks for a training is told while one runs.</summary>
    internal static RequestException Running(string model) =>
        RequestException.Conflict(
            $"{model} is being trained. Wait for its end, or cancel it with DELETE /api/v1/models/training."
        );

    /// <summary>Cancels the training that runs.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Cancel()
    {
        lock (_lock)
        {
            if (_status is not { State: "running" })
                return false;
            _cancellation!.Cancel();
            return true;
        }
    }

    /// <summary>
    /// Tells that a user was deleted: a training that runs may have read what they watched, so it begins anew when it
    /// ends.
    /// </summary>
    /// <returns>Whether it does not, since it has done so too often: its model may hold them until the next
    /// training.</returns>
    public bool UserDeleted()
    {
        lock (_lock)
        {
            _isStale = true;
            return _status is { State: "running" } && _anew == MostAnew;
        }
    }

    Task<TrainingStatus> ITrainings.BeginAsync(string name, TrainingRequest request, CancellationToken cancellation) =>
        Task.FromResult(Begin(name, request));

    Task<TrainingStatus?> ITrainings.StatusAsync(CancellationToken cancellation) => Task.FromResult(Status);

    Task<bool> ITrainings.CancelAsync(CancellationToken cancellation) => Task.FromResult(Cancel());

    Task<bool> ITrainings.UserDeletedAsync() => Task.FromResult(UserDeleted());

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Cancel();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => _cancellation?.Dispose();

    private async Task RunAsync(string name, TrainingRequest request, CancellationToken cancellation)
    {
        string ended = "failed";
        string? error = null;
        try
        {
            TrainContext context = new()
            {
                Seed = request.Seed,
                Threads = options.ThreadsBesideServing,
                Progress = new Reporter(this),
                Cancellation = cancellation,
            };
            do
            {
                await state.CatchUpAsync(cancellation);
                lock (_lock)
                    _isStale = false;
                Dataset data = await TrainingData.ReadAsync(
                    state.SeedData,
                    state.Deployment.Catalog,
                    store,
                    cancellation
                );
                (TrainedModel model, RunFolder run) = Trainer.Train(
                    name,
                    request,
                    data,
                    context,
                    shelf.RunFolderOf(name)
                );
                // The yardstick learns from the same users, and forgets the same.
                (TrainedModel Model, RunFolder Run)? yardstick =
                    name == Trainer.BaselineModel
                        ? null
                        : Trainer.Train(
                            Trainer.BaselineModel,
                            new TrainingRequest(),
                            data,
                            context with
                            {
                                Progress = null,
                            },
                            shelf.RunFolderOf(Trainer.BaselineModel)
                        );
                cancellation.ThrowIfCancellationRequested();
                await state.TakeAsync(model, trained => shelf.Save(trained, run), () => !IsStale() || IsLast());
                if (yardstick is { } other)
                    await TakeYardstickAsync(other.Model, other.Run);
            } while (BeginsAnew());
            ended = "done";
        }
        catch (OperationCanceledException)
        {
            ended = "cancelled";
        }
#pragma warning disable CA1031 // Whatever went wrong, the server serves on with the model that it has.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.Increment(ref _failures);
            error = exception is ButacaException or StoreException
                ? exception.Message
                : $"{exception.GetType().Name}: {exception.Message}";
            Failed(log, name, error, exception is ButacaException ? null : exception);
        }
        MemoryTuning.GiveBack();
        lock (_lock)
            _status = _status! with
            {
                State = ended,
                Error = error,
                Ended = time.GetUtcNow(),
                Fraction = ended == "done" ? 1 : _status.Fraction,
            };
    }

    /// <summary>The model is there and serves by now: a yardstick that can't be kept doesn't undo that.</summary>
    private async Task TakeYardstickAsync(TrainedModel model, RunFolder run)
    {
        try
        {
            await state.TakeAsync(model, trained => shelf.Save(trained, run), () => !IsStale() || IsLast());
        }
        catch (Exception exception) when (exception is ButacaException or IOException or UnauthorizedAccessException)
        {
            NoYardstick(log, model.Manifest.Model, exception.Message);
        }
    }

    private bool IsStale()
    {
        lock (_lock)
            return _isStale;
    }

    /// <summary>
    /// Whether the model is taken whoever was deleted meanwhile: as a rule the one that serves holds more of the
    /// deleted.
    /// </summary>
    private bool IsLast()
    {
        lock (_lock)
            return _anew == MostAnew;
    }

    /// <summary>
    /// Also where somebody was deleted while the model was saved: theirs serves until the next one is there.
    /// </summary>
    private bool BeginsAnew()
    {
        lock (_lock)
        {
            if (!_isStale || _anew == MostAnew)
                return false;
            _anew++;
            return true;
        }
    }

    private sealed class Reporter(TrainingService service) : IProgress<TrainProgress>
    {
        public void Report(TrainProgress value)
        {
            lock (service._lock)
                service._status = service._status! with { Stage = value.Stage, Fraction = value.Fraction };
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Model} was not trained, the earlier one serves on: {Message}")]
    private static partial void Failed(ILogger log, string model, string message, Exception? exception);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Model}, trained beside it, was not kept; the earlier one stays, and compares with other data: {Message}"
    )]
    private static partial void NoYardstick(ILogger log, string model, string message);
}
