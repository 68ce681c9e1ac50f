using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Spectre.Console;

namespace Butaca.Cli;

/// <summary>Parses and runs a command line, and turns failures into one clear message and an exit code.</summary>
public static partial class CommandLine
{
    /// <summary>Exit code: done.</summary>
    public const int Success = 0;

    /// <summary>Exit code: an input, an option's value or a file cannot be used.</summary>
    public const int Failure = 1;

    /// <summary>Exit code: the command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Exit code: Ctrl-C, as shells report it.</summary>
    public const int Cancelled = 130;

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The words after <c>butaca</c>.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="cancellation">Cancels the command, as Ctrl-C does.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation = default)
    {
        RootCommand root = new(
            $"Butaca recommends movies from what a movie is and who watched what. Start with: {terminal.Program} quickstart"
        );
        Dictionary<Command, VerbGroup> groups = [];
        foreach (IVerb verb in Registry.Find<IVerb>(typeof(CommandLine).Assembly))
        {
            Command command = verb.Create(terminal);
            groups.Add(command, verb.Group);
            root.Add(command);
        }
        HelpPage help = new(terminal, groups);
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Add(new HelpOption("--help", ["-h", "-?"]) { Action = help });
        foreach (Command command in root.Subcommands.Prepend(root).Where(command => command.Subcommands.Count > 0))
            command.SetAction(help.Invoke); // alone, it shows what there is; beside a word that isn't known, an error

        ParseResult parsed = root.Parse(args);
        InvocationConfiguration configuration = new()
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // signals are Program's
            Output = terminal.Out.Profile.Out.Writer,
            Error = terminal.Notes.Profile.Out.Writer,
        };
        if (parsed.Errors.Count > 0 || UnknownOptionsIn(parsed).Any())
        {
            foreach (string message in MessagesOf(parsed))
                terminal.Note(message);
            terminal.Note($"Try: {help.PathOf(parsed.CommandResult.Command)} --help");
            return Usage;
        }
        try
        {
            return await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (OperationCanceledException)
        {
            terminal.Note("Cancelled. Nothing was left half-written.");
            return Cancelled;
        }
        catch (Exception exception) when (exception is ButacaException or IOException or UnauthorizedAccessException)
        {
            terminal.Notes.Write(new Text("Error: ", new Style(Color.Red)));
            terminal.Note(exception.Message);
            return Failure;
        }
    }

    /// <summary>Sets what a command does. It runs on the calling thread until it is done.</summary>
    /// <param name="command">The command.</param>
    /// <param name="action">Reads the options and does the work; watches the token.</param>
    public static Command Does(this Command command, Action<ParseResult, CancellationToken> action)
    {
        command.SetAction(
            (parsed, cancellation) =>
            {
                action(parsed, cancellation);
                return Task.FromResult(Success);
            }
        );
        return command;
    }

    /// <summary>
    /// What is wrong with a command line. What is missing may be what was misspelt: that is said first, and alone.
    /// </summary>
    private static IEnumerable<string> MessagesOf(ParseResult parsed) =>
        UnknownOptionsIn(parsed).Concat(parsed.UnmatchedTokens).ToArray() is { Length: > 0 } unknown
            ? [Misspelling.Describe(unknown, parsed.CommandResult.Command)]
            : parsed.Errors.Select(error => Reword(error.Message));

    /// <summary>
    /// Options that don't exist where an argument was expected, or one more title: the parser takes them for it.
    /// </summary>
    private static IEnumerable<string> UnknownOptionsIn(ParseResult parsed) =>
        parsed
            .Tokens.TakeWhile(token => token.Type is not (TokenType.DoubleDash or TokenType.Directive))
            .Where(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))
            .Select(token => token.Value);

    /// <summary>Says "a whole number" where the parser names a .NET type.</summary>
    private static string Reword(string message)
    {
        Match match = NotOfType().Match(message);
        if (!match.Success)
            return message;
        string expected = match.Groups["type"].Value.Contains("Int", StringComparison.Ordinal)
            ? "a whole number"
            : "a number";
        return $"{match.Groups["option"].Value}: found '{match.Groups["found"].Value}', expected {expected}.";
    }

    [GeneratedRegex(
        "^Cannot parse argument '(?<found>.*)' for option '(?<option>.*)' as expected type '(?<type>.*)'\\.$",
        RegexOptions.Singleline,
        1000
    )]
    private static partial Regex NotOfType();
}
