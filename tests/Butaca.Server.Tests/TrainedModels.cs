using System.Collections.Concurrent;
using Butaca.Client.Contracts;
using Butaca.Hosting.Training;
using Butaca.Models;
using Butaca.Tests;

namespace Butaca.Server.Tests;

/// <summary>
/// Models of <see cref="SmallWorld"/>, each trained and measured once for all tests: a server that finds them on its
/// shelf is ready at once, and has nothing left to train or to measure beside what a test does.
/// </summary>
internal static class TrainedModels
{
    /// <summary>
    /// The options of a training of <c>butaca</c> where its quality is not what a test is about: a fraction of the
    /// time, but long enough to tell tastes apart.
    /// </summary>
    public static IReadOnlyDictionary<string, string> QuickButaca { get; } =
        new Dictionary<string, string>
        {
            ["tune"] = "off",
            ["factors"] = "8",
            ["networks"] = "1",
            ["epochs"] = "12",
            ["masks"] = "4",
        };

    private static readonly ConcurrentDictionary<string, Lazy<TrainedModel>> Trained = new(StringComparer.Ordinal);

    /// <summary>Writes models to where a server looks for them.</summary>
    /// <param name="folder">The server's folder of models.</param>
    /// <param name="names">The models.</param>
    public static void Write(string folder, params IEnumerable<string> names)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in names.Distinct(StringComparer.Ordinal))
            ModelFolder.Save(
                Path.Combine(folder, name),
                Trained.GetOrAdd(name, _ => new Lazy<TrainedModel>(() => Train(name))).Value
            );
    }

    private static TrainedModel Train(string name)
    {
        using TemporaryFolder folder = new();
        TrainingRequest request = new() { Options = name == "butaca" ? QuickButaca : new Dictionary<string, string>() };
        return Trainer.Train(name, request, SmallWorld.Data(), new TrainContext(), folder[$"{name}.run"]).Model;
    }
}
