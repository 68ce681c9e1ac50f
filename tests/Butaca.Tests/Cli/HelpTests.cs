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
    [InlineData("")]
    [InlineData("data")]
    [InlineData("keys")]
    public async Task AloneItShowsWhatThereIs(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        (int code, ConsoleCapture console) = await ConsoleCapture.Run(words);
        Assert.Equal((0, ""), (code, console.Notes));
        Assert.Equal((await ConsoleCapture.Run([.. words, "--help"])).Console.Out, console.Out);
        Snapshot.Check(console.Out, line.Length == 0 ? "root" : line);
    }

    [Theory]
    [InlineData("train -o x -d y")]
    [InlineData("recommend -m x -n 3 -o y")]
    [InlineData("similar -m x -n 3")]
    [InlineData("new-movie -m x -o y -n 3")]
    [InlineData("map -m x -o y")]
    [InlineData("embeddings -m x -o y")]
    [InlineData("evaluate -m x -d y -k 5")]
    [InlineData("data prepare -o x")]
    [InlineData("data describe -d x")]
    [InlineData("serve -d x")]
    [InlineData("quickstart -o x")]
    public async Task UsualLettersStandForOptions(string line) =>
        Assert.Equal(0, (await ConsoleCapture.Run([.. line.Split(' '), "--help"])).Code);

    [Theory]
    [InlineData("embeddings", "Option '--output' is required.\nTry: butaca embeddings --help\n")]
    [InlineData("similar --model x --movie y --frob", "There is no option '--frob'.\nTry: butaca similar --help\n")]
    [InlineData("similar", "Option '--movie' is required.\nTry: butaca similar --help\n")]
    [InlineData(
        "recommend --model x -n one",
        "-n: found 'one', expected a whole number.\nTry: butaca recommend --help\n"
    )]
    [InlineData(
        "recommend --model x --user 1 --diversity much",
        "--diversity: found 'much', expected a number.\nTry: butaca recommend --help\n"
    )]
    [InlineData("frob", "There is no command 'frob'.\nTry: butaca --help\n")]
    [InlineData(
        "recomend --watched x",
        "There is no command 'recomend'. Did you mean recommend?\nTry: butaca --help\n"
    )]
    [InlineData("eval", "There is no command 'eval'. Did you mean evaluate?\nTry: butaca --help\n")]
    [InlineData("data descrbe", "There is no command 'descrbe'. Did you mean describe?\nTry: butaca data --help\n")]
    [InlineData(
        "recommend --wached alien heat",
        "There is no option '--wached'. Did you mean --watched?\nTry: butaca recommend --help\n"
    )]
    [InlineData(
        "embeddings --outptu=x.csv",
        "There is no option '--outptu=x.csv'. Did you mean --output?\nTry: butaca embeddings --help\n"
    )]
    [InlineData("train --wat", "There is no option '--wat'.\nTry: butaca train --help\n")]
    [InlineData(
        "recommend --watched Alien --explian",
        "There is no option '--explian'. Did you mean --explain?\nTry: butaca recommend --help\n"
    )]
    [InlineData("map map.html", "There is no argument 'map.html'.\nTry: butaca map --help\n")]
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
        @"(?<!-[a-z?],) (?=--[a-z-]+ (<[^>]+>|\(REQ|[A-Z][a-z]+ [a-z]+)|-[a-z?], -|Usage:|Arguments:|Options:|Example:)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Parts();
}
