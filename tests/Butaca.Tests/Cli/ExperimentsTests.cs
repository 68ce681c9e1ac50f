using System.Globalization;
using System.Text.RegularExpressions;

namespace Butaca.Tests.Cli;

public sealed partial class ExperimentsTests : CommandTest
{
    private string Page => Folder["docs/page.md"];

    /// <summary>Writes a configuration; each change replaces a text of it.</summary>
    private void Write(string name, params (string Old, string New)[] changes)
    {
        string text = $$"""
            {
              // what a reader of the file should know
              "title": "Two tastes",
              "paper": "by hand",
              "takes": "a second",
              "about": "Forty users.",
              "data": "{{DataFolder.Replace('\\', '/')}}",
              "protocol": "movienet",
              "existing": "1-30",
              "draws": 2,
              "models": ["popularity", "user-knn:neighbours=5"],
              "published": {
                "user-knn:neighbours=5": {
                  "precision": { "new users, in-sample": 0.5, "new users, out-of-sample": 0.25 },
                  "options": { "neighbours": "5" }
                }
              }
            }
            """;
        foreach ((string old, string with) in changes)
        {
            Assert.Contains(old, text, StringComparison.Ordinal);
            text = text.Replace(old, with, StringComparison.Ordinal);
        }
        Folder.Write($"configs/{name}.json", text);
    }

    private string[] Command(params string[] more) =>
        ["experiments", "--configs", Folder["configs"], "--page", Page, "--threads", "1", .. more];

    private string PageText => Run().Replace(Scrub(File.ReadAllText(Page)), "- Run: MEASURED");

    [Fact]
    public async Task ThePageHoldsOursBesideThePublished()
    {
        Write("tastes");
        ConsoleCapture console = await Succeed(Command());
        Assert.Equal("tastes: Two tastes (takes a second)\n", console.Notes);
        Snapshot.Check(PageText);
        await Succeed(Command());
        Assert.Single(PlacePattern().Matches(File.ReadAllText(Page))); // written again to the same place
    }

    [Fact]
    public async Task WhatIsWrittenByHandStaysAndNewExperimentsComeLast()
    {
        Folder.Write(
            "docs/page.md",
            "# Ours\n\n## First\n\n<!-- results:tastes -->\nold\n<!-- /results -->\n\nBy hand.\n"
        );
        Write("tastes");
        Write(
            "folds",
            ("\"movienet\"", "\"new-users\""),
            ("\"existing\": \"1-30\"", "\"folds\": 4, \"rounds\": 1"),
            ("\"new users, in-sample\": 0.5,", ""),
            ("Two tastes", "One fold")
        );
        await Succeed(Command());
        string text = PageText;
        Assert.StartsWith(
            "# Ours\n\n## First\n\n<!-- results:tastes -->\n\nForty users.\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\n<!-- /results -->\n\nBy hand.\n\n## One fold\n\n<!-- results:folds -->\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("- Run: MEASURED; the first round of 4 folds\n", text, StringComparison.Ordinal);
        Assert.Contains("(10 users)", text, StringComparison.Ordinal); // a fourth of them
        Assert.DoesNotContain("\nold\n", text, StringComparison.Ordinal);

        await Succeed(Command("--only", "tastes"));
        Assert.Equal(text, PageText);
    }

    [Fact]
    public async Task SeveralTrainingsTellHowFarOneSpeaksForAModel()
    {
        Write(
            "tastes",
            ("\"draws\": 2,", "\"draws\": 2, \"trainings\": 3,"),
            ("\"popularity\", ", "\"popularity\", \"als:factors=2:epochs=1\", ")
        );
        await Succeed(Command());
        string[] lines = PageText.Split('\n');
        int at = Array.FindIndex(
            lines,
            line =>
                line.StartsWith("| P@10 over 3 trainings | existing users, in-sample (30) |", StringComparison.Ordinal)
        );
        double[][] figures =
        [
            .. lines
                .Skip(at + 2)
                .Take(12)
                .Select(line =>
                    NumberPattern()
                        .Matches(line[(line.IndexOf('|', 2) + 1)..])
                        .Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))
                        .ToArray()
                ),
        ];
        Assert.Equal(["| seed 42 ", "| seed 43 ", "| seed 44 "], lines.Skip(at + 7).Take(3).Select(line => line[..10]));
        for (int group = 0; group < 4; group++)
        {
            Assert.Equal([figures[1][group], 0], figures[0].Skip(2 * group).Take(2)); // popularity is the same each time
            double[] als = [.. figures[5..8].Select(training => training[group])];
            Assert.Equal(als.Average(), figures[4][2 * group], 0.001);
            Assert.Equal(
                Math.Sqrt(als.Sum(figure => Math.Pow(figure - als.Average(), 2)) / 2),
                figures[4][2 * group + 1],
                0.002
            );
        }
        Assert.True(figures[4][1] + figures[4][3] + figures[4][5] + figures[4][7] > 0); // als is not
        Assert.Contains("From here on: the first training, with seed 42.", PageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatHasNoDataIsLeftOutAndTheRestIsWritten()
    {
        Write("a-missing", (DataFolder.Replace('\\', '/'), "nowhere\", \"dataFrom\": \"butaca data prepare"));
        Write("tastes");
        (int code, ConsoleCapture console) = await ConsoleCapture.Run(Command());
        Assert.Equal(1, code);
        Assert.Equal(
            """
            Left out a-missing: nowhere does not exist. Make it with: butaca data prepare
            tastes: Two tastes (takes a second)
            Error: 1 of 2 experiments were left out, expected the folders nowhere. The others were written.

            """.ReplaceLineEndings("\n"),
            Scrub(console.Notes)
        );
        Assert.Contains("results:tastes", PageText, StringComparison.Ordinal);
        Assert.DoesNotContain("a-missing", PageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatCannotBeIsNamedBeforeAnythingRuns()
    {
        Assert.Equal(
            "--configs: TMP/configs does not exist. Run from the root of the repository, or give the folder.",
            await Fail(Command())
        );
        Directory.CreateDirectory(Folder["configs"]);
        Assert.Equal(
            "--configs: found no .json file in TMP/configs, expected one for each experiment.",
            await Fail(Command())
        );
        Write("a-good");
        Assert.Equal("--only: found 'other', expected one of a-good.", await Fail(Command("--only", "other")));
        Assert.Equal(
            "TMP/docs/page.md: found a folder, expected a file or a name that is free; choose another path.",
            await FailWithFolder()
        );

        await Says(
            "TMP/configs/bad.json: protocol: found 'loo', expected one of " + Known.Protocols + ".",
            ("\"movienet\"", "\"loo\"")
        );
        await Says(
            "TMP/configs/bad.json: model: found 'best', expected one of " + Known.Models + ".",
            ("\"popularity\"", "\"best\"")
        );
        await Says(
            "TMP/configs/bad.json, field 'models': found none, expected at least one.",
            ("\"popularity\", \"user-knn:neighbours=5\"", "")
        );
        await Says(
            "TMP/configs/bad.json, field 'published': found 'user-knn:neighbours=5', expected one of popularity.",
            (", \"user-knn:neighbours=5\"", "")
        );
        await Says(
            "TMP/configs/bad.json: published option of user-knn:neighbours=5: found 'k', expected one of neighbours.",
            ("\"neighbours\": \"5\"", "\"k\": \"5\"")
        );
        await Says(
            "TMP/configs/bad.json, field 'rounds': found '0', expected at least 1.",
            ("\"draws\": 2", "\"rounds\": 0")
        );
        await Says(
            "TMP/configs/bad.json, line 8, field 'protokol': found no such field or no such value, expected what the other experiments have there.",
            ("\"protocol\"", "\"protokol\"")
        );
        await Says(
            "TMP/configs/bad.json, line 10, field 'draws': found no such field or no such value, expected what the other experiments have there.",
            ("\"draws\": 2", "\"draws\": \"two\"")
        );
        await Says(
            "TMP/configs/bad.json, line 18: found no experiment, expected JSON with title, paper, takes, about, data, protocol and models.",
            ("\"title\": \"Two tastes\",", "")
        );
        await Says(
            "TMP/configs/bad.json: baseline: found 'ease', expected one of popularity, user-knn:neighbours=5.",
            ("\"draws\": 2", "\"baseline\": \"ease\"")
        );
        File.Delete(Folder["configs/a-good.json"]);
        Write("bad", ("new users, in-sample", "nobody"));
        (int code, ConsoleCapture console) = await ConsoleCapture.Run(Command());
        Assert.Equal(1, code);
        Assert.EndsWith(
            "bad.json, field 'precision': found 'nobody', expected one of existing users, in-sample; existing users, out-of-sample; new users, in-sample; new users, out-of-sample.\n",
            console.Notes,
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(Page));

        async Task<string> FailWithFolder()
        {
            Directory.CreateDirectory(Page);
            string message = await Fail(Command());
            Directory.Delete(Page);
            return message;
        }

        async Task Says(string message, params (string Old, string New)[] changes)
        {
            Write("bad", changes);
            Assert.Equal(message, await Fail(Command()));
        }
    }

    [GeneratedRegex(
        "- Run: 1 thread, [0-9.]+ minutes, [0-9.]+ GB of memory at most",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Run();

    [GeneratedRegex("[0-9]\\.[0-9]{3}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NumberPattern();

    [GeneratedRegex("<!-- results:tastes -->", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PlacePattern();
}
