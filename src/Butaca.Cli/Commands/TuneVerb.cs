using System.CommandLine;
using Butaca.Data;
using Butaca.Evaluation;
using Butaca.Evaluation.Tuning;
using Butaca.Models;
using Butaca.Splits;
using Spectre.Console;

namespace Butaca.Cli.Commands;

/// <summary><c>butaca tune MODEL --data DIR</c>.</summary>
internal sealed class TuneVerb : IVerb
{
    public VerbGroup Group => VerbGroup.Models;

    public Command Create(Terminal terminal)
    {
        TuneOptions defaults = new();
        Argument<string> name = new Argument<string>("MODEL")
        {
            Description = "The model whose options are searched; 'butaca models' lists them",
        }.SuggestingModels();
        Option<string?> data = SharedOptions.Data();
        Option<string?> users = SharedOptions.Users(
            "The training users, such as 1-530: validation users are taken from them, and nobody else is looked at [default: all]"
        );
        Option<int> trials = new("--trials")
        {
            Description = "Settings to try at most, the defaults included",
            HelpName = "N",
            DefaultValueFactory = _ => defaults.Trials,
        };
        Option<int> folds = new("--folds")
        {
            Description = "Fifths of the users to validate on, each a training",
            HelpName = "1-5",
            DefaultValueFactory = _ => defaults.ValidationFolds,
        };
        Option<string> metric = new Option<string>("--metric")
        {
            Description = $"What to better: {string.Join(", ", Evaluator.Metrics.Select(m => m.Name))}",
            HelpName = "NAME",
            DefaultValueFactory = _ => defaults.Metric,
        }.Suggesting([.. Evaluator.Metrics.Select(each => each.Name)]);
        Option<int> draws = new("--draws")
        {
            Description = "Masks drawn for each user",
            HelpName = "N",
            DefaultValueFactory = _ => defaults.Draws,
        };
        Option<double> given = new("--given")
        {
            Description = "Share of a validation user's movies that goes in",
            HelpName = "0-1",
            DefaultValueFactory = _ => defaults.Given,
        };
        Option<long> seed = SharedOptions.Seed();
        Option<int?> threads = SharedOptions.Threads();
        Option<float?> minRating = SharedOptions.MinRating();
        Option<bool> lenient = SharedOptions.Lenient();
        Option<string[]> assembly = SharedOptions.Assembly();
        Option<bool> json = SharedOptions.Json();
        return new Command(
            "tune",
            SharedOptions.WithExample(
                "Search a model's options on validation users taken from the training users",
                "butaca tune item-knn --trials 10"
            )
        )
        {
            name,
            data,
            users,
            trials,
            folds,
            metric,
            draws,
            given,
            seed,
            threads,
            minRating,
            lenient,
            assembly,
            json,
        }.Does(
            (parsed, cancellation) =>
            {
                IModel model = SharedOptions.PartsOf(parsed, assembly).Models.Get(parsed.GetRequiredValue(name));
                if (model.Options.Any(option => option.Name == "tune"))
                    terminal.Note(
                        $"{model.Name} chooses its hyperparameters by itself when it is trained (butaca train {model.Name} --tune quick|thorough). This searches all of its options, a training a trial."
                    );
                Dataset all = ProgressBars.Read(
                    terminal,
                    SharedOptions.DataOf(parsed, data),
                    SharedOptions.ReadOptionsOf(parsed, minRating, lenient),
                    cancellation
                );
                if (parsed.GetValue(users) is { } text)
                    all = all.SelectUsers(IdRanges.Parse("--users", text).RowsOf(all.Users));
                TuneOptions options = new()
                {
                    Trials = parsed.GetValue(trials),
                    ValidationFolds = parsed.GetValue(folds),
                    Metric = parsed.GetRequiredValue(metric),
                    Draws = parsed.GetValue(draws),
                    Given = parsed.GetValue(given),
                    Seed = parsed.GetValue(seed),
                };
                TrainContext context = new()
                {
                    Seed = options.Seed,
                    Threads = SharedOptions.ThreadsOf(parsed, threads),
                    Cancellation = cancellation,
                };
                IReadOnlyList<Trial> found = ProgressBars.Run(
                    terminal,
                    bars => Tuner.Run(model, all, options, context, bars.Evaluating())
                );
                if (parsed.GetValue(json))
                    terminal.WriteJson(found);
                else
                    Show(terminal, model, options.Metric, found);
            }
        );
    }

    private static void Show(Terminal terminal, IModel model, string metric, IReadOnlyList<Trial> trials)
    {
        Table table = new Table().SimpleBorder();
        table.AddColumn("Options");
        table.AddColumn(new TableColumn(ReportMarkdown.Heading(metric, 10)).RightAligned());
        foreach (Trial trial in trials)
            table.AddRow(
                Markup.Escape(Assignments(trial, " ")),
                $"{trial.Score.Mean:0.0000} ± {trial.Score.StandardError:0.0000}"
            );
        terminal.Out.Write(table);
        terminal.Note(
            $"Best on the validation users: butaca train {model.Name} --set {Assignments(trials[0], " --set ")} …"
        );
    }

    private static string Assignments(Trial trial, string separator) =>
        string.Join(separator, trial.Options.Select(option => $"{option.Key}={option.Value}"));
}
