namespace Butaca.Data.Files;

/// <summary>
/// <c>movieId,title,genres</c>, as MovieLens has it, with one optional column more: <c>year</c>, for movies whose title
/// does not end in theirs. An empty year means "as in the title", <c>-</c> means unknown.
/// </summary>
internal static class MoviesFile
{
    public const string Name = "movies.csv";
    private const string NoYear = "-";

    public static IEnumerable<Movie> Read(string path, ReadContext context)
    {
        HashSet<Id> seen = [];
        NameLists genres = new();
        using CsvTable table = CsvTable.Open(path, context);
        int id = table.Require(UsualColumns.Movie);
        int title = table.Require(UsualColumns.Title);
        int genre = table.Find(UsualColumns.Genres);
        int year = table.Find(UsualColumns.Year);
        IEnumerable<Movie> movies = table.Rows(() =>
        {
            Id movieId = table.Id(id);
            string name = table.Text(title) ?? Movie.TitleOf(movieId);
            return new Movie(movieId, name)
            {
                Year = table.Span(year).SequenceEqual(NoYear) ? null : table.Year(year) ?? MovieTitle.YearOf(name),
                Genres = genres.Genres(table.Span(genre)),
            };
        });
        foreach (Movie movie in movies)
        {
            if (seen.Add(movie.Id))
                yield return movie;
            else
                context.Skipped.Add("movie listed a second time; the first counts", path, table.Line);
        }
    }

    public static void Write(string path, Catalog catalog) =>
        AtomicFile.WriteText(
            path,
            writer =>
            {
                bool needsYears = catalog.Movies.ToArray().Any(m => m.Year != MovieTitle.YearOf(m.Title));
                writer.Write(needsYears ? "movieId,title,genres,year\n" : "movieId,title,genres\n");
                foreach (Movie movie in catalog.Movies)
                {
                    string genres = movie.Genres.IsEmpty ? Movie.NoGenres : GenreText.Joined(movie.Genres);
                    if (needsYears)
                        writer.WriteRow(movie.Id, movie.Title, genres, YearText(movie));
                    else
                        writer.WriteRow(movie.Id, movie.Title, genres);
                }
            }
        );

    private static string YearText(Movie movie) =>
        movie.Year == MovieTitle.YearOf(movie.Title) ? "" : movie.Year?.ToString() ?? NoYear;
}
