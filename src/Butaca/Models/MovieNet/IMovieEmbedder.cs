using Butaca.Data;

namespace Butaca.Models.MovieNet;

/// <summary>A scorer that places movies in a space, known and new ones alike.</summary>
public interface IMovieEmbedder : IMovieVectors
{
    /// <summary>Places new movies.</summary>
    MovieEncoder Encoder { get; }

    /// <summary>The embeddings of the catalogue's movies, (n, D) row-major.</summary>
    ReadOnlySpan<float> Embeddings { get; }

    /// <inheritdoc/>
    int IMovieVectors.Dimension => Encoder.Dimension;

    /// <inheritdoc/>
    ReadOnlySpan<float> IMovieVectors.VectorOf(int movie) =>
        Embeddings.Slice(movie * Encoder.Dimension, Encoder.Dimension);

    /// <summary>
    /// How much a user would like a movie that is not in the catalogue; comparable with <see cref="Scorer.Score"/>.
    /// </summary>
    /// <param name="history">What the user has watched.</param>
    /// <param name="embedding">The movie's embedding, from <see cref="Encoder"/>.</param>
    float ScoreNew(in History history, ReadOnlySpan<float> embedding);
}
