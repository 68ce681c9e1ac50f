using System.Text.Json;

namespace Butaca.Tests.Cli;

public sealed class SimilarTests : CommandTest
{
    [Fact]
    public async Task ListsTheMoviesMostLikeOne()
    {
        await Train();
        Snapshot.Check(Both(await Succeed("similar", "--model", ModelFolderPath, "--movie", "heat", "-n", "5")));
        JsonElement json = await Json("similar", "--model", ModelFolderPath, "--movie", "heat", "--json");
        Assert.Equal(10, json.GetArrayLength());
        Assert.DoesNotContain(
            "Heat (1995)",
            json.EnumerateArray().Select(item => item.GetProperty("title").GetString())
        );
    }

    [Fact]
    public async Task WhereTheModelKnowsNothingItSaysSo()
    {
        await Train();
        ConsoleCapture console = await Succeed("similar", "--model", ModelFolderPath, "--movie", "Nothing Is Known");
        Assert.Equal(
            ("", "item-knn finds no movie more like Nothing Is Known than any other: it knows nothing of it.\n"),
            (console.Out, console.Notes)
        );
    }

    [Fact]
    public async Task WhatCannotBeIsNamed()
    {
        await Train("popularity");
        Assert.Equal(
            "-n: found '0', expected at least 1.",
            await Fail("similar", "--model", ModelFolderPath, "--movie", "heat", "-n", "0")
        );
        Assert.StartsWith(
            "'Sabrina' fits several movies. Give the year, or one of these titles:\n  Sabrina (19",
            await Fail("similar", "--model", ModelFolderPath, "--movie", "Sabrina"),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "TMP/data/model.json does not exist. Expected a model folder, as 'butaca train' writes it.",
            await Fail("similar", "--model", DataFolder, "--movie", "heat")
        );
    }
}
