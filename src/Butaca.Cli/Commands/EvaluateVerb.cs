using System.CommandLine;
using System.Text.Json;
using Butaca.Data;
using Butaca.Evaluation;
using Butaca.Evaluation.Protocols;
using Butaca.Models;
using Butaca.Splits;

namespace Butaca.Cli.Commands;

/// <summary><c>butaca evaluate --protocol NAME --models a,b,c</c>.</summary>
internal sealed class EvaluateVerb : IVerb
{
    public VerbGroup Group => VerbGroup.Models;

    private const string Watched = "watched";
    private const string All = "all";
    private const string Drawn = "random";
    private const string Latest = "latest";

    private readonly Option<string?> _data = new("--data", "-d")
    {
        Description = "Data set folder [default: the data set that Butaca ships; none for the protocol split]",
        HelpName = "DIR",
    };
    private readonly Option<string> _protocol = new Option<string>("--protocol")
    {
        Description =
            "How users are asked:\n"
            + string.Concat(Parts.Own.Protocols.Select(p => $"{p.Name}: {p.Summary.TrimEnd('.')}\n")),
        HelpName = "NAME",
        DefaultValueFactory = _ => new NewUsersProtocol().Name,
    }.Suggesting([.. Parts.Own.Protocols.Select(p => p.Name)]);
    private readonly Option<string?> _models = new Option<string?>("--models", "-m")
    {
        Description =
            "Models, such as ease,edlae or edlae:lambda=200:dropout=0.8; each also takes novelty=0.5 and diversity=0.5 [default: all that train in seconds; for ratings, all that predict them]",
        HelpName = "A,B,C",
    }.SuggestingModels();
    private readonly Option<string?> _baseline = new Option<string?>("--baseline")
    {
        Description =
            "The model to compare the others with "
            + $"[default: {Parts.Own.Models.NamesOf(model => model.IsBaseline)} if it is among them, else the first]",
        HelpName = "MODEL",
    }.SuggestingModels();
    private readonly Option<int> _draws = new("--draws")
    {
        Description = "Masks drawn for each user",
        HelpName = "N",
        DefaultValueFactory = _ => new ProtocolOptions().Draws,
    };
    private readonly Option<int> _folds = new("--folds")
    {
        Description = "Folds of users or movies",
        HelpName = "N",
        DefaultValueFactory = _ => new ProtocolOptions().Folds,
    };
    private readonly Option<double> _given = new("--given")
    {
        Description = "Share of a user's movies that goes in",
        HelpName = "0-1",
        DefaultValueFactory = _ => new ProtocolOptions().Given,
    };
    private readonly Option<string> _hide = new Option<string>("--hide")
    {
        Description = "For known-users: which part of a user's movies is hidden, one that is drawn or the latest",
        HelpName = "random|latest",
        DefaultValueFactory = _ => Drawn,
    }.Suggesting(Drawn, Latest);
    private readonly Option<string?> _day = new("--day")
    {
        Description =
            "For calendar: the day that parts training from asking [default: the first day of the last fold of what "
            + "was watched]",
        HelpName = "YYYY-MM-DD",
    };
    private readonly Option<int> _cutOff = new("--k", "-k")
    {
        Description =
            $"Length of the lists that are measured, by\n{string.Join('\n', Evaluator.Metrics.Select(m => $"{m.Name}: {m.Summary}"))}\n",
        HelpName = "K",
        DefaultValueFactory = _ => 10,
    };
    private readonly Option<string> _candidates = new Option<string>("--candidates")
    {
        Description =
            "The movies that are trained on and ranked: watched, those that somebody in the data set has watched; all, also those that nobody has",
        HelpName = "watched|all",
        DefaultValueFactory = _ => Watched,
    }.Suggesting(Watched, All);
    private readonly Option<string?> _existing = new("--existing")
    {
        Description =
            "Ids of the users to train on; the others are new [default: 1-530 in movienet, folds in new-movies]",
        HelpName = "IDS",
    };
    private readonly Option<string?> _train = new("--train")
    {
        Description = "For split: csv of the pairs to train on",
        HelpName = "FILE",
    };
    private readonly Option<string?> _test = new("--test")
    {
        Description = "For split: csv of the pairs to find",
        HelpName = "FILE",
    };
    private readonly Option<string?> _validation = new("--validation")
    {
        Description = "For split: csv of further pairs to find, reported apart",
        HelpName = "FILE",
    };
    private readonly Option<string?> _history = new("--history")
    {
        Description = "For split: csv of what goes in for users who are not in --train",
        HelpName = "FILE",
    };
    private readonly Option<long> _seed = SharedOptions.Seed();
    private readonly Option<int?> _threads = SharedOptions.Threads();
    private readonly Option<float?> _minRating = SharedOptions.MinRating();
    private readonly Option<bool> _lenient = SharedOptions.Lenient();
    private readonly Option<string?> _json = new("--json")
    {
        Description = "Write all figures to a JSON file; - is standard output",
        HelpName = "FILE",
    };
    private readonly Option<string[]> _assembly = SharedOptions.Assembly();
    private readonly Option<string?> _perUser = new("--per-user")
    {
        Description = "Write each user's figures to a csv: userId,group,model,questions and a column a metric",
        HelpName = "FILE.csv",
    };
    private readonly Option<string?> _markdown = new("--markdown")
    {
        Description =
            "Write all figures to a markdown file, or with PAGE#NAME to the place <!-- results:NAME --> of a page",
        HelpName = "FILE",
    };

    public Command Create(Terminal terminal) =>
        new SectionedCommand(
            "evaluate",
            SharedOptions.WithExample(
                "Train models and measure them by ranking every movie",
                "butaca evaluate --models popularity,edlae",
                "butaca evaluate --data ml-latest-small --protocol new-movies"
            ),
            [
                ("What is measured", [_models, _baseline, _protocol, _cutOff, _assembly]),
                ("The data", [_data, _minRating, _lenient, _candidates, _existing]),
                ("How users are asked", [_draws, _folds, _given, _hide, _day]),
                ("The lists of the protocol split", [_train, _history, _validation, _test]),
                ("How it is computed, and where it goes", [_seed, _threads, _json, _perUser, _markdown]),
            ]
        ).Does((parsed, cancellation) => Run(terminal, parsed, cancellation));

    private void Run(Terminal terminal, ParseResult parsed, CancellationToken cancellation)
    {
        Parts parts = SharedOptions.PartsOf(parsed, _assembly);
        IProtocol protocol = parts.Protocol("--protocol", parsed.GetRequiredValue(_protocol));
        Contender[] contenders =
        [
            .. (
                parsed
                    .GetValue(_models)
                    ?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                ?? DefaultModels(parts, protocol).Select(m => m.Name)
            )
                .Distinct()
                .Select(text => Contender.Parse(parts.Models, text)),
        ];
        if (contenders.Length == 0)
            throw new ButacaException("--models: found none, expected at least one.");
        if (protocol is RatingsProtocol && contenders.FirstOrDefault(c => !c.Model.PredictsRatings) is { } other)
            Throw.Option(
                _models.Name,
                other.Label,
                $"models that predict ratings: {parts.Models.NamesOf(model => model.PredictsRatings)}"
            );
        MustBelong(parsed, _hide, protocol, new KnownUsersProtocol());
        MustBelong(parsed, _day, protocol, new CalendarProtocol());
        if (protocol is LiangProtocol)
            foreach (Option option in (Option[])[_cutOff, _draws, _folds, _given, _existing])
                if (parsed.GetResult(option) is { Implicit: false })
                    throw new ButacaException(
                        $"{option.Name} doesn't go with the protocol '{protocol.Name}', which lays down what is asked and measured. Leave it out."
                    );
        string? baseline = Contender.Baseline(contenders, "--baseline", parsed.GetValue(_baseline));
        ProtocolOptions options = new()
        {
            Seed = parsed.GetValue(_seed),
            Draws = parsed.GetValue(_draws),
            Folds = parsed.GetValue(_folds),
            Given = parsed.GetValue(_given),
            Candidates = CandidatesOf(parsed.GetRequiredValue(_candidates)),
            Hide = HideOf(parsed.GetRequiredValue(_hide)),
            Day = parsed.GetValue(_day) is { } day ? SharedOptions.DayOf("--day", day) : null,
            Existing = parsed.GetValue(_existing) is { } ids ? IdRanges.Parse("--existing", ids) : null,
        };
        string? json = parsed.GetValue(_json);
        if (json is not null and not "-")
            AtomicFile.CheckFile(json);
        string? perUser = parsed.GetValue(_perUser);
        if (perUser is not null)
            AtomicFile.CheckFile(perUser);
        MarkdownTarget? markdown = parsed.GetValue(_markdown) is { } target ? new MarkdownTarget(target) : null;
        (Dataset data, options) = Read(terminal, parsed, options, cancellation);
        TrainContext context = new()
        {
            Seed = options.Seed,
            Threads = SharedOptions.ThreadsOf(parsed, _threads),
            Cancellation = cancellation,
        };
        Evaluator evaluator = new(parsed.GetValue(_cutOff), parts.Metrics);
        EvaluationReport report = ProgressBars.Run(
            terminal,
            bars =>
                evaluator.Run(
                    protocol,
                    data,
                    DatasetHash.Of(data),
                    contenders,
                    options,
                    baseline,
                    context,
                    bars.Evaluating()
                )
        );

        if (json == "-")
            terminal.WriteJson(report);
        else
            Tables.Write(terminal, report);
        if (json is not null and not "-")
            AtomicFile.WriteText(json, writer => writer.WriteLine(JsonSerializer.Serialize(report, Terminal.Json)));
        if (perUser is not null)
            UserFiguresFile.Write(perUser, report);
        markdown?.Write(ReportMarkdown.Format(report, CommandOf(parsed)));
    }

    private (Dataset Data, ProtocolOptions Options) Read(
        Terminal terminal,
        ParseResult parsed,
        ProtocolOptions options,
        CancellationToken cancellation
    )
    {
        ReadOptions reading = SharedOptions.ReadOptionsOf(parsed, _minRating, _lenient);
        string?[] files =
        [
            parsed.GetValue(_train),
            parsed.GetValue(_history),
            parsed.GetValue(_validation),
            parsed.GetValue(_test),
        ];
        if (parsed.GetValue(_protocol) != new SplitProtocol().Name)
        {
            if (files.Any(file => file is not null))
                throw new ButacaException(
                    $"--train, --history, --validation and --test belong to the protocol 'split', found '{parsed.GetValue(_protocol)}'. Leave them out, or give --protocol split."
                );
            return (ProgressBars.Read(terminal, SharedOptions.DataOf(parsed, _data), reading, cancellation), options);
        }
        Dataset? data = parsed.GetValue(_data) is { } folder
            ? ProgressBars.Read(terminal, folder, reading, cancellation)
            : null;
        Dataset?[] lists = PairLists.Align(
            data?.Catalog ?? new Catalog([]),
            [
                .. files.Select(file =>
                    file is null ? null : ProgressBars.ReadPairs(terminal, file, reading, cancellation)
                ),
            ]
        );
        options = options with { Train = lists[0], History = lists[1], Validation = lists[2], Test = lists[3] };
        return (
            lists[0]
                ?? lists[3]
                ?? throw new ButacaException(
                    "--train and --test are missing: expected the list to train on and the list to find."
                ),
            options
        );
    }

    private static IEnumerable<IModel> DefaultModels(Parts parts, IProtocol protocol) =>
        protocol is RatingsProtocol ? parts.Models.All.Where(model => model.PredictsRatings) : parts.QuickModels;

    private static Candidates CandidatesOf(string name)
    {
        if (name is not (Watched or All))
            Throw.Option("--candidates", name, $"{Watched} or {All}");
        return name == All ? Candidates.All : Candidates.Watched;
    }

    private static void MustBelong(ParseResult parsed, Option option, IProtocol protocol, IProtocol owner)
    {
        if (parsed.GetResult(option) is { Implicit: false } && protocol.Name != owner.Name)
            throw new ButacaException(
                $"{option.Name} belongs to the protocol '{owner.Name}', found '{protocol.Name}'. Leave it out, or give "
                    + $"--protocol {owner.Name}."
            );
    }

    private static Hide HideOf(string name)
    {
        if (name is not (Drawn or Latest))
            Throw.Option("--hide", name, $"{Drawn} or {Latest}");
        return name == Latest ? Hide.Latest : Hide.Random;
    }

    /// <summary>The command as a reader runs it again: without the files it wrote.</summary>
    private string CommandOf(ParseResult parsed)
    {
        List<string> words = ["butaca", "evaluate"];
        string[] tokens = [.. parsed.Tokens.Select(token => token.Value).Skip(1)];
        for (int i = 0; i < tokens.Length; i++)
        {
            if (tokens[i] == _json.Name || tokens[i] == _markdown.Name || tokens[i] == _perUser.Name)
                i++;
            else
                words.Add(tokens[i].Contains(' ', StringComparison.Ordinal) ? $"\"{tokens[i]}\"" : tokens[i]);
        }
        return string.Join(' ', words);
    }
}
