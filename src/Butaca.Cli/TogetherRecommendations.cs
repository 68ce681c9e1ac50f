using Butaca.Data;
using Butaca.Data.Exports;
using Butaca.Data.Files;
using Butaca.Data.Titles;
using Butaca.Recommending;
using Butaca.Splits;
using Spectre.Console;

namespace Butaca.Cli;

/// <summary>Recommends one list for users whose exports or histories stand in a file each.</summary>
internal static class TogetherRecommendations
{
    /// <summary>The fewest users that a list is for.</summary>
    public const int Fewest = 2;

    /// <summary>The most users that a list is for.</summary>
    public const int Most = 6;

    /// <summary>Reads a user's file: an export of any service, or a history of the model's own ids.</summary>
    /// <param name="file">The file.</param>
    /// <param name="names">What each of all the files' users is called, by file.</param>
    /// <param name="titles">The movies.</param>
    /// <param name="report">Is told of what an export holds.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ButacaException">
    /// It is of another kind, holds several users, or what somebody wants to see.
    /// </exception>
    public static GroupMember Read(
        string file,
        IReadOnlyDictionary<string, string> names,
        TitleIndex titles,
        ImportReport report,
        CancellationToken cancellation
    )
    {
        if (File.Exists(file) && RatingsFile.Recognises(file))
            return new GroupMember(names[file], HistoryIn(file, titles.Catalog, cancellation));
        ExportHistory export = ExportHistory.Read(file, titles);
        if (export.Rows.Count > 0 && export.Rows.All(row => !row.IsWatched))
            throw new ButacaException(
                $"{file}: found a watchlist, expected what a user watched. Give it with --watchlist, and what each watched with --together."
            );
        report.Tell(export);
        return new GroupMember(names[file], export.History);
    }

    /// <summary>What the users are called: the names of their files, as short as tells them apart.</summary>
    /// <exception cref="ButacaException">They are too few or too many, or a file stands there twice.</exception>
    public static IReadOnlyDictionary<string, string> NamesOf(IReadOnlyList<string> files)
    {
        if (files.Count is < Fewest or > Most)
            throw new ButacaException(
                $"--together: found {files.Count} file{(files.Count == 1 ? "" : "s")}, expected {Fewest} to {Most}, one a user."
            );
        if (files.GroupBy(Path.GetFullPath).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ButacaException(
                $"--together: found {twice.First()} twice, expected a file of its own for each user."
            );
        Func<string, string>[] ways =
        [
            file => Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(file)),
            file => Path.GetFileName(Path.TrimEndingDirectorySeparator(file)),
            file => file,
        ];
        Func<string, string> way = ways.First(name =>
            files.All(file => name(file).Length > 0)
            && files.Select(name).Distinct(StringComparer.OrdinalIgnoreCase).Count() == files.Count
        );
        return files.ToDictionary(file => file, way);
    }

    /// <summary>Writes the list as a table: for whom each movie is, and because of what.</summary>
    public static void Write(
        Terminal terminal,
        string title,
        IReadOnlyList<GroupRecommendation> list,
        MovieNames names,
        bool explains
    )
    {
        Table table = new Table().SimpleBorder().Title(Markup.Escape(title));
        table.AddColumn(new TableColumn("").RightAligned());
        table.AddColumn("Movie");
        table.AddColumn("For");
        table.AddColumn("Because");
        foreach (GroupRecommendation item in list)
        {
            string mark = item.IsNew ? " [dim]· new[/]" : "";
            string seen = string.Concat(
                item.Members.Where(member => member.HasSeen)
                    .Select(member => $" [dim]· {Markup.Escape(member.Name)} has seen it[/]")
            );
            IEnumerable<MemberFit> meant = item.Members.Where(member => member.IsFor);
            table.AddRow(
                $"{item.Rank}",
                $"{Markup.Escape(names.WithYear(item.Movie))}{mark}{seen}",
                Markup.Escape(string.Join(", ", meant.Select(member => member.Name))),
                Markup.Escape(
                    string.Join(
                        "\n",
                        (explains ? item.Members : meant)
                            .Where(member => member.Reasons.Count > 0)
                            .Select(member =>
                                $"{member.Name}: {string.Join(", ", member.Reasons.Select(reason => Tables.Describe(reason, names)))}"
                            )
                    )
                )
            );
        }
        terminal.Out.Write(table);
    }

    private static StoredHistory HistoryIn(string file, Catalog catalog, CancellationToken cancellation)
    {
        Dataset data = PairLists.Read(file, cancellation: cancellation).Dataset;
        if (data.Users.Count != 1)
            throw new ButacaException(
                $"{file}: found the histories of {data.Users.Count} users, expected one user a file. Give each a file, or all of them with --histories."
            );
        return BatchRecommendations.Translate(
            data.Interactions.HistoryOf(0),
            [.. data.Catalog.Vocabulary.Ids.Select(catalog.Vocabulary.RowOf)]
        );
    }
}
