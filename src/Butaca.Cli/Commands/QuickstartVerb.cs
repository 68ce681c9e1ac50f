using System.CommandLine;
using System.Diagnostics;
using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Evaluation;
using Butaca.Evaluation.Protocols;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Training;
using Butaca.Training.Models;

namespace Butaca.Cli.Commands;

/// <summary><c>butaca quickstart</c>: the whole way on the data set that is shipped, to a model that stays.</summary>
internal sealed class QuickstartVerb : IVerb
{
    /// <summary>Titles that are told as people type them.</summary>
    internal static readonly string[] Typed = ["alien", "matrix"];

    public VerbGroup Group => VerbGroup.Start;

    /// <summary>What the sample user watched.</summary>
    private static readonly string[] Watched =
    [
        "Alien (1979)",
        "Blade Runner (1982)",
        "Terminator, The (1984)",
        "Heat (1995)",
    ];

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = $"Folder for the model of butaca, to be used afterwards [default: {ModelsFolder.For("butaca")}]",
        HelpName = "DIR",
    };
    private readonly Option<long> _seed = SharedOptions.Seed();
    private readonly Option<int?> _threads = SharedOptions.Threads();
    private readonly Option<bool> _json = SharedOptions.Json();

    public Command Create(Terminal terminal) =>
        new Command(
            "quickstart",
            SharedOptions.WithExample(
                "Train and measure models on the data set that Butaca ships, keep the best, and recommend with it",
                "butaca quickstart"
            )
        )
        {
            _output,
            _seed,
            _threads,
            _json,
        }.Does((parsed, cancellation) => Run(terminal, parsed, cancellation));

    private void Run(Terminal terminal, ParseResult parsed, CancellationToken cancellation)
    {
        TrainContext context = new()
        {
            Seed = parsed.GetValue(_seed),
            Threads = SharedOptions.ThreadsOf(parsed, _threads),
            Cancellation = cancellation,
        };
        bool json = parsed.GetValue(_json);
        ButacaModel kept = new();
        string folder = parsed.GetValue(_output) ?? ModelsFolder.For(kept.Name);
        ModelFolder.CheckWritable(folder);
        string source = ShippedData.Find();
        Dataset data = ProgressBars.Read(terminal, source, new ReadOptions(), cancellation);
        Id[] watched = SampleIn(data, source);
        ProtocolOptions protocol = new() { Seed = context.Seed };
        Dataset training = new NewUsersProtocol().Rounds(data, protocol).First().Train;
        ButacaOptions options = new() { Tune = Tuning.Off, Likes = false }; // a minute, not three
        MustNotReplace(folder, ModelManifest.Of(kept, options, context.Seed, training));
        if (!json)
            Introduce(terminal, data, training, source, protocol);

        List<ModelManifest> measured = [];
        Scorer scorer = null!;
        foreach (IModel model in Parts.Own.QuickModels.Where(IsShown).OrderBy(Place))
        {
            long start = Stopwatch.GetTimestamp();
            (scorer, ModelManifest manifest) = ProgressBars.Run(
                terminal,
                bars =>
                    Measure(model, model is ButacaModel ? options : model.CreateOptions(), bars.Training(model.Name))
            );
            measured.Add(manifest);
            if (!json)
                WriteRow(terminal, manifest, Stopwatch.GetElapsedTime(start));
        }
        TrainedModel trained = new(measured[^1], training, scorer);
        cancellation.ThrowIfCancellationRequested();
        ModelFolder.Save(folder, trained);

        IReadOnlyList<Recommendation> list = new Recommender(training, scorer).Recommend(
            watched,
            new RecommendOptions { Reasons = 2 }
        );
        MovieNames names = new(terminal.Language);
        if (json)
        {
            terminal.WriteJson(
                new
                {
                    Folder = folder,
                    Models = measured,
                    Watched,
                    Recommendations = list.Select(item => RecommendationJson.Of(item, names)),
                }
            );
            return;
        }
        IEnumerable<Movie> told = watched.Select(id => data.Catalog[data.Catalog.Vocabulary.RowOf(id)]);
        terminal.WriteLine("");
        terminal.WriteLine($"For somebody who watched {string.Join(", ", told.Select(names.WithYear))}:");
        Tables.Write(terminal, $"Recommended by {kept.Name}", list, names, ScoreColumn.Chance);
        terminal.WriteLine($"This model is yours: {folder}. Ask it for what you like:");
        terminal.WriteLine(
            $"  {terminal.Program} recommend{ModelOption(parsed)} --watched {string.Join(' ', Typed)} --explain"
        );
        terminal.WriteLine(
            $"It learned from {training.Users.Count} of the users, and not from ratings. From everyone, and what they liked, in minutes:"
        );
        terminal.WriteLine($"  {terminal.Program} train");
        terminal.WriteLine($"All there is: {terminal.Program} --help");

        (Scorer, ModelManifest) Measure(IModel model, object with, IProgress<TrainProgress>? progress)
        {
            Scorer fitted = model.Train(training, with, context with { Progress = progress });
            ModelManifest manifest = ModelManifest.Of(model, with, context.Seed, training);
            return (fitted, Evaluator.MeasureOthers(manifest, data, training, fitted, context));
        }
    }

    /// <summary>The ids of what the sample user watched.</summary>
    /// <exception cref="ButacaException">The data isn't the shipped data set.</exception>
    private static Id[] SampleIn(Dataset data, string source)
    {
        Id[] ids =
        [
            .. data.Catalog.Movies.ToArray().Where(movie => Watched.Contains(movie.Title)).Select(movie => movie.Id),
        ];
        if (ids.Length < Watched.Length)
            throw new ButacaException(
                $"{source}: found {ids.Length} of the sample user's movies ({string.Join("; ", Watched)}), expected all: this is not the data set that Butaca ships. Run it from another folder."
            );
        return ids;
    }

    /// <summary>
    /// A model that somebody trained on their own data, or on everyone, is not to be lost to a sample.
    /// </summary>
    private static void MustNotReplace(string folder, ModelManifest own)
    {
        if (!File.Exists(Path.Combine(folder, ModelFolder.ManifestFile)))
            return;
        ModelManifest there = ModelFolder.ReadManifest(folder);
        bool isOwn =
            there.Model == own.Model
            && there.DataHash == own.DataHash
            && there.Seed == own.Seed
            && there.Options.Order().SequenceEqual(own.Options.Order());
        if (!isOwn)
            throw new ButacaException(
                $"{folder}: found a model of {there.Users} users that quickstart did not train, expected none or its own: it would be replaced. Give another folder with --output."
            );
    }

    private static void Introduce(
        Terminal terminal,
        Dataset data,
        Dataset training,
        string source,
        ProtocolOptions protocol
    )
    {
        terminal.WriteLine(
            $"{data.Users.Count} users, {data.Catalog.Count} movies, {data.Interactions.Count} ratings: {source}"
        );
        terminal.WriteLine("");
        terminal.WriteLine(
            $"Each model learns from {training.Users.Count} of the users. Of each of the other {data.Users.Count - training.Users.Count} it is told {protocol.Given:P0} of"
        );
        terminal.WriteLine(
            "what they watched, and recommends ten movies. P@10: how many of the ten are among the rest."
        );
        terminal.WriteLine("");
        WriteRow(terminal, "Model", "P@10", "NDCG", "Seconds");
    }

    private static void WriteRow(Terminal terminal, ModelManifest manifest, TimeSpan time) =>
        WriteRow(
            terminal,
            manifest.Model,
            $"{manifest.Metrics["P"]:0.000} ± {manifest.StandardErrors!["P"]:0.000}",
            $"{manifest.Metrics["NDCG"]:0.000}",
            $"{time.TotalSeconds:0.0}"
        );

    private static void WriteRow(Terminal terminal, string model, string precision, string ndcg, string seconds) =>
        terminal.WriteLine($"  {model.PadRight(16)}{precision.PadRight(16)}{ndcg.PadLeft(8)}{seconds.PadLeft(10)}");

    /// <summary>The default folder needs no mention: the last trained model is asked.</summary>
    private string ModelOption(ParseResult parsed) =>
        parsed.GetValue(_output) is { } folder ? $" --model {ProgramName.Quote(folder)}" : "";

    /// <summary>
    /// EASE is EDLAE without dropout, models for movies without an audience have nothing to show here, and RecVAE takes
    /// long.
    /// </summary>
    private static bool IsShown(IModel model) => model is not (Ease or ContentKnn or Marec or PopularRecent or RecVae);

    /// <summary>What asks nothing of anybody comes first, what is kept last.</summary>
    private static int Place(IModel model) =>
        model switch
        {
            Popularity => 0,
            ButacaModel => 2,
            _ => 1,
        };
}
