using System.Text.RegularExpressions;

namespace Butaca.Tests.Documents;

/// <summary>
/// What all pages say is there: what they link to, files that they name, commands with their options.
/// </summary>
[Collection(nameof(ProcessWide))]
public sealed partial class DocumentsTests
{
    private const string FromClone = "dotnet run -c Release --project src/Butaca.Cli -- ";

    private static readonly string[] Folders =
    [
        ".ci",
        "bench",
        "build",
        "configs",
        "data",
        "deploy",
        "docs",
        "src",
        "tests",
    ];

    [Fact]
    public void EveryLinkLeadsSomewhere()
    {
        List<string> broken = [];
        int links = 0;
        foreach (MarkdownPage page in MarkdownPage.All)
        {
            foreach (string link in page.Links.Where(link => !link.Contains("://", StringComparison.Ordinal)))
            {
                links++;
                string[] parts = link.Split('#');
                string target = parts[0].Length == 0 ? page.Path : Beside(page, parts[0]);
                string path = Path.Combine(Repository.Root, target);
                if (!File.Exists(path) && !Directory.Exists(path))
                    broken.Add($"{page.Path}: {link}, there is no {target}");
                else if (
                    parts.Length > 1
                    && target.EndsWith(".md", StringComparison.Ordinal)
                    && !MarkdownPage.Read(target).Places.Contains(parts[1])
                )
                    broken.Add($"{page.Path}: {link}, {target} has no such heading");
            }
        }
        Assert.True(links > 50, $"found {links} links");
        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Fact]
    public void EveryFileThatIsNamedIsThere()
    {
        List<string> missing = [];
        foreach (MarkdownPage page in MarkdownPage.All)
        {
            IEnumerable<string> paths = page.Inline.Where(code =>
                PathPattern().IsMatch(code)
                && !code.Contains("your", StringComparison.OrdinalIgnoreCase)
                && Folders.Contains(code.Split('/')[0])
            );
            foreach (string code in paths)
            {
                string path = Path.Combine(Repository.Root, code);
                if (!File.Exists(path) && !Directory.Exists(path))
                    missing.Add($"{page.Path}: {code}");
            }
        }
        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    /// <summary>
    /// With --help added nothing runs, and a command or an option that does not exist is still refused.
    /// </summary>
    [Fact]
    public async Task EveryCommandIsUnderstood()
    {
        List<string> wrong = [];
        int commands = 0;
        foreach (MarkdownPage page in MarkdownPage.All)
        {
            foreach (string command in page.CodeLines.Concat(page.Inline).Select(CommandIn).OfType<string>().Distinct())
            {
                commands++;
                string[] words = [.. WordPattern().Matches(command).Select(match => match.Value.Trim('"'))];
                (int code, ConsoleCapture console) = await ConsoleCapture.Run([.. words, "--help"]);
                if (code != 0)
                    wrong.Add($"{page.Path}: butaca {command}: {console.Notes.Trim()}");
            }
        }
        Assert.True(commands > 50, $"found {commands} commands");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>
    /// The words after <c>butaca</c>, without what the shell makes of them; null where a line is no command.
    /// </summary>
    private static string? CommandIn(string line)
    {
        string text = line.StartsWith("$ ", StringComparison.Ordinal) ? line[2..] : line;
        if (text.StartsWith("time ", StringComparison.Ordinal))
            text = text[5..];
        foreach (string start in (string[])["butaca ", FromClone])
            if (text.StartsWith(start, StringComparison.Ordinal) && text[start.Length] != ' ') // else it is a row of output
                return ShellPattern().Replace(text[start.Length..], "").Trim();
        return null;
    }

    private static string Beside(MarkdownPage page, string link) =>
        Path.GetRelativePath(
                Repository.Root,
                Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page.Path)!, link))
            )
            .Replace('\\', '/');

    /// <summary>A comment, or where the output goes.</summary>
    [GeneratedRegex(@"\s+(#|>|\|\s|2>|&).*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ShellPattern();

    [GeneratedRegex("\"[^\"]*\"|\\S+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WordPattern();

    [GeneratedRegex(@"^[\w.-]+(/[\w.-]+)+/?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PathPattern();
}
