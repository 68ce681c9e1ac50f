using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Butaca.Cli.Experiments;
using Butaca.Data;
using Butaca.Evaluation;
using Butaca.Models;

namespace Butaca.Cli.Commands;

/// <summary><c>butaca experiments --configs DIR --page FILE</c>.</summary>
internal sealed class ExperimentsVerb : IVerb
{
    public VerbGroup Group => VerbGroup.Models;

    public Command Create(Terminal terminal)
    {
        Option<string> configs = new("--configs")
        {
            Description = "Folder of experiments, one .json file each",
            HelpName = "DIR",
            DefaultValueFactory = _ => "configs",
        };
        Option<string?> only = new("--only")
        {
            Description = "Run this experiment alone: a file's name without .json [default: all]",
            HelpName = "NAME",
        };
        Option<string> page = new("--page")
        {
            Description =
                "Page to write to, each experiment to its place <!-- results:NAME -->; what is missing is added at the end",
            HelpName = "FILE",
            DefaultValueFactory = _ => "docs/reports/experiments.md",
        };
        Option<int?> threads = SharedOptions.Threads();
        return new Command(
            "experiments",
            SharedOptions.WithExample(
                "Run the experiments that a folder describes, and write each one's figures into a page, beside those that were published. Experiments whose data is not at hand are left out",
                "butaca experiments --only movielens-small"
            )
        )
        {
            configs,
            only,
            page,
            threads,
        }.Does(
            (parsed, cancellation) =>
            {
                TrainContext context = new()
                {
                    Threads = SharedOptions.ThreadsOf(parsed, threads),
                    Cancellation = cancellation,
                };
                Run(
                    terminal,
                    Find(parsed.GetRequiredValue(configs), parsed.GetValue(only)),
                    new ExperimentsPage(parsed.GetRequiredValue(page)),
                    context
                );
            }
        );
    }

    /// <summary>Reads and checks all experiments before the first runs: each takes minutes or hours.</summary>
    private static List<PreparedExperiment> Find(string folder, string? only)
    {
        if (!Directory.Exists(folder))
            throw new ButacaException(
                $"--configs: {folder} does not exist. Run from the root of the repository, or give the folder."
            );
        string[] files = [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)];
        string[] names = [.. files.Select(file => Path.GetFileNameWithoutExtension(file))];
        if (files.Length == 0)
            throw new ButacaException($"--configs: found no .json file in {folder}, expected one for each experiment.");
        if (only is not null && !names.Contains(only))
            Throw.Option("--only", only, $"one of {string.Join(", ", names)}");
        return [.. files.Where((_, i) => only is null || names[i] == only).Select(PreparedExperiment.Read)];
    }

    private static void Run(
        Terminal terminal,
        List<PreparedExperiment> experiments,
        ExperimentsPage page,
        TrainContext context
    )
    {
        List<string> missing = [];
        foreach (PreparedExperiment prepared in experiments)
        {
            Experiment experiment = prepared.Experiment;
            if (!Directory.Exists(experiment.Data))
            {
                terminal.Note(
                    $"Left out {experiment.Name}: {experiment.Data} does not exist.{(experiment.DataFrom is { } from ? $" Make it with: {from}" : "")}"
                );
                missing.Add(experiment.Data);
                continue;
            }
            terminal.Note($"{experiment.Name}: {experiment.Title} (takes {experiment.Takes})");
            long start = TimeProvider.System.GetTimestamp();
            Dataset data = ProgressBars.Read(terminal, experiment.Data, new ReadOptions(), context.Cancellation);
            List<EvaluationReport> reports = [];
            for (int training = 0; training < experiment.Trainings; training++)
            {
                reports.Add(
                    ProgressBars.Run(terminal, bars => prepared.Run(training, data, context, bars.Evaluating()))
                );
                if (experiment.Trainings > 1)
                    terminal.Note(
                        $"Training with seed {experiment.Seed + training}, {training + 1} of {experiment.Trainings}:"
                    );
                Tables.Write(terminal, reports[^1]);
            }
            page.Write(
                experiment,
                ExperimentMarkdown.Format(
                    experiment,
                    reports,
                    Measured(context, start),
                    $"butaca experiments --only {experiment.Name}"
                )
            );
        }
        if (missing.Count > 0)
            throw new ButacaException(
                $"{missing.Count} of {experiments.Count} experiments were left out, expected the folders {string.Join(", ", missing.Distinct())}. The others were written."
            );
    }

    /// <summary>
    /// The threads, the time and the memory that a run took. The memory is the process's: --only gives it its own.
    /// </summary>
    private static string Measured(TrainContext context, long start)
    {
        using Process process = Process.GetCurrentProcess();
        double minutes = TimeProvider.System.GetElapsedTime(start).TotalMinutes;
        double gigabytes = process.PeakWorkingSet64 / 1e9;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{context.Threads} thread{(context.Threads == 1 ? "" : "s")}, {minutes:0.0} minutes, {gigabytes:0.0} GB of memory at most"
        );
    }
}
