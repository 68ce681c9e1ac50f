using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Data.Titles;

namespace Butaca.Server.Live;

/// <summary>The server's movies at a moment: the data set's, and those that were added or changed. Immutable; safe for many threads.</summary>
public sealed class LiveCatalog
{
    private readonly Dataset _data;

    private LiveCatalog(Dataset data, IReadOnlyList<Movie> stored)
    {
        (_data, Stored) = (data, stored);
        Titles = TitleIndex.Of(data);
        ByAudience = [.. Enumerable.Range(0, data.Catalog.Count).OrderByDescending(data.Interactions.AudienceOf).ThenBy(row => row)];
        Summary = Summarise(data.Catalog);
    }

    /// <summary>The movies.</summary>
    public Catalog Catalog => _data.Catalog;

    /// <summary>The movies that were added or changed, by id.</summary>
    public IReadOnlyList<Movie> Stored { get; }

    /// <summary>Finds movies by title.</summary>
    public TitleIndex Titles { get; }

    /// <summary>All rows, the most watched first.</summary>
    public IReadOnlyList<int> ByAudience { get; }

    /// <summary>What there is to choose from.</summary>
    public CatalogSummary Summary { get; }

    /// <summary>Lays stored movies over a data set.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="stored">Movies that were added or changed, by id. The added ones have ids above all of the data set.</param>
    public static LiveCatalog Of(Dataset data, IReadOnlyList<Movie> stored)
    {
        Movie[] added = [.. stored.Where(movie => movie.Id > data.Catalog.LastId)];
        Dataset changed = data.WithChanged(stored);
        return new LiveCatalog(added.Length == 0 ? changed : changed.WithMovies(added), stored);
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
        return new MovieItem(movie.Id, movie.Title, movie.Year, movie.Genres, movie.Origin, movie.Synopsis, AudienceOf(row));
    }

    private static CatalogSummary Summarise(Catalog catalog)
    {
        Dictionary<string, int> origins = new(StringComparer.OrdinalIgnoreCase);
        int? from = null, to = null;
        foreach (Movie movie in catalog.Movies)
        {
            if (movie.Origin is { } origin) origins[origin] = origins.GetValueOrDefault(origin) + 1;
            if (movie.Year is not { } year) continue;
            from = Math.Min(from ?? year, year);
            to = Math.Max(to ?? year, year);
        }
        return new CatalogSummary(catalog.Count, catalog.Genres, [.. origins.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key)], from, to);
    }
}
