using System.CommandLine;
using FuzzySharp;

namespace Butaca.Cli;

/// <summary>Finds the word that somebody may have meant.</summary>
internal static class Misspelling
{
    /// <summary>Letters that may be wrong, of so many one.</summary>
    private const int LettersForOneError = 3;

    /// <summary>The nearest of some words; null where none is near.</summary>
    /// <param name="word">What was typed.</param>
    /// <param name="known">The words that exist.</param>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        string[] all = [.. known];
        string[] begun = [.. all.Where(other => word.Length > 1 && other.StartsWith(word, StringComparison.Ordinal))];
        if (begun.Length > 0)
            return begun.MinBy(other => other.Length);
        int most = Math.Max(1, word.TrimStart('-').Length / LettersForOneError);
        return all.Select(other => (Word: other, Distance: Levenshtein.EditDistance(word, other)))
            .Where(other => other.Distance <= most)
            .OrderBy(other => other.Distance)
            .ThenBy(other => other.Word, StringComparer.Ordinal)
            .Select(other => other.Word)
            .FirstOrDefault();
    }

    /// <summary>What is wrong with the words that a command line doesn't know: the first, and what it may have meant.</summary>
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
        string meant = Nearest(name, known) is { } nearest ? $" Did you mean {nearest}?" : "";
        return $"There is no {kind} '{word}'.{meant}";
    }

    private static bool IsOption(string word) => word.StartsWith('-') && word.Length > 1;
}
