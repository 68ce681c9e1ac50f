using Butaca.Data.Files;
using Butaca.Data.Titles;

namespace Butaca.Data.Exports;

/// <summary>What a person exported from another service, as a history of ours.</summary>
/// <param name="History">The movies that were found; rating NaN or time 0 where a row has none.</param>
/// <param name="Unmatched">The rows that were not, in the file's order.</param>
public sealed record ExportHistory(StoredHistory History, IReadOnlyList<UnmatchedTitle> Unmatched)
{
    private static readonly IReadOnlyList<IExportFormat> Formats = Registry.Find<IExportFormat>(
        typeof(ExportHistory).Assembly
    );

    /// <summary>Reads an export. Its kind is told from its columns, its encoding (UTF-8 or Latin-1) from its bytes.</summary>
    /// <param name="file">A csv file from Letterboxd (watched.csv, ratings.csv, diary.csv) or IMDb (ratings).</param>
    /// <param name="titles">The movies to find it in.</param>
    /// <exception cref="ButacaException">The file is missing, malformed or of another kind.</exception>
    public static ExportHistory Read(string file, TitleIndex titles)
    {
        if (!File.Exists(file))
            Throw.Missing(file, "Check the path.");
        using CsvTable table = CsvTable.Open(file, ReadContext.Quiet());
        IExportFormat? format = Formats.FirstOrDefault(f => f.Recognises(table));
        if (format is null)
            Throw.Line(
                file,
                1,
                $"the columns '{string.Join(',', table.Names)}'",
                $"those of {string.Join(" or ", Formats.Select(f => f.Description))}"
            );

        SortedDictionary<int, ExportRow> found = [];
        List<UnmatchedTitle> unmatched = [];
        foreach (ExportRow row in format.Read(table))
        {
            int movie = -1;
            UnmatchedTitle? miss = row.Instead is { } instead
                ? new UnmatchedTitle(row.Title, row.Year, UnmatchedReason.NoMovie, instead)
                : Find(row, titles, out movie);
            if (miss is not null)
                unmatched.Add(miss);
            else if (!found.TryGetValue(movie, out ExportRow? known) || known.Time <= row.Time)
                found[movie] = row;
        }
        bool hasRatings = found.Values.Any(r => !float.IsNaN(r.Rating));
        bool hasTimes = found.Values.Any(r => r.Time != 0);
        return new ExportHistory(
            new StoredHistory(
                [.. found.Keys],
                hasRatings ? [.. found.Values.Select(r => r.Rating)] : [],
                hasTimes ? [.. found.Values.Select(r => r.Time)] : []
            ),
            unmatched
        );
    }

    /// <summary>A row that fits no movie, or null.</summary>
    private static UnmatchedTitle? Find(ExportRow row, TitleIndex titles, out int movie)
    {
        IReadOnlyList<int> rows = titles.Match(row.Title, row.Year);
        if (rows.Count == 0 && row.Year is { } year && titles.MatchPart(row.Title, year) is [int only])
            rows = [only];
        movie = rows.Count > 0 ? rows[0] : -1;
        // Data sets list some movies twice, under one title: the more watched one serves.
        bool isOne = rows.Select(r => titles.Catalog[r].Title).Distinct(StringComparer.OrdinalIgnoreCase).Count() <= 1;
        return rows.Count == 0 ? new UnmatchedTitle(row.Title, row.Year, UnmatchedReason.NotInCatalogue)
            : isOne ? null
            : new UnmatchedTitle(
                row.Title,
                row.Year,
                UnmatchedReason.FitsSeveral,
                string.Join("; ", rows.Select(r => titles.Catalog[r].Title))
            );
    }
}
