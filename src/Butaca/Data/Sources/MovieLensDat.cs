using Butaca.Data.Files;

namespace Butaca.Data.Sources;

/// <summary>MovieLens 1M and 10M: <c>ratings.dat</c> and <c>movies.dat</c>, fields between double colons.</summary>
public sealed class MovieLensDat : IRatingSource
{
    private const string Ratings = "ratings.dat";
    private const string Movies = "movies.dat";
    private const string Separator = "::";

    /// <inheritdoc/>
    public string Name => "movielens-dat";

    /// <inheritdoc/>
    public string Description => "the folder ml-1m or ml-10m with ratings.dat and movies.dat";

    /// <inheritdoc/>
    public bool Recognises(string path) => File.Exists(Path.Combine(path, Ratings));

    /// <inheritdoc/>
    public void Read(string path, DatasetBuilder into, ReadContext context)
    {
        ReadCatalog(path, into, context);
        using SeparatedLines lines = new(Path.Combine(path, Ratings), Separator, context);
        lines.ReadRatings(into);
    }

    /// <inheritdoc/>
    public void ReadCatalog(string path, DatasetBuilder into, ReadContext context)
    {
        NameLists genres = new();
        using SeparatedLines lines = new(Path.Combine(path, Movies), Separator, context);
        lines.ForEach(
            ["movieId", "title", "genres"],
            () =>
            {
                Id id = lines.Id(0, "movieId");
                string title = lines.Text(1).Length == 0 ? Movie.TitleOf(id) : lines.Text(1);
                into.AddMovie(
                    new Movie(id, title) { Year = MovieTitle.YearOf(title), Genres = genres.Genres(lines.Text(2)) }
                );
            },
            joined: 1 // a title may hold a double colon itself
        );
    }
}
