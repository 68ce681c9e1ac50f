using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Butaca.Data;

namespace Butaca.Tests;

/// <summary>The direction in which data flows, and what each part may lean on.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>
    /// The namespaces of each assembly in the direction of data: each may use those before it that are named, and the
    /// root, where options, errors and what else all share are (unless the root comes last).
    /// </summary>
    private static readonly Dictionary<string, (string Name, string[] Allowed)[]> Directions = new(
        StringComparer.Ordinal
    )
    {
        ["Butaca"] =
        [
            ("Data", []),
            ("Data.Files", ["Data"]),
            ("Data.Titles", ["Data"]),
            ("Data.Sources", ["Data", "Data.Files", "Data.Titles"]),
            ("Data.Exports", ["Data", "Data.Files", "Data.Titles"]),
            ("Splits", ["Data", "Data.Files", "Data.Sources"]),
            ("Features", ["Data", "Splits"]),
            ("Models", ["Data", "Data.Files", "Splits", "Features"]),
            ("Models.ButacaPipeline", ["Data", "Splits", "Features", "Models"]),
            ("Models.MovieNet", ["Data", "Splits", "Features", "Models"]),
            ("Recommending", ["Data", "Data.Files", "Data.Titles", "Splits", "Features", "Models", "Models.MovieNet"]),
            ("Evaluation", ["Data", "Data.Files", "Splits", "Features", "Models", "Recommending"]),
            ("Evaluation.Metrics", ["Data", "Models", "Recommending", "Evaluation"]),
            (
                "Evaluation.Protocols",
                ["Data", "Splits", "Features", "Models", "Recommending", "Evaluation", "Evaluation.Metrics"]
            ),
            ("Evaluation.Tuning", ["Data", "Models", "Evaluation", "Evaluation.Protocols"]),
        ],
        ["Butaca.Training"] = [("ButacaPipeline", []), ("MovieNet", []), ("Models", ["ButacaPipeline", "MovieNet"])],
        ["Butaca.Client"] = [("Contracts", []), (NamespaceGraph.Root, ["Contracts"])],
        ["Butaca.Hosting"] =
        [
            ("Storage", []),
            ("Cluster", ["Storage"]),
            ("Live", ["Storage", "Cluster"]),
            ("Training", ["Storage", "Cluster", "Live"]),
            ("Setup", ["Storage", "Cluster", "Live", "Training"]),
            ("Embedded", ["Storage", "Cluster", "Live", "Training", "Setup"]),
        ],
        ["Butaca.Server"] =
        [
            ("Cluster", []),
            ("Security", []),
            ("Answers", []),
            ("Apis", ["Security", "Answers"]),
            ("Mcp", ["Security", "Answers", "Apis"]),
            ("Web.Wording", []),
            ("Web.Services", ["Security", "Answers", "Web.Wording"]),
            ("Web.Components.Parts", ["Web.Wording", "Web.Services"]),
            (
                "Web.Components.Pages",
                ["Security", "Answers", "Apis", "Web.Wording", "Web.Services", "Web.Components.Parts"]
            ),
            ("Web.Components", ["Web.Wording", "Web.Services", "Web.Components.Parts", "Web.Components.Pages"]),
            ("Web", ["Security", "Answers", "Apis", "Web.Wording", "Web.Services", "Web.Components"]),
            ("Setup", ["Cluster", "Security", "Answers", "Apis", "Mcp", "Web"]),
        ],
        ["Butaca.Cli"] =
        [
            ("Experiments", []),
            ("Maps", []),
            ("Commands", ["Experiments", "Maps"]),
            ("Commands.Data", []),
            ("Commands.Keys", []),
        ],
    };

    /// <summary>The graphs, read once.</summary>
    private static readonly ConcurrentDictionary<string, NamespaceGraph> Graphs = new(StringComparer.Ordinal);

    /// <summary>The assemblies that we ship.</summary>
    public static TheoryData<string> Assemblies => [.. Directions.Keys];

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

    private static NamespaceGraph GraphOf(string assembly) =>
        Graphs.GetOrAdd(
            assembly,
            name => NamespaceGraph.Of(name, Files(Source(name)).Where(file => Path.GetExtension(file) == ".cs"))
        );

    /// <summary>No namespace uses one that uses it, be it by way of others: not its outer one either.</summary>
    [Theory, MemberData(nameof(Assemblies))]
    public void NoNamespacesUseOneAnother(string assembly)
    {
        NamespaceGraph graph = GraphOf(assembly);
        IReadOnlyList<string> circle = graph.Circle();
        Assert.True(
            circle.Count == 0,
            $"{assembly}: found a circle, expected none. Move what makes it to where both may find it.\n{string.Join('\n', circle)}\nWhat each uses:\n{graph}"
        );
    }

    [Theory, MemberData(nameof(Assemblies))]
    public void DataFlowsOneWay(string assembly)
    {
        NamespaceGraph graph = GraphOf(assembly);
        (string Name, string[] Allowed)[] direction = Directions[assembly];
        if (direction[^1].Name != NamespaceGraph.Root)
            direction =
            [
                (NamespaceGraph.Root, []),
                .. direction.Select(each => (each.Name, each.Allowed.Prepend(NamespaceGraph.Root).ToArray())),
            ];
        Assert.Equal(
            direction.Select(each => each.Name).Order(StringComparer.Ordinal),
            graph.Namespaces.Order(StringComparer.Ordinal)
        );
        string[] wrong =
        [
            .. direction.SelectMany(each =>
                graph.Uses(each.Name).Except(each.Allowed).Select(used => graph.Reasons(each.Name, used))
            ),
        ];
        Assert.True(
            wrong.Length == 0,
            $"{assembly}: found uses that are not allowed.\n{string.Join('\n', wrong)}\nWhat each may use:\n{string.Join('\n', direction.Select(each => $"  {each.Name}: {string.Join(", ", each.Allowed)}"))}\nWhat each uses:\n{graph}"
        );
    }

    [Fact]
    public void ACircleIsToldByTheTypesThatMakeIt()
    {
        NamespaceGraph graph = new();
        graph.Add("A", "B", "Apple uses Bean");
        graph.Add("B", "C", "Bean uses Corn");
        graph.Add("C", "A", "Corn uses Apple");
        graph.Add("C", "A", "Chard uses Apple");
        graph.Add("C", "D", "Corn uses Dill");
        Assert.Equal(
            ["A → B: Apple uses Bean", "B → C: Bean uses Corn", "C → A: Chard uses Apple, Corn uses Apple"],
            graph.Circle()
        );
    }

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
        foreach (string project in Directions.Keys)
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

    private static string WithoutComments(string text) => Comment().Replace(text, "");

    [GeneratedRegex(@"^namespace (?<name>[A-Za-z.]+);", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Declared();

    [GeneratedRegex(@"//.*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Comment();
}
