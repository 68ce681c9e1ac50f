using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Evaluation;

/// <summary>How far an evaluation is.</summary>
/// <param name="Round">The round's name.</param>
/// <param name="Model">The model at work.</param>
/// <param name="Stage">What is being done.</param>
/// <param name="Fraction">How much of this model's part of the round is done, 0 … 1.</param>
public readonly record struct EvaluationProgress(string Round, string Model, string Stage, double Fraction);

/// <summary>
/// Trains models and measures them: every movie that somebody has watched is ranked (see <see cref="Candidates"/>),
/// never a sample of them, and all models answer the same questions.
/// </summary>
public sealed partial class Evaluator
{
    private readonly IReadOnlyList<IMetric> _metrics;
    private readonly int _k;

    /// <summary>Creates an evaluator.</summary>
    /// <param name="k">The cut-off, at least 1. Default 10.</param>
    /// <param name="metrics">
    /// What to measure by, such as <c>[.. Evaluator.Metrics, new MyMetric()]</c>: precision among it. Default: <see
    /// cref="Metrics"/>.
    /// </param>
    /// <exception cref="ButacaException">
    /// The cut-off is below 1, two metrics have one name, or precision isn't there.
    /// </exception>
    public Evaluator(int k = 10, IEnumerable<IMetric>? metrics = null)
    {
        if (k < 1)
            Throw.Option("k", $"{k}", "at least 1");
        _k = k;
        _metrics = metrics is null ? Metrics : InOrder(metrics);
        if (_metrics.CountBy(metric => metric.Name).FirstOrDefault(name => name.Value > 1) is { Key: { } twice })
            throw new ButacaException($"'{twice}': found two metrics of this name, expected one. Rename yours.");
        if (!_metrics.Any(IsOfLists))
            throw new ButacaException(
                $"metrics: found no {Metrics.First(IsOfLists).GetType().Name}, expected it among them: models are compared by it."
            );
    }

    /// <summary>Measures by what a protocol lays down, in its order.</summary>
    private Evaluator(IReadOnlyList<AtCutOff> measures)
    {
        _k = measures.Max(measure => measure.K);
        _metrics = measures;
    }

    /// <summary>
    /// All metrics, in the order in which they are reported: those of a user's list first, those of ratings last.
    /// </summary>
    public static IReadOnlyList<IMetric> Metrics { get; } = InOrder(OwnMetrics());

    [OwnParts(typeof(IMetric))]
    private static partial IReadOnlyList<IMetric> OwnMetrics();

    /// <summary>Butaca's own metric of a name; null: it is none of these.</summary>
    internal static IMetric? MetricOf(string name) => Metrics.FirstOrDefault(metric => metric.Name == name);

    /// <summary>Runs a protocol.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="data">The data set.</param>
    /// <param name="dataHash">Identifies it in the report.</param>
    /// <param name="contenders">The models.</param>
    /// <param name="options">What the protocol is told.</param>
    /// <param name="baseline">The name of the model to compare with; null for none.</param>
    /// <param name="context">Seed of the models, threads, cancellation.</param>
    /// <param name="progress">Told how far it is.</param>
    public EvaluationReport Run(
        IProtocol protocol,
        Dataset data,
        string dataHash,
        IReadOnlyList<Contender> contenders,
        ProtocolOptions options,
        string? baseline = null,
        TrainContext? context = null,
        IProgress<EvaluationProgress>? progress = null
    )
    {
        context ??= new TrainContext { Seed = options.Seed };
        if (protocol.Measures is { Count: > 0 } measures && _metrics[0] is not AtCutOff)
            return new Evaluator(measures).Run(
                protocol,
                data,
                dataHash,
                contenders,
                options,
                baseline,
                context,
                progress
            );
        (data, options) = CandidateCut.Of(data, options);
        Dictionary<string, GroupResults> groups = [];
        foreach (Round round in protocol.Rounds(data, options).Take(options.MostRounds ?? int.MaxValue))
        {
            double[] audiences = Audiences(round.Train.Interactions);
            SharedWork shared = new();
            List<(Contender Contender, Scorer Scorer)> kept = []; // those that a later contender orders otherwise
            for (int m = 0; m < contenders.Count; m++)
            {
                Contender contender = contenders[m];
                TrainContext training = context with
                {
                    Shared = shared,
                    Progress = progress is null ? null : new Forward(progress, round.Name, contender.Label),
                };
                Scorer scorer =
                    kept.Find(other => other.Contender.TrainsLike(contender)).Scorer
                    ?? contender.Model.Train(round.Train, contender.Options, training);
                kept.RemoveAll(other => other.Contender.TrainsLike(contender));
                if (contenders.Skip(m + 1).Any(contender.TrainsLike))
                    kept.Add((contender, scorer));
                Ranker ranker = new(round.Train, scorer);
                GroupLists lists = new(round.Train, scorer, ranker);
                MovieSimilarity similarity = new(round.Train);
                foreach (Group group in round.Groups)
                {
                    progress?.Report(new EvaluationProgress(round.Name, contender.Label, $"asking {group.Name}", 1));
                    if (!groups.TryGetValue(group.Name, out GroupResults? results))
                        groups.Add(
                            group.Name,
                            results = new GroupResults(group, contenders.Count, _metrics, data.Catalog.Count)
                        );
                    results.Add(
                        m,
                        group,
                        group.AsksRatings
                            ? Rate(scorer, contender, group, context)
                            : Ask(
                                ranker,
                                lists,
                                group,
                                contender.Reranking,
                                audiences,
                                similarity,
                                1.0 / round.Train.Users.Count,
                                context
                            )
                    );
                }
            }
        }
        if (groups.Values.All(results => results.IsEmpty))
            throw new ButacaException(
                $"The protocol '{protocol.Name}' found nobody to ask: a user needs a movie that goes in and another to find. Give a larger data set or other lists."
            );
        List<GroupReport> reports =
        [
            .. groups.Values.Select(results => results.Report(contenders, baseline, options.Seed)),
        ];
        return new EvaluationReport(protocol.Name, _k, options.Seed, options.Draws, baseline, dataHash, reports)
        {
            Threads = context.Threads,
        };
    }

    /// <summary>Measures a trained model out-of-sample on everybody whom it was not trained on.</summary>
    /// <param name="manifest">The model's manifest.</param>
    /// <param name="all">Everybody.</param>
    /// <param name="training">Those whom it was trained on, over the same catalogue.</param>
    /// <param name="scorer">The model.</param>
    /// <param name="context">Seed of the masks, threads, cancellation.</param>
    /// <returns>The manifest with what was measured; as it was where the model was trained on everybody.</returns>
    public static ModelManifest MeasureOthers(
        ModelManifest manifest,
        Dataset all,
        Dataset training,
        Scorer scorer,
        TrainContext context
    )
    {
        int[] others =
        [
            .. Enumerable.Range(0, all.Users.Count).Where(user => training.Users.RowOf(all.Users.IdOf(user)) < 0),
        ];
        if (others.Length == 0)
            return manifest;
        MetricReport[] metrics =
        [
            .. new Evaluator()
                .Measure(training, scorer, all, others, new ProtocolOptions { Seed = context.Seed }, context)
                .Where(metric => !double.IsNaN(metric.Mean)),
        ];
        return manifest with
        {
            Metrics = metrics.ToDictionary(metric => metric.Metric, metric => metric.Mean),
            StandardErrors = metrics
                .Where(metric => !double.IsNaN(metric.StandardError))
                .ToDictionary(metric => metric.Metric, metric => metric.StandardError),
        };
    }

    /// <summary>
    /// Measures a trained model out-of-sample on users, of whom it should not have seen anything. Movies that nobody in
    /// <paramref name="data"/> has watched are not ranked.
    /// </summary>
    /// <param name="train">What it was trained on.</param>
    /// <param name="scorer">The model.</param>
    /// <param name="data">Holds the users to ask, over the same catalogue.</param>
    /// <param name="users">Their rows in <paramref name="data"/>.</param>
    /// <param name="options">Seed, draws and the given share.</param>
    /// <param name="context">Threads, cancellation.</param>
    public IReadOnlyList<MetricReport> Measure(
        Dataset train,
        Scorer scorer,
        Dataset data,
        IReadOnlyList<int> users,
        ProtocolOptions options,
        TrainContext context
    )
    {
        int[] watched = data.Interactions.WatchedMovies();
        Group group = Cases.OutOfSample("new users, out-of-sample", data, users, options) with
        {
            Candidates = AllowedMovies.Only(data.Catalog.Count, watched),
        };
        GroupResults results = new(group, 1, _metrics, watched.Length);
        Ranker ranker = new(train, scorer);
        Answer[] answers = Ask(
            ranker,
            new GroupLists(train, scorer, ranker),
            group,
            new Reranking(),
            Audiences(train.Interactions),
            new MovieSimilarity(train),
            1.0 / train.Users.Count,
            context
        );
        results.Add(
            0,
            group,
            [.. answers.Select(answer => answer with { Rows = [.. answer.Rows.Select(PlaceOf)] })] // coverage is of what is ranked
        );
        return results.Figures(0);

        int PlaceOf(int row) => Array.BinarySearch(watched, row);
    }

    private Answer[] Ask(
        Ranker ranker,
        GroupLists lists,
        Group group,
        Reranking reranking,
        double[] audiences,
        MovieSimilarity similarity,
        double leastAudience,
        TrainContext context
    )
    {
        RankOptions ranking = new()
        {
            KeepWatched = group.KeepWatched,
            Allowed = group.Candidates,
            Diversity = reranking.Diversity,
            Novelty = reranking.Novelty,
            Goal = reranking.Goal,
        };
        Answer[] answers = new Answer[group.Cases.Count];
        context.ParallelFor(
            answers.Length,
            i =>
            {
                Case question = group.Cases[i];
                if (question.Members is { } members)
                {
                    int[] list = lists.Of([.. members.Select(member => member.Given)], ranking, reranking, _k);
                    double[][] each =
                    [
                        .. members.Select(member => Measure(list, member, audiences, similarity, leastAudience)),
                    ];
                    answers[i] = new Answer(
                        list,
                        [
                            .. each[0]
                                .Select(
                                    (_, metric) =>
                                        group.IsOfLowest
                                            ? each.Min(values => values[metric])
                                            : each.Average(values => values[metric])
                                ),
                        ]
                    );
                    return;
                }
                int[] rows = Ask(ranker, question, question.Told, ranking, audiences.Length);
                int[] before = [];
                if (group.IsAfterNo && rows.Length > 1)
                {
                    before = rows[1..];
                    rows = Ask(ranker, question, [rows[0]], ranking, audiences.Length);
                }
                answers[i] = new Answer(rows, Measure(rows, question, audiences, similarity, leastAudience, before));
            }
        );
        return answers;
    }

    private int[] Ask(Ranker ranker, Case question, int[]? told, RankOptions ranking, int movieCount)
    {
        StoredHistory given = question.Given;
        if (told is not null)
        {
            ranking = ranking with { LessLike = StoredHistory.Of(told) };
            given = ToldDislikes.Tell(given.AsHistory(), ranker.Scorer, ref ranking);
        }
        int[] also = question.AlsoWatched ?? [];
        // What must not be ranked can take up that many places; more than there are movies, a list can't be.
        int[] rows = new int[Math.Min(_k, movieCount) + also.Length];
        int found = ranker.Rank(given.AsHistory(), ranking, rows, new float[rows.Length]);
        if (also.Length > 0)
            rows = [.. rows[..found].Where(row => Array.BinarySearch(also, row) < 0)];
        return rows[..Math.Min(_k, Math.Min(found, rows.Length))];
    }

    private static Answer[] Rate(Scorer scorer, Contender contender, Group group, TrainContext context)
    {
        Answer[] answers = new Answer[group.Cases.Count];
        context.ParallelFor(
            answers.Length,
            i =>
            {
                Case question = group.Cases[i];
                PredictedRating[] predicted = new PredictedRating[question.Relevant.Length];
                if (!scorer.PredictRatings(question.Given.AsHistory(), question.Relevant, predicted))
                    Throw.Option(
                        "models",
                        contender.Label,
                        $"models that predict ratings: those with {nameof(IModel.PredictsRatings)}"
                    );
                answers[i] = new Answer([], []) { Predicted = predicted };
            }
        );
        return answers;
    }

    private double[] Measure(
        int[] rows,
        Case question,
        double[] audiences,
        MovieSimilarity similarity,
        double leastAudience,
        int[]? before = null
    )
    {
        bool[] hits = [.. rows.Select(row => Array.BinarySearch(question.Relevant, row) >= 0)];
        bool[] likes = question.Liked is { } liked ? [.. rows.Select(row => Array.BinarySearch(liked, row) >= 0)] : [];
        RankedList list = new(
            rows,
            hits,
            question.Relevant.Length,
            _k,
            audiences,
            similarity,
            leastAudience,
            likes,
            question.Disliked,
            before
        );
        double[] values = new double[_metrics.Count(metric => metric is IUserMetric)];
        for (int i = 0; i < values.Length; i++)
            values[i] = ((IUserMetric)_metrics[i]).Of(list);
        return values;
    }

    private static double[] Audiences(Interactions x) => [.. Enumerable.Range(0, x.MovieCount).Select(x.ShareOf)];

    private static IMetric[] InOrder(IEnumerable<IMetric> metrics) =>
        [
            .. metrics
                .OrderBy(metric =>
                    metric switch
                    {
                        IUserMetric => 0,
                        ICatalogueMetric => 1,
                        _ => 2,
                    }
                )
                .ThenBy(Order),
        ];

    /// <summary>Precision, the project's measure, leads, and RMSE of ratings; the rest goes by name.</summary>
    private static string Order(IMetric metric) => metric.IsLeading ? "" : metric.Name;

    /// <summary>Whether it is the one by which models of lists are compared.</summary>
    private static bool IsOfLists(IMetric metric) => metric is IUserMetric { IsLeading: true };

    private sealed class Forward(IProgress<EvaluationProgress> to, string round, string model)
        : IProgress<TrainProgress>
    {
        public void Report(TrainProgress value) =>
            to.Report(new EvaluationProgress(round, model, value.Stage, value.Fraction));
    }
}

/// <summary>What a model answered to one question.</summary>
/// <param name="Rows">The recommended movie rows.</param>
/// <param name="Values">The user metrics.</param>
internal readonly record struct Answer(int[] Rows, double[] Values)
{
    /// <summary>The predicted ratings of the question's movies; null where a list was asked for.</summary>
    public PredictedRating[]? Predicted { get; init; }
}
