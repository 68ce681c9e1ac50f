using System.Globalization;
using System.Text.Json;
using Butaca.Cli;
using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;
using Spectre.Console;

namespace Butaca.Tests.Cli;

public sealed class RecommendTests : CommandTest
{
    private string[] Recommend => ["recommend", "--model", ModelFolderPath];

    private async Task<JsonElement[]> List(params string[] more) =>
        [
            .. (await Json([.. Recommend, "--watched", "Heat (1995)", "Blade Runner", "--json", .. more]))
                .GetProperty("recommendations")
                .EnumerateArray(),
        ];

    private static string[] Titles(IEnumerable<JsonElement> list) =>
        [.. list.Select(item => item.GetProperty("title").GetString()!)];

    [Fact]
    public async Task ForWatchedTitles()
    {
        await Train();
        Snapshot.Check(
            Both(await Succeed([.. Recommend, "--watched", "Heat", "blade runer", "matrix", "-n", "5", "--explain"]))
        );
    }

    [Fact]
    public async Task ForAUserOfTheTraining()
    {
        await Train("user-knn");
        ConsoleCapture console = await Succeed([.. Recommend, "--user", "3", "-n", "4"]);
        Snapshot.Check(Both(console));
        Assert.Equal(
            "--user: found '99', expected one of the 40 users that the model was trained on. Give what they watched with --watched or --histories.",
            await Fail([.. Recommend, "--user", "99"])
        );
    }

    [Fact]
    public async Task JsonHoldsMoviesScoresAndReasons()
    {
        await Train();
        JsonElement json = await Json([.. Recommend, "--watched", "Alien (1979)", "--json", "--explain", "-n", "3"]);
        Assert.Equal(
            ["Alien (1979)"],
            json.GetProperty("watched").EnumerateArray().Select(movie => movie.GetProperty("title").GetString())
        );
        JsonElement[] list = [.. json.GetProperty("recommendations").EnumerateArray()];
        Assert.Equal([1, 2, 3], list.Select(item => item.GetProperty("rank").GetInt32()));
        TrainedModel model = ModelFolder.Load(ModelFolderPath);
        IReadOnlyList<Recommendation> expected = new Recommender(model.Data, model.Scorer).Recommend(
            [7],
            new RecommendOptions { Count = 3 }
        );
        Assert.Equal(
            expected.Select(item => (item.Movie.Id.Number, item.Score)),
            list.Select(item => (item.GetProperty("movieId").GetInt64(), item.GetProperty("score").GetSingle()))
        );
        Assert.All(list, item => Assert.Equal(7, item.GetProperty("reasons")[0].GetProperty("movieId").GetInt64()));
        Assert.Equal(1, list[0].GetProperty("reasons")[0].GetProperty("share").GetDouble(), 1e-6);
        Assert.All(
            list,
            item =>
                Assert.Equal(
                    item.GetProperty("score").GetSingle(),
                    item.GetProperty("parts").EnumerateObject().Sum(part => part.Value.GetSingle()),
                    1e-5f
                )
        );
        Assert.Equal(
            ["watched", "prior", "time", "content", "network"],
            list[0].GetProperty("parts").EnumerateObject().Select(part => part.Name)
        );
    }

    [Fact]
    public async Task ForAFileOfUsers()
    {
        await Train();
        string histories = Folder.Write("in.csv", "userId,movieId\n9,7\n9,27\n4,12345\n9,12345\n2,287\n");
        ConsoleCapture console = await Succeed([
            .. Recommend,
            "--histories",
            histories,
            "--output",
            Folder["out.csv"],
            "-n",
            "2",
        ]);
        Assert.Equal("", console.Out);
        Assert.Equal(
            "1 movies of TMP/in.csv are not in the model's catalogue and were left out.\n1 users have watched no movie of the catalogue: the most watched movies stand in.\nWrote recommendations for 3 users: TMP/out.csv\n",
            Scrub(console.Notes)
        );

        TrainedModel model = ModelFolder.Load(ModelFolderPath);
        Recommender recommender = new(model.Data, model.Scorer);
        List<string> expected = ["userId,rank,movieId,score"];
        foreach ((int user, long[] watched) in new (int, long[])[] { (2, [287]), (4, []), (9, [7, 27]) })
            expected.AddRange(
                recommender
                    .Recommend([.. watched], new RecommendOptions { Count = 2 })
                    .Select(item =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{user},{item.Rank},{item.Movie.Id},{item.Score:R}"
                        )
                    )
            );
        Assert.Equal(string.Join('\n', expected) + "\n", File.ReadAllText(Folder["out.csv"]));
    }

    [Fact]
    public async Task OddRowsOfAFileOfUsersArePassedOverWhereThatIsAskedFor()
    {
        await Train();
        string histories = Folder.Write("in.csv", "userId,movieId\n9,7\n9\n4,27\n,27\n");
        string[] ask = [.. Recommend, "--histories", histories, "--output", Folder["out.csv"], "-n", "1"];
        Assert.Equal("TMP/in.csv, line 3: found 1 fields, expected 2: userId,movieId.", await Fail(ask));
        Assert.False(File.Exists(Folder["out.csv"]));
        string notes = Scrub((await Succeed([.. ask, "--lenient"])).Notes);
        Assert.Contains("line 3", notes, StringComparison.Ordinal);
        Assert.Contains("line 5", notes, StringComparison.Ordinal);
        Assert.Contains("for 2 users", notes, StringComparison.Ordinal);
        Assert.StartsWith(
            "--lenient is for --histories",
            await Fail([.. Recommend, "--watched", "Heat (1995)", "--lenient"]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task ForExports()
    {
        await Train();
        string letterboxd = Folder.Write(
            "watched.csv",
            "Date,Name,Year,Letterboxd URI\n2020-01-01,Heat,1995,https://boxd.it/1\n2020-01-02,The Matrix,1999,https://boxd.it/2\n2020-01-03,Unheard Of,2011,https://boxd.it/3\n"
        );
        ConsoleCapture console = await Succeed([.. Recommend, "--letterboxd", letterboxd, "-n", "3"]);
        Assert.Equal("Not matched: Unheard Of (2011): not in the catalogue\n", console.Notes);
        string imdb = Folder.Write(
            "ratings.csv",
            "Const,Your Rating,Date Rated,Title,Title Type,Year\ntt1,8,2020-01-01,Heat,Movie,1995\ntt2,9,2020-01-02,The Matrix,Movie,1999\ntt3,9,2020-01-02,Dark,TV Series,2017\n"
        );
        ConsoleCapture same = await Succeed([.. Recommend, "--imdb", imdb, "-n", "3"]);
        Assert.Equal("Not matched: Dark (2017): no movie but TV Series\n", same.Notes);
        Assert.Equal(console.Out, same.Out);
        Assert.Equal(
            (await Succeed([.. Recommend, "--watched", "Heat (1995)", "Matrix (1999)", "-n", "3"])).Out,
            console.Out
        );
        Assert.StartsWith(
            "TMP/data/movies.csv, line 1: found the columns 'movieId,title,genres",
            await Fail([.. Recommend, "--imdb", Path.Combine(DataFolder, "movies.csv")]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task AReportTellsWhatEachRowBecame()
    {
        await Train();
        string export = Folder.Write(
            "export.csv",
            "Title,Year,Rating,Date\nHeat,1995,1,2020-01-01\nThe Matrix,1999,4,soon\nUnheard Of,2011,3,2020-01-02\nodd\n"
        );
        ConsoleCapture console = await Succeed([
            .. Recommend,
            "--export",
            export,
            "--report",
            Folder["report.csv"],
            "-n",
            "3",
        ]);
        Assert.Equal(
            """
            Not read: export.csv, line 5: found 1 fields, expected 4: Title,Year,Rating,Date.
            Not matched: Unheard Of (2011): not in the catalogue
            Read in part: The Matrix (1999), export.csv, line 3: date 'soon' is none: no time

            """.ReplaceLineEndings("\n"),
            console.Notes
        );
        string[] report = await File.ReadAllLinesAsync(Folder["report.csv"], TestContext.Current.CancellationToken);
        Assert.Equal("file,line,title,year,outcome,movieId,movieTitle,rating,time,isWatched,detail", report[0]);
        Assert.Contains(",2,Heat,1995,titleAndYear,", report[1], StringComparison.Ordinal);
        Assert.EndsWith(",1,2020-01-01T00:00:00Z,true,", report[1], StringComparison.Ordinal);
        Assert.Contains(",4,Unheard Of,2011,notInCatalogue,,,3,", report[3], StringComparison.Ordinal);
        Assert.Contains(",5,,,unreadable,", report[4], StringComparison.Ordinal);
        Assert.StartsWith(
            "--report tells what each row of an export became",
            await Fail([.. Recommend, "--watched", "Heat (1995)", "--report", Folder["r.csv"]]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void AFileOfUsersCarriesTheirRatings()
    {
        string histories = Folder.Write(
            "in.csv",
            "userId,movieId,rating,timestamp\n9,27,0.5,1000000000\n9,7,4.5,\n4,12345,3,\n4,7,10,\n2,287,,\n"
        );
        RecordingScorer scorer = new(Data.Catalog.Count);
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) }
        );
        BatchRecommendations.Write(
            new Terminal(console, console),
            new Recommender(Data, scorer),
            histories,
            new ReadOptions(),
            Folder["out.csv"],
            new RecommendOptions { Count = 1 },
            threads: 1,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(
            [("28", "NaN", "0"), ("0", "10", "0"), ("0,2", "4.5,0.5", "0,1000000000")],
            scorer.Histories.Select(history => (Text(history.Movies), Text(history.Ratings), Text(history.Times)))
        );

        static string Text<T>(IEnumerable<T> values) =>
            string.Join(',', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task AWatchlistIsRankedAndIsNoHistory()
    {
        await Train();
        string watchlist = Folder.Write(
            "watchlist.csv",
            "Date,Name,Year,Letterboxd URI\n2020-01-01,Heat,1995,u\n2020-01-02,The Matrix,1999,u\n"
        );
        Assert.Equal(
            "TMP/watchlist.csv: found a watchlist, expected what was watched. Give it with --watchlist, and what was watched with --letterboxd, --imdb, --export or --watched.",
            await Fail([.. Recommend, "--letterboxd", watchlist])
        );
        ConsoleCapture ranked = await Succeed([.. Recommend, "--user", "1", "--watchlist", watchlist, "--json"]);
        Assert.All(
            System.Text.Json.Nodes.JsonNode.Parse(ranked.Out)!["recommendations"]!.AsArray(),
            movie =>
                Assert.Contains(
                    (string)movie!["title"]!,
                    (string[])["Heat (1995)", "Matrix, The (1999)", "Matrix (1999)"]
                )
        );
        ConsoleCapture none = await Succeed([
            .. Recommend,
            "--watched",
            "Heat (1995)",
            "Matrix (1999)",
            "--watchlist",
            watchlist,
        ]);
        Assert.StartsWith("No movie of the watchlist is left", none.Notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FiltersNarrowTheList()
    {
        await Train();
        Assert.All(
            await List("--genre", "comedy", "--genre", "War", "-n", "30"),
            item =>
                Assert.NotEmpty(
                    item.GetProperty("genres").EnumerateArray().Select(g => g.GetString()).Intersect(["Comedy", "War"])
                )
        );
        Assert.All(
            await List("--years", "1980-1989", "-n", "30"),
            item => Assert.InRange(item.GetProperty("year").GetInt32(), 1980, 1989)
        );
        Assert.Equal(
            ["M (1931)", "Metropolis (1927)"],
            Titles(await List("--years", "-1931", "-n", "30")).Order(StringComparer.Ordinal)
        );
        Assert.Equal(["Amelie (2001)"], Titles(await List("--years", "2000-")));
        Assert.Equal(["Matrix, The (1999)"], Titles(await List("--years", "1999")));
        Assert.Equal(
            ["Ikiru (1952)", "Ran (1985)", "Seven Samurai (1954)"],
            Titles(await List("--origin", "Japanese")).Order(StringComparer.Ordinal)
        );
        Assert.Equal(["Ran (1985)"], Titles(await List("--origin", "Japanese", "--genre", "War")));
        string[] all = Titles(await List("-n", "30"));
        Assert.Equal(28, all.Length);
        Assert.Equal(
            all.Except(["Alien (1979)", "Amelie (2001)"]),
            Titles(await List("-n", "30", "--exclude", "7", "37", "99999"))
        );
        Assert.Equal(
            all.Intersect(["Aliens (1986)", "Glory (1989)"]),
            Titles(await List("--candidates", Folder.Write("tonight.csv", "movieId\n17\n287\n27\n4\n")))
        );
        Assert.Equal(all[..10], Titles(await List()));
        Assert.NotEqual(all[..10], Titles(await List("--diversity", "0.8")));
        Assert.Equal(all[0], Titles(await List("--diversity", "1"))[0]);
    }

    [Fact]
    public async Task NoveltyAndDislikesChangeTheList()
    {
        await Train();
        string[] plain = Titles(await List());
        Assert.Equal(plain, Titles(await List("--novelty", "0")));
        Assert.NotEqual(plain, Titles(await List("--novelty", "1")));
        Assert.DoesNotContain("Nothing Is Known", Titles(await List("--novelty", "1"))); // little watched, and not relevant
        string[] less = Titles(await List("-n", "30", "--less-like", "alien 1979", "Fargo"));
        Assert.Equal(26, less.Length);
        Assert.DoesNotContain("Alien (1979)", less);
        Assert.DoesNotContain("Fargo (1996)", less);
        Assert.StartsWith(
            "'Sabrina' fits several movies.",
            await Fail([.. Recommend, "--watched", "Heat (1995)", "--less-like", "Sabrina"]),
            StringComparison.Ordinal
        );

        string histories = Folder.Write("in.csv", "userId,movieId\n9,27\n9,67\n");
        await Succeed([
            .. Recommend,
            "--histories",
            histories,
            "--output",
            Folder["out.csv"],
            "-n",
            "30",
            "--less-like",
            "alien 1979",
            "Fargo",
            "--novelty",
            "0.5",
        ]);
        Assert.Equal(
            Titles(await List("-n", "30", "--less-like", "alien 1979", "Fargo", "--novelty", "0.5")),
            File.ReadAllLines(Folder["out.csv"])[1..]
                .Select(line =>
                    Data.Catalog[
                        Data.Catalog.Vocabulary.RowOf(long.Parse(line.Split(',')[2], CultureInfo.InvariantCulture))
                    ].Title
                )
        );
    }

    [Fact]
    public async Task ADayToRecommendFor()
    {
        await Train();
        string[] start = [.. Recommend, "--watched", "Heat (1995)"];
        ConsoleCapture plain = await Succeed(start);
        ConsoleCapture at = await Succeed([.. start, "--at", "1999-12-31"]);
        Assert.Equal(plain.Out, at.Out);
        Assert.Equal("item-knn knows nothing of time: --at changes nothing.\n", at.Notes);
        foreach (string day in new[] { "1999", "31-12-1999", "1999-02-30", "1999-12-31T00:00" })
            Assert.Equal(
                $"--at: found '{day}', expected a day such as 2005-12-31.",
                await Fail([.. start, "--at", day])
            );
    }

    [Fact]
    public async Task WhereNothingPassesItSaysSo()
    {
        await Train();
        ConsoleCapture console = await Succeed([.. Recommend, "--watched", "Heat (1995)", "--years", "2020-"]);
        Assert.Equal(("", "No movie is left that passes the filters. Leave one out.\n"), (console.Out, console.Notes));
    }

    [Fact]
    public async Task WhereTheModelKnowsNothingItSaysSo()
    {
        await Train();
        ConsoleCapture console = await Succeed([.. Recommend, "--watched", "Nothing Is Known", "-n", "2"]);
        Assert.Equal("The model knows nothing of these movies: the most watched movies stand in.\n", console.Notes);
    }

    [Fact]
    public async Task AnAmbiguousTitleListsWhatFits()
    {
        await Train();
        Assert.Equal(
            "'Sabrina' fits several movies. Give the year, or one of these titles:\n  Sabrina (1954)\n  Sabrina (1995)",
            Sorted(await Fail([.. Recommend, "--watched", "Sabrina"]))
        );
        Assert.Equal(
            "'Qqqqqqq' is not in the model's catalogue. Check the spelling.",
            await Fail([.. Recommend, "--watched", "Qqqqqqq"])
        );
        await Succeed([.. Recommend, "--watched", "Sabrina 1995"]);

        static string Sorted(string text) =>
            string.Join('\n', (string[])[text.Split('\n')[0], .. text.Split('\n')[1..].Order(StringComparer.Ordinal)]);
    }

    [Fact]
    public async Task WhatCannotBeIsNamed()
    {
        await Train();
        string[] start = [.. Recommend, "--watched", "Heat (1995)"];
        const string ways =
            "ways to say what was watched, expected one of --watched, --user, --histories, --letterboxd, --imdb, --export, --together.";
        Assert.Equal($"Found 0 {ways}", await Fail(Recommend));
        Assert.Equal($"Found 2 {ways}", await Fail([.. start, "--user", "1"]));
        Assert.Equal(
            "--histories IN.csv and --output OUT.csv go together: the one is read, the other written.",
            await Fail([.. start, "--output", "x.csv"])
        );
        Assert.Equal(
            "--histories IN.csv and --output OUT.csv go together: the one is read, the other written.",
            await Fail([.. Recommend, "--histories", "x.csv"])
        );
        Assert.Equal("n: found '0', expected at least 1.", await Fail([.. start, "-n", "0"]));
        Assert.Equal("--goal: found 'love', expected watch or like.", await Fail([.. start, "--goal", "love"]));
        Assert.Equal(
            "item-knn knows nothing of ratings: --goal changes nothing.\n",
            (await Succeed([.. start, "--goal", "like"])).Notes
        );
        Assert.Equal(
            "diversity: found '2', expected a number from 0 to 1.",
            await Fail([.. start, "--diversity", "2"])
        );
        Assert.Equal("novelty: found '2', expected a number from 0 to 1.", await Fail([.. start, "--novelty", "2"]));
        foreach (string years in new[] { "x", "-", "1990-1995-2000", "1990..2000" })
            Assert.Equal(
                $"--years: found '{years}', expected years such as 1990-2010, 1999, 2010- or -1960.",
                await Fail([.. start, "--years", years])
            );
        Assert.Equal(
            "years: found '2000-1990', expected the earlier year first.",
            await Fail([.. start, "--years", "2000-1990"])
        );
        Assert.Equal(
            "genre: found 'Western', expected one of Action, Comedy, Crime, Drama, Horror, Romance, Sci-Fi, War.",
            await Fail([.. start, "--genre", "Western"])
        );
        Assert.Equal(
            "origin: found 'Dutch', expected one of American, Australian, British, British-American, French, German, Japanese, Japanese-French.",
            await Fail([.. start, "--origin", "Dutch"])
        );
        Assert.Equal(
            "TMP/none/model.json does not exist. Expected a model folder, as 'butaca train' writes it.",
            await Fail("recommend", "--model", Folder["none"], "--user", "1")
        );
        Assert.Equal(
            "TMP/none.csv does not exist. Check the path.",
            await Fail([.. Recommend, "--histories", Folder["none.csv"], "--output", Folder["out.csv"]])
        );
        Assert.Equal(
            "TMP/none.csv does not exist. Check the path.",
            await Fail([.. Recommend, "--letterboxd", Folder["none.csv"]])
        );
        Assert.Equal(
            "TMP/none.csv does not exist. Check the path.",
            await Fail([.. start, "--candidates", Folder["none.csv"]])
        );
        Assert.Equal(["data", "model"], Left());
    }
}
