using System.CommandLine;

namespace Butaca.Cli;

/// <summary>What a command is for: the heading below which <c>butaca</c> lists it.</summary>
public enum VerbGroup
{
    /// <summary>The first steps.</summary>
    Start,

    /// <summary>Using a model.</summary>
    Use,

    /// <summary>Making and measuring models.</summary>
    Models,

    /// <summary>Data sets, keys, and the shell.</summary>
    Around,
}

/// <summary>A command of <c>butaca</c>: one class in one file under <c>Commands/</c>, found by itself.</summary>
public interface IVerb
{
    /// <summary>Below which heading it is listed.</summary>
    VerbGroup Group { get; }

    /// <summary>The command with its options, its help (with an example) and its action.</summary>
    /// <param name="terminal">Where the action writes.</param>
    Command Create(Terminal terminal);
}
