using System.CommandLine;
using Butaca.Data;
using Spectre.Console;

namespace Butaca.Cli.Commands.Data;

/// <summary><c>butaca data describe</c>: a data set in numbers.</summary>
internal sealed class DescribeVerb : IDataVerb
{
    private const int GroupsShown = 20;

    private readonly Option<string?> _data = SharedOptions.Data();
    private readonly Option<bool> _lenient = SharedOptions.Lenient();
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print the numbers as JSON, every genre and origin included",
    };
    private readonly Option<string?> _plot = new("--plot")
    {
        Description = $"Draw the popularity curve into this picture: {PictureFile.Endings}",
        HelpName = "FILE",
    };

    /// <inheritdoc/>
    public Command Create(Terminal terminal)
    {
        Command command = new(
            "describe",
            """
            Show what a data set holds: its size, how popularity is spread, its years, genres and origins, and the hash that identifies it.

            Example:
              butaca data describe --data data/movielens-small --plot popularity.png
            """
        )
        {
            _data,
            _lenient,
            _json,
            _plot,
        };
        command.SetAction((parse, cancellation) => Task.FromResult(Run(parse, terminal, cancellation)));
        return command;
    }

    private int Run(ParseResult parse, Terminal terminal, CancellationToken cancellation)
    {
        if (parse.GetValue(_plot) is { } plot)
            PictureFile.CheckEnding("--plot", plot);
        string folder = SharedOptions.DataOf(parse, _data);
        Dataset data = ProgressBars.Read(
            terminal,
            folder,
            new ReadOptions { Lenient = parse.GetValue(_lenient) },
            cancellation
        );
        DatasetDescription description = DatasetDescription.Of(data);
        cancellation.ThrowIfCancellationRequested();
        if (parse.GetValue(_plot) is { } picture)
        {
            PopularityPlot.Write(picture, data.Interactions);
            terminal.Note($"Popularity curve: {picture}");
        }
        if (parse.GetValue(_json))
            terminal.WriteJson(description);
        else
            Print(description, terminal.Out);
        return CommandLine.Success;
    }

    private static void Print(DatasetDescription data, IAnsiConsole console)
    {
        Table sizes = NewTable("", "").HideHeaders();
        sizes.AddRow("Users", $"{data.Users:N0}");
        sizes.AddRow("Movies", $"{data.Movies:N0}");
        sizes.AddRow("Movies watched", $"{data.WatchedMovies:N0}");
        sizes.AddRow("Interactions", $"{data.Interactions:N0}");
        sizes.AddRow("Density", $"{100 * data.Density:0.000} %");
        sizes.AddRow("Ratings", data.HasRatings ? "yes" : "no");
        sizes.AddRow("Times", data.Times is null ? "no" : $"{Day(data.Times.First)} to {Day(data.Times.Last)}");
        sizes.AddRow("With synopsis", Coverage(data.WithSynopsis));
        foreach (
            (string name, DatasetDescription.Share share) in new[]
            {
                ("With director", data.WithDirector),
                ("With cast", data.WithCast),
                ("With language", data.WithLanguage),
                ("With links", data.WithLinks),
            }
        )
        {
            if (share.Movies > 0)
                sizes.AddRow(name, Coverage(share));
        }
        foreach (var translation in data.Translations)
        {
            sizes.AddRow(Markup.Escape($"Title in {translation.Language}"), Coverage(translation.Titles));
            sizes.AddRow(Markup.Escape($"Synopsis in {translation.Language}"), Coverage(translation.Synopses));
        }
        console.Write(sizes);

        Table popularity = NewTable("Most watched", "Movies", "Share of interactions");
        foreach (var point in data.Popularity)
            popularity.AddRow($"{100 * point.Top:0} %", $"{point.Movies:N0}", Percent(point.Interactions));
        console.Write(popularity);

        Table quantiles = NewTable("Quantile", "Users of a movie", "Movies of a user");
        foreach ((var audience, var history) in data.Audience.Zip(data.HistoryLength))
            quantiles.AddRow($"{100 * audience.Level:0} %", $"{audience.Value:N0}", $"{history.Value:N0}");
        console.Write(quantiles);

        foreach (
            (string title, var groups) in new[]
            {
                ("Decade", data.Decades),
                ("Genre", data.Genres),
                ("Origin", data.Origins),
            }
        )
        {
            Table table = NewTable(title, "Movies", "Interactions");
            var known = groups.Where(g => g.Name != DatasetDescription.Unknown).ToList();
            List<DatasetDescription.Group> shown = [.. known.Take(GroupsShown)];
            var rest = known.Skip(GroupsShown).ToList();
            if (rest.Count > 0)
                shown.Add(new($"{rest.Count} more", rest.Sum(g => g.Movies), rest.Sum(g => g.Interactions)));
            shown.AddRange(groups.Where(g => g.Name == DatasetDescription.Unknown));
            foreach (var group in shown)
                table.AddRow(Markup.Escape(group.Name), $"{group.Movies:N0}", $"{group.Interactions:N0}");
            console.Write(table);
        }
        console.Write(new Text($"Data {data.Hash}\n"));
    }

    private static Table NewTable(params string[] columns)
    {
        Table table = new Table().Border(TableBorder.Simple);
        for (int i = 0; i < columns.Length; i++)
        {
            TableColumn column = new(columns[i]);
            table.AddColumn(i == 0 ? column : column.RightAligned());
        }
        return table;
    }

    private static string Coverage(DatasetDescription.Share share) =>
        $"{Percent(share.Movies)} of movies, {Percent(share.Interactions)} of interactions";

    private static string Percent(double part) => $"{100 * part:0.0} %";

    private static string Day(long time) => DateTimeOffset.FromUnixTimeSeconds(time).ToString("yyyy-MM-dd");
}
