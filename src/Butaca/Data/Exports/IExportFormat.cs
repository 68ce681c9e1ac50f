using Butaca.Data.Files;

namespace Butaca.Data.Exports;

/// <summary>A service's export. One class in one file, found by itself.</summary>
internal interface IExportFormat
{
    /// <summary>The service and its columns, for messages.</summary>
    string Description { get; }

    /// <summary>Whether a table has this service's columns.</summary>
    bool Recognises(CsvTable table);

    /// <summary>The rows, in the file's order.</summary>
    IEnumerable<ExportRow> Read(CsvTable table);
}

/// <summary>A row of an export.</summary>
/// <param name="Title">The title.</param>
/// <param name="Year">Year of release; null where the row has none.</param>
/// <param name="Rating">0.5 to 5, as in MovieLens; NaN where the row has none.</param>
/// <param name="Time">Seconds since 1970-01-01 UTC; 0 where the row has none.</param>
/// <param name="Instead">What the row is instead of a movie, such as a series; null where it is one.</param>
internal sealed record ExportRow(string Title, int? Year, float Rating, uint Time, string? Instead = null);
