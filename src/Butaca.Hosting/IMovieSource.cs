using Butaca.Data;

namespace Butaca.Hosting;

/// <summary>
/// Your catalogue. Made anew in a scope of its own for each reading, so that it may use a database context.
/// </summary>
public interface IMovieSource
{
    /// <summary>
    /// Reads all movies that are offered now. Whatever was there before and is missing is no longer recommended.
    /// </summary>
    /// <param name="cancellation">Ends the reading.</param>
    IAsyncEnumerable<Movie> ReadAsync(CancellationToken cancellation);
}
