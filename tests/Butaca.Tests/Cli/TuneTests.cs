using System.Text.Json;

namespace Butaca.Tests.Cli;

public sealed class TuneTests : CommandTest
{
    [Fact]
    public async Task PrintsTheTrials() =>
        Snapshot.Check(
            Both(await Succeed("tune", "item-knn", "--data", DataFolder, "--trials", "3", "--users", "1-30"))
        );

    [Fact]
    public async Task JsonHoldsTheTrialsBestFirst()
    {
        JsonElement[] trials =
        [
            .. (
                await Json("tune", "user-knn", "--data", DataFolder, "--json", "--metric", "NDCG", "--folds", "2")
            ).EnumerateArray(),
        ];
        Assert.Equal(
            ["100", "20", "200", "50", "500"],
            trials
                .Select(trial => trial.GetProperty("options").GetProperty("neighbours").GetString())
                .Order(StringComparer.Ordinal)
        );
        double[] means = [.. trials.Select(trial => trial.GetProperty("score").GetProperty("mean").GetDouble())];
        Assert.Equal(means.OrderDescending(), means);
    }

    [Fact]
    public async Task WhatCannotBeIsNamed()
    {
        Assert.Equal("popularity has no options to search.", await Fail("tune", "popularity", "--data", DataFolder));
        Assert.Equal(
            $"model: found 'best', expected one of {Known.Models}.",
            await Fail("tune", "best", "--data", DataFolder)
        );
        Assert.Equal(
            "trials: found '0', expected at least 1.",
            await Fail("tune", "item-knn", "--data", DataFolder, "--trials", "0")
        );
        Assert.Equal(
            $"metric: found 'AUC', expected one of {Known.Metrics}.",
            await Fail("tune", "item-knn", "--data", DataFolder, "--metric", "AUC")
        );
        Assert.Equal(
            "folds: found '9', expected 1 to 5.",
            await Fail("tune", "item-knn", "--data", DataFolder, "--folds", "9")
        );
    }
}
