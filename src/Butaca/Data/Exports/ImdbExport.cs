using Butaca.Data.Files;

namespace Butaca.Data.Exports;

/// <summary>IMDb's ratings: <c>Const,Your Rating,Date Rated,Title,…,Title Type,…,Year,…</c>, ratings 1 to 10, halved here.</summary>
internal sealed class ImdbExport : IExportFormat
{
    public string Description => "IMDb (Const,Your Rating,Date Rated,Title,Title Type,Year)";

    public bool Recognises(CsvTable table) =>
        table.Find("Const") >= 0 && table.Find("Title") >= 0 && table.Find("Year") >= 0;

    public IEnumerable<ExportRow> Read(CsvTable table)
    {
        int date = table.Find("Date Rated");
        int title = table.Require("Title");
        int year = table.Require("Year");
        int rating = table.Find("Your Rating");
        int kind = table.Find("Title Type");
        while (table.Read())
        {
            yield return new ExportRow(
                table.Text(title) ?? "",
                table.Year(year),
                table.Rating(rating) / 2,
                table.Time(date),
                IsMovie(table.Span(kind)) ? null : table.Text(kind)
            );
        }
    }

    /// <summary>"movie", "Movie", "tvMovie", "TV Movie", "video", "short" …: all but series, episodes and games.</summary>
    private static bool IsMovie(ReadOnlySpan<char> kind) =>
        !kind.Contains("series", StringComparison.OrdinalIgnoreCase)
        && !kind.Contains("episode", StringComparison.OrdinalIgnoreCase)
        && !kind.Contains("game", StringComparison.OrdinalIgnoreCase)
        && !kind.Contains("podcast", StringComparison.OrdinalIgnoreCase);
}
