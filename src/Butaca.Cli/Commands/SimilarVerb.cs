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
        Option<string> folder = SharedOptions.Model();
        Option<string> movie = new("--movie") { Description = "Title, or a part of it", HelpName = "TITLE", Required = true };
        Option<int> count = SharedOptions.Count();
        Option<bool> json = SharedOptions.Json();
        return new Command("similar", SharedOptions.WithExample("Movies most like one", "butaca similar --model models/butaca --movie \"Alien (1979)\""))
        {
            folder, movie, count, json,
        }.Does((parsed, cancellation) =>
        {
            TrainedModel model = ModelFolder.Load(parsed.GetRequiredValue(folder));
            Movie asked = model.Data.Catalog[new TitleChooser(terminal, TitleIndex.Of(model.Data)).Choose(parsed.GetRequiredValue(movie), cancellation)];
            int n = parsed.GetValue(count);
            if (n < 1) throw new ButacaException($"-n: found '{n}', expected at least 1.");
            IReadOnlyList<Recommendation> similar = new Recommender(model.Data, model.Scorer).Similar(asked.Id, n);
            if (parsed.GetValue(json)) terminal.WriteJson(similar.Select(RecommendationJson.Of));
            else if (similar.Count == 0) terminal.Note($"{model.Manifest.Model} finds no movie more like {asked.Title} than any other: it knows nothing of it.");
            else Tables.Write(terminal, $"Most like {asked.Title}", similar);
        });
    }
}
