using System.CommandLine;
using Butaca.Cli.Maps;
using Butaca.Data.Titles;
using Butaca.Models;

namespace Butaca.Cli.Commands;

/// <summary><c>butaca map --model DIR --output map.png|map.html</c>.</summary>
internal sealed class MapVerb : IVerb
{
    public VerbGroup Group => VerbGroup.Use;

    private const int DefaultMost = 2000;
    private const int LeastMovies = 3;

    public Command Create(Terminal terminal)
    {
        Option<string?> model = SharedOptions.Model();
        Option<string[]> assembly = SharedOptions.Assembly();
        Option<string> output = new("--output", "-o")
        {
            Description = "File to write: .png, .jpg, or .html to look around in",
            HelpName = "FILE",
            Required = true,
        };
        Option<int> most = new("--most")
        {
            Description = "Only the most watched movies",
            HelpName = "N",
            DefaultValueFactory = _ => DefaultMost,
        };
        Option<string?> lang = SharedOptions.Lang();
        return new Command(
            "map",
            SharedOptions.WithExample(
                "Draw the movies in two dimensions, alike ones close together, coloured by main genre (the first listed). "
                    + "Each movie lies near those that the model finds most similar (t-SNE, from the first two principal components on); how far that holds is told",
                "butaca map --output map.html"
            )
        )
        {
            model,
            assembly,
            output,
            most,
            lang,
        }.Does(
            (parsed, cancellation) =>
            {
                string path = parsed.GetRequiredValue(output);
                bool isPage = Path.GetExtension(path).Equals(".html", StringComparison.OrdinalIgnoreCase);
                if (!isPage && PictureFile.FormatOf(path) is null)
                    Throw.Option("--output", path, $"a name that ends in .html, {PictureFile.Endings}");
                if (parsed.GetValue(most) < LeastMovies)
                    Throw.Option("--most", $"{parsed.GetValue(most)}", $"at least {LeastMovies}");
                TrainedModel trained = SharedOptions.ModelOf(terminal, parsed, model, assembly);
                SharedOptions.CheckPlacesMovies(trained, parsed, assembly);
                MovieNames names = SharedOptions.NamesOf(terminal, parsed, lang, trained.Data.Catalog);
                MovieMap map = MovieMap.Of(trained, parsed.GetValue(most), names, cancellation);
                cancellation.ThrowIfCancellationRequested();
                if (isPage)
                    AtomicFile.WriteText(path, writer => writer.Write(MapPage.Write(map)));
                else
                    PictureFile.Write(path, format => MapPicture.Draw(map, format));
                terminal.Note($"{map.Caption}: {path}");
            }
        );
    }
}
