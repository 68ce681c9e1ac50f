using System.Text.Json;
using Butaca.Models;

namespace Butaca.Tests.Cli;

public sealed class ModelsTests : CommandTest
{
    [Fact]
    public async Task ListsWhatCanBeTrained() => Snapshot.Check(Both(await Succeed("models")));

    [Fact]
    public async Task ListsAsJson()
    {
        JsonElement json = await Json("models", "--json");
        Assert.Equal(
            Butaca.Cli.SharedOptions.Models.All.Select(model => model.Name),
            json.EnumerateArray().Select(model => model.GetProperty("name").GetString())
        );
        JsonElement lambda = json.EnumerateArray()
            .Single(model => model.GetProperty("name").GetString() == "ease")
            .GetProperty("options")[0];
        Assert.Equal(
            ("lambda", "1000", "a number from 0.001 to 1000000000"),
            (
                lambda.GetProperty("name").GetString(),
                lambda.GetProperty("default").GetString(),
                lambda.GetProperty("range").GetString()
            )
        );
    }

    [Fact]
    public async Task DescribesATrainedOne()
    {
        await Train("item-knn", "--users", "1-30");
        Snapshot.Check(Both(await Succeed("models", ModelFolderPath)));
        Assert.Equal("item-knn", (await Json("models", ModelFolderPath, "--json")).GetProperty("model").GetString());
    }

    [Fact]
    public async Task WhatATrainingChoseStandsBesideWhatWasGiven()
    {
        string[] quick = ["--set", "networks=1", "--set", "epochs=1", "--set", "lambda=3", "--set", "timeWidth=0.3"];
        await Train("butaca", quick);
        TrainedModel trained = ModelFolder.Load(ModelFolderPath);
        IReadOnlyDictionary<string, string> chosen = trained.Manifest.Chosen!;
        Assert.Equal(("3", "0.3"), (trained.Manifest.Options["lambda"], trained.Manifest.Options["timeWidth"]));
        Assert.Equal("40", chosen["factors"]);
        Assert.Equal("0", trained.Manifest.Options["factors"]);
        Assert.All(
            chosen.Keys.Where(key => key.StartsWith("like.", StringComparison.Ordinal)),
            key => Assert.Contains(key[5..], chosen.Keys)
        );
        Assert.Contains("like.lambda", chosen.Keys);

        string shown = (await Succeed("models", ModelFolderPath)).Out.ReplaceLineEndings(" ");
        Assert.Contains(
            "factors=40 (given 0)",
            string.Join(' ', shown.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
        ModelFolder.Save(Folder["again"], trained);
        Assert.Equal(chosen, ModelFolder.ReadManifest(Folder["again"]).Chosen);

        await Train("butaca", [.. quick, "--tune", "off"]);
        Assert.Null(ModelFolder.ReadManifest(ModelFolderPath).Chosen);
    }

    [Fact]
    public async Task NoModelIsNamed() =>
        Assert.Equal(
            "TMP/data/model.json does not exist. Expected a model folder, as 'butaca train' writes it.",
            await Fail("models", DataFolder)
        );
}
