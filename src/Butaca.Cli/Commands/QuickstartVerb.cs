using System.CommandLine;
using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Evaluation;
using Butaca.Evaluation.Protocols;
using Butaca.Models;
using Butaca.Recommending;
using Spectre.Console;

namespace Butaca.Cli.Commands;

/// <summary><c>butaca quickstart</c>: the whole way on the data set that is shipped, in under a minute.</summary>
internal sealed class QuickstartVerb : IVerb
{
    /// <summary>What the sample person watched.</summary>
    private static readonly string[] Watched =
    [
        "Alien (1979)",
        "Blade Runner (1982)",
        "Terminator, The (1984)",
        "Heat (1995)",
    ];

    public Command Create(Terminal terminal)
    {
        Option<long> seed = SharedOptions.Seed();
        Option<int?> threads = SharedOptions.Threads();
        Option<bool> json = SharedOptions.Json();
        return new Command(
            "quickstart",
            SharedOptions.WithExample(
                "Train and measure models on the data set that Butaca ships, and recommend with the best",
                "butaca quickstart"
            )
        )
        {
            seed,
            threads,
            json,
        }.Does(
            (parsed, cancellation) =>
                Run(
                    terminal,
                    new TrainContext
                    {
                        Seed = parsed.GetValue(seed),
                        Threads = SharedOptions.ThreadsOf(parsed, threads),
                        Cancellation = cancellation,
                    },
                    parsed.GetValue(json)
                )
        );
    }

    private static void Run(Terminal terminal, TrainContext context, bool json)
    {
        string folder = ShippedData.Find();
        Dataset data = ProgressBars.Read(terminal, folder, new ReadOptions(), context.Cancellation);
        if (!json)
            terminal.WriteLine(
                $"{data.Users.Count} people, {data.Catalog.Count} movies, {data.Interactions.Count} ratings: {folder}"
            );

        Id[] ids =
        [
            .. data.Catalog.Movies.ToArray().Where(movie => Watched.Contains(movie.Title)).Select(movie => movie.Id),
        ];
        if (ids.Length < Watched.Length)
            throw new ButacaException(
                $"{folder}: found {ids.Length} of the sample person's movies ({string.Join("; ", Watched)}), expected all: this is not the data set that Butaca ships. Run it from another folder."
            );

        Contender[] contenders =
        [
            .. SharedOptions.QuickModels.Select(model => new Contender(model.Name, model, model.CreateOptions())),
        ];
        ProtocolOptions options = new() { Seed = context.Seed, MostRounds = 1 };
        (EvaluationReport report, IModel best, Scorer scorer) = ProgressBars.Run(
            terminal,
            bars =>
            {
                EvaluationReport measured = new Evaluator().Run(
                    new NewUsersProtocol(),
                    data,
                    DatasetHash.Of(data),
                    contenders,
                    options,
                    "popularity",
                    context,
                    bars.Evaluating()
                );
                string winner = measured.Groups[0].Models.MaxBy(model => model["P"].Mean)!.Model;
                IModel model = SharedOptions.Models.Get(winner);
                return (
                    measured,
                    model,
                    model.Train(data, model.CreateOptions(), context with { Progress = bars.Training(winner) })
                );
            }
        );
        IReadOnlyList<Recommendation> list = new Recommender(data, scorer).Recommend(
            ids,
            new RecommendOptions { Reasons = 2 }
        );
        MovieNames names = new(terminal.Language);
        if (json)
        {
            terminal.WriteJson(
                new
                {
                    Report = report,
                    Watched,
                    Recommendations = list.Select(item => RecommendationJson.Of(item, names)),
                }
            );
            return;
        }
        terminal.WriteLine(
            $"Trained on four fifths of the people. {(int)(options.Given * 100)} % of each other person's movies went in; which of the ten recommended are among the rest?"
        );
        Tables.Write(terminal, report);
        IEnumerable<Movie> watched = ids.Select(id => data.Catalog[data.Catalog.Vocabulary.RowOf(id)]);
        terminal.WriteLine($"For somebody who watched {string.Join(", ", watched.Select(names.WithYear))}:");
        Tables.Write(terminal, $"Recommended by {best.Name}, trained on everyone", list, names);
        terminal.Out.MarkupLine("[bold]Next[/]");
        terminal.WriteLine($"  butaca train {best.Name}");
        terminal.WriteLine($"  butaca recommend --watched \"{Watched[0]}\" \"{Watched[3]}\" --explain");
        terminal.WriteLine("  butaca --help");
    }
}
