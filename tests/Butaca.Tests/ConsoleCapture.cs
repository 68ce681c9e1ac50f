using Butaca.Cli;
using Spectre.Console;

namespace Butaca.Tests;

/// <summary>Runs command lines and keeps what they write: 100 columns, no colours, nobody to ask.</summary>
public sealed class ConsoleCapture
{
    private ConsoleCapture(string results, string notes)
    {
        Out = results;
        Notes = notes;
    }

    public string Out { get; }

    public string Notes { get; }

    public static Task<(int Code, ConsoleCapture Console)> Run(params string[] args) =>
        Run(TestContext.Current.CancellationToken, args);

    public static async Task<(int Code, ConsoleCapture Console)> Run(
        CancellationToken cancellation,
        params string[] args
    )
    {
        using StringWriter results = new() { NewLine = "\n" },
            notes = new() { NewLine = "\n" };
        int code = await CommandLine.RunAsync(args, new Terminal(Create(results), Create(notes)), cancellation);
        return (code, new ConsoleCapture(results.ToString(), notes.ToString()));
    }

    private static IAnsiConsole Create(StringWriter writer)
    {
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(writer),
            }
        );
        console.Profile.Width = 100;
        return console;
    }
}
