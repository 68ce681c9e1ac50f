using System.CommandLine;
using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Cli.Commands;

/// <summary><c>butaca similar --model DIR --movie "Title (Year)"</c>.</summary>
internal sealed class SimilarVerb : IVerb
{
    public VerbGroup Group => VerbGroup.Use;

    public Command Create(Terminal terminal)
    {
        Option<string?> model = SharedOptions.Model();
        Option<string[]> assembly = SharedOptions.Assembly();
        Option<string> movie = new("--movie")
        {
            Description = "Title, or a part of it",
            HelpName = "TITLE",
            Required = true,
        };
        Option<int> count = SharedOptions.Count();
        Option<string?> lang = SharedOptions.Lang();
        Option<bool> json = SharedOptions.Json();
        return new Command(
            "similar",
            SharedOptions.WithExample("Movies most like one", "butaca similar --movie \"Alien (1979)\"")
        )
        {
            model,
            assembly,
            movie,
            count,
            lang,
            json,
        }.Does(
            (parsed, cancellation) =>
            {
                TrainedModel trained = SharedOptions.ModelOf(terminal, parsed, model, assembly);
                MovieNames names = SharedOptions.NamesOf(terminal, parsed, lang, trained.Data.Catalog);
                Movie asked = trained.Data.Catalog[
                    new TitleChooser(terminal, TitleIndex.Of(trained.Data), names).Choose(
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
                    terminal.WriteJson(similar.Select(item => RecommendationJson.Of(item, names)));
                else if (similar.Count == 0)
                    terminal.Note(
                        $"{trained.Manifest.Model} finds no movie more like {names.WithYear(asked)} than any other: "
                            + "it knows nothing of it."
                    );
                else
                    Tables.Write(terminal, $"Most like {names.WithYear(asked)}", similar, names, ScoreColumn.Relative);
            }
        );
    }
}
