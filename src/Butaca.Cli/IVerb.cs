using System.CommandLine;

namespace Butaca.Cli;

/// <summary>A command of <c>butaca</c>: one class in one file under <c>Commands/</c>, found by itself.</summary>
public interface IVerb
{
    /// <summary>The command with its options, its help (with an example) and its action.</summary>
    /// <param name="terminal">Where the action writes.</param>
    Command Create(Terminal terminal);
}
