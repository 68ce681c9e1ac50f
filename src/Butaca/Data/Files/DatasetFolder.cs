namespace Butaca.Data.Files;

/// <summary>
/// Butaca's data set on disk: a folder with <c>ratings.csv</c> (<c>userId,movieId[,rating][,timestamp]</c>) and, all
/// optional, <c>movies.csv</c> (<c>movieId,title,genres[,year]</c>), <c>synopses.csv</c>
/// (<c>movieId[,origin][,director][,cast][,language][,synopsis]</c>), <c>translations.LANG.csv</c>
/// (<c>movieId[,title][,synopsis]</c>) for any number of languages, and <c>links.csv</c>
/// (<c>movieId[,imdbId][,tmdbId]</c> and a column such as <c>isanId</c> for any other source). This is MovieLens's own
/// layout and more, so a MovieLens folder is one too. Columns are found by name; others are ignored. What is written
/// reads back the same; users without an interaction are not written.
/// </summary>
public static class DatasetFolder
{
    /// <summary>The list of movies that <see cref="Write"/> makes on request.</summary>
    public const string WithoutSynopsisName = "without-synopsis.csv";

    /// <summary>Reads a data set.</summary>
    /// <param name="folder">The folder, an archive of it, or the folder into which that was unpacked.</param>
    /// <param name="options">How ratings become interactions; null: the defaults.</param>
    /// <param name="progress">Told now and then how far the read has come.</param>
    /// <param name="cancellation">Stops the read.</param>
    /// <exception cref="ButacaException">A file is missing or malformed; the message says where.</exception>
    public static LoadedDataset Read(
        string folder,
        ReadOptions? options = null,
        IProgress<ReadProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ReadContext context = new(options ?? new ReadOptions(), new SkipReport(), progress, cancellation);
        DatasetBuilder builder = new();
        Unpacked.Read(folder, HoldsRatings, path => ReadInto(path, builder, context), context.Skipped);
        return builder.BuildReported(context.Skipped);
    }

    /// <summary>Writes a data set, all of it or nothing. An earlier data set in the same place is replaced.</summary>
    /// <param name="folder">The folder; made if need be.</param>
    /// <param name="dataset">The data set.</param>
    /// <param name="listWithoutSynopsis">Whether to add <c>without-synopsis.csv</c> (movieId,title,year).</param>
    /// <exception cref="ButacaException">The folder holds something else.</exception>
    public static void Write(string folder, Dataset dataset, bool listWithoutSynopsis = false) =>
        AtomicFile.WriteFolder(
            folder,
            HoldsOnlyOurs,
            temporary =>
            {
                RatingsFile.Write(Path.Combine(temporary, RatingsFile.Name), dataset);
                WriteCatalog(temporary, dataset.Catalog);
                if (listWithoutSynopsis)
                    WriteWithoutSynopsis(Path.Combine(temporary, WithoutSynopsisName), dataset.Catalog);
            }
        );

    /// <summary>
    /// Makes sure that <see cref="Write"/> may write a folder, so that long work before it is not in vain.
    /// </summary>
    /// <exception cref="ButacaException">The folder holds something else.</exception>
    public static void CheckWritable(string folder) => AtomicFile.CheckFolder(folder, HoldsOnlyOurs);

    /// <summary>
    /// Reads <c>movies.csv</c> and what else is there of a catalogue; rows are in the order of <c>movies.csv</c>.
    /// </summary>
    /// <exception cref="ButacaException">A file is missing or malformed; the message says where.</exception>
    public static Catalog ReadCatalog(string folder)
    {
        DatasetBuilder builder = new();
        ReadContext context = ReadContext.Quiet();
        string movies = Path.Combine(folder, MoviesFile.Name);
        if (!File.Exists(movies))
            Throw.Missing(
                movies,
                "A catalogue is a folder with movies.csv and, optionally, synopses.csv, translations.LANG.csv and links.csv."
            );
        ReadCatalogInto(folder, builder, context);
        return builder.BuildCatalogInOrder();
    }

    /// <summary>
    /// Writes <c>movies.csv</c> and, of the other files of a catalogue, those that have something to say, into a
    /// folder.
    /// </summary>
    public static void WriteCatalog(string folder, Catalog catalog)
    {
        foreach (string older in Directory.Exists(folder) ? Directory.GetFiles(folder) : [])
        {
            if (IsCatalogFile(Path.GetFileName(older)))
                File.Delete(older); // would speak of other movies
        }
        MoviesFile.Write(Path.Combine(folder, MoviesFile.Name), catalog);
        Movie[] movies = catalog.Movies.ToArray();
        if (movies.Any(SynopsesFile.Tells))
            SynopsesFile.Write(Path.Combine(folder, SynopsesFile.Name), catalog);
        foreach (string language in movies.SelectMany(m => m.Translations).Select(t => t.Language).Distinct())
            TranslationsFile.Write(Path.Combine(folder, TranslationsFile.NameOf(language)), language, catalog);
        if (movies.Any(LinksFile.Tells))
            LinksFile.Write(Path.Combine(folder, LinksFile.Name), catalog);
    }

    /// <summary>Whether a file name is one of those that <see cref="WriteCatalog"/> writes.</summary>
    internal static bool IsCatalogFile(string name) =>
        name is MoviesFile.Name or SynopsesFile.Name or LinksFile.Name || TranslationsFile.IsName(name);

    internal static void ReadInto(string folder, DatasetBuilder into, ReadContext context)
    {
        string ratings = Path.Combine(folder, RatingsFile.Name);
        if (!Directory.Exists(folder))
            Throw.Missing(folder, "Expected a folder with ratings.csv.");
        if (!File.Exists(ratings))
            Throw.Missing(
                ratings,
                "A data set is a folder with ratings.csv and, optionally, movies.csv, synopses.csv, translations.LANG.csv and links.csv."
            );
        RatingsFile.Read(ratings, into, context);
        ReadCatalogInto(folder, into, context);
    }

    internal static void ReadCatalogInto(string folder, DatasetBuilder into, ReadContext context)
    {
        string movies = Path.Combine(folder, MoviesFile.Name);
        CatalogParts parts = CatalogParts.Read(folder, context);
        foreach (Movie movie in File.Exists(movies) ? MoviesFile.Read(movies, context) : [])
            into.AddMovie(parts.Complete(movie));
        foreach (Id id in parts.Left.Where(into.HasWatched))
            into.AddMovie(parts.Complete(new Movie(id, Movie.TitleOf(id))));
        parts.ReportLeft(context);
    }

    private static void WriteWithoutSynopsis(string path, Catalog catalog) =>
        AtomicFile.WriteText(
            path,
            writer =>
            {
                writer.WriteRow("movieId", "title", "year");
                foreach (Movie movie in catalog.Movies)
                {
                    if (movie.Synopsis is null)
                        writer.WriteRow(movie.Id, movie.Title, movie.Year?.ToString());
                }
            }
        );

    private static bool HoldsRatings(string folder) => File.Exists(Path.Combine(folder, RatingsFile.Name));

    private static bool HoldsOnlyOurs(string folder) =>
        Directory
            .EnumerateFileSystemEntries(folder)
            .All(entry =>
                Path.GetFileName(entry) is var name
                && (name is RatingsFile.Name or WithoutSynopsisName || IsCatalogFile(name))
            );
}
