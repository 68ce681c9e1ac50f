using Butaca.Data;
using Butaca.Evaluation;
using Butaca.Evaluation.Protocols;
using Butaca.Models;

namespace Butaca.Tests.Evaluation;

/// <summary>Lists for several users, measured.</summary>
public sealed class TogetherProtocolTests
{
    /// <summary>Four users, of 8 movies two each know the same ones; rated 5 where the row is even, else 3.</summary>
    private static readonly Dataset Data = Make();

    private static Dataset Make()
    {
        DatasetBuilder builder = new();
        for (int row = 0; row < 16; row++)
            builder.AddMovie(new Movie(Toy.IdOf(row), $"Movie {row}"));
        for (int user = 0; user < 4; user++)
        {
            for (int row = 8 * (user % 2); row < 8 * (user % 2) + 8; row++)
                builder.AddInteraction(100 + user, Toy.IdOf(row), row % 2 == 0 ? 5 : 3);
        }
        return builder.Build();
    }

    /// <summary>
    /// Whoever has watched of the first half likes its other movies, the lower the row the better; so for the second
    /// half.
    /// </summary>
    private sealed class Halves : Model<NoOptions>
    {
        public override string Name => "halves";

        public override string Summary => "Knows both halves.";

        protected override Scorer Fit(Dataset data, NoOptions options, TrainContext context) =>
            new FixedScorer(
                data.Catalog.Count,
                watched =>
                    [
                        .. Enumerable
                            .Range(0, 16)
                            .Select(row => (watched.Any(movie => movie / 8 == row / 8) ? 100f : 0) - row),
                    ]
            );
    }

    private static EvaluationReport Run(params string[] settings)
    {
        Halves model = new();
        return new Evaluator(4).Run(
            new TogetherProtocol(),
            Data,
            "hash",
            [
                .. settings.Select(setting =>
                {
                    Reranking reranking = new();
                    Assert.True(reranking.TrySet(setting));
                    return new Contender(setting, model, new NoOptions()) { Reranking = reranking };
                }),
            ],
            new ProtocolOptions
            {
                Folds = 2,
                Draws = 2,
                Given = 0.25,
                Seed = Seed,
            },
            null,
            new TrainContext { Threads = 1 }
        );
    }

    /// <summary>
    /// A seed whose folds hold one user of each half: there is nobody alike, and each is asked with the other.
    /// </summary>
    private static long Seed { get; } =
        Enumerable
            .Range(0, 100)
            .First(seed =>
                new TogetherProtocol()
                    .Rounds(Data, new ProtocolOptions { Folds = 2, Seed = seed })
                    .All(round => round.Groups[0].Cases.Select(c => c.Given.Movies[0] / 8).Distinct().Count() == 2)
            );

    [Fact]
    public void AsksPairsAndThreesDrawnAndAlike()
    {
        Dataset data = Toy.Tastes(60, 40);
        Round round = new TogetherProtocol().Rounds(data, new ProtocolOptions { Draws = 2 }).First();
        Assert.Equal(
            [
                "pairs of new users, drawn: the mean",
                "pairs of new users, drawn: the lowest",
                "pairs of new users, alike: the mean",
                "pairs of new users, alike: the lowest",
                "threes of new users, drawn: the mean",
                "threes of new users, drawn: the lowest",
                "threes of new users, alike: the mean",
                "threes of new users, alike: the lowest",
            ],
            round.Groups.Select(group => group.Name)
        );
        foreach (Group group in round.Groups)
        {
            int size = group.Name.StartsWith("pairs", StringComparison.Ordinal) ? 2 : 3;
            Assert.Equal(24, group.Cases.Count);
            foreach (Case question in group.Cases)
            {
                Assert.Equal(size, question.Members!.Select(member => member.User).Distinct().Count());
                Assert.Equal(question.User, question.Members![0].User);
                Assert.All(question.Members, member => Assert.True(round.Train.Users.RowOf(member.User) < 0));
                Assert.All(question.Members, member => Assert.Equal(question.Draw, member.Draw));
            }
        }
        // User and movie of one parity are a taste: alike users are of one.
        int Tastes(int group) =>
            round
                .Groups[group]
                .Cases.Sum(question => question.Members!.Count(m => m.User.Number % 2 == question.User.Number % 2));
        Assert.True(Tastes(2) > Tastes(0));
    }

    /// <summary>
    /// Of the pairs, one has the six hidden movies of the first half and the other those of the second. A shared list
    /// holds two of each; merged histories and averaged scores give the first half alone.
    /// </summary>
    [Fact]
    public void TheLowestIsTheLowestAndTheMeanTheMean()
    {
        EvaluationReport report = Run("fairness=0.5", "grouping=averaged", "grouping=merged");
        GroupReport mean = report.Groups.Single(group => group.Name == "pairs of new users, drawn: the mean");
        GroupReport lowest = report.Groups.Single(group => group.Name == "pairs of new users, drawn: the lowest");
        Assert.Equal(4, mean.Users);
        Assert.Equal(0.5, mean["fairness=0.5"]["P"].Mean, 1e-12);
        Assert.Equal(0.5, lowest["fairness=0.5"]["P"].Mean, 1e-12);
        foreach (string other in new[] { "grouping=averaged", "grouping=merged" })
        {
            Assert.Equal(0.5, mean[other]["P"].Mean, 1e-12);
            Assert.Equal(0, lowest[other]["P"].Mean, 1e-12);
            Assert.Equal(0, lowest[other]["Likes"].Mean, 1e-12);
        }
        Assert.InRange(mean["fairness=0.5"]["Likes"].Mean, 0.5, 2);
        Assert.InRange(lowest["fairness=0.5"]["Likes"].Mean, 0, mean["fairness=0.5"]["Likes"].Mean);
        Assert.DoesNotContain(report.Groups, group => group.Name.StartsWith("threes", StringComparison.Ordinal)); // two in a fold
    }

    [Fact]
    public void WithoutRatingsNothingIsKnownOfLikes()
    {
        Dataset data = Toy.Tastes(20, 16);
        EvaluationReport report = new Evaluator().Run(
            new TogetherProtocol(),
            data,
            "hash",
            [new Contender("halves", new Halves(), new NoOptions())],
            new ProtocolOptions { Draws = 1, Folds = 2 },
            null,
            new TrainContext { Threads = 1 }
        );
        Assert.All(
            report.Groups,
            group => Assert.DoesNotContain(group["halves"].Metrics, metric => metric.Metric == "Likes")
        );
        Assert.DoesNotContain("Likes", ReportMarkdown.Format(report, "butaca"), StringComparison.Ordinal);
    }
}
