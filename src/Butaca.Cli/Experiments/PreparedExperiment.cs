using Butaca.Data;
using Butaca.Evaluation;
using Butaca.Models;

namespace Butaca.Cli.Experiments;

/// <summary>An experiment whose names all stand for something: it can be run.</summary>
internal sealed record PreparedExperiment(
    Experiment Experiment,
    IProtocol Protocol,
    IReadOnlyList<Contender> Contenders,
    string? Baseline,
    ProtocolOptions Options
)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ButacaException">It is no experiment, or names what does not exist.</exception>
    public static PreparedExperiment Read(string file)
    {
        Experiment experiment = Experiment.Read(file);
        try
        {
            Contender[] contenders = [.. experiment.Models.Select(text => Contender.Parse(SharedOptions.Models, text))];
            foreach ((string model, Published published) in experiment.Published)
                CheckOptions(
                    model,
                    published,
                    [.. contenders.First(c => c.Label == model).Model.Options.Select(option => option.Name)]
                );
            return new PreparedExperiment(
                experiment,
                Parts.Own.Protocol("protocol", experiment.Protocol),
                contenders,
                Contender.Baseline(contenders, "baseline", experiment.Baseline),
                experiment.ToOptions()
            );
        }
        catch (ButacaException exception)
        {
            throw new ButacaException($"{file}: {exception.Message}", exception);
        }
    }

    private static void CheckOptions(string model, Published published, string[] options)
    {
        if (published.Options.Keys.FirstOrDefault(option => !options.Contains(option)) is { } stranger)
            throw new ButacaException(
                $"published option of {model}: found '{stranger}', expected one of {string.Join(", ", options)}."
            );
    }

    /// <summary>Trains the models and measures them once.</summary>
    /// <param name="training">Which of the experiment's trainings, from 0: seeds follow one another.</param>
    /// <param name="data">The experiment's data.</param>
    /// <param name="context">Threads and cancellation.</param>
    /// <param name="progress">Told how far it is.</param>
    public EvaluationReport Run(
        int training,
        Dataset data,
        TrainContext context,
        IProgress<EvaluationProgress>? progress
    )
    {
        string[] groups = [.. Protocol.Rounds(data, Options).First().Groups.Select(group => group.Name)];
        foreach (string group in Experiment.Published.Values.SelectMany(published => published.Precision.Keys))
            if (!groups.Contains(group))
                throw new ButacaException(
                    $"{Experiment.File}, field 'precision': found '{group}', expected one of {string.Join("; ", groups)}."
                );
        return new Evaluator().Run(
            Protocol,
            data,
            DatasetHash.Of(data),
            Contenders,
            Options,
            Baseline,
            context with
            {
                Seed = Options.Seed + training,
            },
            progress
        );
    }
}
