using System.Text.Json;

namespace Butaca.Tests.Cli;

/// <summary><c>butaca recommend --together</c>.</summary>
public sealed class TogetherTests : CommandTest
{
    private string Write(string name, params string[] lines)
    {
        File.WriteAllLines(Folder[name], lines);
        return Folder[name];
    }

    /// <summary>An export with titles and stars, of the catalogue's first half.</summary>
    private string Ana => Write("ana.csv", "Name,Year,Rating", "Alien,1979,5", "Heat,1995,4.5", "Fargo,1996,1");

    /// <summary>A history with the data set's own ids, of its second half.</summary>
    private string Luis => Write("luis.csv", "userId,movieId", "9,217", "9,227", "9,237");

    private string[] Recommend(params string[] more) =>
        ["recommend", "--model", ModelFolderPath, "--together", .. more];

    [Fact]
    public async Task OneListSaysForWhomAndBecauseOfWhat()
    {
        await Train();
        Snapshot.Check(Both(await Succeed(Recommend(Ana, Luis, "-n", "4"))));
    }

    [Fact]
    public async Task JsonHoldsEachUsersPart()
    {
        await Train();
        JsonElement json = await Json(Recommend(Ana, Luis, "-n", "6", "--json", "--explain"));
        Assert.Equal(
            ["ana", "luis"],
            json.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("name").GetString())
        );
        Assert.Equal(
            [3, 3],
            json.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("watched").GetArrayLength())
        );
        JsonElement[] list = [.. json.GetProperty("recommendations").EnumerateArray()];
        Assert.Equal([1, 2, 3, 4, 5, 6], list.Select(item => item.GetProperty("rank").GetInt32()));
        long[] seen = [7, 27, 137, 217, 227, 237];
        Assert.Empty(list.Select(item => item.GetProperty("movieId").GetInt64()).Intersect(seen));
        for (int i = 0; i < 2; i++)
            Assert.Contains(
                list,
                item =>
                    item.GetProperty("users")[i].GetProperty("isFor").GetBoolean()
                    && item.GetProperty("users")[i].GetProperty("reasons").GetArrayLength() > 0
            );
    }

    [Fact]
    public async Task WhatOneHasSeenComesUpMarkedWhereAskedFor()
    {
        await Train();
        JsonElement json = await Json(Recommend(Ana, Luis, "-n", "30", "--json", "--seen"));
        JsonElement[] list = [.. json.GetProperty("recommendations").EnumerateArray()];
        JsonElement alien = list.Single(item => item.GetProperty("movieId").GetInt64() == 7);
        Assert.True(alien.GetProperty("users")[0].GetProperty("hasSeen").GetBoolean());
        Assert.False(alien.GetProperty("users")[1].GetProperty("hasSeen").GetBoolean());
        Assert.DoesNotContain(list, item => item.GetProperty("movieId").GetInt64() == 137); // which Ana didn't like
    }

    [Fact]
    public async Task FiltersAndDislikesHoldForAll()
    {
        await Train();
        JsonElement json = await Json(
            Recommend(Ana, Luis, "-n", "30", "--json", "--genre", "Crime", "--less-like", "Psycho")
        );
        JsonElement[] list = [.. json.GetProperty("recommendations").EnumerateArray()];
        Assert.NotEmpty(list);
        Assert.All(
            list,
            item =>
                Assert.Contains("Crime", item.GetProperty("genres").EnumerateArray().Select(genre => genre.GetString()))
        );
        Assert.DoesNotContain("Psycho (1960)", list.Select(item => item.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task FilesOfOneNameAreToldApart()
    {
        await Train();
        Directory.CreateDirectory(Folder["other"]);
        File.Copy(Luis, Folder["other/ana.csv"]);
        JsonElement json = await Json(Recommend(Ana, Folder["other/ana.csv"], "--json"));
        Assert.Equal(
            [Folder["ana.csv"], Folder["other/ana.csv"]],
            json.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("name").GetString())
        );
    }

    [Fact]
    public async Task SaysWhatIsWrongAndTheWayOut()
    {
        await Train();
        Assert.Equal("--together: found 1 file, expected 2 to 6, one a user.", await Fail(Recommend(Ana)));
        Assert.Equal(
            "--together: found TMP/ana.csv twice, expected a file of its own for each user.",
            await Fail(Recommend(Ana, Ana))
        );
        string users = Write("users.csv", "userId,movieId", "1,7", "2,17");
        Assert.Equal(
            "TMP/users.csv: found the histories of 2 users, expected one user a file. Give each a file, or all of them with --histories.",
            await Fail(Recommend(Ana, users))
        );
        string wanted = Write("watchlist.csv", "Name,Year", "Alien,1979");
        Assert.Equal(
            "TMP/watchlist.csv: found a watchlist, expected what a user watched. Give it with --watchlist, and what each watched with --together.",
            await Fail(Recommend(Ana, wanted))
        );
        Assert.StartsWith(
            "fairness: found '2'",
            await Fail(Recommend(Ana, Luis, "--fairness", "2")),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "--fairness belongs to --together FILE FILE …: leave it out, or give these.",
            await Fail("recommend", "--model", ModelFolderPath, "--watched", "Heat", "--fairness", "0.5")
        );
        Assert.Contains("missing.zip", await Fail(Recommend(Ana, Folder["missing.zip"])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThoseUsersOfWhomNothingIsKnownAreNamed()
    {
        await Train();
        string strange = Write("strange.csv", "userId,movieId", "1,99999");
        ConsoleCapture console = await Succeed(Recommend(Ana, strange, "-n", "3"));
        Assert.Contains(
            "The model knows nothing of what strange has watched: for them the most watched movies stand in.",
            console.Notes,
            StringComparison.Ordinal
        );
    }
}
