using System.Text.Json;
using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Models;

namespace Butaca.Tests.Cli;

public sealed class TrainTests : CommandTest
{
    [Fact]
    public async Task SaysWhatItDid()
    {
        ConsoleCapture console = await Succeed(
            "train",
            "item-knn",
            "--data",
            DataFolder,
            "--output",
            ModelFolderPath,
            "--users",
            "1-30",
            "--set",
            "neighbours=20",
            "--set",
            "shrinkage=1.5"
        );
        Snapshot.Check(Both(console));
        TrainedModel model = ModelFolder.Load(ModelFolderPath);
        Assert.Equal(30, model.Data.Users.Count);
        Assert.Equal(
            new Dictionary<string, string> { ["neighbours"] = "20", ["shrinkage"] = "1.5" },
            model.Manifest.Options
        );
    }

    [Fact]
    public async Task OnEveryoneThereIsNothingToMeasureOn()
    {
        ConsoleCapture console = await Succeed(
            "train",
            "popularity",
            "--data",
            DataFolder,
            "--output",
            ModelFolderPath
        );
        Snapshot.Check(Both(console));
        TrainedModel model = ModelFolder.Load(ModelFolderPath);
        Assert.Empty(model.Manifest.Metrics);
        Assert.Equal(DatasetHash.Of(Data), model.Manifest.DataHash);
    }

    [Fact]
    public async Task JsonIsTheManifest()
    {
        JsonElement json = await Json(
            "train",
            "ease",
            "--data",
            DataFolder,
            "--output",
            ModelFolderPath,
            "--users",
            "1-30",
            "--seed",
            "7",
            "--json"
        );
        Assert.Equal(
            ("ease", 7, 30, 30),
            (
                json.GetProperty("model").GetString(),
                json.GetProperty("seed").GetInt32(),
                json.GetProperty("users").GetInt32(),
                json.GetProperty("movies").GetInt32()
            )
        );
        Assert.Equal(
            ModelFolder.Load(ModelFolderPath).Manifest.Metrics["P"],
            json.GetProperty("metrics").GetProperty("P").GetDouble()
        );
    }

    [Fact]
    public async Task OnlyRatingsFromTheLeastUpCount()
    {
        await Train("popularity", "--min-rating", "4");
        TrainedModel model = ModelFolder.Load(ModelFolderPath);
        Assert.Equal(Data.Interactions.Ratings.ToArray().Count(rating => rating >= 4), model.Data.Interactions.Count);
    }

    [Fact]
    public async Task WhatCannotBeIsNamed()
    {
        Assert.Equal(
            $"model: found 'best', expected one of {Known.Models}.",
            await Fail("train", "best", "--data", DataFolder, "--output", ModelFolderPath)
        );
        Assert.Equal(
            "option of ease: found 'mu', expected one of lambda.",
            await Fail("train", "ease", "--data", DataFolder, "--output", ModelFolderPath, "--set", "mu=1")
        );
        Assert.Equal(
            "lambda: found 'x', expected a number from 0.001 to 1000000000.",
            await Fail("train", "ease", "--data", DataFolder, "--output", ModelFolderPath, "--set", "lambda=x")
        );
        Assert.Equal(
            "--users: found '9-1', expected ids and ranges of ids such as 1-530 or 1-100,200.",
            await Fail("train", "ease", "--data", DataFolder, "--output", ModelFolderPath, "--users", "9-1")
        );
        Assert.Equal(
            "TMP/data: found no interaction to train on among 40 users with the ids 500-600. Give other --users or --data.",
            await Fail("train", "ease", "--data", DataFolder, "--output", ModelFolderPath, "--users", "500-600")
        );
        Assert.Equal(
            "--threads: found '0', expected at least 1.",
            await Fail("train", "ease", "--data", DataFolder, "--output", ModelFolderPath, "--threads", "0")
        );
        Assert.Equal(
            "TMP/none does not exist. Expected a folder with ratings.csv.",
            await Fail("train", "ease", "--data", Folder["none"], "--output", ModelFolderPath)
        );
        Assert.Equal(["data"], Left());
        Assert.Equal(
            "TMP/data: found a folder with other content, expected an empty or new folder, or an earlier output of the same kind; choose another --output.",
            await Fail("train", "popularity", "--data", DataFolder, "--output", DataFolder)
        );
        Assert.Equal(
            DatasetHash.Of(Data),
            DatasetHash.Of(DatasetFolder.Read(DataFolder, cancellation: TestContext.Current.CancellationToken).Dataset)
        );
    }
}
