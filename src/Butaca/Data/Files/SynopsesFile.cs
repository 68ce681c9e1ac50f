using System.Collections.Immutable;

namespace Butaca.Data.Files;

/// <summary>
/// <c>movieId,origin,director,cast,language,synopsis</c>; a file may leave out any of the columns after the first, but
/// not all. Directors, cast and languages stand between bars, and so may origins.
/// </summary>
internal static class SynopsesFile
{
    public const string Name = "synopses.csv";

    public static Dictionary<Id, Entry> Read(string path, ReadContext context)
    {
        Dictionary<Id, Entry> entries = [];
        NameLists lists = new();
        using CsvTable table = CsvTable.Open(path, context);
        int id = table.Require(UsualColumns.Movie);
        int origin = table.Find("origin");
        int director = table.Find("director");
        int cast = table.Find("cast");
        int language = table.Find("language");
        int synopsis =
            origin < 0 && director < 0 && cast < 0 && language < 0 ? table.Require("synopsis") : table.Find("synopsis");
        table.ForEach(() =>
        {
            Entry entry = new(
                NameList.Format(lists.Names(table, origin, "origins"))?.Replace('|', '-'),
                lists.Names(table, director, "names"),
                lists.Names(table, cast, "names"),
                lists.Names(table, language, "languages"),
                table.Text(synopsis),
                table.Line
            );
            if (!entries.TryAdd(table.Id(id), entry))
                context.Skipped.Add("movie with a second synopsis; the first counts", path, table.Line);
        });
        return entries;
    }

    /// <summary>Whether the file has something to say of a movie.</summary>
    public static bool Tells(Movie movie) =>
        movie.Origin is not null
        || movie.Synopsis is not null
        || !movie.Directors.IsEmpty
        || !movie.Cast.IsEmpty
        || !movie.Languages.IsEmpty;

    /// <summary>Writes the columns that a movie has something in; origin and synopsis always.</summary>
    public static void Write(string path, Catalog catalog) =>
        AtomicFile.WriteText(
            path,
            writer =>
            {
                Movie[] movies = [.. catalog.Movies.ToArray().Where(Tells)];
                (string Name, Func<Movie, string?> Of)[] columns =
                [
                    ("origin", movie => movie.Origin),
                    ("director", movie => NameList.Format(movie.Directors)),
                    ("cast", movie => NameList.Format(movie.Cast)),
                    ("language", movie => NameList.Format(movie.Languages)),
                    ("synopsis", movie => movie.Synopsis),
                ];
                columns =
                [
                    .. columns.Where(c => c.Name is "origin" or "synopsis" || movies.Any(m => c.Of(m) is not null)),
                ];
                writer.WriteRow(["movieId", .. columns.Select(column => column.Name)]);
                foreach (Movie movie in movies)
                    writer.WriteRow(movie.Id, [.. columns.Select(column => column.Of(movie))]);
            }
        );

    /// <summary>What the file says of one movie.</summary>
    public sealed record Entry(
        string? Origin,
        ImmutableArray<string> Directors,
        ImmutableArray<string> Cast,
        ImmutableArray<string> Languages,
        string? Synopsis,
        long Line
    );
}
