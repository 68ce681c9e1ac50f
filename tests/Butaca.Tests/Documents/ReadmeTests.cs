using System.Globalization;
using System.Text.RegularExpressions;
using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Models;

namespace Butaca.Tests.Documents;

/// <summary>
/// Tests that change what the whole process shares, such as the current folder: nothing runs beside them.
/// </summary>
[CollectionDefinition(nameof(ProcessWide), DisableParallelization = true)]
public sealed class ProcessWide;

/// <summary>
/// What the READMEs show is what the code does: snippets are compiled, figures are those of the reports, both pages
/// agree.
/// </summary>
[Collection(nameof(ProcessWide))]
public sealed partial class ReadmeTests
{
    private const int MostLines = 150;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Pages => ["README.md", "README.es.md"];

    [Fact]
    public void SnippetsAreTheCompiledOnes()
    {
        Dictionary<string, string> compiled = SnippetPattern()
            .Matches(
                ReadText("tests/Butaca.Tests/Documents/ReadmeExamples.cs")
                    + ReadText("tests/Butaca.Tests/Documents/HostingExamples.cs")
            )
            .ToDictionary(match => match.Groups["name"].Value, match => Unindent(match.Groups["code"].Value));
        HashSet<string> shown = [];
        foreach (string page in (string[])["README.md", "README.es.md", "docs/guide/embed.md"])
        {
            foreach (Match match in ShownPattern().Matches(ReadText(page)))
            {
                string name = match.Groups["name"].Value;
                shown.Add(name);
                Assert.True(compiled[name] == match.Groups["code"].Value, $"{page}: {name} is not what is compiled");
            }
        }
        Assert.Equal(compiled.Keys.Order(), shown.Order());
    }

    [Theory, MemberData(nameof(Pages))]
    public void AVisitorReadsOneScreenOrTwo(string page) =>
        Assert.InRange(File.ReadAllLines(Path.Combine(Repository.Root, page)).Length, 1, MostLines);

    [Fact]
    public void BothPagesShowTheSameCommandsAndFigures()
    {
        string english = ReadText("README.md");
        string spanish = ReadText("README.es.md");
        Assert.Equal(
            BlockPattern().Matches(english).Select(match => match.Value),
            BlockPattern().Matches(spanish).Select(match => match.Value)
        );
        Assert.Equal(HeadingPattern().Count(english), HeadingPattern().Count(spanish));
        Assert.Equal(Figures("README.md"), Figures("README.es.md"));
    }

    /// <summary>
    /// Each figure stands on the page that its row links to, in the section that the link names, beside its model.
    /// </summary>
    [Fact]
    public void EveryFigureIsFromTheReportThatItNames()
    {
        string[] models = ["popularity", "edlae", "movienet-v2", "butaca"];
        List<Figure> figures = [.. Figures("README.md")];
        Assert.True(figures.Count >= 3 * models.Length, $"found {figures.Count} figures");
        foreach (Figure figure in figures.Where(figure => figure.Text != "–"))
        {
            string section = Assert.IsType<string>(MarkdownPage.Read(figure.Page).Section(figure.Place));
            Assert.True(
                section
                    .Split('\n')
                    .Any(line =>
                        line.Contains(models[figure.Column], StringComparison.Ordinal)
                        && Regex.IsMatch(
                            line,
                            $@"(?<![\d.]){Regex.Escape(figure.Text)}(?![\d.])",
                            RegexOptions.None,
                            Limit
                        )
                    ),
                $"{figure.Page}#{figure.Place} has no {figure.Text} of {models[figure.Column]}"
            );
        }
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
        ReadmeExamples.Visit[] visits =
        [
            .. Enumerable.Range(0, 120).SelectMany(user => Visits(shipped, user, popular)),
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
                visits
            );
            ReadmeExamples.Recommend();
            ReadmeExamples.Evaluate(ModelFolder.Load("models/butaca").Data);
        }
        finally
        {
            Console.SetOut(console);
            Directory.SetCurrentDirectory(before);
        }
        Assert.Equal(10, ReadmeExamples.First(visits).Count);
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

    [Fact]
    public void TheNativePackageHasItsVersion()
    {
        const string tag = "<LibTorchVersion>";
        string packages = ReadText("Directory.Packages.props");
        int from = packages.IndexOf(tag, StringComparison.Ordinal) + tag.Length;
        Assert.Contains(
            $"{packages[from..packages.IndexOf('<', from)]}: `libtorch-cpu-linux-x64`",
            ReadText("docs/guide/embed.md").ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
    }

    /// <summary>The figures between the marks of a page, row by row.</summary>
    private static IEnumerable<Figure> Figures(string page)
    {
        Match table = FiguresPattern().Match(ReadText(page));
        Assert.True(table.Success, $"{page} has no figures");
        foreach (
            string row in table.Value.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
        )
        {
            string[] cells = [.. row.Trim('|').Split('|').Select(cell => cell.Trim())];
            Match link = LinkPattern().Match(cells[^1]);
            Assert.True(link.Success, $"{page}: no link in {row}");
            for (int column = 0; column < cells.Length - 2; column++)
                yield return new Figure(
                    column,
                    cells[column + 1].Trim('*'),
                    link.Groups["page"].Value,
                    link.Groups["place"].Value
                );
        }
    }

    private static string ReadText(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));

    private static string Unindent(string code)
    {
        int indent = code.TakeWhile(letter => letter == ' ').Count();
        return string.Join(
            '\n',
            code.TrimEnd(' ').Split('\n').Select(line => line.Length > indent ? line[indent..] : "")
        );
    }

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

    [GeneratedRegex("```.*?```", RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BlockPattern();

    [GeneratedRegex(
        "<!-- figures -->.*?<!-- /figures -->",
        RegexOptions.Singleline | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex FiguresPattern();

    [GeneratedRegex(@"\]\((?<page>[^)#]+)#(?<place>[^)]+)\)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LinkPattern();

    [GeneratedRegex("^#+ ", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex HeadingPattern();

    /// <summary>A figure of a table.</summary>
    private sealed record Figure(int Column, string Text, string Page, string Place);
}
