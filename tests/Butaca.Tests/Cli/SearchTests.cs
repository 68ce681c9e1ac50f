using System.Text.Json;

namespace Butaca.Tests.Cli;

public sealed class SearchTests : CommandTest
{
    [Fact]
    public async Task FindsByTitleAndByWhatIsTold()
    {
        Snapshot.Check(Both(await Succeed("search", "japanese drama", "--data", DataFolder, "-n", "3")));
        JsonElement json = await Json("search", "matrix", "--data", DataFolder, "--json");
        JsonElement first = json.EnumerateArray().First();
        Assert.Equal("Matrix, The (1999)", first.GetProperty("title").GetString());
        Assert.Equal("title", first.GetProperty("field").GetString());
    }

    [Fact]
    public async Task WhatIsNowhereIsSaid()
    {
        Assert.Contains(
            "No movie found for 'qqqq wwww': no title, name, id or synopsis has it.",
            (await Succeed("search", "qqqq wwww", "--data", DataFolder)).Notes,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "-n: found '0', expected at least 1.",
            await Fail("search", "heat", "--data", DataFolder, "-n", "0")
        );
    }
}
