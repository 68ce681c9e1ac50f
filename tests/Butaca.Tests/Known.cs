using Butaca.Cli;
using Butaca.Evaluation;

namespace Butaca.Tests;

/// <summary>
/// The parts that find themselves, as messages list them: a test that quotes a message needs no edit for a new part.
/// </summary>
internal static class Known
{
    public static string Models { get; } = string.Join(", ", SharedOptions.Models.All.Select(model => model.Name));

    public static string Metrics { get; } = string.Join(", ", Evaluator.Metrics.Select(metric => metric.Name));

    public static string Protocols { get; } =
        string.Join(", ", Registry.Find<IProtocol>(typeof(IProtocol).Assembly).Select(protocol => protocol.Name));
}
