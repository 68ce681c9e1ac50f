using System.Collections.Immutable;

namespace Butaca.Data.Files;

/// <summary>
/// <c>movieId[,imdbId][,tmdbId]</c>, as MovieLens has it, and a column for each further source, such as <c>isanId</c>.
/// One of all these is enough.
/// </summary>
internal static class LinksFile
{
    public const string Name = "links.csv";
    private const string ColumnEnd = "Id";
    private const string ImdbPrefix = "tt";

    public static Dictionary<Id, Entry> Read(string path, ReadContext context)
    {
        Dictionary<Id, Entry> entries = [];
        using CsvTable table = CsvTable.Open(path, context);
        int movie = table.Require(UsualColumns.Movie);
        List<(int Column, string Source)> sources = SourcesIn(table, movie);
        if (sources.Count == 0)
            table.Require("tmdbId");
        table.ForEach(() =>
        {
            List<ExternalId> ids = [];
            foreach ((int column, string source) in sources)
            {
                if (IdIn(table, column, source) is { } id)
                    ids.Add(id);
            }
            if (!entries.TryAdd(table.Id(movie), new Entry([.. ids], table.Line)))
                context.Skipped.Add("movie linked a second time; the first counts", path, table.Line);
        });
        return entries;
    }

    public static void Write(string path, Catalog catalog) =>
        AtomicFile.WriteText(
            path,
            writer =>
            {
                string[] sources = [ExternalId.Imdb, ExternalId.Tmdb, .. catalog.OtherSources];
                writer.WriteRow(["movieId", .. sources.Select(source => source + ColumnEnd)]);
                foreach (Movie movie in catalog.Movies)
                {
                    if (!Tells(movie))
                        continue;
                    writer.Write(CsvText.Field(movie.Id));
                    foreach (string source in sources)
                        writer.Write($",{TextOf(movie, source)}");
                    writer.Write('\n');
                }
            }
        );

    /// <summary>Whether the file has something to say of a movie.</summary>
    public static bool Tells(Movie movie) => !movie.ExternalIds.IsEmpty;

    /// <summary>
    /// The columns of ids, in the order of their sources: <c>imdbId</c>, also <c>imdb_id</c>, is that of <c>imdb</c>.
    /// </summary>
    private static List<(int Column, string Source)> SourcesIn(CsvTable table, int movie)
    {
        SortedDictionary<string, int> columns = new(StringComparer.Ordinal);
        for (int column = 0; column < table.Names.Count; column++)
        {
            string name = table.Names[column];
            if (column == movie || !name.EndsWith(ColumnEnd, StringComparison.OrdinalIgnoreCase))
                continue;
            string source = name[..^ColumnEnd.Length].TrimEnd('_', '-', ' ').ToLowerInvariant();
            if (ExternalId.IsSource(source))
                columns.TryAdd(source, column);
        }
        return [.. columns.Select(pair => (pair.Value, pair.Key))];
    }

    private static ExternalId? IdIn(CsvTable table, int column, string source)
    {
        ReadOnlySpan<char> text = table.Span(column).Trim();
        if (text.IsEmpty)
            return null;
        switch (source)
        {
            case ExternalId.Imdb:
                // MovieLens writes 0133093, IMDb tt0133093.
                if (text.StartsWith(ImdbPrefix, StringComparison.OrdinalIgnoreCase))
                    text = text[ImdbPrefix.Length..];
                return NumberIn(text) is { } imdb && ExternalId.OfImdb(imdb) is { } ofImdb
                    ? ofImdb
                    : Wrong("an IMDb id such as 0133093 or tt0133093");
            case ExternalId.Tmdb:
                return NumberIn(text) is { } tmdb && ExternalId.OfTmdb(tmdb) is { } ofTmdb
                    ? ofTmdb
                    : Wrong("a whole number above 0");
            default:
                return new ExternalId(source, table.Id(column).ToString());
        }

        ExternalId? Wrong(string expected)
        {
            table.Wrong(column, expected);
            return null;
        }
    }

    /// <summary>A whole number, also as pandas writes it: <c>862.0</c>.</summary>
    private static long? NumberIn(ReadOnlySpan<char> text) =>
        Digits.TryWhole(Digits.WithoutZeros(text), out long number) ? number : null;

    private static string TextOf(Movie movie, string source) =>
        movie.ExternalIdIn(source) is not { } value ? ""
        : source == ExternalId.Imdb ? value[ImdbPrefix.Length..]
        : CsvText.Field(Id.Parse(value));

    /// <summary>What the file says of one movie: its ids in the order of their sources.</summary>
    public readonly record struct Entry(ImmutableArray<ExternalId> Ids, long Line);
}
