using System.CommandLine;
using System.Text.RegularExpressions;
using Butaca.Cli;
using Spectre.Console;

namespace Butaca.Tests.Cli;

/// <summary>Help and usage errors of every command; commands find themselves.</summary>
public sealed partial class HelpTests
{
    /// <summary>Every command that does something, by its words after <c>butaca</c>.</summary>
    public static TheoryData<string> Commands =>
        [
            .. Registry
                .Find<IVerb>(typeof(CommandLine).Assembly)
                .SelectMany(verb => Leaves(verb.Create(new Terminal(AnsiConsole.Console, AnsiConsole.Console)), ""))
                .Order(StringComparer.Ordinal),
        ];

    private static IEnumerable<string> Leaves(Command command, string before) =>
        command.Subcommands.Count == 0
            ? [$"{before}{command.Name}"]
            : command.Subcommands.SelectMany(sub => Leaves(sub, $"{before}{command.Name} "));

    [Theory, MemberData(nameof(Commands))]
    public async Task EveryCommandExplainsItselfWithAnExample(string command)
    {
        (int code, ConsoleCapture console) = await ConsoleCapture.Run([.. command.Split(' '), "--help"]);
        Assert.Equal((0, ""), (code, console.Notes));
        string text = Spaces().Replace(console.Out, " "); // lines break by the width of the terminal at hand
        Assert.Matches($"Example: butaca {command}( |$)", text);
        Assert.DoesNotMatch(@"\[default: [^\]]*\] \[default", text);
        Snapshot.Check(
            Parts()
                .Replace(text, "\n")
                .Replace("Usage: Butaca.Tests ", "Usage: butaca ", StringComparison.Ordinal)
                .Replace(Known.Models, "MODELS", StringComparison.Ordinal)
                .Replace(Known.Metrics, "METRICS", StringComparison.Ordinal)
                .Trim(),
            command.Replace(' ', '-')
        );
    }

    [Fact]
    public async Task TheProgramListsItsCommands()
    {
        (int code, ConsoleCapture console) = await ConsoleCapture.Run("--help");
        Assert.Equal((0, ""), (code, console.Notes));
        foreach (ITheoryDataRow row in Commands)
            Assert.Contains(((string)row.GetData()[0]!).Split(' ')[0], console.Out, StringComparison.Ordinal);
        Assert.Contains("Start with: butaca quickstart", console.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Required command was not provided.\nTry: butaca --help\n")]
    [InlineData("embeddings", "Option '--output' is required.\nTry: butaca embeddings --help\n")]
    [InlineData(
        "similar --model x --movie y --frob",
        "Unrecognized command or argument '--frob'.\nTry: butaca similar --help\n"
    )]
    [InlineData("similar", "Option '--movie' is required.\nTry: butaca similar --help\n")]
    [InlineData(
        "recommend --model x -n one",
        "-n: found 'one', expected a whole number.\nTry: butaca recommend --help\n"
    )]
    [InlineData(
        "recommend --model x --user 1 --diversity much",
        "--diversity: found 'much', expected a number.\nTry: butaca recommend --help\n"
    )]
    [InlineData(
        "frob",
        "Required command was not provided.\nUnrecognized command or argument 'frob'.\nTry: butaca --help\n"
    )]
    [InlineData(
        "evaluate --protocol",
        "Required argument missing for option: '--protocol'.\nTry: butaca evaluate --help\n"
    )]
    public async Task AWrongCommandLineIsExitCode2(string line, string notes)
    {
        (int code, ConsoleCapture console) = await ConsoleCapture.Run(
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        );
        Assert.Equal((2, "", notes), (code, console.Out, console.Notes));
    }

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Spaces();

    /// <summary>The space before each option and heading.</summary>
    [GeneratedRegex(
        @"(?<!-n,|-h,) (?=--[a-z-]+ (<[^>]+>|\(REQ|[A-Z][a-z]+ [a-z]+)|-\?,|-n,|Usage:|Arguments:|Options:|Example:)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Parts();
}
