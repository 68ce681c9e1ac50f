using System.CommandLine;
using Butaca.Models;

namespace Butaca.Cli.Commands;

/// <summary><c>butaca embeddings --model DIR --output x.csv|x.npy</c>.</summary>
internal sealed class EmbeddingsVerb : IVerb
{
    public Command Create(Terminal terminal)
    {
        Option<string> folder = SharedOptions.Model();
        Option<string> output = new("--output") { Description = "File to write: .csv (movieId,title,e1,…) or .npy (float32; the movie ids go beside it)", HelpName = "FILE", Required = true };
        return new Command("embeddings", SharedOptions.WithExample("Write where a model places each movie, for other programs", "butaca embeddings --model models/movienet --output embeddings.npy"))
        {
            folder, output,
        }.Does((parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(output);
            EmbeddingsFile.CheckEnding(path);
            TrainedModel model = ModelFolder.Load(parsed.GetRequiredValue(folder));
            IMovieVectors vectors = model.MovieVectors();
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<string> files = EmbeddingsFile.Write(path, model.Data.Catalog, vectors);
            terminal.Note($"Wrote {model.Data.Catalog.Count} movies × {vectors.Dimension} numbers: {string.Join(", ", files)}");
        });
    }
}
