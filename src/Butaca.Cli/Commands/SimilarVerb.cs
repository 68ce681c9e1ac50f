using System.CommandLine;
using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Cli.Commands;

/// <summary><c>butaca similar --model DIR --movie "Title (Year)"</c>.</summary>
internal sealed class SimilarVerb : IVerb
{
    public Command Create(Terminal terminal)
    {
        Option<string?> model = SharedOptions.Model();
        Option<string> movie = new("--movie")
        {
            Description = "Title, or a part of it",
            HelpName = "TITLE",
            Required = true,
        };
        Option<int> count = SharedOptions.Count();
        Option<bool> json = SharedOptions.Json();
        return new Command(
            "similar",
            SharedOptions.WithExample("Movies most like one", "butaca similar --movie \"Alien (1979)\"")
        )
        {
            model,
            movie,
            count,
            json,
        }.Does(
            (parsed, cancellation) =>
            {
                TrainedModel trained = SharedOptions.ModelOf(terminal, parsed, model);
                Movie asked = trained.Data.Catalog[
                    new TitleChooser(terminal, TitleIndex.Of(trained.Data)).Choose(
                        parsed.GetRequiredValue(movie),
                        cancellation
                    )
                ];
                int n = SharedOptions.CountOf(parsed, count);
                IReadOnlyList<Recommendation> similar = new Recommender(trained.Data, trained.Scorer).Similar(
                    asked.Id,
                    n
                );
                if (parsed.GetValue(json))
                    terminal.WriteJson(similar.Select(RecommendationJson.Of));
                else if (similar.Count == 0)
                    terminal.Note(
                        $"{trained.Manifest.Model} finds no movie more like {asked.Title} than any other: it knows nothing of it."
                    );
                else
                    Tables.Write(terminal, $"Most like {asked.Title}", similar);
            }
        );
    }
}
