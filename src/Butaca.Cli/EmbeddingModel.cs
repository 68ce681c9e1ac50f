using Butaca.Models;
using Butaca.Models.MovieNet;
using Butaca.Recommending;

namespace Butaca.Cli;

/// <summary>A trained model that places movies in a space.</summary>
internal sealed record EmbeddingModel(TrainedModel Model, IMovieEmbedder Embedder)
{
    public MovieSpace Space => new(Model.Data, Embedder);

    /// <summary>Reads a model folder.</summary>
    /// <exception cref="ButacaException">It is no model, or one without a space.</exception>
    public static EmbeddingModel Load(string folder)
    {
        TrainedModel model = ModelFolder.Load(folder);
        return model.Scorer is IMovieEmbedder embedder
            ? new EmbeddingModel(model, embedder)
            : throw new ButacaException($"--model: found '{model.Manifest.Model}' in {folder}, which does not place movies in a space, expected movienet-v1 or movienet-v2. Train one with 'butaca train movienet-v1 …'.");
    }
}
