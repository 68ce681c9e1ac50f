using System.Collections.Immutable;

namespace Butaca.Data.Files;

/// <summary>
/// A csv file of movies that no data set has: <c>title[,year][,origin][,director][,cast][,genres][,synopsis]</c>,
/// directors, cast and genres separated by |. Columns are found by name; others are ignored. An empty field is unknown,
/// or takes the default of <see cref="NewMovie"/>.
/// </summary>
public static class NewMoviesFile
{
    /// <summary>Reads the movies, in the file's order.</summary>
    /// <param name="file">The file.</param>
    /// <param name="knownGenres">The genres that a movie may have.</param>
    /// <param name="defaults">Whether an unknown year and origin take MovieNet's defaults.</param>
    /// <param name="cancellation">Stops the read.</param>
    /// <exception cref="ButacaException">
    /// The file is missing or malformed, or a genre is not known; the message says where.
    /// </exception>
    public static IReadOnlyList<Movie> Read(
        string file,
        IReadOnlyCollection<string> knownGenres,
        bool defaults = true,
        CancellationToken cancellation = default
    )
    {
        using CsvTable table = CsvTable.Open(file, ReadContext.Quiet() with { Cancellation = cancellation });
        int title = table.Require("title");
        int year = table.Find("year");
        int origin = table.Find("origin");
        int director = table.Find("director");
        int cast = table.Find("cast");
        int genre = table.Find("genres");
        int synopsis = table.Find("synopsis");
        NameLists names = new();
        List<Movie> movies = [];
        while (table.Read())
        {
            if (table.Span(title).IsEmpty)
                table.Wrong(title, "a title");
            if (
                !NewMovie.TryGenres(
                    table.Text(genre),
                    knownGenres,
                    out ImmutableArray<string> genres,
                    out string unknown
                )
            )
                table.Wrong(
                    genre,
                    $"genres that the model knows ('{unknown}' is none), separated by |: {string.Join(", ", knownGenres)}"
                );
            movies.Add(
                NewMovie.Of(
                    table.Text(title),
                    table.Year(year),
                    table.Text(origin),
                    genres,
                    table.Text(synopsis),
                    defaults,
                    names.Names(table, director, "names"),
                    names.Names(table, cast, "names")
                )
            );
        }
        return movies;
    }
}
