using Butaca.Data.Files;

namespace Butaca.Data.Sources;

/// <summary>
/// Kaggle's The Movies Dataset: ratings of MovieLens, <c>movies_metadata.csv</c> of TMDB, and <c>links.csv</c> or
/// <c>links_small.csv</c>, which says which movie of the one is which of the other: both count from 1, and 862 is
/// another movie in each. Some rows of the published metadata are broken: they are passed over and counted.
/// </summary>
public sealed class TheMoviesDataset : IRatingSource
{
    private const string Metadata = "movies_metadata.csv";
    private static readonly string[] Ratings = [RatingsFile.Name, "ratings_small.csv"];
    private static readonly string[] Links = ["links.csv", "links_small.csv"];

    /// <inheritdoc/>
    public string Name => "the-movies-dataset";

    /// <inheritdoc/>
    public string Description =>
        "Kaggle's The Movies Dataset: a folder with movies_metadata.csv, links.csv or links_small.csv, and ratings.csv or ratings_small.csv";

    /// <inheritdoc/>
    public bool Recognises(string path) => MetadataIn(path) is not null && FirstOf(path, Ratings) is not null;

    /// <inheritdoc/>
    public void Read(string path, DatasetBuilder into, ReadContext context)
    {
        ReadCatalog(path, into, context);
        RatingsFile.Read(FirstOf(path, Ratings)!, into, context);
    }

    /// <inheritdoc/>
    public void ReadCatalog(string path, DatasetBuilder into, ReadContext context)
    {
        string metadata = MetadataIn(path)!;
        if (FirstOf(path, Links) is not { } links)
        {
            Throw.File(
                metadata,
                "TMDB's ids, whereas ratings have MovieLens's",
                $"{string.Join(" or ", Links)} beside it, which says which is which; it is part of The Movies Dataset"
            );
            return;
        }
        Dictionary<Id, LinksFile.Entry> entries = LinksFile.Read(links, context);
        ILookup<ExternalId, Id> movies = MoviesOf(entries);
        NameLists genres = new();
        using CsvTable table = CsvTable.Open(
            metadata,
            context with
            {
                Options = context.Options with { Lenient = true },
            }
        );
        int tmdb = table.Require("id");
        int imdb = table.Find("imdb_id");
        int title = table.Require("title");
        int genre = table.Find("genres");
        int released = table.Find("release_date");
        int overview = table.Find("overview");
        HashSet<Id> known = [];
        table.ForEach(() =>
        {
            if (!Digits.TryWhole(table.Span(tmdb), out long number))
                table.Wrong(tmdb, "TMDB's id, a whole number");
            if (table.Span(title).IsEmpty)
                table.Wrong(title, "a title");
            Id[] ids =
            [
                .. movies[new ExternalId(ExternalId.Tmdb, $"{number}")]
                    .Concat(movies[new ExternalId(ExternalId.Imdb, table.Span(imdb).Trim().ToString())])
                    .Distinct(),
            ];
            if (ids.Length == 0)
                context.Skipped.Add($"movie that {Path.GetFileName(links)} does not link", metadata, table.Line);
            int? year = YearOf(table.Span(released));
            foreach (Id id in ids)
            {
                if (!known.Add(id))
                {
                    context.Skipped.Add("movie listed a second time; the first counts", metadata, table.Line);
                    continue;
                }
                string name = table.Span(title).Trim().ToString();
                into.AddMovie(
                    new Movie(id, year is null ? name : $"{name} ({year:0000})")
                    {
                        Year = year,
                        Genres = genres.Genres(table.Span(genre)),
                        Synopsis = table.Text(overview)?.Trim() is { Length: > 0 } text ? text : null,
                        ExternalIds = entries[id].Ids,
                    }
                );
            }
        });
    }

    /// <summary>
    /// The metadata in a folder, under its own name or as <c>movies.csv</c>; null where there is none.
    /// </summary>
    internal static string? MetadataIn(string folder)
    {
        string own = Path.Combine(folder, Metadata);
        if (File.Exists(own))
            return own;
        string renamed = Path.Combine(folder, MoviesFile.Name);
        if (!File.Exists(renamed))
            return null;
        IReadOnlyList<string> header = CsvTable.HeaderOf(renamed);
        bool isMetadata =
            header.Contains("id")
            && header.Contains("imdb_id")
            && header.Contains("release_date")
            && UsualColumns.Find(header, UsualColumns.Movie) < 0;
        return isMetadata ? renamed : null;
    }

    /// <summary>MovieLens's ids by TMDB's, and by IMDb's where TMDB's is missing.</summary>
    private static ILookup<ExternalId, Id> MoviesOf(Dictionary<Id, LinksFile.Entry> links) =>
        links
            .Where(link => !link.Value.Ids.IsEmpty)
            .ToLookup(link => link.Value.Ids.OrderBy(id => id.Source != ExternalId.Tmdb).First(), link => link.Key);

    /// <summary>The year of a date such as 1995-10-30.</summary>
    private static int? YearOf(ReadOnlySpan<char> date) =>
        date.Length >= 4 && Digits.TryWhole(date[..4], out long year) && Movie.IsYear(year) ? (int)year : null;

    private static string? FirstOf(string folder, string[] names) =>
        names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
