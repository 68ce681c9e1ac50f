using System.Globalization;
using Butaca.Data.Files;

namespace Butaca.Evaluation;

/// <summary>
/// The figures of a report for each user, as a csv for other programs: <c>userId,group,model,questions</c> and a column
/// for each metric, with a row for each model that somebody was asked of; empty where a metric says nothing of a user.
/// </summary>
public static class UserFiguresFile
{
    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="report">The report, as an <see cref="Evaluator"/> gives it.</param>
    public static void Write(string path, EvaluationReport report)
    {
        string[] metrics =
        [
            .. report
                .Groups.SelectMany(group => group.Models)
                .SelectMany(model => model.PerUser?.Metrics.Keys ?? [])
                .Distinct(),
        ];
        AtomicFile.WriteText(
            path,
            writer =>
            {
                writer.WriteRow(["userId", "group", "model", "questions", .. metrics]);
                foreach (GroupReport group in report.Groups)
                {
                    foreach (ModelReport model in group.Models)
                    {
                        if (model.PerUser is { } figures)
                            WriteRows(writer, group.Name, model.Model, figures, metrics);
                    }
                }
            }
        );
    }

    private static void WriteRows(TextWriter writer, string group, string model, UserFigures figures, string[] metrics)
    {
        for (int i = 0; i < figures.Users.Count; i++)
            writer.WriteRow(
                figures.Users[i],
                [
                    group,
                    model,
                    figures.Questions[i].ToString(CultureInfo.InvariantCulture),
                    .. metrics.Select(metric => TextOf(figures, metric, i)),
                ]
            );
    }

    private static string TextOf(UserFigures figures, string metric, int user) =>
        figures.Metrics.TryGetValue(metric, out IReadOnlyList<double>? values) && !double.IsNaN(values[user])
            ? values[user].ToString("R", CultureInfo.InvariantCulture)
            : "";
}
