using Butaca.Hosting.Cluster;
using Orleans.Providers;

namespace Butaca.Server.Cluster;

/// <summary>Hears what silos tell all: Orleans finds it by its type.</summary>
/// <param name="hear">Does what is told, and answers whether it is done.</param>
internal sealed class Ear(Func<Message, string, Task<bool>> hear) : IControllable
{
    /// <inheritdoc/>
    public async Task<object?> ExecuteCommand(int command, object? arg) =>
        await Task.Run(() => hear((Message)command, (string)arg!)); // a catalogue takes long to lay out: not while the silo waits
}
