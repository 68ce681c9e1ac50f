using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Evaluation;
using Butaca.Models;
using Butaca.Splits;
using Spectre.Console;

namespace Butaca.Cli;

/// <summary>Shows how far long work is, where a person looks on; silent in a pipe or a file.</summary>
internal sealed class ProgressBars
{
    private readonly ProgressContext? _context;

    private ProgressBars(ProgressContext? context) => _context = context;

    /// <summary>Runs work under progress bars, on the calling thread.</summary>
    public static T Run<T>(Terminal terminal, Func<ProgressBars, T> work)
    {
        if (!terminal.Notes.Profile.Capabilities.Interactive || !terminal.Notes.Profile.Capabilities.Ansi)
            return work(new ProgressBars(null));
        return terminal
            .Notes.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn()
            )
            .Start(context => work(new ProgressBars(context)));
    }

    /// <summary>Reads a data set under a bar, and says what was left out.</summary>
    public static Dataset Read(Terminal terminal, string folder, ReadOptions options, CancellationToken cancellation)
    {
        LoadedDataset loaded = Run(
            terminal,
            bars =>
                ParquetTables.Read(
                    folder,
                    readable => DatasetFolder.Read(readable, options, bars.Reading(), cancellation),
                    cancellation,
                    read => read.Skipped
                )
        );
        return Reported(terminal, loaded);
    }

    /// <summary>Reads a list of pairs, and says what was left out.</summary>
    public static Dataset ReadPairs(
        Terminal terminal,
        string file,
        ReadOptions options,
        CancellationToken cancellation
    ) =>
        Reported(
            terminal,
            ParquetTables.Read(
                file,
                readable => PairLists.Read(readable, options, cancellation),
                cancellation,
                read => read.Skipped
            )
        );

    /// <summary>Says what a read left out, and gives the data.</summary>
    private static Dataset Reported(Terminal terminal, LoadedDataset loaded)
    {
        foreach (SkippedRows skipped in loaded.Skipped.Reasons)
            terminal.Note($"Skipped: {Describe(skipped)}");
        return loaded.Dataset;
    }

    /// <summary>How many rows were skipped, why, and where the first of them is.</summary>
    public static string Describe(SkippedRows rows)
    {
        string first = rows.FirstFile is null
            ? ""
            : $" (first: {rows.FirstFile}{(rows.FirstLine is { } line ? $", line {line}" : "")})";
        return $"{rows.Count:N0} × {rows.Reason}{first}";
    }

    /// <summary>A bar for reading.</summary>
    public IProgress<ReadProgress>? Reading() =>
        Bar<ReadProgress>("Reading", read => ($"Reading {Path.GetFileName(read.File)}", read.Fraction));

    /// <summary>A bar for a training.</summary>
    public IProgress<TrainProgress>? Training(string model) =>
        Bar<TrainProgress>($"Training {model}", training => ($"Training {model}: {training.Stage}", training.Fraction));

    /// <summary>A bar for an evaluation or a search.</summary>
    public IProgress<EvaluationProgress>? Evaluating() =>
        Bar<EvaluationProgress>("Evaluating", at => ($"{at.Round} · {at.Model}: {at.Stage}", at.Fraction));

    private Forward<T>? Bar<T>(string title, Func<T, (string Text, double Fraction)> describe) =>
        _context is null ? null : new Forward<T>(_context.AddTask(Markup.Escape(title), maxValue: 1), describe);

    /// <summary>Reports at once, not through a synchronisation context as <see cref="Progress{T}"/> does.</summary>
    private sealed class Forward<T>(ProgressTask task, Func<T, (string Text, double Fraction)> describe) : IProgress<T>
    {
        public void Report(T value)
        {
            (string text, double fraction) = describe(value);
            task.Description = Markup.Escape(text);
            task.Value = fraction;
        }
    }
}
