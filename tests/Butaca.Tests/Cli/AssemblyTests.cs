using System.Text.Json;
using Butaca.Evaluation;
using Butaca.Evaluation.Metrics;
using Butaca.Evaluation.Protocols;
using Butaca.Extension;
using Butaca.Models;
using Butaca.Training.Models;

namespace Butaca.Tests.Cli;

/// <summary>Models, metrics and protocols that somebody wrote in an assembly of their own.</summary>
public sealed class AssemblyTests : CommandTest
{
    private static readonly string Mine = Path.Combine(AppContext.BaseDirectory, "Butaca.Extension.dll");

    [Fact]
    public async Task TheyAreMeasuredBesideButacas()
    {
        JsonElement report = await Json(
            "evaluate",
            "--data",
            DataFolder,
            "--assembly",
            Mine,
            "--models",
            "popularity,oldest:before=1990",
            "--protocol",
            "odd-and-even",
            "--json",
            "-"
        );
        Assert.Equal("odd-and-even", report.GetProperty("protocol").GetString());
        JsonElement group = report.GetProperty("groups")[0];
        Assert.Equal(20, group.GetProperty("users").GetInt32());
        foreach (JsonElement model in group.GetProperty("models").EnumerateArray())
            Assert.Contains(
                "First",
                model.GetProperty("metrics").EnumerateArray().Select(metric => metric.GetProperty("metric").GetString())
            );
    }

    [Fact]
    public async Task AModelIsTrainedKeptAndRecommends()
    {
        Assert.Contains("  before=2000: ", (await Succeed("models", "--assembly", Mine)).Out, StringComparison.Ordinal);
        await Train("oldest", "--assembly", Mine);
        string[] ask = ["recommend", "--model", ModelFolderPath, "--watched", "Heat (1995)", "-n", "1"];
        ConsoleCapture console = await Succeed([.. ask, "--assembly", Mine]);
        Assert.Contains("Metropolis (1927)", console.Out, StringComparison.Ordinal);
        Assert.Contains("the scorer 'OldestScorer'", await Fail(ask), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsNoneIsRefused()
    {
        string text = Folder.Write("text.dll", "nothing");
        Assert.StartsWith(
            "--assembly: found 'TMP/text.dll', which can't be loaded (",
            await Fail("models", "--assembly", text),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "--assembly: found 'TMP/none.dll', expected a .NET assembly (.dll) that exists.",
            await Fail("models", "--assembly", Folder["none.dll"])
        );
        Assert.EndsWith(
            "expected an assembly with a model, a metric, a protocol or a scorer.",
            await Fail("models", "--assembly", Path.Combine(AppContext.BaseDirectory, "Sylvan.Data.Csv.dll")),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "'oldest': found two models of this name, Butaca.Extension.Oldest and Butaca.Extension.Oldest, expected one. Rename yours.",
            await Fail("models", "--assembly", Mine, "--assembly", Mine)
        );
    }

    [Fact]
    public void InALibraryTheyAreGivenToTheEvaluator()
    {
        EvaluationReport report = new Evaluator(5, [.. Evaluator.Metrics, new FirstHit()]).Run(
            new NewUsersProtocol(),
            Data,
            "",
            [new Contender("oldest", new Oldest(), new OldestOptions())],
            new ProtocolOptions()
        );
        Assert.InRange(report.Groups[0]["oldest"]["First"].Mean, 0, 1);
        Assert.Throws<ButacaException>(() => new Evaluator(5, [new FirstHit()]));
        Assert.Throws<ButacaException>(() => new Evaluator(5, [new Precision(), new FirstHit(), new FirstHit()]));
        Assert.Equal(
            ["Oldest", "Popularity"],
            new ModelRegistry(typeof(Oldest).Assembly, typeof(Popularity).Assembly)
                .All.Select(model => model.GetType().Name)
                .Where(name => name is "Oldest" or "Popularity")
        );
    }
}
