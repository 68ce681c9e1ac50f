using System.IO.Compression;
using Butaca.Data;
using Butaca.Data.Exports;
using Butaca.Server.Live;

namespace Butaca.Server.Web.Services;

/// <summary>What an export that somebody brought holds.</summary>
/// <param name="Movies">Ids of the movies that were found, the latest watched first.</param>
/// <param name="Disliked">Those of them that were rated <see cref="LowRating"/> or lower.</param>
/// <param name="Unmatched">The lines that were not.</param>
public sealed record ExportReading(
    IReadOnlyList<long> Movies,
    IReadOnlySet<long> Disliked,
    IReadOnlyList<UnmatchedTitle> Unmatched
)
{
    /// <summary>Of 5 stars: such movies are not to somebody's liking.</summary>
    public const float LowRating = 2;

    private const string FileName = "export.csv";
    private const long MostUnpacked = 20 << 20;

    /// <summary>Nobody has watched so many movies; each title is looked for.</summary>
    private const int MostLines = 20_000;

    private static readonly string[] InArchives = ["ratings.csv", "watched.csv", "diary.csv"]; // the first tells most

    /// <summary>Reads an export, a .csv file or Letterboxd's .zip. It stands in a temporary file meanwhile, gone when this returns.</summary>
    /// <param name="stream">The file, bounded.</param>
    /// <param name="catalog">The movies.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ButacaException">It is malformed, or of another kind.</exception>
    public static async Task<ExportReading> ReadAsync(
        Stream stream,
        LiveCatalog catalog,
        CancellationToken cancellation
    )
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("butaca-export-");
        string file = Path.Combine(folder.FullName, FileName);
        try
        {
            await using (FileStream copy = new(file, FileMode.CreateNew))
                await stream.CopyToAsync(copy, cancellation);
            return await Task.Run(() => ReadAll(file, catalog), cancellation);
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

    private static ExportReading ReadAll(string file, LiveCatalog catalog)
    {
        List<ExportHistory> exports = [];
        foreach (string csv in Unpack(file))
        {
            if (File.ReadLines(csv).Skip(MostLines).Any())
                throw new ButacaException(
                    $"{Path.GetFileName(csv)}: found more than {MostLines} lines, expected a list of the movies that somebody watched."
                );
            exports.Add(ExportHistory.Read(csv, catalog.Titles));
        }
        Dictionary<int, (uint Time, float Rating)> watched = [];
        foreach (StoredHistory history in exports.Select(export => export.History))
        {
            for (int i = 0; i < history.Movies.Length; i++)
            {
                (uint time, float rating) = watched.GetValueOrDefault(history.Movies[i], (0u, float.NaN));
                watched[history.Movies[i]] = (
                    history.Times.Length > 0 ? Math.Max(time, history.Times[i]) : time,
                    float.IsNaN(rating) && history.Ratings.Length > 0 ? history.Ratings[i] : rating
                );
            }
        }
        return new ExportReading(
            [
                .. watched
                    .OrderByDescending(movie => movie.Value.Time)
                    .ThenBy(movie => movie.Key)
                    .Select(movie => catalog.Catalog[movie.Key].Id),
            ],
            watched
                .Where(movie => movie.Value.Rating <= LowRating)
                .Select(movie => catalog.Catalog[movie.Key].Id)
                .ToHashSet(),
            [.. exports.SelectMany(export => export.Unmatched).Distinct()]
        );
    }

    /// <summary>The .csv files of an archive that are lists of movies; a file that is no archive is one itself.</summary>
    /// <exception cref="ButacaException">There is none.</exception>
    private static List<string> Unpack(string file)
    {
        Span<byte> start = stackalloc byte[4];
        using (FileStream stream = File.OpenRead(file))
            if (
                stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length
                || !start.SequenceEqual("PK\u0003\u0004"u8)
            )
                return [file];
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(file);
            List<string> unpacked = [];
            long left = MostUnpacked;
            byte[] buffer = new byte[1 << 16];
            foreach (string name in InArchives)
            {
                if (archive.GetEntry(name) is not { } entry)
                    continue;
                unpacked.Add(Path.Combine(Path.GetDirectoryName(file)!, name));
                using Stream from = entry.Open();
                using FileStream to = new(unpacked[^1], FileMode.CreateNew);
                for (int read; (read = from.Read(buffer)) > 0; to.Write(buffer, 0, read)) // what an archive says of its sizes need not be so
                    if ((left -= read) < 0)
                        throw new ButacaException(
                            $"{FileName}: found more than {MostUnpacked >> 20} MB in {name}, expected a list of movies."
                        );
            }
            return unpacked.Count > 0
                ? unpacked
                : throw new ButacaException(
                    $"{FileName}: found an archive without {string.Join(", ", InArchives)}, expected Letterboxd's."
                );
        }
        catch (InvalidDataException exception)
        {
            throw new ButacaException($"{FileName}: found a damaged archive: {exception.Message}", exception);
        }
    }
}
