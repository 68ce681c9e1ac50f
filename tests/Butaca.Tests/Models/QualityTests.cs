using System.Collections.Concurrent;
using Butaca.Cli;
using Butaca.Evaluation;
using Butaca.Evaluation.Protocols;
using Butaca.Models;
using static Butaca.Tests.Models.ModelFacts;

namespace Butaca.Tests.Models;

/// <summary>Floors of every model's quality. A class of its own, to run beside the other trainings.</summary>
public sealed class QualityTests
{
    private static readonly ConcurrentDictionary<string, double> Precisions = new();

    [Theory(Explicit = true), MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void IsGoodEnoughOnTheShippedData(string name)
    {
        double precision = Precision(name);
        Assert.True(
            precision >= Of(name).Floor,
            $"P@10 of '{name}' for new users: found {precision:0.0000}, expected {Of(name).Floor} or more."
        );
        double baseline = Precision("popularity");
        if (Of(name).IsPersonal && !Of(name).ReadsContentAlone)
            Assert.True(
                precision > baseline,
                $"P@10 of '{name}' for new users: found {precision:0.0000}, popularity has {baseline:0.0000}."
            );
    }

    private static double Precision(string name) => Precisions.GetOrAdd(name, Measure);

    private static double Measure(string name)
    {
        IModel model = SharedOptions.Models.Get(name);
        bool isQuick = Of(name).Set.Length == 0;
        ProtocolOptions options = new() { Draws = 2, MostRounds = isQuick ? 2 : 1 };
        EvaluationReport report = new Evaluator().Run(
            new NewUsersProtocol(),
            Toy.ShippedCut,
            "",
            [new Contender(name, model, OptionsOf(model))],
            options,
            context: new TrainContext
            {
                Seed = options.Seed,
                // Networks as small as these take 1.4 to 2.5 times as much of the processor on two threads.
                Threads = isQuick ? Environment.ProcessorCount : 1,
            }
        );
        return report.Groups[0][name]["P"].Mean;
    }
}
