using System.Text.RegularExpressions;
using Butaca.Data;

namespace Butaca.Tests;

/// <summary>The direction in which data flows, and what each part may lean on.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>What each folder of src/Butaca may use: only what stands before it.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Data"] = [],
        ["Splits"] = ["Data"],
        ["Features"] = ["Data", "Splits"],
        ["Models"] = ["Data", "Splits", "Features"],
        ["Recommending"] = ["Data", "Splits", "Features", "Models"],
        ["Evaluation"] = ["Data", "Splits", "Features", "Models", "Recommending"],
    };

    private static string Source(params string[] parts) => Path.Combine([Repository.Root, "src", .. parts]);

    private static IEnumerable<string> Files(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
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

    [Fact]
    public void DataFlowsOneWay()
    {
        List<string> wrong = [];
        foreach ((string folder, string[] allowed) in Allowed)
        {
            foreach (string file in Files(Source("Butaca", folder)))
            {
                foreach (
                    string used in Mentioned()
                        .Matches(WithoutComments(File.ReadAllText(file)))
                        .Select(match => match.Groups["part"].Value)
                        .Distinct()
                )
                    if (used != folder && Allowed.ContainsKey(used) && !allowed.Contains(used))
                        wrong.Add($"{folder}/{Path.GetFileName(file)} uses Butaca.{used}");
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void EveryFolderHasItsPlaceInTheDirection() =>
        Assert.Equal(
            Allowed.Keys.Order(),
            Directory
                .EnumerateDirectories(Source("Butaca"))
                .Select(path => Path.GetFileName(path))
                .Where(name => name is not ("obj" or "bin" or "buildTransitive"))
                .Order()
        );

    [Fact]
    public void NamespacesFollowFolders()
    {
        foreach (
            string project in new[] { "Butaca", "Butaca.Training", "Butaca.Cli", "Butaca.Client", "Butaca.Server" }
        )
        {
            foreach (string file in Files(Source(project)))
            {
                if (Declared().Match(File.ReadAllText(file)) is not { Success: true } match)
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

    /// <summary>Butaca.Data or, as namespaces within Butaca may say it, Data.Movie.</summary>
    [GeneratedRegex(
        @"\bButaca\.(?<part>[A-Z][A-Za-z]+)|(?<![\w.])(?<part>[A-Z][A-Za-z]+)\.[A-Z]",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Mentioned();

    [GeneratedRegex(@"^namespace (?<name>[A-Za-z.]+);", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Declared();

    [GeneratedRegex(@"//.*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Comment();
}
