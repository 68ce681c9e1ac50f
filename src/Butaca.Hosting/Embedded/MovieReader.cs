using Butaca.Data;
using Butaca.Hosting.Live;
using Microsoft.Extensions.DependencyInjection;

namespace Butaca.Hosting.Embedded;

/// <summary>Reads the program's catalogue.</summary>
/// <param name="scopes">Makes a scope for each reading.</param>
/// <param name="state">Told of what changed.</param>
internal sealed class MovieReader<TMovie>(IServiceScopeFactory scopes, LiveState state) : IDisposable
    where TMovie : notnull, IParsable<TMovie>
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The movies of now, in order of id.</summary>
    /// <exception cref="ButacaException">There is no source, or no movie in it, or one whose id is not of the program's
    /// type.</exception>
    public async Task<Catalog> ReadAsync(CancellationToken cancellation)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        IMovieSource source =
            scope.ServiceProvider.GetService<IMovieSource>()
            ?? throw new ButacaException(
                $"{nameof(ButacaServices.AddButaca)}: found no source of movies, expected one: {nameof(ButacaServices.AddButaca)}<…>().AddMovies<YourSource>()."
            );
        DatasetBuilder builder = new();
        await foreach (Movie movie in source.ReadAsync(cancellation))
        {
            Key.Of<TMovie>(movie.Id);
            builder.AddMovie(movie);
        }
        Catalog catalog = builder.Build().Catalog;
        return catalog.Count > 0
            ? catalog
            : throw new ButacaException($"{source.GetType().Name}: found no movie, expected one at least.");
    }

    /// <summary>Takes over the movies of now.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation); // or an earlier reading could come last
        try
        {
            Catalog catalog = await ReadAsync(cancellation);
            await state.SetMoviesAsync(catalog.Movies.ToArray(), cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
