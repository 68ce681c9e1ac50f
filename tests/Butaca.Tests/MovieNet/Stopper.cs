using Butaca.Models;

namespace Butaca.Tests.MovieNet;

/// <summary>Cancels a training as soon as it reports a stage.</summary>
internal sealed class Stopper(string stage, CancellationTokenSource source) : IProgress<TrainProgress>
{
    public void Report(TrainProgress value)
    {
        if (value.Stage.StartsWith(stage, StringComparison.Ordinal))
            source.Cancel();
    }
}
