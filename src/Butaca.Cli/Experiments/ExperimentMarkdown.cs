using System.Globalization;
using System.Text;
using Butaca.Evaluation;

namespace Butaca.Cli.Experiments;

/// <summary>
/// Writes an experiment for a page: what it is, what was published beside what we measured, and all figures.
/// </summary>
internal static class ExperimentMarkdown
{
    /// <summary>The experiment as markdown.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="reports">What was measured, by training.</param>
    /// <param name="run">On how many threads, how long and with how much memory.</param>
    /// <param name="command">The command that makes it, for the reader to run again.</param>
    public static string Format(
        Experiment experiment,
        IReadOnlyList<EvaluationReport> reports,
        string run,
        string command
    )
    {
        EvaluationReport report = reports[0];
        StringBuilder text = new();
        text.Append(
            $"{experiment.About}\n\n- Source: {experiment.Paper}\n- Data: `{experiment.Data}`{(experiment.DataFrom is { } from ? $", made by `{from}`" : "")}\n- Run: {run}"
        );
        if (experiment.Rounds is { } rounds)
            text.Append(
                rounds == 1
                    ? $"; the first round of {experiment.Folds} folds"
                    : $"; the first {rounds} rounds of {experiment.Folds} folds"
            );
        text.Append("\n\n");
        if (reports.Count > 1)
            AppendTrainings(text, experiment, reports);
        if (experiment.Published.Count > 0)
        {
            AppendFigures(text, experiment, report);
            AppendOptions(text, experiment, report);
        }
        return text.Append(ReportMarkdown.Format(report, command)).ToString();
    }

    /// <summary>
    /// Precision from training to training: a row for the mean of each model, and one for each of its trainings.
    /// </summary>
    private static void AppendTrainings(
        StringBuilder text,
        Experiment experiment,
        IReadOnlyList<EvaluationReport> reports
    )
    {
        AppendRow(
            text,
            [
                $"P@{reports[0].K} over {reports.Count} trainings",
                .. reports[0].Groups.Select(group => $"{group.Name} ({group.Users})"),
            ]
        );
        AppendRow(text, ["---", .. reports[0].Groups.Select(_ => "---:")]);
        foreach (string model in experiment.Models)
        {
            double[][] byGroup =
            [
                .. reports[0]
                    .Groups.Select(group =>
                        reports
                            .Select(report => report.Groups.First(other => other.Name == group.Name)[model]["P"].Mean)
                            .ToArray()
                    ),
            ];
            AppendRow(
                text,
                [
                    $"`{model}`: mean, standard deviation",
                    .. byGroup.Select(figures =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{figures.Average():0.000}, {DeviationOf(figures):0.000}"
                        )
                    ),
                ]
            );
            for (int training = 0; training < reports.Count; training++)
                AppendRow(
                    text,
                    [
                        $"seed {experiment.Seed + training}",
                        .. byGroup.Select(figures => figures[training].ToString("0.000", CultureInfo.InvariantCulture)),
                    ]
                );
        }
        text.Append($"\nFrom here on: the first training, with seed {experiment.Seed}.\n\n");
    }

    private static double DeviationOf(double[] figures)
    {
        double mean = figures.Average();
        return Math.Sqrt(figures.Sum(figure => (figure - mean) * (figure - mean)) / (figures.Length - 1));
    }

    /// <summary>Precision: a row for ours, and below it one for the published.</summary>
    private static void AppendFigures(StringBuilder text, Experiment experiment, EvaluationReport report)
    {
        AppendRow(text, [$"P@{report.K}", .. report.Groups.Select(group => $"{group.Name} ({group.Users})")]);
        AppendRow(text, ["---", .. report.Groups.Select(_ => "---:")]);
        foreach (string model in experiment.Models)
        {
            AppendRow(
                text,
                [$"`{model}`", .. report.Groups.Select(group => ReportMarkdown.FormatFigure(group[model]["P"]))]
            );
            if (experiment.Published.GetValueOrDefault(model) is not { } published)
                continue;
            AppendRow(
                text,
                [
                    "*as published*",
                    .. report.Groups.Select(group =>
                        published.Precision.TryGetValue(group.Name, out double p)
                            ? string.Create(CultureInfo.InvariantCulture, $"*{p:0.000}*")
                            : ""
                    ),
                ]
            );
        }
        text.Append('\n');
    }

    /// <summary>Hyperparameters: for each model with published ones, theirs beside ours.</summary>
    private static void AppendOptions(StringBuilder text, Experiment experiment, EvaluationReport report)
    {
        string[] models =
        [
            .. experiment.Models.Where(model => experiment.Published.GetValueOrDefault(model)?.Options.Count > 0),
        ];
        if (models.Length == 0)
            return;
        AppendRow(text, ["Option", .. models.SelectMany(model => new[] { $"`{model}`", "*as published*" })]);
        AppendRow(text, ["---", .. Enumerable.Repeat("---:", 2 * models.Length)]);
        foreach (string option in models.SelectMany(model => experiment.Published[model].Options.Keys).Distinct())
            AppendRow(
                text,
                [
                    option,
                    .. models.SelectMany(model =>
                        new[]
                        {
                            report.Groups[0][model].Options[option],
                            experiment.Published[model].Options.GetValueOrDefault(option) is { } value
                                ? $"*{value}*"
                                : "",
                        }
                    ),
                ]
            );
        text.Append('\n');
    }

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells) =>
        text.Append($"| {string.Join(" | ", cells)} |\n");
}
