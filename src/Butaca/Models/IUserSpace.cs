using Butaca.Data;

namespace Butaca.Models;

/// <summary>
/// A space in which a user is a vector that is linear in the watched movies, and a movie scores by its product with it.
/// </summary>
internal interface IUserSpace
{
    /// <summary>d, the length of a user's vector.</summary>
    int Dimension { get; }

    /// <summary>Places a user.</summary>
    /// <param name="history">What the user has watched.</param>
    /// <param name="at">When, in seconds since 1970-01-01 UTC; 0: unknown.</param>
    /// <param name="place">Receives d numbers.</param>
    /// <param name="system">
    /// Receives what <see cref="Explain"/> needs of the user, in a space that keeps something.
    /// </param>
    void Place(in History history, uint at, Span<float> place, Span<float> system);

    /// <summary>Does the part of <see cref="Explain"/> that depends on the movie alone; linear in its vector.</summary>
    /// <param name="movie">The movie's vector (d).</param>
    /// <param name="prepared">Receives d numbers.</param>
    void Prepare(ReadOnlySpan<float> movie, Span<float> prepared);

    /// <summary>Splits the products of a user and movies over the watched movies.</summary>
    /// <param name="history">What the user has watched.</param>
    /// <param name="at">When; 0: unknown.</param>
    /// <param name="system">What <see cref="Place"/> kept of the user.</param>
    /// <param name="movies">What <see cref="Prepare"/> made of the movies' vectors (movies, d).</param>
    /// <param name="contributions">
    /// (movies, watched): the share of each watched movie is written here; a movie's add up to the product.
    /// </param>
    void Explain(
        in History history,
        uint at,
        ReadOnlySpan<float> system,
        ReadOnlySpan<float> movies,
        Span<float> contributions
    );
}
