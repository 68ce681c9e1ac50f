namespace Butaca.Data.Files;

/// <summary><c>movieId,origin,synopsis</c>; a file may leave out one of the last two columns.</summary>
internal static class SynopsesFile
{
    public const string Name = "synopses.csv";

    public static Dictionary<long, Entry> Read(string path, ReadContext context)
    {
        Dictionary<long, Entry> entries = [];
        using CsvTable table = CsvTable.Open(path, context);
        int id = table.Require("movieId");
        int origin = table.Find("origin");
        int synopsis = origin < 0 ? table.Require("synopsis") : table.Find("synopsis");
        table.ForEach(() =>
        {
            if (!entries.TryAdd(table.Id(id), new Entry(table.Text(origin), table.Text(synopsis), table.Line)))
                context.Skipped.Add("movie with a second synopsis; the first counts", path, table.Line);
        });
        return entries;
    }

    public static void Write(string path, Catalog catalog) =>
        AtomicFile.WriteText(
            path,
            writer =>
            {
                writer.WriteRow("movieId", "origin", "synopsis");
                foreach (Movie movie in catalog.Movies)
                {
                    if (movie.Origin is not null || movie.Synopsis is not null)
                        writer.WriteRow(movie.Id, movie.Origin, movie.Synopsis);
                }
            }
        );

    /// <summary>What the file says of one movie.</summary>
    public readonly record struct Entry(string? Origin, string? Synopsis, long Line);
}
