using System.Globalization;
using System.Text.Json.Serialization;
using Butaca.Data;
using Butaca.Data.Exports;
using Butaca.Data.Files;

namespace Butaca.Cli;

/// <summary>Tells what the rows of exports became: what went wrong as notes, everything as a file or as JSON.</summary>
internal sealed class ImportReport(Terminal terminal, Catalog catalog)
{
    /// <summary>More notes of one kind than this would hide the others.</summary>
    private const int MostNotes = 40;

    private readonly List<ImportedRow> _rows = [];
    private readonly List<string> _notes = [];

    /// <summary>The rows that became no movie, though they should have.</summary>
    public IEnumerable<ReportedRow> Unmatched => _rows.Where(row => row is { Movie: < 0, IsWatched: true }).Select(Of);

    /// <summary>All rows.</summary>
    public IEnumerable<ReportedRow> Rows => _rows.Select(Of);

    /// <summary>What holds for whole files.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Tells of an export; of none, nothing.</summary>
    /// <param name="export">The export.</param>
    /// <param name="isWatchlist">Whether it was given as what somebody wants to see.</param>
    public void Tell(ExportHistory? export, bool isWatchlist = false)
    {
        if (export is null)
            return;
        _rows.AddRange(export.Rows);
        _notes.AddRange(export.Notes);
        foreach (string note in export.Notes)
            terminal.Note(note);
        IEnumerable<ImportedRow> missed = isWatchlist ? export.Rows.Where(row => row.Movie < 0) : export.Unmatched;
        Tell(
            missed.Where(row => row.Outcome == ImportOutcome.Unreadable),
            row => $"Not read: {Place(row)}: {row.Explanation}"
        );
        Tell(
            missed.Where(row => row.Outcome != ImportOutcome.Unreadable),
            row => $"Not matched: {Name(row)}: {row.Explanation}"
        );
        Tell(
            export.Rows.Where(row => row.Movie >= 0 && row.Outcome == ImportOutcome.Doubtful),
            row => $"Doubtful: {Name(row)}, {Place(row)}: {row.Detail}"
        );
        Tell(
            export.Rows.Where(row => row.Movie >= 0 && row.Outcome != ImportOutcome.Doubtful && row.Detail is not null),
            row => $"Read in part: {Name(row)}, {Place(row)}: {row.Detail}"
        );
        int wanted = export.Rows.Count(row => !row.IsWatched);
        if (wanted > 0 && !isWatchlist)
            terminal.Note($"Of a watchlist, and so not watched: {wanted} of {export.Rows.Count} rows.");
    }

    /// <summary>Writes what each row became.</summary>
    public void Write(string path) =>
        AtomicFile.WriteText(
            path,
            writer =>
            {
                writer.WriteRow(
                    "file",
                    "line",
                    "title",
                    "year",
                    "outcome",
                    "movieId",
                    "movieTitle",
                    "rating",
                    "time",
                    "isWatched",
                    "detail"
                );
                foreach (ReportedRow row in Rows)
                    writer.WriteRow(
                        row.File,
                        row.Line.ToString(CultureInfo.InvariantCulture),
                        row.Title,
                        row.Year?.ToString(CultureInfo.InvariantCulture),
                        row.Outcome,
                        row.MovieId?.ToString(),
                        row.MovieTitle,
                        row.Rating?.ToString(CultureInfo.InvariantCulture),
                        row.Time?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                        row.IsWatched ? "true" : "false",
                        row.Detail
                    );
            }
        );

    private void Tell(IEnumerable<ImportedRow> rows, Func<ImportedRow, string> line)
    {
        ImportedRow[] all = [.. rows];
        foreach (ImportedRow row in all.Take(MostNotes))
            terminal.Note(line(row));
        if (all.Length > MostNotes)
            terminal.Note($"… and {all.Length - MostNotes} more like these: --report OUT.csv lists them all.");
    }

    private ReportedRow Of(ImportedRow row) =>
        new(
            row.File,
            row.Line,
            row.Title,
            row.Year,
            row.OutcomeName,
            row.Movie < 0 ? (Id?)null : catalog[row.Movie].Id,
            row.Movie < 0 ? null : catalog[row.Movie].Title,
            row.Rating,
            row.Time,
            row.IsWatched,
            row.Detail
        );

    private static string Name(ImportedRow row) => row.Year is { } year ? $"{row.Title} ({year})" : row.Title;

    private static string Place(ImportedRow row) => $"{Path.GetFileName(row.File)}, line {row.Line}";
}

/// <summary>What a row of an export became, by ids.</summary>
internal sealed record ReportedRow(
    string File,
    long Line,
    string Title,
    int? Year,
    [property: JsonPropertyName("reason")] string Outcome,
    Id? MovieId,
    string? MovieTitle,
    float? Rating,
    DateTimeOffset? Time,
    bool IsWatched,
    string? Detail
);
