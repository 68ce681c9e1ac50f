using System.Globalization;
using System.Text.Json;
using Butaca.Data;
using Butaca.Evaluation;
using Butaca.Splits;

namespace Butaca.Tests.Cli;

public sealed class EvaluateTests : CommandTest
{
    private string[] NewUsers =>
        [
            "evaluate",
            "--data",
            DataFolder,
            "--protocol",
            "new-users",
            "--models",
            "popularity,item-knn,user-knn:neighbours=5",
            "--threads",
            "1",
        ];

    /// <summary>Protocols find themselves; that of given lists has tests of its own.</summary>
    public static TheoryData<string> Protocols =>
        [
            .. Registry
                .Find<IProtocol>(typeof(IProtocol).Assembly)
                .Select(protocol => protocol.Name)
                .Where(name => name != "split"),
        ];

    [Theory, MemberData(nameof(Protocols))]
    public async Task EachProtocolHasATable(string protocol)
    {
        string model = protocol == "ratings" ? "rating-mean" : "popularity";
        string[] users = protocol is "movienet" or "new-movies" ? ["--existing", "1-30"] : [];
        string[] data = protocol is "liang" or "later-users" ? [] : ["--data", DataFolder]; // too small, of one time
        ConsoleCapture console = await Succeed([
            "evaluate",
            .. data,
            "--protocol",
            protocol,
            "--models",
            model,
            .. users,
        ]);
        Assert.Matches($"(?m)^ +{model} +[01][.][0-9]{{3}}", console.Out);
    }

    [Fact]
    public async Task FiguresOfEachUserAddUpToTheReports()
    {
        string file = Folder["users.csv"];
        JsonElement report = await Json(
            "evaluate",
            "--data",
            DataFolder,
            "--models",
            "popularity,item-knn",
            "--draws",
            "2",
            "--per-user",
            file,
            "--json",
            "-"
        );
        string[][] rows = [.. File.ReadAllLines(file).Select(line => line.Split(','))];
        Assert.Equal(["userId", "group", "model", "questions", "P"], rows[0][..5]);
        Assert.DoesNotContain("Coverage", rows[0]); // is of all users together
        JsonElement group = report.GetProperty("groups")[0];
        Assert.Equal(2 * group.GetProperty("users").GetInt32(), rows.Length - 1);
        foreach (JsonElement model in group.GetProperty("models").EnumerateArray())
        {
            // "new users, out-of-sample" holds a comma: the fields after it stand from the end.
            int fromEnd = rows[0].Length - Array.IndexOf(rows[0], "P");
            int named = rows[0].Length - Array.IndexOf(rows[0], "model");
            string[][] own = [.. rows[1..].Where(row => row[^named] == model.GetProperty("model").GetString())];
            Assert.Equal(
                model.GetProperty("metrics")[0].GetProperty("mean").GetDouble(),
                own.Average(row => double.Parse(row[^fromEnd], CultureInfo.InvariantCulture)),
                1e-12
            );
            Assert.All(own, row => Assert.Equal("2", row[^(named - 1)]));
        }
    }

    [Fact]
    public async Task PrintsATable() => Snapshot.Check(Both(await Succeed(NewUsers)));

    [Fact]
    public async Task PrintsATableForEachGroup() =>
        Snapshot.Check(
            Both(
                await Succeed(
                    "evaluate",
                    "--data",
                    DataFolder,
                    "--protocol",
                    "movienet",
                    "--existing",
                    "1-30",
                    "--models",
                    "popularity"
                )
            )
        );

    [Fact]
    public async Task JsonHoldsEveryFigure()
    {
        JsonElement json = await Json([.. NewUsers, "--json", "-", "--k", "5", "--draws", "2", "--seed", "9"]);
        Assert.Equal(
            ("new-users", 5, 9, 2, "popularity"),
            (
                json.GetProperty("protocol").GetString(),
                json.GetProperty("k").GetInt32(),
                json.GetProperty("seed").GetInt32(),
                json.GetProperty("draws").GetInt32(),
                json.GetProperty("baseline").GetString()
            )
        );
        Assert.Equal(DatasetHash.Of(Data), json.GetProperty("dataHash").GetString());
        Assert.Equal(2, json.GetProperty("groups")[0].GetProperty("draws").GetInt32());
        JsonElement models = json.GetProperty("groups")[0].GetProperty("models");
        Assert.Equal(
            ["popularity", "item-knn", "user-knn:neighbours=5"],
            models.EnumerateArray().Select(model => model.GetProperty("model").GetString())
        );
        Assert.Equal("5", models[2].GetProperty("options").GetProperty("neighbours").GetString());
        foreach (JsonElement model in models.EnumerateArray())
        {
            Assert.Equal(
                Evaluator
                    .Metrics.Where(metric => metric is not IRatingMetric)
                    .Select(metric => metric.Name)
                    .Except(["Likes", "Dislikes", "Kept"]), // of which nothing is known here
                model.GetProperty("metrics").EnumerateArray().Select(metric => metric.GetProperty("metric").GetString())
            );
            Assert.InRange(model.GetProperty("metrics")[0].GetProperty("mean").GetDouble(), 0.1, 1);
        }
        Assert.False(models[0].GetProperty("metrics")[0].TryGetProperty("difference", out _));
        Assert.True(models[1].GetProperty("metrics")[0].GetProperty("difference").GetProperty("mean").GetDouble() > 0); // tastes are there to be found
    }

    [Fact]
    public async Task FilesHoldTheSameAsTheTerminal()
    {
        await Succeed([.. NewUsers, "--json", Folder["figures.json"], "--markdown", Folder["figures.md"]]);
        Assert.Equal(
            JsonDocument.Parse((await Succeed([.. NewUsers, "--json", "-"])).Out).RootElement.GetRawText(),
            JsonDocument.Parse(File.ReadAllText(Folder["figures.json"])).RootElement.GetRawText()
        );
        Snapshot.Check(Scrub(File.ReadAllText(Folder["figures.md"])));
        Assert.Equal(["data", "figures.json", "figures.md"], Left());
    }

    [Fact]
    public async Task MarkdownGoesToThePlaceInAPage()
    {
        string page = Folder.Write(
            "page.md",
            "# Figures\n\n<!-- results:new -->\nold\n<!-- /results -->\n\nThe end.\n"
        );
        await Succeed([.. NewUsers, "--markdown", $"{page}#new"]);
        string[] parts = File.ReadAllText(page).Split("<!-- results:new -->\n");
        Assert.Equal("# Figures\n\n", parts[0]);
        Assert.StartsWith(
            "\nProtocol `new-users`, cut-off 10, seed 42, 5 masks a user;",
            parts[1],
            StringComparison.Ordinal
        );
        Assert.EndsWith("```\n\n<!-- /results -->\n\nThe end.\n", parts[1], StringComparison.Ordinal);
        Assert.DoesNotContain("old", parts[1], StringComparison.Ordinal);

        Assert.Equal(
            "--markdown: TMP/page.md has no place <!-- results:other --> … <!-- /results -->. Add it.",
            await FailAfterTable([.. NewUsers, "--markdown", $"{page}#other"])
        );
        Assert.Equal(
            "--markdown: TMP/none.md does not exist. Give a page that has <!-- results:new -->.",
            await FailAfterTable([.. NewUsers, "--markdown", $"{Folder["none.md"]}#new"])
        );

        async Task<string> FailAfterTable(string[] args)
        {
            (int code, ConsoleCapture console) = await ConsoleCapture.Run(args);
            Assert.Equal(1, code);
            return Scrub(console.Notes["Error: ".Length..].TrimEnd('\n'));
        }
    }

    [Fact]
    public async Task ASplitIsReadFromItsFiles()
    {
        string train = Folder.Write("train.csv", "userId,movieId\n1,7\n1,17\n2,7\n2,27\n3,17\n");
        string test = Folder.Write("test.csv", "userId,movieId\n1,27\n3,7\n9,27\n");
        string history = Folder.Write("history.csv", "userId,movieId\n9,7\n");
        string validation = Folder.Write("validation.csv", "userId,movieId\n2,17\n");
        JsonElement json = await Json(
            "evaluate",
            "--protocol",
            "split",
            "--train",
            train,
            "--test",
            test,
            "--validation",
            validation,
            "--history",
            history,
            "--models",
            "popularity",
            "--k",
            "1",
            "--json",
            "-"
        );
        double P(int group) =>
            json.GetProperty("groups")[group]
                .GetProperty("models")[0]
                .GetProperty("metrics")[0]
                .GetProperty("mean")
                .GetDouble();
        Assert.Equal(1, P(0)); // user 2: 7 and 27 given, 17 is left
        Assert.Equal(2 / 3.0, P(1), 1e-12); // 1: 27; 3: 7; 9, who is known by a history: 17 before 27
        Assert.Equal(3, json.GetProperty("groups")[1].GetProperty("users").GetInt32());
    }

    /// <summary>P@10 once more, by hand, from what the other commands write.</summary>
    [Fact]
    public async Task PrecisionIsThatOfTheListsThatRecommendWrites()
    {
        JsonElement report = await Json(
            "evaluate",
            "--data",
            DataFolder,
            "--protocol",
            "movienet",
            "--existing",
            "1-30",
            "--models",
            "item-knn",
            "--draws",
            "1",
            "--json",
            "-"
        );
        JsonElement group = report
            .GetProperty("groups")
            .EnumerateArray()
            .Single(g => g.GetProperty("name").GetString() == "new users, out-of-sample");

        await Train("item-knn", "--users", "1-30");
        List<string> lines = ["userId,movieId"];
        Dictionary<long, long[]> hidden = [];
        for (int user = 30; user < 40; user++)
        {
            Id id = Data.Users.IdOf(user);
            (StoredHistory given, int[] rest) = Mask.Draw(Data.Interactions.HistoryOf(user), 0.2, 42, id, 0);
            lines.AddRange(given.Movies.Select(row => $"{id},{Toy.IdOf(row)}"));
            hidden.Add(id.Number, [.. rest.Select(Toy.IdOf)]);
        }
        await Succeed(
            "recommend",
            "--model",
            ModelFolderPath,
            "--histories",
            Folder.Write("in.csv", string.Join('\n', lines)),
            "--output",
            Folder["out.csv"]
        );
        double precision =
            File.ReadLines(Folder["out.csv"])
                .Skip(1)
                .Select(line => line.Split(','))
                .Count(cells =>
                    hidden[long.Parse(cells[0], CultureInfo.InvariantCulture)]
                        .Contains(long.Parse(cells[2], CultureInfo.InvariantCulture))
                ) / 100.0;
        Assert.InRange(precision, 0.05, 0.95);
        Assert.Equal(
            precision,
            group.GetProperty("models")[0].GetProperty("metrics")[0].GetProperty("mean").GetDouble(),
            1e-12
        );
    }

    [Fact]
    public async Task TrainMeasuresAsEvaluateDoes()
    {
        JsonElement report = await Json(
            "evaluate",
            "--data",
            DataFolder,
            "--protocol",
            "movienet",
            "--existing",
            "1-30",
            "--models",
            "user-knn",
            "--json",
            "-"
        );
        JsonElement manifest = await Json(
            "train",
            "user-knn",
            "--data",
            DataFolder,
            "--users",
            "1-30",
            "--output",
            ModelFolderPath,
            "--json"
        );
        foreach (
            JsonElement metric in report
                .GetProperty("groups")[3]
                .GetProperty("models")[0]
                .GetProperty("metrics")
                .EnumerateArray()
        )
            Assert.Equal(
                metric.GetProperty("mean").GetDouble(),
                manifest.GetProperty("metrics").GetProperty(metric.GetProperty("metric").GetString()!).GetDouble(),
                1e-12
            );
    }

    [Fact]
    public async Task WhatCannotBeIsNamed()
    {
        string[] start = ["evaluate", "--data", DataFolder, "--protocol", "new-users", "--models", "popularity"];
        Assert.Equal(
            $"--protocol: found 'loo', expected one of {Known.Protocols}.",
            await Fail("evaluate", "--data", DataFolder, "--protocol", "loo")
        );
        Assert.Equal(
            $"model: found 'best', expected one of {Known.Models}.",
            await Fail("evaluate", "--data", DataFolder, "--protocol", "new-users", "--models", "best")
        );
        Assert.Equal(
            "--models: found none, expected at least one.",
            await Fail("evaluate", "--data", DataFolder, "--protocol", "new-users", "--models", ",")
        );
        Assert.Equal(
            "--baseline: found 'ease', expected one of popularity.",
            await Fail([.. start, "--baseline", "ease"])
        );
        Assert.Equal("k: found '0', expected at least 1.", await Fail([.. start, "--k", "0"]));
        Assert.Equal("draws: found '0', expected at least 1.", await Fail([.. start, "--draws", "0"]));
        Assert.Equal(
            "folds: found '1', expected 2 to 40, the number of users.",
            await Fail([.. start, "--folds", "1"])
        );
        Assert.Equal(
            "given: found '1.5', expected a share above 0 and below 1.",
            await Fail([.. start, "--given", "1.5"])
        );
        Assert.Equal("--threads: found '-1', expected at least 1.", await Fail([.. start, "--threads", "-1"]));
        Assert.Equal(
            "--existing: found '3-1', expected ids and ranges of ids such as 1-530 or 1-100,200.",
            await Fail([.. start, "--existing", "3-1"])
        );
        Assert.StartsWith(
            "TMP/data/ratings.csv/x.json: nothing can be written there",
            await Fail([.. start, "--json", Folder["data/ratings.csv/x.json"]]),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "TMP/data/ratings.csv/x.md: nothing can be written there",
            await Fail([.. start, "--markdown", Folder["data/ratings.csv/x.md"]]),
            StringComparison.Ordinal
        );
        string pairs = Folder.Write("pairs.csv", "userId,movieId\n1,7\n");
        Assert.Equal(
            "--train and --test are missing: expected the list to train on and the list to find.",
            await Fail("evaluate", "--protocol", "split", "--models", "popularity", "--history", pairs)
        );
        Assert.Equal(
            "The protocol 'split' needs a list to train on and a list to find. Give --train FILE and --test FILE.",
            await Fail("evaluate", "--protocol", "split", "--models", "popularity", "--train", pairs)
        );
        Assert.Equal(
            "TMP/none.csv does not exist. Check the path.",
            await Fail("evaluate", "--protocol", "split", "--models", "popularity", "--train", Folder["none.csv"])
        );
    }

    [Theory]
    [InlineData("--hide", "latest", "known-users")]
    [InlineData("--day", "2010-01-31", "calendar")]
    public async Task WhatBelongsToAnotherProtocolIsNotIgnored(string option, string value, string owner) =>
        Assert.Equal(
            $"{option} belongs to the protocol '{owner}', found 'new-users'. Leave it out, or give --protocol {owner}.",
            await Fail("evaluate", "--data", DataFolder, "--models", "popularity", option, value)
        );

    [Theory]
    [InlineData("-k", "10")]
    [InlineData("--given", "0.5")]
    [InlineData("--draws", "2")]
    public async Task WhatAProtocolLaysDownIsNotAskedAnew(string option, string value) =>
        Assert.Contains(
            "doesn't go with the protocol 'liang'",
            await Fail(
                "evaluate",
                "--data",
                DataFolder,
                "--protocol",
                "liang",
                "--models",
                "popularity",
                option,
                value
            ),
            StringComparison.Ordinal
        );
}
