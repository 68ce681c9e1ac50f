using System.Globalization;
using System.Text;

namespace Butaca.Evaluation;

/// <summary>Writes an evaluation as markdown, for a file of its own or for a marked place in a page.</summary>
public static class ReportMarkdown
{
    private const string Closing = "<!-- /results -->";

    /// <summary>The report as markdown tables, one a group.</summary>
    /// <param name="report">The report.</param>
    /// <param name="command">The command that makes it, for the reader to run again.</param>
    public static string Format(EvaluationReport report, string command)
    {
        StringBuilder text = new();
        string lead = report.Groups[0].Lead;
        text.Append(
            CultureInfo.InvariantCulture,
            $"Protocol `{report.Protocol}`, {(Heading(lead, report.K) == lead ? "" : $"cut-off {report.K}, ")}seed {report.Seed}, {report.Draws} masks a user; mean ± standard error over users"
        );
        text.Append(
            report.Baseline is null
                ? ".\n"
                : $"; Δ: difference in {lead} from `{report.Baseline}` on the same masks, with its 95 % interval.\n"
        );
        foreach (GroupReport group in report.Groups)
        {
            string draws =
                group.Draws == report.Draws ? ""
                : group.Draws == 1 ? ", 1 question each"
                : $", up to {group.Draws} questions each";
            text.Append(
                $"\n**{Capital(group.Name)}** ({group.Users} users{draws}{(group.Skipped > 0 ? $", {group.Skipped} left out" : "")})"
            );
            text.Append(group.Note is null ? "\n\n" : $" {group.Note}\n\n");
            AppendTable(text, report, group);
        }
        text.Append(
            $"\nMade by Butaca {Short(report.Version)} on {report.Threads} thread{(report.Threads == 1 ? "" : "s")}:\n\n```\n{command}\n```\n"
        );
        return text.ToString();
    }

    /// <summary>
    /// Replaces what stands between <c>&lt;!-- results:NAME --&gt;</c> and the next <c>&lt;!-- /results --&gt;</c>.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="name">The name of the place.</param>
    /// <param name="content">What to put there.</param>
    /// <returns>The new page, or null where the page has no such place.</returns>
    public static string? Splice(string page, string name, string content)
    {
        string open = Opening(name);
        int start = page.IndexOf(open, StringComparison.Ordinal);
        int end = start < 0 ? -1 : page.IndexOf(Closing, start, StringComparison.Ordinal);
        return end < 0 ? null : $"{page[..(start + open.Length)]}\n\n{content.TrimEnd()}\n\n{page[end..]}";
    }

    /// <summary>An empty place of a page, for <see cref="Splice"/>.</summary>
    public static string Place(string name) => $"{Opening(name)}\n\n{Closing}";

    private static string Opening(string name) => $"<!-- results:{name} -->";

    private static void AppendTable(StringBuilder text, EvaluationReport report, GroupReport group)
    {
        // A column of zeros, as of movies that nobody has seen where there are none, says nothing.
        List<string> metrics =
        [
            .. group
                .Models[0]
                .Metrics.Select(metric => metric.Metric)
                .Where(name => name == group.Lead || group.Models.Any(model => model[name].Mean != 0)),
        ];
        bool differences = group.Models.Any(model => model[group.Lead].Difference is not null);
        List<string> head = ["Model", .. metrics.Select(metric => Heading(metric, report.K))];
        if (differences)
            head.Insert(2, "Δ");
        text.Append(
            $"| {string.Join(" | ", head)} |\n|---|{string.Concat(Enumerable.Repeat("---:|", head.Count - 1))}\n"
        );
        foreach (ModelReport model in group.Models)
        {
            List<string> cells = [$"`{model.Model}`", .. metrics.Select(metric => FormatFigure(model[metric]))];
            if (differences)
                cells.Insert(2, FormatDifference(model[group.Lead].Difference));
            text.Append($"| {string.Join(" | ", cells)} |\n");
        }
    }

    /// <summary>
    /// A metric's name as tables print it: with the cut-off where it is of lists and has none of its own.
    /// </summary>
    /// <param name="metric">The name of a metric.</param>
    /// <param name="k">The cut-off.</param>
    public static string Heading(string metric, int k) =>
        Evaluator.MetricOf(metric) is IRatingMetric || metric.Contains('@', StringComparison.Ordinal)
            ? metric
            : $"{metric}@{k}";

    /// <summary>A figure as tables print it.</summary>
    public static string FormatFigure(MetricReport metric) =>
        string.Create(CultureInfo.InvariantCulture, $"{metric.Mean:0.000}")
        + (
            double.IsNaN(metric.StandardError)
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $" ± {metric.StandardError:0.000}")
        );

    /// <summary>A difference as tables print it.</summary>
    public static string FormatDifference(Difference? difference) =>
        difference is { } d
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{d.Mean:+0.000;−0.000;0.000} [{d.Low:+0.000;−0.000;0.000}, {d.High:+0.000;−0.000;0.000}]"
            )
            : "";

    /// <summary>Of a commit, the first seven digits.</summary>
    private static string Short(string version) =>
        version.IndexOf('+', StringComparison.Ordinal) is var plus and >= 0
            ? version[..Math.Min(version.Length, plus + 8)]
            : version;

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
