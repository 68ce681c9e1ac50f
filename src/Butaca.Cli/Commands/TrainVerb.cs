using System.CommandLine;
using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Evaluation;
using Butaca.Models;
using Butaca.Splits;

namespace Butaca.Cli.Commands;

/// <summary><c>butaca train</c>.</summary>
internal sealed class TrainVerb : IVerb
{
    public VerbGroup Group => VerbGroup.Models;

    public Command Create(Terminal terminal)
    {
        Argument<string> name = new Argument<string>("MODEL")
        {
            Description = $"One of: {string.Join(", ", SharedOptions.Models.All.Select(m => m.Name))}",
            DefaultValueFactory = _ => "butaca",
        }.SuggestingModels();
        Option<string?> data = SharedOptions.Data();
        Option<string?> output = new("--output", "-o")
        {
            Description =
                $"Model folder to write; an earlier model there is replaced [default: {ModelsFolder.For("MODEL")}]",
            HelpName = "DIR",
        };
        Option<string?> users = SharedOptions.Users(
            "Users to train on, such as 1-530; the others serve to measure the model [default: all]"
        );
        Option<string[]> set = new Option<string[]>("--set")
        {
            Description = "Option of the model; 'butaca models' lists them",
            HelpName = "name=value",
        }.SuggestingOptionsOf(name);
        Option<string?> tune = new Option<string?>("--tune")
        {
            Description =
                "How butaca chooses its own options, the same as --set tune=: quick, thorough or off [default: quick]",
            HelpName = "quick|thorough|off",
        }.Suggesting("quick", "thorough", "off");
        Option<long> seed = SharedOptions.Seed();
        Option<int?> threads = SharedOptions.Threads();
        Option<float?> minRating = SharedOptions.MinRating();
        Option<bool> lenient = SharedOptions.Lenient();
        Option<string[]> assembly = SharedOptions.Assembly();
        Option<bool> fresh = new("--fresh")
        {
            Description = "Start anew where a long training was interrupted, instead of going on",
        };
        Option<bool> json = SharedOptions.Json();
        return new Command(
            "train",
            SharedOptions.WithExample(
                "Train a model and write it to a folder",
                "butaca train",
                "butaca train edlae --data data/movielens-small --output models/edlae --set lambda=300"
            )
        )
        {
            name,
            data,
            output,
            users,
            set,
            tune,
            seed,
            threads,
            minRating,
            lenient,
            assembly,
            fresh,
            json,
        }.Does(
            (parsed, cancellation) =>
            {
                IModel model = SharedOptions.PartsOf(parsed, assembly).Models.Get(parsed.GetRequiredValue(name));
                object options = ModelOption.Parse(
                    model,
                    [
                        .. parsed.GetValue(set) ?? [],
                        .. parsed.GetValue(tune) is { } how ? [$"tune={how}"] : Array.Empty<string>(),
                    ]
                );
                string folder = parsed.GetValue(output) ?? ModelsFolder.For(model.Name);
                string source = SharedOptions.DataOf(parsed, data);
                ModelFolder.CheckWritable(folder);
                Dataset all = ProgressBars.Read(
                    terminal,
                    source,
                    SharedOptions.ReadOptionsOf(parsed, minRating, lenient),
                    cancellation
                );
                IdRanges? ids = parsed.GetValue(users) is { } text ? IdRanges.Parse("--users", text) : null;
                Dataset training = ids is null ? all : all.SelectUsers(ids.RowsOf(all.Users));
                if (training.Interactions.Count == 0)
                    throw new ButacaException(
                        $"{source}: found no interaction to train on among {all.Users.Count} users{(ids is null ? "" : $" with the ids {ids}")}. Give other --users or --data."
                    );

                TrainContext context = new()
                {
                    Seed = parsed.GetValue(seed),
                    Threads = SharedOptions.ThreadsOf(parsed, threads),
                    Cancellation = cancellation,
                };
                LongTraining run = LongTraining.Open(
                    terminal,
                    folder,
                    model,
                    options,
                    context.Seed,
                    training,
                    parsed.GetValue(fresh)
                );
                Scorer Train() =>
                    ProgressBars.Run(
                        terminal,
                        bars =>
                            model.Train(
                                training,
                                options,
                                context with
                                {
                                    Progress = bars.Training(model.Name),
                                    Run = run.Run,
                                }
                            )
                    );
                Scorer scorer = run.Train(Train);
                ModelManifest manifest = Evaluator.MeasureOthers(
                    ModelManifest.Of(model, options, context.Seed, training),
                    all,
                    training,
                    scorer,
                    context
                );
                cancellation.ThrowIfCancellationRequested();
                ModelFolder.Save(folder, new TrainedModel(manifest, training, scorer));
                run.Finish();

                if (parsed.GetValue(json))
                {
                    terminal.WriteJson(ModelFolder.ReadManifest(folder));
                    return;
                }
                terminal.Note(
                    $"Trained {model.Name} on {manifest.Users} users, {manifest.Movies} movies and {manifest.Interactions} interactions: {folder}"
                );
                if (ChosenOptions.Describe(ModelFolder.ReadManifest(folder)) is { } chosen)
                    terminal.Note($"Chosen: {chosen}");
                if (manifest.Metrics.TryGetValue("P", out double precision))
                    terminal.Note(
                        $"P@10 of the {all.Users.Count - training.Users.Count} users who were not trained on: {precision:0.000}"
                    );
                string known = new MovieNames(null).WithYear(training.Catalog[MostWatched(training)]);
                terminal.Note($"Next: {terminal.Program} recommend --model {folder} --watched \"{known}\" --explain");
            }
        );
    }

    private static int MostWatched(Dataset data) =>
        Enumerable.Range(0, data.Catalog.Count).MaxBy(data.Interactions.AudienceOf);
}
