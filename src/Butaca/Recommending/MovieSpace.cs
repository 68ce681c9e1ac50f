using System.Collections.Immutable;
using Butaca.Data;
using Butaca.Models;
using Butaca.Models.MovieNet;

namespace Butaca.Recommending;

/// <summary>
/// A trained model at work on movies that are not in its catalogue: what they are like, and who may like them.
/// Immutable and safe for many threads.
/// </summary>
public sealed class MovieSpace
{
    private readonly TrainedModel _model;

    /// <summary>Takes a model.</summary>
    /// <exception cref="ButacaException">It knows movies by their audience alone.</exception>
    public MovieSpace(TrainedModel model)
    {
        if (!Takes(model.Scorer))
            throw new ButacaException(
                $"{model.Manifest.Model} knows movies by their audience alone, expected a model that takes new movies: one with {nameof(IModel.TakesNewMovies)}."
            );
        _model = model;
    }

    /// <summary>The movies that the model knows.</summary>
    public Catalog Catalog => _model.Data.Catalog;

    /// <summary>The origins that make a difference to the model, in ordinal order.</summary>
    public ImmutableArray<string> Origins =>
        _model.Scorer is IMovieEmbedder embedder
            ? embedder.Encoder.Features.Origins
            :
            [
                .. Catalog
                    .Movies.ToArray()
                    .Select(movie => movie.Origin)
                    .OfType<string>()
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ];

    /// <summary>
    /// Whether the model reads a year and an origin of every movie; for others, what is unknown is best left so.
    /// </summary>
    public bool NeedsDefaults => _model.Scorer is IMovieEmbedder;

    /// <summary>Whether a model takes movies that are not in its catalogue.</summary>
    public static bool Takes(Scorer scorer) => scorer is IMovieEmbedder or IExtendableScorer;

    /// <summary>Places a movie by what it is; nobody needs to have watched it.</summary>
    /// <param name="movie">The movie; its id is of no matter.</param>
    public PlacedMovie Place(Movie movie)
    {
        if (_model.Scorer is IMovieEmbedder embedder)
            return new EmbeddedMovie(_model.Data, embedder, embedder.Encoder.Embed(movie));
        return new AddedMovie(_model.WithMovies([movie with { Id = Catalog.NextId }]));
    }
}
