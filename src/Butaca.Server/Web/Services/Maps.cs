using Butaca.Server.Live;

namespace Butaca.Server.Web.Services;

/// <summary>The map of the active model: drawn up when it is first asked for, once a model.</summary>
/// <param name="state">The models.</param>
/// <param name="options">Knows the data set's own language.</param>
public sealed class Maps(ServerState state, ServerOptions options)
{
    /// <summary>Places are whole numbers from 0 to this.</summary>
    public const int Extent = MapAxis.Extent;

    private readonly Lock _lock = new();
    private volatile MovieMap? _map;

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
                return _map = new MovieMap(model, deployment.Catalog);
            }
        }
    }

    /// <summary>The map of a model's version as the browser takes it, in a language of the page; null: it is no more.</summary>
    public byte[]? Data(long version, string language) =>
        Current is var map && map.Version == version ? map.Json(language, options.SynopsisLanguage) : null;
}
