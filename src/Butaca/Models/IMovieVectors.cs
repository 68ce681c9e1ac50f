namespace Butaca.Models;

/// <summary>
/// A scorer that has a vector for each movie of its catalogue: movies that it finds alike point the same way.
/// </summary>
public interface IMovieVectors
{
    /// <summary>d, the length of a vector.</summary>
    int Dimension { get; }

    /// <summary>A movie's vector (d); zeros where the scorer knows nothing of it.</summary>
    /// <param name="movie">The row of the movie.</param>
    ReadOnlySpan<float> VectorOf(int movie);
}
