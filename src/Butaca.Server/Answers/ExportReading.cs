using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Data.Exports;
using Butaca.Hosting.Live;

namespace Butaca.Server.Answers;

/// <summary>What an export that somebody brought holds.</summary>
/// <param name="Watched">The watched movies that were found, the latest first; ratings are of 0.5 to 5.</param>
/// <param name="Watchlist">Ids of movies that somebody wants to see.</param>
/// <param name="Export">What each row became.</param>
public sealed record ExportReading(
    IReadOnlyList<HistoryEntry> Watched,
    IReadOnlyList<MovieId> Watchlist,
    ExportHistory Export
)
{
    /// <summary>Nobody has watched so many movies; each title is looked for.</summary>
    public const int MostRows = 20_000;

    private const string FileName = "export.csv";

    /// <summary>The rows that became no movie.</summary>
    public IReadOnlyList<ImportedRow> Unmatched { get; } = [.. Export.Unmatched];

    /// <summary>Reads an export, a file or an archive. Nothing of it is kept.</summary>
    /// <param name="stream">The file, bounded.</param>
    /// <param name="catalog">The movies.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <param name="name">The file's name: that of a watchlist tells that it is one.</param>
    /// <exception cref="ButacaException">It is of another kind.</exception>
    public static async Task<ExportReading> ReadAsync(
        Stream stream,
        LiveCatalog catalog,
        CancellationToken cancellation,
        string name = FileName
    )
    {
        using MemoryStream content = new();
        await stream.CopyToAsync(content, cancellation);
        content.Position = 0;
        return await Task.Run(
            () => Of(ExportHistory.Read(name, content, catalog.Titles, MostRows), catalog),
            cancellation
        );
    }

    private static ExportReading Of(ExportHistory export, LiveCatalog catalog)
    {
        StoredHistory history = export.History;
        return new ExportReading(
            [
                .. Enumerable
                    .Range(0, history.Movies.Length)
                    .OrderByDescending(i => history.Times.Length > 0 ? history.Times[i] : 0)
                    .Select(Entry),
            ],
            [.. export.Watchlist.Select(IdOf)],
            export
        );

        HistoryEntry Entry(int i) =>
            new()
            {
                MovieId = IdOf(history.Movies[i]),
                Rating = history.Ratings.Length > 0 && !float.IsNaN(history.Ratings[i]) ? history.Ratings[i] : null,
                Time =
                    history.Times.Length > 0 && history.Times[i] != 0
                        ? DateTimeOffset.FromUnixTimeSeconds(history.Times[i])
                        : null,
            };
        MovieId IdOf(int row) => catalog.Catalog[row].Id.ToString();
    }
}
