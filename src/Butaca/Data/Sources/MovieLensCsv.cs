using Butaca.Data.Files;

namespace Butaca.Data.Sources;

/// <summary>
/// MovieLens's csv folders (ml-latest, ml-latest-small, ml-20m, ml-25m, ml-32m), and Butaca's own data set folders,
/// which are the same with synopses.csv and translations.LANG.csv added.
/// </summary>
public sealed class MovieLensCsv : IRatingSource
{
    /// <inheritdoc/>
    public string Name => "movielens-csv";

    /// <inheritdoc/>
    public string Description =>
        "a folder with ratings.csv and, optionally, movies.csv, synopses.csv, translations.LANG.csv and links.csv";

    /// <inheritdoc/>
    public bool Recognises(string path) =>
        File.Exists(Path.Combine(path, RatingsFile.Name)) && TheMoviesDataset.MetadataIn(path) is null;

    /// <inheritdoc/>
    public void Read(string path, DatasetBuilder into, ReadContext context) =>
        DatasetFolder.ReadInto(path, into, context);

    /// <inheritdoc/>
    public void ReadCatalog(string path, DatasetBuilder into, ReadContext context) =>
        DatasetFolder.ReadCatalogInto(path, into, context);
}
