using System.Text.RegularExpressions;

namespace Butaca.Tests.Documents;

/// <summary>A page of the documentation.</summary>
/// <param name="path">Its path in the repository, with slashes.</param>
/// <param name="text">What it says.</param>
internal sealed partial class MarkdownPage(string path, string text)
{
    /// <summary>Its path in the repository.</summary>
    public string Path => path;

    /// <summary>The links that stand on it, outside code.</summary>
    public IEnumerable<string> Links =>
        LinkPattern().Matches(Code().Replace(text, "")).Select(match => match.Groups["to"].Value);

    /// <summary>Code within lines.</summary>
    public IEnumerable<string> Inline =>
        InlinePattern()
            .Matches(Block().Replace(text, ""))
            .Select(match => match.Groups["code"].Value.ReplaceLineEndings(" "));

    /// <summary>The lines of its code blocks, those joined that end with a backslash or a bar.</summary>
    public IEnumerable<string> CodeLines =>
        Block()
            .Matches(text)
            .SelectMany(match => Continued().Replace(match.Value, " ").Split('\n'))
            .Select(line => line.Trim());

    /// <summary>The places that links can name.</summary>
    public IEnumerable<string> Places => Headings.Select(heading => heading.Place);

    private IEnumerable<(string Place, int Start, int Level)> Headings
    {
        get
        {
            Dictionary<string, int> seen = new(StringComparer.Ordinal);
            string withoutCode = Block().Replace(text, match => new string(' ', match.Length)); // places stay where they are
            foreach (Match match in HeadingPattern().Matches(withoutCode))
            {
                string place = Slug(match.Groups["title"].Value);
                int times = seen.GetValueOrDefault(place);
                seen[place] = times + 1;
                yield return (times == 0 ? place : $"{place}-{times}", match.Index, match.Groups["level"].Length);
            }
        }
    }

    /// <summary>All pages that people read, in the repository's order.</summary>
    public static IEnumerable<MarkdownPage> All =>
        ((string[])["docs", "src", "data", "deploy", "."])
            .SelectMany(folder =>
                Directory.EnumerateFiles(
                    System.IO.Path.Combine(Repository.Root, folder),
                    "*.md",
                    folder == "." ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories
                )
            )
            .Select(file => System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file =>
                !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal)
            )
            .Order(StringComparer.Ordinal)
            .Select(Read);

    /// <summary>Reads a page.</summary>
    public static MarkdownPage Read(string path) =>
        new(path, File.ReadAllText(System.IO.Path.Combine(Repository.Root, path)));

    /// <summary>What stands below a heading, up to the next of its level; null: there is no such place.</summary>
    public string? Section(string place)
    {
        (string Place, int Start, int Level)[] headings = [.. Headings];
        int at = Array.FindIndex(headings, heading => heading.Place == place);
        if (at < 0)
            return null;
        int next = Array.FindIndex(headings, at + 1, heading => heading.Level <= headings[at].Level);
        return next < 0 ? text[headings[at].Start..] : text[headings[at].Start..headings[next].Start];
    }

    /// <summary>A heading as links name it, on GitHub.</summary>
    private static string Slug(string heading) =>
        string.Concat(
            LinkPattern()
                .Replace(heading.Trim(), match => match.Groups["label"].Value)
                .ToLowerInvariant()
                .Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')
                .Select(c => c == ' ' ? '-' : c)
        );

    [GeneratedRegex(
        @"\[(?<label>[^\]]*)\]\((?<to>[^)\s]+)\)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"^(?<level>#+) (?<title>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"^ *```.*?^ *```", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Block();

    [GeneratedRegex(@"^ *```.*?^ *```|`[^`]+`(?!\])", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Code();

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InlinePattern();

    [GeneratedRegex(@"\\\n\s*", RegexOptions.None, 1000)]
    private static partial Regex Continued();
}
