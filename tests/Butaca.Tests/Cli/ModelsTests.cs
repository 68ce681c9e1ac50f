using System.Text.Json;

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
    public async Task NoModelIsNamed() =>
        Assert.Equal(
            "TMP/data/model.json does not exist. Expected a model folder, as 'butaca train' writes it.",
            await Fail("models", DataFolder)
        );
}
