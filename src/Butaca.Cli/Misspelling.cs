using System.CommandLine;

namespace Butaca.Cli;

/// <summary>Tells of words that a command line doesn't know.</summary>
internal static class Misspelling
{
    /// <summary>
    /// What is wrong with the words that a command line doesn't know: the first, and what it may have meant.
    /// </summary>
    /// <param name="unknown">The words, in order; those after an unknown option may be its values.</param>
    /// <param name="command">The command that was given them.</param>
    public static string Describe(IReadOnlyList<string> unknown, Command command)
    {
        // A command that isn't known doesn't tell what its options are.
        bool isCommand = command.Subcommands.Count > 0 && unknown.Any(each => !IsOption(each));
        bool isOption = !isCommand && unknown.Any(IsOption);
        string word = unknown.First(each => IsOption(each) == isOption);
        string name = word.Split('=', ':')[0];
        IEnumerable<string> known = isOption
            ? HelpPage.OptionsOf(command).SelectMany(option => option.Aliases.Append(option.Name))
            : command.Subcommands.Where(sub => !sub.Hidden).SelectMany(sub => sub.Aliases.Append(sub.Name));
        string kind =
            isOption ? "option"
            : command.Subcommands.Count > 0 ? "command"
            : "argument";
        return $"There is no {kind} '{word}'.{Spelling.Hint(name, known)}";
    }

    private static bool IsOption(string word) => word.StartsWith('-') && word.Length > 1;
}
