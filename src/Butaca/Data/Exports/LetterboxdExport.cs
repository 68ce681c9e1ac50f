using Butaca.Data.Files;

namespace Butaca.Data.Exports;

/// <summary>Letterboxd's <c>watched.csv</c> and <c>ratings.csv</c>: <c>Date,Name,Year,Letterboxd URI[,Rating]</c>, ratings 0.5 to 5.</summary>
internal sealed class LetterboxdExport : IExportFormat
{
    public string Description => "Letterboxd (Date,Name,Year,Letterboxd URI[,Rating])";

    public bool Recognises(CsvTable table) =>
        table.Find("Name") >= 0 && table.Find("Year") >= 0 && table.Find("Letterboxd URI") >= 0;

    public IEnumerable<ExportRow> Read(CsvTable table)
    {
        int date = table.Find("Date");
        int name = table.Require("Name");
        int year = table.Require("Year");
        int rating = table.Find("Rating");
        while (table.Read())
            yield return new ExportRow(
                table.Text(name) ?? "",
                table.Year(year),
                table.Rating(rating),
                table.Time(date)
            );
    }
}
