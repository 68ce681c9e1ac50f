using Butaca.Data;
using Butaca.Evaluation;
using Butaca.Evaluation.Tuning;
using Butaca.Models;

namespace Butaca.Tests.Evaluation;

public sealed class TunerTests
{
    private static readonly TrainContext Context = new() { Threads = 1 };

    [Fact]
    public void FindsTheBestSettingOfTheWholeGrid()
    {
        Oracle model = new();
        IReadOnlyList<Trial> trials = Tuner.Run(model, Blocks.Data, new TuneOptions { Trials = 100 }, Context);
        Assert.Equal(4 * 2, trials.Count);
        Assert.Equal(
            4 * 2,
            trials.Select(trial => $"{trial.Options["own"]} {trial.Options["idle"]}").Distinct().Count()
        );
        Assert.Equal(trials.OrderByDescending(trial => trial.Score.Mean), trials);
        Assert.All(trials.Take(4), trial => Assert.Contains(trial.Options["own"], (string[])["1", "2"]));
        Assert.All(trials.Skip(4), trial => Assert.Equal(0, trial.Score.Mean));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void TriesAsManyAsAllowedTheDefaultsFirst(int most)
    {
        Oracle model = new();
        IReadOnlyList<Trial> trials = Tuner.Run(
            model,
            Blocks.Data,
            new TuneOptions { Trials = most, ValidationFolds = 2 },
            Context
        );
        Assert.Equal(most, trials.Count);
        Assert.Contains(trials, trial => trial.Options["own"] == "1" && trial.Options["idle"] == "0");
        Assert.Equal(most * 2, model.Seen.Count);
        Assert.Equal(
            Settings(trials),
            Settings(Tuner.Run(model, Blocks.Data, new TuneOptions { Trials = most, ValidationFolds = 2 }, Context))
        );

        static IEnumerable<string> Settings(IEnumerable<Trial> trials) =>
            trials.Select(trial => string.Join(' ', trial.Options));
    }

    [Fact]
    public void TrainsOnPartsOfTheGivenUsersAlone()
    {
        Oracle model = new();
        Tuner.Run(model, Blocks.Data, new TuneOptions { Trials = 2, ValidationFolds = 5 }, Context);
        foreach (Dataset seen in model.Seen)
        {
            Assert.InRange(seen.Users.Count, 6, 7); // 8 users less a fifth of them
            foreach (Id id in seen.Users.Ids)
                Assert.Equal(
                    Blocks.Data.Interactions.MoviesOf(Blocks.Data.Users.RowOf(id)).ToArray(),
                    seen.Interactions.MoviesOf(seen.Users.RowOf(id)).ToArray()
                );
        }
        Assert.Equal(2 * (5 * 8 - 8), model.Seen.Sum(seen => seen.Users.Count)); // each user is left out once a setting
    }

    [Fact]
    public void SaysHowFarItIs()
    {
        List<EvaluationProgress> reports = [];
        Tuner.Run(new Oracle(), Blocks.Data, new TuneOptions { Trials = 2 }, Context, new Collector(reports));
        Assert.Equal(["trial 1 of 2", "trial 2 of 2"], reports.Select(report => report.Round).Distinct());
        Assert.Equal(reports.Select(report => report.Fraction).Order(), reports.Select(report => report.Fraction));
        Assert.Equal(1, reports[^1].Fraction);
    }

    [Fact]
    public void WhatCannotBeIsNamed()
    {
        static string Error(IModel model, TuneOptions options) =>
            Assert.Throws<ButacaException>(() => Tuner.Run(model, Blocks.Data, options, Context)).Message;
        Assert.Equal("fixed has no options to search.", Error(new Fixed(1), new TuneOptions()));
        Assert.Equal("trials: found '0', expected at least 1.", Error(new Oracle(), new TuneOptions { Trials = 0 }));
        Assert.Equal(
            "folds: found '6', expected 1 to 5.",
            Error(new Oracle(), new TuneOptions { ValidationFolds = 6 })
        );
        Assert.Equal(
            $"metric: found 'AUC', expected one of {Known.Metrics}.",
            Error(new Oracle(), new TuneOptions { Metric = "AUC" })
        );
    }

    private sealed class Collector(List<EvaluationProgress> reports) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => reports.Add(value);
    }
}
