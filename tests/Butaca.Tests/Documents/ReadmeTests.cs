using System.Globalization;
using System.Text.RegularExpressions;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Tests.Documents;

/// <summary>Tests that change what the whole process shares, such as the current folder: nothing runs beside them.</summary>
[CollectionDefinition(nameof(ProcessWide), DisableParallelization = true)]
public sealed class ProcessWide;

/// <summary>What the READMEs show is what the code does: snippets are compiled, command lines parse, both pages agree.</summary>
[Collection(nameof(ProcessWide))]
public sealed partial class ReadmeTests
{
    public static TheoryData<string> Pages => ["README.md", "README.es.md"];

    [Theory, MemberData(nameof(Pages))]
    public void SnippetsAreTheCompiledOnes(string page)
    {
        Dictionary<string, string> compiled = SnippetPattern()
            .Matches(ReadText("tests/Butaca.Tests/Documents/ReadmeExamples.cs"))
            .ToDictionary(match => match.Groups["name"].Value, match => Unindent(match.Groups["code"].Value));
        Dictionary<string, string> shown = ShownPattern()
            .Matches(ReadText(page))
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["code"].Value);
        Assert.NotEmpty(shown);
        Assert.Equal(compiled, shown);
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task CommandLinesAreValid(string page)
    {
        string[] commands = [.. CommandPattern().Matches(ReadText(page)).Select(match => match.Value)];
        Assert.True(commands.Length >= 9, $"found {commands.Length} commands");
        foreach (string command in commands)
        {
            // With --help added nothing runs, and an option or verb that does not exist is still refused.
            string[] words = [.. WordPattern().Matches(command).Skip(1).Select(match => match.Value.Trim('"'))];
            (int code, ConsoleCapture console) = await ConsoleCapture.Run([.. words, "--help"]);
            Assert.True(code == 0, $"{command}: {console.Notes}");
        }
    }

    [Fact]
    public void BothPagesShowTheSameCommandsAndFigures()
    {
        string english = ReadText("README.md");
        string spanish = ReadText("README.es.md");
        Assert.Equal(
            BlockPattern().Matches(english).Select(match => match.Value),
            BlockPattern().Matches(spanish).Select(match => match.Value)
        );
        Assert.Equal(TablePattern().Count(english), TablePattern().Count(spanish));
        Assert.Equal(
            FiguresPattern().Matches(english).Select(match => match.Value),
            FiguresPattern().Matches(spanish).Select(match => match.Value)
        );
    }

    [Fact]
    public void FiguresThatStandOnTwoPagesAreTheSame()
    {
        string[] shown = [.. FiguresPattern().Matches(ReadText("README.md")).Select(match => match.Value)];
        Assert.NotEmpty(shown);
        string experiments = ReadText("docs/experiments.md");
        Assert.All(shown, figures => Assert.Contains(figures, experiments, StringComparison.Ordinal));
    }

    [Fact]
    public void TheSnippetsRun()
    {
        using TemporaryFolder folder = new();
        string before = Directory.GetCurrentDirectory();
        TextWriter console = Console.Out;
        StringWriter output = new();
        Dataset shipped = DatasetFolder
            .Read(Repository.MovieLensSmall, cancellation: TestContext.Current.CancellationToken)
            .Dataset;
        int[] popular =
        [
            .. Enumerable
                .Range(0, shipped.Catalog.Count)
                .OrderByDescending(shipped.Interactions.AudienceOf)
                .Take(300)
                .Order(),
        ];
        try
        {
            Directory.SetCurrentDirectory(folder.Path);
            Console.SetOut(output);
            ReadmeExamples.Train(
                popular
                    .Select(row => shipped.Catalog[row])
                    .Select(movie => new ReadmeExamples.Film(
                        movie.Id.Number,
                        movie.Title,
                        movie.Year,
                        [.. movie.Genres],
                        movie.Synopsis
                    )),
                Enumerable.Range(0, 120).SelectMany(user => Visits(shipped, user, popular))
            );
            ReadmeExamples.Recommend();
            ReadmeExamples.Evaluate(ModelFolder.Load("models/butaca").Data);
        }
        finally
        {
            Console.SetOut(console);
            Directory.SetCurrentDirectory(before);
        }
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(6, lines.Length);
        Assert.Contains("because you watched Alien (1979)", output.ToString(), StringComparison.Ordinal);
        Assert.InRange(double.Parse(lines[5], CultureInfo.InvariantCulture), 0.1, 1);
    }

    private static IEnumerable<ReadmeExamples.Visit> Visits(Dataset data, int user, int[] movies)
    {
        StoredHistory history = StoredHistory.Of(data.Interactions.HistoryOf(user));
        return Enumerable
            .Range(0, history.Movies.Length)
            .Where(i => Array.BinarySearch(movies, history.Movies[i]) >= 0)
            .Select(i => new ReadmeExamples.Visit(
                data.Users.IdOf(user).Number,
                data.Catalog[history.Movies[i]].Id.Number,
                history.Times[i]
            ));
    }

    [Theory, MemberData(nameof(Pages))]
    public void TheNativePackageHasItsVersion(string page)
    {
        const string tag = "<LibTorchVersion>";
        string packages = ReadText("Directory.Packages.props");
        int from = packages.IndexOf(tag, StringComparison.Ordinal) + tag.Length;
        Assert.Contains(
            $"{packages[from..packages.IndexOf('<', from)]}: `libtorch-cpu-linux-x64`",
            ReadText(page),
            StringComparison.Ordinal
        );
    }

    private static string ReadText(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));

    private static string Unindent(string code) => IndentPattern().Replace(code.TrimEnd(' '), "");

    [GeneratedRegex(
        @"// snippet: (?<name>\S+)\n(?<code>.*?)[ ]*// end",
        RegexOptions.Singleline | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex SnippetPattern();

    [GeneratedRegex(
        @"<!-- snippet: (?<name>\S+) -->\n```csharp\n(?<code>.*?)```",
        RegexOptions.Singleline | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex ShownPattern();

    [GeneratedRegex("^        ", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex IndentPattern();

    [GeneratedRegex("^butaca .*$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CommandPattern();

    [GeneratedRegex("\"[^\"]*\"|\\S+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WordPattern();

    [GeneratedRegex("```.*?```", RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BlockPattern();

    [GeneratedRegex("<!-- results:.*?<!-- /results -->", RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FiguresPattern();

    [GeneratedRegex(@"^\|.*\|$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TablePattern();
}
