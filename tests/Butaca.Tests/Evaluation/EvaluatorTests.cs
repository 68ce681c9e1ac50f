using Butaca.Data;
using Butaca.Evaluation;
using Butaca.Evaluation.Protocols;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Splits;

namespace Butaca.Tests.Evaluation;

public sealed class EvaluatorTests
{
    private static readonly Contender Best = new("best", new Oracle(), new OracleOptions());
    private static readonly Contender Worst = new("worst", new Oracle(), new OracleOptions { Own = -1 });

    private static int Hidden(int size) => size - Math.Max(1, (int)(0.2 * size));

    private static EvaluationReport Run(
        IProtocol protocol,
        Dataset data,
        ProtocolOptions options,
        string? baseline,
        int k,
        params Contender[] contenders
    ) => new Evaluator(k).Run(protocol, data, "hash", contenders, options, baseline, new TrainContext { Threads = 2 });

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(10)]
    public void ThePerfectModelGetsAllThatCanBeGotAndTheWorstNothing(int k)
    {
        EvaluationReport report = Run(
            new NewUsersProtocol(),
            Blocks.Data,
            new ProtocolOptions { Folds = 4, Draws = 3 },
            "worst",
            k,
            Best,
            Worst
        );
        GroupReport group = Assert.Single(report.Groups);
        Assert.Equal((8, 0), (group.Users, group.Skipped));
        double[] precisions = [.. Blocks.Sizes.Select(size => Math.Min(k, Hidden(size)) / (double)k)];
        ModelReport best = group["best"];
        ModelReport worst = group["worst"];
        Assert.Equal(precisions.Average(), best["P"].Mean, 1e-12);
        Assert.Equal(
            Blocks.Sizes.Average(size => Math.Min(k, Hidden(size)) / (double)Hidden(size)),
            best["Recall"].Mean,
            1e-12
        );
        foreach (string metric in new[] { "NDCG", "MAP", "MRR", "HR" })
            Assert.Equal(1, best[metric].Mean, 1e-12);
        foreach (string metric in new[] { "P", "Recall", "NDCG", "MAP", "MRR", "HR" })
            Assert.Equal(0, worst[metric].Mean);
        Assert.Equal(Statistics.Mean(precisions).StandardError, best["P"].StandardError, 1e-12); // over users, not over draws

        Assert.All(worst.Metrics, metric => Assert.Null(metric.Difference));
        Difference difference = best["P"].Difference!.Value;
        Assert.Equal(best["P"].Mean, difference.Mean, 1e-12);
        Assert.InRange(difference.Mean, difference.Low, difference.High);
        Assert.True(difference.IsClear);
        Assert.Equal(best["Coverage"].Mean - worst["Coverage"].Mean, best["Coverage"].Difference!.Value.Mean, 1e-12);
        Assert.Equal(
            ("new-users", k, 42L, 3, "worst", "hash"),
            (report.Protocol, report.K, report.Seed, report.Draws, report.Baseline, report.DataHash)
        );
        Assert.Equal("-1", worst.Options["own"]);
    }

    [Fact]
    public void AgainstItselfAModelHasNoDifference()
    {
        EvaluationReport report = Run(
            new NewUsersProtocol(),
            Blocks.Data,
            new ProtocolOptions { Folds = 4 },
            "best",
            10,
            Best,
            Best with
            {
                Label = "same",
            }
        );
        Assert.All(report.Groups[0]["same"].Metrics, metric => Assert.Equal(0, metric.Difference!.Value.Mean));
        Assert.False(report.Groups[0]["same"]["P"].Difference!.Value.IsClear);
        Assert.All(
            Run(new NewUsersProtocol(), Blocks.Data, new ProtocolOptions { Folds = 4 }, null, 10, Best, Worst)
                .Groups[0]
                .Models,
            model => Assert.All(model.Metrics, metric => Assert.Null(metric.Difference))
        );
    }

    /// <summary>
    /// Each of two movies is withheld once: who watched but one of them is asked about that one, and is not left out.
    /// </summary>
    [Fact]
    public void OnlyWhoIsNeverAskedIsLeftOut()
    {
        Dataset data = Toy.Of(4, [0, 1, 2, 3], [0, 1, 2, 3], [0, 2, 3], [2], []);
        ProtocolOptions options = new()
        {
            Folds = 4,
            Draws = 1,
            Existing = IdRanges.Parse("existing", "100-101"),
        };
        GroupReport group = Assert.Single(
            Run(
                new NewMoviesProtocol(),
                data,
                options,
                null,
                2,
                Contender.Parse(Butaca.Cli.SharedOptions.Models, "popularity")
            ).Groups
        );
        Assert.Equal((1, 2), (group.Users, group.Skipped)); // 102 of its three movies; one movie is too few, none as well
    }

    /// <summary>Ranks, hits and means written out once more, naively, over several folds and draws.</summary>
    [Fact]
    public void FiguresAreThoseOfANaiveTwin()
    {
        Dataset data = Toy.Tastes(users: 30, movies: 40);
        Random random = Seeds.Create(3, "scores");
        float[] scores = [.. Enumerable.Range(0, 40).Select(_ => random.NextSingle())];
        ProtocolOptions options = new() { Draws = 3, Folds = 3 };
        EvaluationReport report = Run(
            new NewUsersProtocol(),
            data,
            options,
            null,
            7,
            new Contender("fixed", new Fixed(scores), new NoOptions())
        );

        Dictionary<long, List<(double P, double Recall, double Mrr)>> byUser = [];
        HashSet<int>[] recommended =
        [
            [],
            [],
            [],
        ];
        foreach (
            Case question in new NewUsersProtocol().Rounds(data, options).SelectMany(round => round.Groups[0].Cases)
        )
        {
            int[] list =
            [
                .. Enumerable
                    .Range(0, 40)
                    .Except(question.Given.Movies)
                    .OrderByDescending(movie => scores[movie])
                    .Take(7),
            ];
            double hits = list.Intersect(question.Relevant).Count();
            int first = Array.FindIndex(list, question.Relevant.Contains);
            if (!byUser.TryGetValue(question.User.Number, out var values))
                byUser.Add(question.User.Number, values = []);
            values.Add((hits / 7, hits / question.Relevant.Length, first < 0 ? 0 : 1.0 / (first + 1)));
            recommended[question.Draw].UnionWith(list);
        }
        ModelReport model = report.Groups[0].Models[0];
        Assert.Equal(byUser.Values.Average(v => v.Average(x => x.P)), model["P"].Mean, 1e-12);
        Assert.Equal(byUser.Values.Average(v => v.Average(x => x.Recall)), model["Recall"].Mean, 1e-12);
        Assert.Equal(byUser.Values.Average(v => v.Average(x => x.Mrr)), model["MRR"].Mean, 1e-12);
        Assert.Equal(recommended.Average(set => set.Count / 40.0), model["Coverage"].Mean, 1e-12); // of each draw, not of all together
    }

    [Fact]
    public void ContendersThatOnlyOrderOtherwiseShareATraining()
    {
        Oracle model = new();
        Contender best = new("best", model, new OracleOptions());
        Contender gems = best with
        {
            Label = "gems",
            Reranking = new Reranking { Novelty = 1 },
        };
        Contender worst = new("worst", model, new OracleOptions { Own = -1 });
        Contender varied = best with
        {
            Label = "varied",
            Options = new OracleOptions(),
            Reranking = new Reranking { Diversity = 1 },
        };
        Run(
            new NewUsersProtocol(),
            Blocks.Data,
            new ProtocolOptions { Folds = 4 },
            null,
            10,
            best,
            gems,
            worst,
            varied
        );
        Assert.Equal(4 * 2, model.Seen.Count);
    }

    /// <summary>What is measured of an order is the list that a recommendation with the same settings has.</summary>
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0, 0.5)]
    [InlineData(1, 1)]
    public void ListsAreMeasuredAsTheContenderOrdersThem(double diversity, double novelty)
    {
        Dataset data = Toy.Tastes(users: 30, movies: 40);
        Random random = Seeds.Create(3, "scores");
        Contender plain = new(
            "fixed",
            new Fixed([.. Enumerable.Range(0, 40).Select(_ => random.NextSingle())]),
            new NoOptions()
        );
        ProtocolOptions options = new()
        {
            Folds = 3,
            Draws = 1,
            MostRounds = 1,
        };
        EvaluationReport report = Run(
            new NewUsersProtocol(),
            data,
            options,
            null,
            7,
            plain,
            plain with
            {
                Label = "anew",
                Reranking = new Reranking { Diversity = diversity, Novelty = novelty },
            }
        );

        Round round = new NewUsersProtocol().Rounds(data, options).First();
        Recommender recommender = new(round.Train, plain.Model.Train(round.Train, plain.Options, new TrainContext()));
        RecommendOptions settings = new()
        {
            Count = 7,
            Diversity = diversity,
            Novelty = novelty,
        };
        double precision = round
            .Groups[0]
            .Cases.Average(question =>
                recommender
                    .Recommend(question.Given.AsHistory(), settings)
                    .Count(movie => question.Relevant.Contains(data.Catalog.Vocabulary.RowOf(movie.Movie.Id))) / 7.0
            );
        Assert.Equal(precision, report.Groups[0]["anew"]["P"].Mean, 1e-12);
        Assert.NotEqual(report.Groups[0]["fixed"]["Novelty"].Mean, report.Groups[0]["anew"]["Novelty"].Mean);
    }

    /// <summary>
    /// Films that are added to a catalogue move no figure, of whatever protocol, unless they are asked for.
    /// </summary>
    [Theory]
    [InlineData("new-users")]
    [InlineData("later-users")]
    [InlineData("known-users")]
    [InlineData("calendar")]
    [InlineData("movienet")]
    [InlineData("new-movies")]
    [InlineData("mixed-movies")]
    [InlineData("split")]
    public void MoviesThatNobodyWatchedMoveNothing(string name)
    {
        IProtocol protocol = Butaca.Cli.Parts.Own.Protocol("protocol", name);
        Dataset some = Toy.Tastes(users: 60, movies: 40);
        Interactions x = some.Interactions;
        uint[] times = new uint[x.Count];
        for (int user = 0; user < x.UserCount; user++)
            times
                .AsSpan(x.UserStarts[user], x.UserStarts[user + 1] - x.UserStarts[user])
                .Fill((uint)(100_000 * (user + 1)));
        Dataset data = new(
            some.Catalog,
            some.Users,
            new Interactions(x.MovieCount, [.. x.UserStarts], [.. x.Movies], [.. x.Ratings], times)
        );
        long first = data.Catalog.NextId;
        Dataset more = data.WithMovies([
            .. Enumerable
                .Range(0, 50)
                .Select(i => new Movie(first + i, $"New {i}") { Genres = ["Drama"], Synopsis = "Tears." }),
        ]);
        EvaluationReport before = Evaluate(data, Candidates.Watched);
        Assert.Equal(Figures(before), Figures(Evaluate(more, Candidates.Watched)));
        if (name != "new-movies") // there, only withheld movies are ranked
            Assert.NotEqual(Figures(before), Figures(Evaluate(more, Candidates.All)));

        EvaluationReport Evaluate(Dataset all, Candidates candidates) =>
            Run(
                protocol,
                all,
                new ProtocolOptions
                {
                    Draws = 1,
                    Folds = 3,
                    Candidates = candidates,
                    Existing = IdRanges.Parse("existing", $"1-{data.Users.IdOf(40)}"),
                    Train = all.WithoutMovies(Odd(all)),
                    Test = all.WithoutMovies(Even(all)),
                },
                null,
                10,
                Contender.Parse(Butaca.Cli.SharedOptions.Models, "popularity"),
                Contender.Parse(Butaca.Cli.SharedOptions.Models, "content-knn")
            );

        static bool[] Odd(Dataset all) => [.. Enumerable.Range(0, all.Catalog.Count).Select(movie => movie % 2 == 1)];

        static bool[] Even(Dataset all) => [.. Odd(all).Select(odd => !odd)];

        static string Figures(EvaluationReport report) =>
            string.Join(
                '\n',
                report.Groups.SelectMany(group =>
                    group.Models.SelectMany(model =>
                        model.Metrics.Select(m => $"{group.Name} {model.Model} {m.Metric} {m.Mean:R}")
                    )
                )
            );
    }

    [Fact]
    public void InSampleEverythingGoesInAndComesOut()
    {
        ProtocolOptions options = new() { Existing = Butaca.Splits.IdRanges.Parse("existing", "100-103"), Draws = 1 };
        EvaluationReport report = Run(new MovieNetProtocol(), Blocks.Data, options, null, 10, Best);
        foreach (GroupReport group in report.Groups)
        {
            int[] sizes = group.Name.StartsWith("existing", StringComparison.Ordinal)
                ? Blocks.Sizes[..4]
                : Blocks.Sizes[4..];
            bool inSample = group.Name.Contains("in-sample", StringComparison.Ordinal);
            Assert.Equal(
                sizes.Average(size => Math.Min(10, inSample ? size : Hidden(size)) / 10.0),
                group["best"]["P"].Mean,
                1e-12
            );
            Assert.Equal(4, group.Users);
        }
        Assert.Equal(4, report.Groups.Count);
    }

    [Fact]
    public void OnlyCandidatesAreRankedForNewMovies()
    {
        EvaluationReport report = Run(
            new NewMoviesProtocol(),
            Blocks.Data,
            new ProtocolOptions { Folds = 2, Draws = 1 },
            null,
            1,
            Best
        );
        Assert.Equal(1, report.Groups[0]["best"]["P"].Mean, 1e-12); // though the known movies of the block score as high, and come first by id
    }

    [Fact]
    public void WhatIsInAnotherListIsNotRanked()
    {
        // Movies 0 to 3 score best, but are given (0) or in the validation list (1 to 3): for the test, 4 is on top.
        ProtocolOptions options = new()
        {
            Candidates = Candidates.All, // 7 and 8 are in no list
            Train = Toy.Of(9, [0], [5, 6]),
            Validation = Toy.Of(9, [1, 2, 3], []),
            Test = Toy.Of(9, [4], []),
        };
        Contender fixedScores = new("fixed", new Fixed(9, 8, 7, 6, 5, 4, 3, 2, 1), new NoOptions());
        EvaluationReport report = Run(new SplitProtocol(), options.Train, options, null, 2, fixedScores);
        Assert.Equal(1, report.Groups[0]["fixed"]["P"].Mean); // validation: 1 and 2
        Assert.Equal(0.5, report.Groups[1]["fixed"]["P"].Mean); // test: 4, then 5
        Assert.Equal(1, report.Groups[1]["fixed"]["MRR"].Mean);
    }

    [Fact]
    public void MeasureIsTheSameAsAProtocolsRound()
    {
        ProtocolOptions options = new()
        {
            Folds = 4,
            Draws = 2,
            MostRounds = 1,
        };
        Round round = new NewUsersProtocol().Rounds(Blocks.Data, options).First();
        int[] users = [.. round.Groups[0].Cases.Select(question => Blocks.Data.Users.RowOf(question.User)).Distinct()];
        TrainContext context = new() { Threads = 2 };
        IReadOnlyList<MetricReport> measured = new Evaluator().Measure(
            round.Train,
            new Oracle().Train(round.Train, new OracleOptions(), context),
            Blocks.Data,
            users,
            options,
            context
        );
        Assert.Equal(
            Run(new NewUsersProtocol(), Blocks.Data, options, null, 10, Best).Groups[0]["best"].Metrics,
            measured
        );
    }

    [Fact]
    public void ThreadsChangeNoFigure()
    {
        Dataset data = Toy.Tastes(users: 40, movies: 30);
        Contender contender = Contender.Parse(Butaca.Cli.SharedOptions.Models, "item-knn");
        GroupReport With(int threads) =>
            new Evaluator()
                .Run(
                    new NewUsersProtocol(),
                    data,
                    "",
                    [contender],
                    new ProtocolOptions(),
                    null,
                    new TrainContext { Threads = threads }
                )
                .Groups[0];
        Assert.Equal(With(1).Models[0].Metrics, With(4).Models[0].Metrics);
    }

    [Fact]
    public void ItCanBeCancelledAndRefusesANonsenseCutOff()
    {
        TrainContext cancelled = new() { Cancellation = new CancellationToken(canceled: true) };
        Assert.ThrowsAny<OperationCanceledException>(() =>
            new Evaluator().Run(
                new NewUsersProtocol(),
                Blocks.Data,
                "",
                [Best],
                new ProtocolOptions { Folds = 2 },
                null,
                cancelled
            )
        );
        Assert.Equal(
            "k: found '0', expected at least 1.",
            Assert.Throws<ButacaException>(() => new Evaluator(0)).Message
        );
    }

    [Fact]
    public void ACutOffBeyondTheCatalogueMeasuresAllOfIt()
    {
        ModelReport best = Run(
            new NewUsersProtocol(),
            Blocks.Data,
            new ProtocolOptions { Folds = 4, Draws = 1 },
            null,
            int.MaxValue,
            Best
        ).Groups[0]["best"];
        Assert.Equal(1, best["Recall"].Mean, 1e-12);
        Assert.Equal(1, best["Coverage"].Mean);
    }

    [Fact]
    public void ContendersAreReadAsPeopleWriteThem()
    {
        ModelRegistry models = Butaca.Cli.SharedOptions.Models;
        Contender contender = Contender.Parse(models, "edlae:lambda=200:dropout=0.8");
        Assert.Equal(("edlae:lambda=200:dropout=0.8", "edlae"), (contender.Label, contender.Model.Name));
        Assert.Equal(
            new Dictionary<string, string> { ["dropout"] = "0.8", ["lambda"] = "200" },
            ModelOption.Values(contender.Model, contender.Options)
        );
        Contender anew = Contender.Parse(models, "edlae:novelty=0.5:lambda=200:diversity=0.25");
        Assert.Equal(
            (0.25, 0.5, "200"),
            (anew.Reranking.Diversity, anew.Reranking.Novelty, ModelOption.Values(anew.Model, anew.Options)["lambda"])
        );
        string Error(string text) => Assert.Throws<ButacaException>(() => Contender.Parse(models, text)).Message;
        Assert.Equal("novelty: found '2', expected a number from 0 to 1.", Error("popularity:novelty=2"));
        Assert.Equal($"model: found 'best', expected one of {Known.Models}.", Error("best"));
        Assert.Equal("option of ease: found 'mu', expected one of lambda.", Error("ease:mu=3"));
        Assert.Equal("option of ease: found 'lambda', expected name=value.", Error("ease:lambda"));
        Assert.Equal("lambda: found '0', expected a number from 0.001 to 1000000000.", Error("ease:lambda=0"));
        Assert.Equal("lambda: found 'NaN', expected a number from 0.001 to 1000000000.", Error("ease:lambda=NaN"));
        Assert.Equal("factors: found '2.5', expected a whole number from 1 to 1024.", Error("als:factors=2.5"));
        Assert.Equal("option of popularity: found 'x', expected nothing: it has no options.", Error("popularity:x=1"));
    }

    /// <summary>
    /// Who says "no" to the best gets the next one in its place: all others stay where a "no" moves nothing.
    /// </summary>
    [Fact]
    public void AfterANoTheOthersStay()
    {
        Dataset data = Toy.Of(6, [0, 1], [0, 2]);
        Group group = new("after a no", [new Case(100, 0, StoredHistory.Of([0]), [3])]) { IsAfterNo = true };
        EvaluationReport report = new Evaluator(3).Run(
            new One(new Round("one", data, [group])),
            data,
            "hash",
            [new Contender("fixed", new Fixed(0, 5, 4, 3, 2, 1), new NoOptions())],
            new ProtocolOptions { Candidates = Candidates.All },
            null,
            new TrainContext { Threads = 1 }
        );
        Assert.Equal(1, report.Groups[0]["fixed"]["P"].Mean * 3, 1e-12); // 2, 3 and 4, of which 3 is right
        Assert.Equal(1, report.Groups[0]["fixed"]["Kept"].Mean, 1e-12);
    }

    private sealed class One(Round round) : IProtocol
    {
        public string Name => "one";

        public string Summary => "One round.";

        public IEnumerable<Round> Rounds(Dataset data, ProtocolOptions options) => [round];
    }

    [Fact]
    public void AProtocolMayLayDownItsMeasures()
    {
        Dataset data = Toy.Of(8, [.. Enumerable.Repeat(Enumerable.Range(0, 8).ToArray(), 20)]);
        EvaluationReport report = Run(
            new LiangProtocol(),
            data,
            new ProtocolOptions(),
            null,
            10,
            new Contender("popularity", Butaca.Cli.SharedOptions.Models.Get("popularity"), new NoOptions())
        );
        Assert.Equal(["new users to validate on", "new users to test on"], report.Groups.Select(group => group.Name));
        foreach (GroupReport group in report.Groups)
        {
            MetricReport[] metrics = [.. group["popularity"].Metrics];
            Assert.Equal(["Recall@20", "Recall@50", "NDCG@100"], metrics.Select(metric => metric.Metric));
            Assert.All(metrics, metric => Assert.Equal(1, metric.Mean, 1e-12)); // one movie is left, and it is the one
        }
        string page = ReportMarkdown.Format(report, "butaca evaluate --protocol liang");
        Assert.Contains("| Model | Recall@20 | Recall@50 | NDCG@100 |", page, StringComparison.Ordinal);
    }
}
