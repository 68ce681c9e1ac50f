using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Butaca.Cli;

/// <summary>
/// Where a command writes. Results go to <see cref="Out"/>; progress, notes and errors go to <see cref="Notes"/>, so
/// that a pipe or a redirection receives the results alone.
/// </summary>
public sealed class Terminal
{
    /// <summary>
    /// Columns of what no window shows: in fewer, long names of models would be broken letter by letter.
    /// </summary>
    private const int WidthOfFiles = 160;

    /// <summary>How every command writes JSON.</summary>
    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web)
        {
            WriteIndented = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

    /// <summary>Creates a terminal on two consoles.</summary>
    public Terminal(IAnsiConsole output, IAnsiConsole notes, bool canAsk = false)
    {
        Out = output;
        Notes = notes;
        CanAsk = canAsk;
    }

    /// <summary>The results: standard output.</summary>
    public IAnsiConsole Out { get; }

    /// <summary>Progress, notes and errors: standard error.</summary>
    public IAnsiConsole Notes { get; }

    /// <summary>Whether a person sits there who can be asked.</summary>
    public bool CanAsk { get; }

    /// <summary>The language in which the person there reads titles; null: the data set's own.</summary>
    public string? Language { get; init; }

    /// <summary>
    /// What a person types to run the program again: <c>butaca</c>, or how it was started where it isn't installed.
    /// </summary>
    public string Program { get; init; } = ProgramName.Installed;

    /// <summary>The process's own standard output and error.</summary>
    public static Terminal OfProcess()
    {
        IAnsiConsole output = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
            output.Profile.Width = WidthOfFiles;
        return new Terminal(
            output,
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }),
            canAsk: !Console.IsInputRedirected && !Console.IsOutputRedirected && !Console.IsErrorRedirected
        )
        {
            Language = Locale.Language(Environment.GetEnvironmentVariable),
            Program = ProgramName.OfProcess(),
        };
    }

    /// <summary>Writes a result as JSON, unwrapped whatever the width of the terminal.</summary>
    public void WriteJson<T>(T value) => WriteLine(JsonSerializer.Serialize(value, Json));

    /// <summary>Writes a line of a result as it is: no markup, no wrapping.</summary>
    public void WriteLine(string line) => Out.Profile.Out.Writer.WriteLine(line);

    /// <summary>Writes a note as it is: no markup, no wrapping, so that a command in it can be copied.</summary>
    public void Note(string line) => Notes.Profile.Out.Writer.WriteLine(line);
}
