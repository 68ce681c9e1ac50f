using System.CommandLine;

namespace Butaca.Cli.Commands.Data;

/// <summary>A command of <c>butaca data</c>: one class in one file, found by itself.</summary>
internal interface IDataVerb
{
    /// <summary>The command with its options, its help (with an example) and its action.</summary>
    /// <param name="terminal">Where the action writes.</param>
    Command Create(Terminal terminal);
}
