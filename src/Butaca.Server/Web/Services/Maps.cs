using Butaca.Hosting.Live;
using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Server.Web.Services;

/// <summary>
/// The map of the active model: drawn up along two principal components when it is first asked for, and laid out by
/// neighbours meanwhile, once a model. Movies that are added later find their places in the layout that there is.
/// </summary>
/// <param name="state">The models.</param>
/// <param name="options">Knows the data set's own language, and how many threads may work beside serving.</param>
/// <param name="log">Tells of a layout that failed.</param>
public sealed partial class Maps(LiveState state, ServerOptions options, ILogger<Maps> log) : IDisposable
{
    /// <summary>Places are whole numbers from 0 to this.</summary>
    public const int Extent = MapAxis.Extent;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ends = new();
    private volatile MovieMap? _map;
    private Layout? _layout;

    /// <summary>The map of now.</summary>
    /// <exception cref="NotReadyException">The server is still starting.</exception>
    public MovieMap Current
    {
        get
        {
            Deployment deployment = state.Deployment;
            LiveModel model = deployment.For(null);
            if (_map is { } known && known.Version == model.Version)
                return known;
            lock (_lock)
            {
                if (_map is { } made && made.Version == model.Version)
                    return made;
                NeighbourMap? near =
                    _layout is { } layout
                    && layout.Scorer == model.Trained.Scorer
                    && layout.Task.IsCompletedSuccessfully
                        ? layout.Task.Result
                        : null;
                return _map = new MovieMap(model, deployment.Catalog, near);
            }
        }
    }

    /// <summary>Lays the movies out by their neighbours, if nobody has yet: this takes a while.</summary>
    /// <returns>Completes once <see cref="Current"/> is as good as it gets.</returns>
    public Task LayOutAsync()
    {
        MovieMap map = Current;
        lock (_lock)
        {
            if (map.Near is not null || map.Flat is null)
                return Task.CompletedTask;
            if (_layout is { } known && known.Scorer == map.Model.Trained.Scorer)
                return known.Done;
            Task<NeighbourMap?> task = Task.Run(() => LayOut(map), _ends.Token);
            _layout = new Layout(map.Model.Trained.Scorer, task, TakeAsync(task));
            return _layout.Done;
        }
    }

    private NeighbourMap? LayOut(MovieMap map) =>
        NeighbourMap.Of(
            map.Model.Current.Data,
            map.Model.Current.Scorer,
            [.. Enumerable.Range(0, map.Catalog.Count)],
            map.Flat!.Points,
            options.ThreadsBesideServing,
            _ends.Token
        );

    private async Task TakeAsync(Task<NeighbourMap?> task)
    {
        try
        {
            if (await task is null)
                return;
            lock (_lock)
                _map = null; // it is drawn up anew
        }
        catch (OperationCanceledException)
        {
            // the server ends
        }
        catch (ButacaException exception)
        {
            LogFailed(log, exception);
        }
    }

    /// <summary>The data of a map as the browser takes it, in a language of the page; null: it is no more.</summary>
    public byte[]? Data(string key, string language) =>
        Current is var map && map.Key == key ? map.Json(language, options.SynopsisLanguage) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _ends.Cancel();
        _ends.Dispose();
    }

    [LoggerMessage(1, LogLevel.Warning, "The map could not be laid out by neighbours.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    /// <summary>
    /// A layout under way, or done, of a model that may be measured meanwhile: that changes what is said of it, not its
    /// scorer.
    /// </summary>
    private sealed record Layout(Scorer Scorer, Task<NeighbourMap?> Task, Task Done);
}
