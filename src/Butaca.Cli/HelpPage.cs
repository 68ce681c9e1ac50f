using System.CommandLine;
using System.CommandLine.Invocation;

namespace Butaca.Cli;

/// <summary>A command with so many options that its help has them below headings.</summary>
internal sealed class SectionedCommand : Command
{
    /// <summary>Creates it with the options of all sections.</summary>
    /// <param name="name">The command's name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="sections">The headings and what stands below each.</param>
    public SectionedCommand(
        string name,
        string description,
        params IReadOnlyList<(string Title, Option[] Options)> sections
    )
        : base(name, description)
    {
        Sections = sections;
        foreach (Option option in sections.SelectMany(section => section.Options))
            Add(option);
    }

    /// <summary>The headings and what stands below each.</summary>
    public IReadOnlyList<(string Title, Option[] Options)> Sections { get; }
}

/// <summary>Writes a command's help: what it does, how it is called, its arguments and options.</summary>
/// <param name="terminal">Where it is written, and what the program is called.</param>
/// <param name="groups">The group of each command of the program.</param>
internal sealed class HelpPage(Terminal terminal, IReadOnlyDictionary<Command, VerbGroup> groups)
    : SynchronousCommandLineAction
{
    /// <summary>Columns of the names at most; a longer one has its description below.</summary>
    private const int MostLeft = 30;

    /// <summary>Columns of a description at least, in however narrow a window.</summary>
    private const int LeastRight = 30;

    private static readonly Dictionary<VerbGroup, string> Titles = new()
    {
        [VerbGroup.Start] = "Start here",
        [VerbGroup.Use] = "Use a model",
        [VerbGroup.Models] = "Train and measure",
        [VerbGroup.Around] = "Data, keys and your shell",
    };

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command);
        return CommandLine.Success;
    }

    /// <summary>Writes the help of a command.</summary>
    public void Write(Command command)
    {
        string path = PathOf(command);
        terminal.WriteLine("Description:");
        WriteWrapped("  ", command.Description ?? "");
        terminal.WriteLine("");
        terminal.WriteLine("Usage:");
        terminal.WriteLine($"  {path}{UsageOf(command)}");
        WriteSection(
            "Arguments",
            command.Arguments.Select(argument => ($"<{argument.Name}>", Describe(argument, argument)))
        );
        foreach (
            IGrouping<string, Command> group in command
                .Subcommands.Where(sub => !sub.Hidden)
                .OrderBy(sub => groups.GetValueOrDefault(sub))
                .GroupBy(sub => groups.TryGetValue(sub, out VerbGroup found) ? Titles[found] : "Commands")
        )
            WriteSection(group.Key, group.Select(sub => (sub.Name, FirstSentence(sub.Description ?? ""))));
        Option[] standing = [.. OptionsOf(command)];
        SectionedCommand? sectioned = command as SectionedCommand;
        foreach ((string title, Option[] options) in sectioned?.Sections ?? [])
            WriteSection(title, options.Select(Row));
        WriteSection("Options", standing.Except(sectioned?.Sections.SelectMany(s => s.Options) ?? []).Select(Row));
    }

    /// <summary>The words of a command line, from the program's name on.</summary>
    public string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent
            ? $"{PathOf(parent)} {command.Name}"
            : terminal.Program;

    /// <summary>The options that a command takes: its own, and those of the program.</summary>
    public static IEnumerable<Option> OptionsOf(Command command)
    {
        IEnumerable<Option> inherited = command
            .Parents.OfType<Command>()
            .SelectMany(OptionsOf)
            .Where(option => option.Recursive);
        return command.Options.Where(option => !option.Hidden).Concat(inherited);
    }

    private static string UsageOf(Command command)
    {
        string arguments = string.Concat(
            command.Arguments.Select(argument =>
                argument.Arity.MinimumNumberOfValues == 0 || argument.HasDefaultValue
                    ? $" [<{argument.Name}>]"
                    : $" <{argument.Name}>"
            )
        );
        return $"{(command.Subcommands.Count > 0 ? " [command]" : "")}{arguments} [options]";
    }

    private static (string Left, string Right) Row(Option option)
    {
        IEnumerable<string> names = option.Aliases.Append(option.Name).OrderBy(name => name.Length);
        string value =
            option.HelpName is { } name ? $" <{name}>"
            : option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool)
                ? $" <{option.Name.TrimStart('-')}>"
            : "";
        string required = option.Required ? " (REQUIRED)" : "";
        return ($"{string.Join(", ", names)}{value}{required}", Describe(option, option));
    }

    private static string Describe(Symbol symbol, object value)
    {
        object? standard = value switch
        {
            Option { HasDefaultValue: true } option when option.ValueType != typeof(bool) => option.GetDefaultValue(),
            Argument { HasDefaultValue: true } argument => argument.GetDefaultValue(),
            _ => null,
        };
        string told = standard is null or System.Collections.IEnumerable and not string
            ? ""
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $" [default: {standard}]");
        return symbol.Description + told;
    }

    /// <summary>What a list of commands has room for.</summary>
    private static string FirstSentence(string description) =>
        description.Split('\n')[0].Split(". ", StringSplitOptions.None)[0].TrimEnd('.');

    private void WriteSection(string title, IEnumerable<(string Left, string Right)> rows)
    {
        (string Left, string Right)[] all = [.. rows];
        if (all.Length == 0)
            return;
        terminal.WriteLine("");
        terminal.WriteLine($"{title}:");
        int left = Math.Min(MostLeft, all.Max(row => row.Left.Length));
        string indent = new(' ', left + 4);
        foreach ((string name, string description) in all)
        {
            if (name.Length <= left)
            {
                WriteWrapped(indent, description, $"  {name.PadRight(left)}  ");
            }
            else
            {
                terminal.WriteLine($"  {name}");
                WriteWrapped(indent, description);
            }
        }
    }

    /// <summary>Writes a text in lines that fit the window; its own line breaks stay.</summary>
    /// <param name="indent">Before each line.</param>
    /// <param name="text">The text; spaces at its beginning stay.</param>
    /// <param name="first">Before the first line, as long as the indent; null: the indent.</param>
    private void WriteWrapped(string indent, string text, string? first = null)
    {
        int width = Math.Max(LeastRight, terminal.Out.Profile.Width - indent.Length - 1);
        string before = first ?? indent;
        foreach (string line in text.Split('\n'))
        {
            WriteLines(line, width, before, indent);
            before = indent;
        }
    }

    private void WriteLines(string line, int width, string before, string indent)
    {
        string rest = line;
        while (rest.Length > width && rest.LastIndexOf(' ', width) is > 0 and int end)
        {
            terminal.WriteLine($"{before}{rest[..end]}");
            before = indent;
            rest = rest[(end + 1)..];
        }
        terminal.WriteLine($"{before}{rest}".TrimEnd());
    }
}
