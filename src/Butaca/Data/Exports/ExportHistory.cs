using Butaca.Data.Titles;

namespace Butaca.Data.Exports;

/// <summary>What a user exported from another service, as a history of ours.</summary>
/// <param name="History">
/// The movies that were watched; ratings are of 0.5 to 5, whatever the service's scale; rating NaN or time 0 where the
/// export has none.
/// </param>
/// <param name="Watchlist">The movies that the user wants to see and hasn't watched, as rows, ascending.</param>
/// <param name="Rows">What each row became, in the files' order.</param>
/// <param name="Notes">What holds for whole files, such as dates that could be read in two ways.</param>
public sealed record ExportHistory(
    StoredHistory History,
    IReadOnlyList<int> Watchlist,
    IReadOnlyList<ImportedRow> Rows,
    IReadOnlyList<string> Notes
)
{
    /// <summary>What is read, for messages.</summary>
    private const string Expected =
        "a title or an id of IMDb or TMDB in a column of its own, as Letterboxd (Name,Year), IMDb (Const,Title), Trakt, TMDB and most services export";

    /// <summary>The rows that became no movie.</summary>
    public IEnumerable<ImportedRow> Unmatched =>
        Rows.Where(row => row.Movie < 0 && row.IsWatched)
            .DistinctBy(row =>
                row.Outcome == ImportOutcome.Unreadable ? (row.File, row.Line) : (row.Title, row.Year ?? 0)
            );

    /// <summary>
    /// Reads an export. Its kind is told from its columns, its encoding and its dialect from its bytes. Rows that can't
    /// be read are passed over and told.
    /// </summary>
    /// <param name="path">A file, an archive or a folder: see docs/guide/your-data.md.</param>
    /// <param name="titles">The movies to find it in.</param>
    /// <exception cref="ButacaException">The file is missing, or of another kind.</exception>
    public static ExportHistory Read(string path, TitleIndex titles) =>
        Read(path, ExportFiles.Open(path), titles, ExportTable.MostRows);

    /// <summary>Reads an export that is no file.</summary>
    /// <param name="name">Its name: that of a watchlist tells that it is one.</param>
    /// <param name="stream">The export.</param>
    /// <param name="titles">The movies to find it in.</param>
    /// <param name="mostRows">More rows than this are no user's: each title is looked for.</param>
    /// <exception cref="ButacaException">It is of another kind, or too large.</exception>
    public static ExportHistory Read(
        string name,
        Stream stream,
        TitleIndex titles,
        int mostRows = ExportTable.MostRows
    ) => Read(name, ExportFiles.Open(name, stream), titles, mostRows);

    private static ExportHistory Read(string name, IReadOnlyList<ExportFile> files, TitleIndex titles, int mostRows)
    {
        ExportMatcher matcher = new(titles);
        HistoryMerger merger = new();
        List<ImportedRow> imported = [];
        List<string> notes = [];
        bool isRead = false;
        foreach (ExportFile file in files)
        {
            ExportTable table;
            try
            {
                table = file.Read(titles.Catalog.OtherSources);
            }
            catch (ButacaException exception) when (files.Count > 1)
            {
                notes.Add(exception.Message); // one bad file loses no others
                continue;
            }
            if (!table.IsExport)
            {
                if (files.Count == 1)
                    Throw.Line(
                        name,
                        1,
                        $"the columns '{Throw.Shorten(string.Join(',', table.Columns), 300)}'",
                        Expected,
                        problem: FileProblem.NoTitles,
                        value: Throw.Shorten(string.Join(", ", table.Columns), 300)
                    );
                continue; // archives hold profiles and comments too
            }
            isRead = true;
            if ((mostRows -= table.Rows.Count) < 0)
                ExportTable.Refuse(table.File, mostRows + table.Rows.Count);
            ExportReader reader = new(table);
            bool isRatings = !table.Fields.ContainsKey(ExportField.Watched);
            foreach (ExportRow row in reader.Read())
            {
                ImportedRow became = matcher.Find(row);
                imported.Add(became);
                if (became.Movie >= 0)
                    merger.Add(became.Movie, row, isRatings);
            }
            imported.AddRange(
                table.Odd.Select(odd => new ImportedRow(
                    table.File,
                    odd.Line ?? 0,
                    "",
                    null,
                    ImportOutcome.Unreadable,
                    -1,
                    odd.Detail
                )
                {
                    Problem = odd.Problem,
                })
            );
            notes.AddRange(reader.Notes);
        }
        if (!isRead)
            Throw.File(
                name,
                $"{Throw.Shorten(string.Join(", ", files.Select(file => Path.GetFileName(file.Name))), 300)}{(notes.Count > 0 ? $" ({notes[0].TrimEnd('.')})" : "")}",
                $"a file with {Expected}",
                problem: FileProblem.NoTitles,
                value: Throw.Shorten(string.Join(", ", files.Select(file => Path.GetFileName(file.Name))), 300)
            );
        return new ExportHistory(merger.History(), merger.Watchlist(), imported, notes);
    }
}
