using System.CommandLine;

namespace Butaca.Cli.Commands.Data;

/// <summary><c>butaca data</c>: what can be done with data sets.</summary>
internal sealed class DataVerb : IVerb
{
    public VerbGroup Group => VerbGroup.Around;

    /// <inheritdoc/>
    public Command Create(Terminal terminal)
    {
        Command command = new(
            "data",
            "Prepare and describe data sets. Start with: butaca data describe --data data/movielens-small"
        );
        foreach (IDataVerb verb in Registry.Find<IDataVerb>(typeof(DataVerb).Assembly))
            command.Add(verb.Create(terminal));
        return command;
    }
}
