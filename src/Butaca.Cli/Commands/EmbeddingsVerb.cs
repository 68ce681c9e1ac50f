using System.CommandLine;
using Butaca.Models;

namespace Butaca.Cli.Commands;

/// <summary><c>butaca embeddings --model DIR --output x.csv|x.npy</c>.</summary>
internal sealed class EmbeddingsVerb : IVerb
{
    public VerbGroup Group => VerbGroup.Use;

    public Command Create(Terminal terminal)
    {
        Option<string?> model = SharedOptions.Model();
        Option<string[]> assembly = SharedOptions.Assembly();
        Option<string> output = new("--output", "-o")
        {
            Description = "File to write: .csv (movieId,title,e1,…) or .npy (float32; the movie ids go beside it)",
            HelpName = "FILE",
            Required = true,
        };
        return new Command(
            "embeddings",
            SharedOptions.WithExample(
                "Write where a model places each movie, for other programs",
                "butaca embeddings --output embeddings.npy"
            )
        )
        {
            model,
            assembly,
            output,
        }.Does(
            (parsed, cancellation) =>
            {
                string path = parsed.GetRequiredValue(output);
                EmbeddingsFile.CheckEnding(path);
                TrainedModel trained = SharedOptions.ModelOf(terminal, parsed, model, assembly);
                SharedOptions.CheckPlacesMovies(trained, parsed, assembly);
                IMovieVectors vectors = trained.MovieVectors();
                cancellation.ThrowIfCancellationRequested();
                IReadOnlyList<string> files = EmbeddingsFile.Write(path, trained.Data.Catalog, vectors);
                terminal.Note(
                    $"Wrote {trained.Data.Catalog.Count} movies × {vectors.Dimension} numbers: {string.Join(", ", files)}"
                );
            }
        );
    }
}
