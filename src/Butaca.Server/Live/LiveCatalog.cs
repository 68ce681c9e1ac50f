using System.Collections.Frozen;
using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Data.Titles;

namespace Butaca.Server.Live;

/// <summary>The server's movies at a moment: the data set's, and those that were added, changed or withdrawn. Immutable; safe for many threads.</summary>
public sealed class LiveCatalog
{
    private readonly Dataset _data;

    private LiveCatalog(Dataset data, IReadOnlyList<Movie> stored, FrozenSet<long> withdrawn)
    {
        _data = data;
        Stored = stored;
        Withdrawn = withdrawn;
        Titles = TitleIndex.Of(data);
        ByAudience =
        [
            .. Enumerable
                .Range(0, data.Catalog.Count)
                .Where(IsOffered)
                .OrderByDescending(data.Interactions.AudienceOf)
                .ThenBy(row => row),
        ];
        Summary = Summarise([.. ByAudience.Select(row => data.Catalog[row])]);
    }

    /// <summary>The movies, with those that are withdrawn: people watched them all the same.</summary>
    public Catalog Catalog => _data.Catalog;

    /// <summary>The movies that were added or changed, by id.</summary>
    public IReadOnlyList<Movie> Stored { get; }

    /// <summary>The ids of the movies that are not offered any more.</summary>
    public FrozenSet<long> Withdrawn { get; }

    /// <summary>Finds movies by title, withdrawn ones too.</summary>
    public TitleIndex Titles { get; }

    /// <summary>The rows of what there is to choose from, the most watched first.</summary>
    public IReadOnlyList<int> ByAudience { get; }

    /// <summary>What there is to choose from.</summary>
    public CatalogSummary Summary { get; }

    /// <summary>Whether a movie is there to choose, not withdrawn.</summary>
    /// <param name="row">The movie's row.</param>
    public bool IsOffered(int row) => Withdrawn.Count == 0 || !Withdrawn.Contains(Catalog[row].Id);

    /// <summary>The row of a movie that is there to choose; −1 where there is none of the id, or it is withdrawn.</summary>
    public int OfferedRowOf(long id) => Catalog.Vocabulary.RowOf(id) is >= 0 and int row && IsOffered(row) ? row : -1;

    /// <summary>The rows of what a text may mean of what there is to choose from, the likeliest first.</summary>
    /// <param name="text">A title or a part of one, with errors or not.</param>
    /// <param name="most">How many at most.</param>
    public IEnumerable<int> Search(string text, int most) =>
        Titles
            .Search(text, Math.Min(Catalog.Count, most + Withdrawn.Count))
            .Select(candidate => candidate.Row)
            .Where(IsOffered)
            .Take(most);

    /// <summary>Lays stored movies over a data set.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="stored">Movies that were added or changed, by id. The added ones have ids above all of the data set.</param>
    /// <param name="withdrawn">The ids of movies that are not offered any more.</param>
    public static LiveCatalog Of(Dataset data, IReadOnlyList<Movie> stored, IEnumerable<long> withdrawn)
    {
        Movie[] added = [.. stored.Where(movie => movie.Id > data.Catalog.LastId)];
        Dataset changed = data.WithChanged(stored);
        return new LiveCatalog(
            added.Length == 0 ? changed : changed.WithMovies(added),
            stored,
            withdrawn.ToFrozenSet()
        );
    }

    /// <summary>How many people of the data set watched a movie.</summary>
    /// <param name="row">The movie's row.</param>
    public int AudienceOf(int row) => _data.Interactions.AudienceOf(row);

    /// <summary>A movie as answers show it.</summary>
    public MovieItem Item(long id)
    {
        int row = Catalog.Vocabulary.RowOf(id);
        return row >= 0 ? Item(row) : new MovieItem(id, Movie.TitleOf(id), null, [], null, null, 0);
    }

    /// <summary>A movie as answers show it.</summary>
    public MovieItem Item(int row)
    {
        Movie movie = Catalog[row];
        return new MovieItem(
            movie.Id,
            movie.Title,
            movie.Year,
            movie.Genres,
            movie.Origin,
            movie.Synopsis,
            AudienceOf(row)
        );
    }

    private static CatalogSummary Summarise(IReadOnlyList<Movie> movies)
    {
        Dictionary<string, int> origins = new(StringComparer.OrdinalIgnoreCase);
        int? from = null;
        int? to = null;
        foreach (Movie movie in movies)
        {
            if (movie.Origin is { } origin)
                origins[origin] = origins.GetValueOrDefault(origin) + 1;
            if (movie.Year is not { } year)
                continue;
            from = Math.Min(from ?? year, year);
            to = Math.Max(to ?? year, year);
        }
        string[] genres = [.. movies.SelectMany(movie => movie.Genres).Distinct().Order(StringComparer.Ordinal)];
        return new CatalogSummary(
            movies.Count,
            genres,
            [
                .. origins
                    .OrderByDescending(pair => pair.Value)
                    .ThenBy(pair => pair.Key, StringComparer.Ordinal)
                    .Select(pair => pair.Key),
            ],
            from,
            to
        );
    }
}
