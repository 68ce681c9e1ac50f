using System.Text.RegularExpressions;
using Butaca.Data;

namespace Butaca.Tests;

/// <summary>The direction in which data flows, and what each part may lean on.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>
    /// The folders of each project in the direction of data: each may use those before it that are named.
    /// </summary>
    private static readonly Dictionary<string, Dictionary<string, string[]>> Allowed = new(StringComparer.Ordinal)
    {
        ["Butaca"] = new(StringComparer.Ordinal)
        {
            ["Data"] = [],
            ["Splits"] = ["Data"],
            ["Features"] = ["Data", "Splits"],
            ["Models"] = ["Data", "Splits", "Features"],
            ["Recommending"] = ["Data", "Splits", "Features", "Models"],
            ["Evaluation"] = ["Data", "Splits", "Features", "Models", "Recommending"],
        },
        ["Butaca.Hosting"] = new(StringComparer.Ordinal)
        {
            ["Storage"] = [],
            ["Cluster"] = ["Storage"],
            ["Live"] = ["Storage", "Cluster"],
            ["Training"] = ["Storage", "Cluster", "Live"],
            ["Embedded"] = ["Storage", "Cluster", "Live", "Training"],
        },
        ["Butaca.Server"] = new(StringComparer.Ordinal)
        {
            ["Cluster"] = [],
            ["Security"] = [],
            ["Answers"] = [],
            ["Apis"] = ["Security", "Answers"],
            ["Web"] = ["Security", "Answers", "Apis"],
            ["Mcp"] = ["Security", "Answers", "Apis"],
        },
    };

    /// <summary>The projects whose folders have a direction.</summary>
    public static TheoryData<string> Projects => [.. Allowed.Keys];

    private static string Source(params string[] parts) => Path.Combine([Repository.Root, "src", .. parts]);

    private static IEnumerable<string> Files(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor")
            .Where(file =>
                !file.Contains(
                    $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
                    StringComparison.Ordinal
                )
                && !file.Contains(
                    $"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}",
                    StringComparison.Ordinal
                )
            );

    [Theory, MemberData(nameof(Projects))]
    public void DataFlowsOneWay(string project)
    {
        Dictionary<string, string[]> graph = Allowed[project];
        List<string> wrong = [];
        foreach ((string folder, string[] allowed) in graph)
        {
            foreach (string file in Files(Source(project, folder)))
            {
                foreach (string used in MentionedIn(project, WithoutComments(File.ReadAllText(file))).Distinct())
                    if (used != folder && graph.ContainsKey(used) && !allowed.Contains(used))
                        wrong.Add($"{folder}/{Path.GetFileName(file)} uses {project}.{used}");
            }
        }
        Assert.True(
            wrong.Count == 0,
            $"{string.Join('\n', wrong)}\nWhat each may use:\n{string.Join('\n', graph.Select(part => $"{part.Key}: {string.Join(", ", part.Value)}"))}"
        );
    }

    [Theory, MemberData(nameof(Projects))]
    public void EveryFolderHasItsPlaceInTheDirection(string project) =>
        Assert.Equal(
            Allowed[project].Keys.Order(),
            Directory
                .EnumerateDirectories(Source(project))
                .Select(path => Path.GetFileName(path))
                .Where(name => name is not ("obj" or "bin" or "buildTransitive"))
                .Order()
        );

    /// <summary>
    /// Whatever others need too belongs outside; the model's entry among the models is all that leads in.
    /// </summary>
    [Fact]
    public void NothingOutsideImportsTheDefaultModelsFolders()
    {
        const string Folder = "ButacaPipeline";
        string[] inside =
        [
            Source("Butaca", "Models", Folder) + Path.DirectorySeparatorChar,
            Source("Butaca.Training", Folder) + Path.DirectorySeparatorChar,
            Source("Butaca.Training", "Models", "ButacaModel.cs"),
        ];
        Assert.All(inside, part => Assert.True(Path.Exists(part), $"{part} is not there"));
        string[] importing =
        [
            .. Files(Source())
                .Where(file => !inside.Any(part => file.StartsWith(part, StringComparison.Ordinal)))
                .Where(file => WithoutComments(File.ReadAllText(file)).Contains(Folder, StringComparison.Ordinal)),
        ];
        Assert.Empty(importing);
    }

    [Fact]
    public void NamespacesFollowFolders()
    {
        foreach (
            string project in new[]
            {
                "Butaca",
                "Butaca.Training",
                "Butaca.Cli",
                "Butaca.Client",
                "Butaca.Hosting",
                "Butaca.Server",
            }
        )
        {
            foreach (string file in Files(Source(project)))
            {
                if (
                    Path.GetExtension(file) == ".razor"
                    || Declared().Match(File.ReadAllText(file)) is not { Success: true } match
                )
                    continue; // top-level statements
                string folder = Path.GetRelativePath(Source(project), Path.GetDirectoryName(file)!);
                string expected =
                    folder == "." ? project : $"{project}.{folder.Replace(Path.DirectorySeparatorChar, '.')}";
                Assert.True(
                    match.Groups["name"].Value == expected,
                    $"{file}: found the namespace {match.Groups["name"].Value}, expected {expected}"
                );
            }
        }
    }

    /// <summary>Serving needs neither libtorch nor a terminal; training needs no terminal.</summary>
    [Theory]
    [InlineData(
        typeof(Dataset),
        new[]
        {
            "TorchSharp",
            "Spectre",
            "System.CommandLine",
            "ScottPlot",
            "Butaca.Training",
            "Butaca.Cli",
            "Butaca.Client",
            "Butaca.Hosting",
            "Butaca.Server",
        }
    )]
    [InlineData(
        typeof(Butaca.Training.Models.Ease),
        new[] { "Spectre", "System.CommandLine", "ScottPlot", "Butaca.Cli" }
    )]
    public void AssembliesLeanOnNothingHeavier(Type part, string[] forbidden)
    {
        string[] references = [.. part.Assembly.GetReferencedAssemblies().Select(name => name.Name!)];
        Assert.NotEmpty(references);
        Assert.DoesNotContain(
            references,
            name => forbidden.Any(heavy => name.StartsWith(heavy, StringComparison.Ordinal))
        );
    }

    /// <summary>
    /// Folders of a project as a file names them: Butaca.Data or, as namespaces within Butaca may say it, Data.Movie.
    /// </summary>
    private static IEnumerable<string> MentionedIn(string project, string text) =>
        Regex
            .Matches(
                text,
                $@"\b{Regex.Escape(project)}\.(?<part>[A-Z][A-Za-z]+)|(?<![\w.])(?<part>[A-Z][A-Za-z]+)\.[A-Z]",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)
            )
            .Select(match => match.Groups["part"].Value);

    private static string WithoutComments(string text) => Comment().Replace(text, "");

    [GeneratedRegex(@"^namespace (?<name>[A-Za-z.]+);", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Declared();

    [GeneratedRegex(@"//.*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Comment();
}
