using System.Globalization;

namespace Butaca.Data.Files;

/// <summary><c>movieId,imdbId,tmdbId</c>, as MovieLens has it; one of the last two columns may be left out.</summary>
internal static class LinksFile
{
    public const string Name = "links.csv";
    private const string ImdbPrefix = "tt";

    public static Dictionary<Id, Entry> Read(string path, ReadContext context)
    {
        Dictionary<Id, Entry> entries = [];
        using CsvTable table = CsvTable.Open(path, context);
        int id = table.Require("movieId");
        int imdb = table.Find("imdbId");
        int tmdb = imdb < 0 ? table.Require("tmdbId") : table.Find("tmdbId");
        table.ForEach(() =>
        {
            Entry entry = new(
                ImdbId(table, imdb),
                table.PositiveId(tmdb, table.Span(tmdb), "a whole number above 0"),
                table.Line
            );
            if (!entries.TryAdd(table.Id(id), entry))
                context.Skipped.Add("movie linked a second time; the first counts", path, table.Line);
        });
        return entries;
    }

    public static void Write(string path, Catalog catalog) =>
        AtomicFile.WriteText(
            path,
            writer =>
            {
                writer.WriteRow("movieId", "imdbId", "tmdbId");
                foreach (Movie movie in catalog.Movies)
                {
                    if (Tells(movie))
                        writer.WriteRow(
                            movie.Id,
                            movie.ImdbId?.ToString("D7", CultureInfo.InvariantCulture),
                            movie.TmdbId?.ToString(CultureInfo.InvariantCulture)
                        );
                }
            }
        );

    /// <summary>Whether the file has something to say of a movie.</summary>
    public static bool Tells(Movie movie) => movie.ImdbId is not null || movie.TmdbId is not null;

    /// <summary>MovieLens writes 0133093, IMDb tt0133093.</summary>
    private static long? ImdbId(CsvTable table, int column)
    {
        ReadOnlySpan<char> text = table.Span(column);
        if (text.StartsWith(ImdbPrefix, StringComparison.OrdinalIgnoreCase))
            text = text[ImdbPrefix.Length..];
        return table.PositiveId(column, text, "an IMDb id such as 0133093 or tt0133093");
    }

    /// <summary>What the file says of one movie.</summary>
    public readonly record struct Entry(long? ImdbId, long? TmdbId, long Line);
}
