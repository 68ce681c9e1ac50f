using System.Collections.Immutable;
using System.Globalization;
using Butaca.Data.Files;

namespace Butaca.Data.Sources;

/// <summary>
/// MovieLens 100K: <c>u.data</c> between tabs, <c>u.item</c> between bars with a flag for each genre.
/// </summary>
public sealed class MovieLens100K : IRatingSource
{
    private const string Ratings = "u.data";
    private const string Movies = "u.item";
    private const string Unknown = "unknown";

    /// <summary>The genres in the order of their flags, as in <c>u.genre</c>. "unknown" stands for none.</summary>
    private static readonly string[] Genres =
    [
        Unknown,
        "Action",
        "Adventure",
        "Animation",
        "Children's",
        "Comedy",
        "Crime",
        "Documentary",
        "Drama",
        "Fantasy",
        "Film-Noir",
        "Horror",
        "Musical",
        "Mystery",
        "Romance",
        "Sci-Fi",
        "Thriller",
        "War",
        "Western",
    ];

    private static readonly string[] Fields =
    [
        "movieId",
        "title",
        "release date",
        "video release date",
        "IMDb URL",
        .. Genres,
    ];

    /// <inheritdoc/>
    public string Name => "movielens-100k";

    /// <inheritdoc/>
    public string Description => "the folder ml-100k with u.data and u.item";

    /// <inheritdoc/>
    public bool Recognises(string path) => File.Exists(Path.Combine(path, Ratings));

    /// <inheritdoc/>
    public void Read(string path, DatasetBuilder into, ReadContext context)
    {
        ReadCatalog(path, into, context);
        using SeparatedLines lines = new(Path.Combine(path, Ratings), "\t", context);
        lines.ReadRatings(into);
    }

    /// <inheritdoc/>
    public void ReadCatalog(string path, DatasetBuilder into, ReadContext context)
    {
        using SeparatedLines lines = new(Path.Combine(path, Movies), "|", context);
        lines.ForEach(
            Fields,
            () =>
            {
                Id id = lines.Id(0, "movieId");
                // One movie of the published file is called "unknown", with neither date nor link: it has no title.
                string title = lines.Text(1) is "" or Unknown ? Movie.TitleOf(id) : lines.Text(1);
                int? year = MovieTitle.YearOf(title);
                if (
                    year is null
                    && int.TryParse(
                        lines.Text(2).Split('-')[^1],
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out int released
                    )
                    && Movie.IsYear(released)
                )
                    year = released; // 01-Jan-1995
                into.AddMovie(new Movie(id, title) { Year = year, Genres = GenresOf(lines) });
            },
            joined: 1 // a title may hold a bar itself
        );
    }

    private static ImmutableArray<string> GenresOf(SeparatedLines lines)
    {
        ImmutableArray<string>.Builder genres = ImmutableArray.CreateBuilder<string>();
        for (int genre = 0; genre < Genres.Length; genre++)
        {
            int field = Fields.Length - Genres.Length + genre;
            switch (lines.Text(field))
            {
                case "0":
                    break;
                case "1":
                    if (Genres[genre] != Unknown)
                        genres.Add(Genres[genre]);
                    break;
                default:
                    Throw.Field(lines.File, lines.Line, Genres[genre], lines.Text(field), "0 or 1");
                    break;
            }
        }
        return genres.ToImmutable();
    }
}
