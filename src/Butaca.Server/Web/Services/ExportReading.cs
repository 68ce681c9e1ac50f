using Butaca.Data.Exports;
using Butaca.Server.Live;

namespace Butaca.Server.Web.Services;

/// <summary>What an export that somebody brought holds.</summary>
/// <param name="Movies">Ids of the movies that were found, the latest watched first.</param>
/// <param name="Unmatched">The lines that were not.</param>
public sealed record ExportReading(IReadOnlyList<long> Movies, IReadOnlyList<UnmatchedTitle> Unmatched)
{
    private const string FileName = "export.csv";

    /// <summary>Reads an export. It stands in a temporary file meanwhile, gone when this returns.</summary>
    /// <param name="stream">The file, bounded.</param>
    /// <param name="catalog">The movies.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ButacaException">It is malformed, or of another kind.</exception>
    public static async Task<ExportReading> ReadAsync(Stream stream, LiveCatalog catalog, CancellationToken cancellation)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("butaca-export-");
        string file = Path.Combine(folder.FullName, FileName);
        try
        {
            await using (FileStream copy = new(file, FileMode.CreateNew)) await stream.CopyToAsync(copy, cancellation);
            ExportHistory export = await Task.Run(() => ExportHistory.Read(file, catalog.Titles), cancellation);
            uint[] times = export.History.Times.Length == 0 ? new uint[export.History.Movies.Length] : [.. export.History.Times];
            return new ExportReading(
                [.. Enumerable.Range(0, export.History.Movies.Length).OrderByDescending(i => times[i]).Select(i => catalog.Catalog[export.History.Movies[i]].Id)],
                export.Unmatched);
        }
        catch (ButacaException exception)
        {
            throw new ButacaException(exception.Message.Replace(file, FileName, StringComparison.Ordinal), exception);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
