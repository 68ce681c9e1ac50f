using Butaca.Data;
using Butaca.Evaluation;
using Butaca.Evaluation.Protocols;
using Butaca.Models;
using Butaca.Splits;
using Butaca.Training.Models;

namespace Butaca.Tests.Evaluation;

/// <summary>
/// An independent implementation measured the baselines on MovieNet's interactions: ours must agree within 0.01. The
/// data may not be shipped; where it is not beside the repository, these tests are skipped.
/// </summary>
public sealed class PublishedFigureTests
{
    private static readonly string Pairs = Path.Combine(
        Repository.Root,
        "..",
        "shared",
        "data",
        "movienet",
        "interactions.csv"
    );

    [Fact]
    public void NewUsersOfMovieNetAgree() =>
        Check(
            new MovieNetProtocol(),
            new ProtocolOptions { Draws = 20 },
            "new users, out-of-sample",
            ("popularity", 0.377),
            ("item-knn", 0.447),
            ("user-knn", 0.497),
            ("ease", 0.520),
            ("edlae", 0.532)
        );

    [Fact(Explicit = true), Trait("Long", "yes")]
    public void FoldsOverUsersAgree() =>
        Check(
            new NewUsersProtocol(),
            new ProtocolOptions(),
            "new users, out-of-sample",
            ("popularity", 0.349),
            ("item-knn", 0.423),
            ("ease", 0.499),
            ("edlae", 0.507)
        );

    private static void Check(
        IProtocol protocol,
        ProtocolOptions options,
        string group,
        params (string Model, double Precision)[] published
    )
    {
        Assert.SkipUnless(File.Exists(Pairs), "needs MovieNet's interactions, which may not be shipped");
        Dataset data = PairLists.Read(Pairs, cancellation: TestContext.Current.CancellationToken).Dataset;
        ModelRegistry models = new(typeof(Popularity).Assembly);
        Contender[] contenders = [.. published.Select(p => Contender.Parse(models, p.Model))];
        EvaluationReport report = new Evaluator().Run(protocol, data, "", contenders, options);
        GroupReport found = report.Groups.Single(g => g.Name == group);
        Assert.All(published, p => Assert.Equal(p.Precision, found[p.Model]["P"].Mean, 0.01));
    }
}
