using System.Diagnostics;
using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Butaca.Hosting.Training;

/// <summary>
/// Makes ready to answer, behind the open port of a server: the store brought up to date, the movies and the models
/// read; the model and the baseline trained where they are not there. A store that is away for a while, or another
/// server's, is waited for; anything else that is in the way is a failure, told once.
/// </summary>
/// <param name="state">What answers follow from.</param>
/// <param name="store">The store.</param>
/// <param name="shelf">The trained models.</param>
/// <param name="options">Where everything is.</param>
/// <param name="log">Told what is being done.</param>
/// <param name="cluster">The other servers on the store; null: there are none.</param>
public abstract partial class Startup(
    LiveState state,
    IStore store,
    ModelShelf shelf,
    HostingOptions options,
    ILogger log,
    ClusterStart? cluster = null
) : BackgroundService
{
    private const int MostWarming = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(1.5);

    private FileStream? _lock;
    private string? _waitsFor;

    /// <summary>
    /// Whether models without measures are measured here: in a cluster by the silo that brought them.
    /// </summary>
    private bool _measures = cluster is null;

    /// <summary>What keeps this from becoming ready; null: nothing does.</summary>
    public string? Failure { get; private set; }

    /// <summary>What is to be done once the store is open, before anything is read.</summary>
    /// <param name="cancellation">Ends the start.</param>
    protected virtual Task StoreOpenedAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Names what <see cref="ReadAsync"/> reads, for people to read.</summary>
    protected abstract string DataName { get; }

    /// <summary>Reads the movies, and who watched what where that is not in the store.</summary>
    /// <param name="cancellation">Ends the start.</param>
    protected abstract Task<Dataset> ReadAsync(CancellationToken cancellation);

    /// <summary>The movies that were added or changed since, and those that are not offered any more.</summary>
    /// <param name="cancellation">Ends the start.</param>
    protected abstract Task<(IReadOnlyList<Movie> Stored, IReadOnlyList<Id> Withdrawn)> ReadChangesAsync(
        CancellationToken cancellation
    );

    /// <summary>Is called once something is in the way that waiting doesn't mend.</summary>
    /// <param name="message">What it is.</param>
    protected abstract Task FailAsync(string message);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the port opens meanwhile
        try
        {
            while (true)
            {
                try
                {
                    await BeginAsync(stoppingToken);
                    break;
                }
                catch (StoreException exception) when (exception.IsTransient)
                {
                    state.Phase = new StartPhase(StartPhase.Waiting, null); // where that is is for the log alone
                    if (_waitsFor != exception.Message)
                        Waiting(log, exception.Message);
                    _waitsFor = exception.Message;
                    await Task.Delay(Pause, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // stopped before it was ready
        }
#pragma warning disable CA1031 // Whatever it is, the process ends with a message and a code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Failure = exception is ButacaException or StoreException or IOException or UnauthorizedAccessException
                ? exception.Message
                : exception.ToString();
            CannotStart(log, Failure);
            state.Phase = new StartPhase($"failed: {Failure}", null);
            await FailAsync(Failure);
            return;
        }
        LiveModel[] unmeasured =
        [
            .. Own.Select(name => state.Deployment.Models.GetValueOrDefault(name))
                .OfType<LiveModel>()
                .Where(model => _measures && model.Trained.Manifest.Metrics.Count == 0),
        ];
        foreach (LiveModel model in unmeasured)
            await MeasureAsync(model.Trained, stoppingToken);
        if (unmeasured.Length > 0)
            MemoryTuning.GiveBack();
    }

    private async Task BeginAsync(CancellationToken cancellation)
    {
        _lock ??= Lock(options.Folder);
        if (_waitsFor is null)
            Enter("opening the store");
        await store.ClaimAsync(cancellation);
        await store.MigrateAsync(cancellation);
        if (cluster is not null)
            await cluster.JoinAsync(cancellation);
        await using (await LockFirstAsync(cancellation))
            await StoreOpenedAsync(cancellation);
        Enter($"reading {DataName}");
        SeedData seedData = new(DataName, await ReadAsync(cancellation), await store.ForgottenAsync(cancellation));
        if (cluster is not null)
            await cluster.CheckDataAsync(seedData, cancellation);
        Enter("reading the models");
        (IReadOnlyList<Movie> stored, IReadOnlyList<Id> withdrawn) = await ReadChangesAsync(cancellation);
        LiveCatalog catalog = LiveCatalog.Of(seedData.Data, stored, withdrawn);
        IReadOnlyList<(TrainedModel Model, DateTimeOffset Time)> models = cluster is null
            ? await OfShelfAsync(seedData, catalog, true, cancellation)
            : await OfAllAsync(cluster, seedData, catalog, cancellation);
        Enter("warming up");
        foreach ((TrainedModel model, _) in models.Where(model => model.Model.Manifest.Model == options.Model))
            WarmUp(model, cancellation);
        await state.BeginAsync(seedData, catalog, models, options.Model, cancellation);
        Enter("ready");
        string names = string.Join(", ", models.Select(model => model.Model.Manifest.Model));
        Ready(log, names, seedData.Data.Catalog.Count, seedData.Data.Users.Count);
    }

    /// <summary>
    /// The models of the folder that fit the data, and those that a server has to have, trained where they are missing.
    /// </summary>
    private async Task<IReadOnlyList<(TrainedModel Model, DateTimeOffset Time)>> OfShelfAsync(
        SeedData seedData,
        LiveCatalog catalog,
        bool trains,
        CancellationToken cancellation
    )
    {
        IReadOnlyList<(TrainedModel Model, DateTimeOffset Time)> models =
        [
            .. shelf.Load().Where(model => Fits(model.Model, catalog)),
        ];
        Dataset? data = null;
        foreach (string name in Own)
        {
            if (!trains || models.Any(model => model.Model.Manifest.Model == name))
                continue;
            data ??= await TrainingData.ReadAsync(seedData, catalog, store, cancellation);
            string possible = data.Interactions.Count > 0 ? name : Trainer.StandIn;
            if (models.Any(model => model.Model.Manifest.Model == possible))
                continue;
            if (possible != name)
                StandsIn(log, possible, name);
            try
            {
                models = [.. models, Train(possible, data, cancellation)];
            }
            catch (Exception exception)
                when (name != options.Model
                    && exception is ButacaException or IOException or UnauthorizedAccessException
                )
            {
                NoYardstick(log, name, exception.Message); // it serves nobody unasked: the others do without
            }
        }
        if (data is not null)
            MemoryTuning.GiveBack();
        return models;
    }

    /// <summary>
    /// The models of the cluster. What the store lacks and this silo's folder has, or this silo trains, is the
    /// cluster's from then on; one silo at a time does that, and the others wait.
    /// </summary>
    private async Task<IReadOnlyList<(TrainedModel Model, DateTimeOffset Time)>> OfAllAsync(
        ClusterStart others,
        SeedData seedData,
        LiveCatalog catalog,
        CancellationToken cancellation
    )
    {
        while (true)
        {
            IReadOnlyList<(TrainedModel Model, DateTimeOffset Time)> models = await others.ModelsAsync(cancellation);
            HashSet<string> there = [.. models.Select(model => model.Model.Manifest.Model)];
            if (Own.All(there.Contains) && shelf.Names().All(there.Contains))
                return models;
            await using (await LockFirstAsync(cancellation))
            {
                models = await others.ModelsAsync(cancellation);
                there = [.. models.Select(model => model.Model.Manifest.Model)];
                IEnumerable<(TrainedModel Model, DateTimeOffset Time)> here = await OfShelfAsync(
                    seedData,
                    catalog,
                    others.Trains,
                    cancellation
                );
                foreach ((TrainedModel model, _) in here.Where(model => !there.Contains(model.Model.Manifest.Model)))
                {
                    await others.PutAsync(model.Manifest.Model, cancellation);
                    _measures = true;
                }
                models = await others.ModelsAsync(cancellation);
            }
            if (
                models.Any(model =>
                    model.Model.Manifest.Model == options.Model || model.Model.Manifest.Model == Trainer.StandIn
                )
            )
                return models;
            Enter("waiting for a silo that trains");
            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>What only the first server of a cluster does; null where there is no cluster.</summary>
    private Task<IAsyncDisposable?> LockFirstAsync(CancellationToken cancellation) =>
        cluster is null ? Task.FromResult<IAsyncDisposable?>(null) : cluster.LockFirstAsync(Enter, cancellation);

    /// <summary>The models that a server has without being told.</summary>
    private IEnumerable<string> Own => new[] { options.Model, Trainer.BaselineModel }.Distinct();

    private (TrainedModel Model, DateTimeOffset Time) Train(string name, Dataset data, CancellationToken cancellation)
    {
        Enter($"training {name}");
        TrainContext context = new() { Progress = new Reporter(state, name, log), Cancellation = cancellation };
        (TrainedModel model, RunFolder run) = Trainer.Train(
            name,
            new TrainingRequest { Measure = false },
            data,
            context,
            shelf.RunFolderOf(name)
        );
        return (model, shelf.Save(model, run));
    }

    /// <summary>
    /// What a server knows of users and movies is in its memory, so two on one folder would each miss what the other
    /// was told.
    /// </summary>
    private static FileStream Lock(string folder)
    {
        try
        {
            string file = Path.Combine(PrivateFiles.CreateFolder(folder).FullName, "server.lock");
            return LockFile.TryTake(file)
                ?? throw new ButacaException(
                    $"{folder}: found another server at work on it, expected none. End that one, or give this one a folder and a store of its own (Butaca:Folder)."
                );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ButacaException(
                $"{folder}: found no way to write there ({exception.Message.TrimEnd('.')}), expected a folder that the server may write to. Give it the permission, or another folder (Butaca:Folder).",
                exception
            );
        }
    }

    /// <summary>A model of another data set would recommend movies that there aren't.</summary>
    private bool Fits(TrainedModel model, LiveCatalog catalog)
    {
        Catalog learned = model.Data.Catalog;
        int row = Enumerable
            .Range(0, learned.Count)
            .FirstOrDefault(movie => catalog.Catalog.Vocabulary.RowOf(learned[movie].Id) < 0, -1);
        if (row >= 0)
            OfOtherData(log, model.Manifest.Model, learned[row].Title);
        return row < 0;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _lock?.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Recommends to nobody for a moment: the first requests of a process take ten times as long, until the runtime has
    /// compiled what they run.
    /// </summary>
    private static void WarmUp(TrainedModel model, CancellationToken cancellation)
    {
        Recommender recommender = new(model.Data, model.Scorer);
        RecommendOptions options = new() { Reasons = 2 };
        Interactions interactions = model.Data.Interactions;
        Stopwatch watch = Stopwatch.StartNew();
        for (
            int i = 0;
            interactions.UserCount > 0
                && i < MostWarming
                && watch.Elapsed < Warming
                && !cancellation.IsCancellationRequested;
            i++
        )
            recommender.Recommend(interactions.HistoryOf(i % interactions.UserCount), options);
    }

    /// <summary>
    /// Has a model tell how good it is, where nobody measured it: the first training doesn't, to be ready sooner.
    /// The server serves meanwhile. Models that take long are measured when they are trained again, or never.
    /// </summary>
    private async Task MeasureAsync(TrainedModel model, CancellationToken cancellation)
    {
        try
        {
            if (Trainer.Models.Get(model.Manifest.Model).KeepsCheckpoints)
                return;
            TrainContext context = new()
            {
                Seed = model.Manifest.Seed,
                Threads = options.ThreadsBesideServing,
                Cancellation = cancellation,
            };
            ModelManifest measured = Trainer.Measure(model.Manifest, model.Data, context);
            if (measured.Metrics.Count > 0)
                await state.TakeMetricsAsync(model, measured, shelf.SaveMetrics, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // stopped before it was measured
        }
#pragma warning disable CA1031 // Whatever went wrong, the model serves as it is.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            NotMeasured(log, model.Manifest.Model, exception.Message);
        }
    }

    private void Enter(string phase)
    {
        if (state.Phase.Name == phase)
            return;
        state.Phase = new StartPhase(phase, null);
        Reached(log, phase);
    }

    private sealed class Reporter(LiveState state, string model, ILogger log) : IProgress<TrainProgress>
    {
        private string _stage = "";

        public void Report(TrainProgress value)
        {
            state.Phase = new StartPhase($"training {model}: {value.Stage}", value.Fraction);
            if (value.Stage == _stage)
                return;
            _stage = value.Stage;
            string phase = $"{state.Phase}";
            Reached(log, phase);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Phase}")]
    private static partial void Reached(ILogger log, string phase);

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving {Models}: {Movies} movies, {Users} users")]
    private static partial void Ready(ILogger log, string models, int movies, int users);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Nobody has watched anything yet, so {StandIn} stands in for {Model}, by what movies are. Send events, then train"
    )]
    private static partial void StandsIn(ILogger log, string standIn, string model);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting for the store: {Message}")]
    private static partial void Waiting(ILogger log, string message);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Model} is left out: it was trained on other data. It knows {Title}, which this data set doesn't have. Train it again, or serve the data that it is of"
    )]
    private static partial void OfOtherData(ILogger log, string model, string title);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Model} was not trained, and the other models have nothing to be compared with: {Message}"
    )]
    private static partial void NoYardstick(ILogger log, string model, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Model} was not measured: {Message}")]
    private static partial void NotMeasured(ILogger log, string model, string message);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The server can't start: {Message}")]
    private static partial void CannotStart(ILogger log, string message);
}
