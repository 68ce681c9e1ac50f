using Butaca.Data.Titles;
using Butaca.Evaluation;
using Butaca.Evaluation.Metrics;
using Butaca.Recommending;
using Spectre.Console;

namespace Butaca.Cli;

/// <summary>How results look in a terminal.</summary>
internal static class Tables
{
    /// <summary>Metrics that are shown before the others where something is known of what users like.</summary>
    private static readonly string[] OfRatings = [new Kept().Name, new Likes().Name, new Dislikes().Name];

    /// <summary>The metrics that a terminal has room for, after precision; files hold all of them.</summary>
    private static string[] Shown(Terminal terminal) =>
        terminal.Out.Profile.Width >= 120
            ? ["NDCG", "Recall", "MRR", "Coverage", "Novelty", "ILD"]
            : ["NDCG", "Coverage"];

    /// <summary>One table a group.</summary>
    public static void Write(Terminal terminal, EvaluationReport report)
    {
        foreach (GroupReport group in report.Groups)
        {
            IEnumerable<string> known = group.Models[0].Metrics.Select(metric => metric.Metric);
            string[] shown =
            [
                .. OfRatings.Intersect(known).Where(name => group.Models.Any(model => model[name].Mean > 0)),
                .. group.Lead == new Precision().Name ? Shown(terminal).Intersect(known) : known.Except([group.Lead]),
            ];
            string skipped = group.Skipped > 0 ? $", {group.Skipped} left out" : "";
            Table table = new Table()
                .SimpleBorder()
                .Title(Markup.Escape($"{group.Name} ({group.Users} users{skipped})"));
            if (group.Note is not null)
                table.Caption(Markup.Escape(group.Note));
            bool compares = group.Models.Any(model => model[group.Lead].Difference is not null);
            table.AddColumn("Model");
            table.AddColumn(new TableColumn(ReportMarkdown.Heading(group.Lead, report.K)).RightAligned().NoWrap());
            if (compares)
                table.AddColumn(
                    new TableColumn(Markup.Escape($"Δ to {report.Baseline}, 95 %")).RightAligned().NoWrap()
                );
            foreach (string metric in shown)
                table.AddColumn(new TableColumn(metric).RightAligned().NoWrap());
            double best = group.Models[0][group.Lead].LessIsBetter
                ? group.Models.Min(model => model[group.Lead].Mean)
                : group.Models.Max(model => model[group.Lead].Mean);
            foreach (ModelReport model in group.Models)
            {
                string figure = ReportMarkdown.FormatFigure(model[group.Lead]);
                List<string> cells =
                [
                    Markup.Escape(model.Model),
                    model[group.Lead].Mean == best ? $"[bold]{figure}[/]" : figure,
                ];
                if (compares)
                    cells.Add(Markup.Escape(ReportMarkdown.FormatDifference(model[group.Lead].Difference)));
                cells.AddRange(shown.Select(metric => $"{model[metric].Mean:0.000}"));
                table.AddRow([.. cells]);
            }
            terminal.Out.Write(table);
        }
    }

    /// <summary>
    /// A list, not empty, with a line of reasons each where there are any; what nobody in the data has watched is
    /// marked.
    /// </summary>
    public static void Write(
        Terminal terminal,
        string title,
        IReadOnlyList<Recommendation> list,
        MovieNames names,
        ScoreColumn scores
    )
    {
        Table table = new Table().SimpleBorder().Title(Markup.Escape(title));
        table.AddColumn(new TableColumn("").RightAligned());
        table.AddColumn("Movie");
        bool explains = list.Any(r => r.Reasons.Count + r.Against.Count > 0);
        table.AddColumn(explains ? "Because you watched" : "Genres");
        float best = list.Max(item => item.Score);
        if (scores == ScoreColumn.Relative && !(best > 0))
            scores = ScoreColumn.None; // a share of the best would mean nothing
        if (scores != ScoreColumn.None)
            table.AddColumn(new TableColumn(ScoreColumns.HeadingOf(scores)).RightAligned().NoWrap());
        bool predicts = list.Any(item => item.Rating is not null);
        if (predicts)
            table.AddColumn(new TableColumn("Stars").RightAligned().NoWrap());
        foreach (Recommendation item in list)
        {
            string mark = item.IsNew ? " [dim]· new[/]" : "";
            List<string> cells = [$"{item.Rank}", $"{Markup.Escape(names.WithYear(item.Movie))}{mark}"];
            cells.Add(
                Markup.Escape(
                    explains
                        ? string.Join(
                            "; less of: ",
                            new[] { item.Reasons, item.Against }
                                .Select(reasons => string.Join(", ", reasons.Select(reason => Describe(reason, names))))
                                .Where(text => text.Length > 0)
                        )
                        : string.Join(", ", item.Movie.Genres)
                )
            );
            if (scores != ScoreColumn.None)
                cells.Add(ScoreColumns.Format(scores, item.Score, best));
            if (predicts)
                cells.Add(item.Rating is { } rating ? $"{rating.Mean:0.0} ({rating.From:0.0}–{rating.To:0.0})" : "");
            table.AddRow([.. cells]);
        }
        terminal.Out.Write(table);
    }

    /// <summary>A reason, such as <c>Alien (1979) 40%</c>.</summary>
    public static string Describe(Reason reason, MovieNames names) =>
        $"{names.WithYear(reason.Watched)} {reason.Share:P0}";
}
