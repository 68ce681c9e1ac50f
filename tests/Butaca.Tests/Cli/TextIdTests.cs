using System.Text.Json;
using Butaca.Data;
using Butaca.Data.Files;

namespace Butaca.Tests.Cli;

/// <summary>The commands on data whose ids are no whole numbers.</summary>
public sealed class TextIdTests : CommandTest
{
    private const string User = "cd613e30-d8f1-4adf-91b7-0001";

    public TextIdTests()
    {
        DatasetBuilder builder = new();
        foreach (Movie movie in Data.Catalog.Movies)
            builder.AddMovie(movie with { Id = MovieOf(movie.Id) });
        for (int user = 0; user < Data.Users.Count; user++)
        {
            History history = Data.Interactions.HistoryOf(user);
            for (int i = 0; i < history.Movies.Length; i++)
                builder.AddInteraction(
                    $"cd613e30-d8f1-4adf-91b7-{Data.Users.IdOf(user).Number:0000}",
                    MovieOf(Data.Catalog[history.Movies[i]].Id),
                    history.Ratings[i],
                    history.Times[i]
                );
        }
        DatasetFolder.Write(DataFolder, builder.Build());

        static Id MovieOf(Id id) => $"tt{id.Number:0000000}";
    }

    [Fact]
    public async Task AreRecommendedAndGivenBackToTheLetter()
    {
        await Train("item-knn", "--users", $"{User},cd613e30-d8f1-4adf-91b7-0002,cd613e30-d8f1-4adf-91b7-0003");
        JsonElement json = await Json("recommend", "--model", ModelFolderPath, "--user", User, "--json", "-n", "30");
        string[] first =
        [
            .. json.GetProperty("recommendations")
                .EnumerateArray()
                .Select(item => item.GetProperty("movieId").GetString()!),
        ];
        Assert.NotEmpty(first);
        Assert.All(first, id => Assert.Matches("^tt[0-9]{7}$", id));
        JsonElement without = await Json(
            "recommend",
            "--model",
            ModelFolderPath,
            "--user",
            User,
            "--exclude",
            first[0],
            "--json",
            "-n",
            "30"
        );
        Assert.Equal(
            first[1..],
            without
                .GetProperty("recommendations")
                .EnumerateArray()
                .Select(item => item.GetProperty("movieId").GetString())
        );
        Assert.Equal(
            "--user: found 'nobody', expected one of the 3 users that the model was trained on. Give what they watched with --watched or --histories.",
            await Fail("recommend", "--model", ModelFolderPath, "--user", "nobody")
        );
    }

    [Fact]
    public async Task HistoriesAreAnsweredUnderTheirOwnIds()
    {
        await Train("popularity");
        string input = Folder.Write("in.csv", "userId,movieId\n\"a, b\",tt0000007\n0042,tt0000017\n42,nothing\n");
        await Succeed(
            "recommend",
            "--model",
            ModelFolderPath,
            "--histories",
            input,
            "--output",
            Folder["out.csv"],
            "-n",
            "1"
        );
        string[] lines = File.ReadAllLines(Folder["out.csv"]);
        Assert.Equal("userId,rank,movieId,score", lines[0]);
        Assert.Equal(
            ["42,1,tt", "0042,1,tt", "\"a, b\",1,tt"],
            lines[1..].Select(line => line[..(line.IndexOf("tt", StringComparison.Ordinal) + 2)])
        );
    }

    [Fact]
    public async Task AreEvaluated()
    {
        JsonElement json = await Json(
            "evaluate",
            "--data",
            DataFolder,
            "--protocol",
            "new-users",
            "--models",
            "popularity",
            "--folds",
            "2",
            "--json",
            "-"
        );
        Assert.Equal(40, json.GetProperty("groups")[0].GetProperty("users").GetInt32());
    }
}
