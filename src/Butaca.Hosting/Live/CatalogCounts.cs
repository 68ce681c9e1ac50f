using Butaca.Client.Contracts;
using Butaca.Data;

namespace Butaca.Hosting.Live;

/// <summary>How often genres, origins, languages and years occur among movies.</summary>
internal sealed class CatalogCounts
{
    private readonly Dictionary<string, int> _genres;
    private readonly Dictionary<string, int> _origins;
    private readonly Dictionary<string, int> _languages;
    private readonly Dictionary<string, int> _translations;
    private readonly Dictionary<int, int> _years;
    private int _movies;

    /// <summary>Those of no movies.</summary>
    public CatalogCounts()
    {
        _genres = new(StringComparer.Ordinal);
        _origins = new(StringComparer.OrdinalIgnoreCase);
        _languages = new(StringComparer.OrdinalIgnoreCase);
        _translations = new(StringComparer.Ordinal);
        _years = [];
    }

    /// <summary>The same as others, to go on from.</summary>
    public CatalogCounts(CatalogCounts others)
    {
        _genres = new(others._genres, others._genres.Comparer);
        _origins = new(others._origins, others._origins.Comparer);
        _languages = new(others._languages, others._languages.Comparer);
        _translations = new(others._translations, others._translations.Comparer);
        _years = new(others._years);
        _movies = others._movies;
    }

    /// <summary>Counts a movie.</summary>
    /// <param name="movie">The movie.</param>
    /// <param name="times">1, or −1 to take it out again.</param>
    public void Add(Movie movie, int times)
    {
        _movies += times;
        foreach (string genre in movie.Genres)
            Add(_genres, genre, times);
        if (movie.Origin is { } origin)
            Add(_origins, origin, times);
        foreach (string language in movie.Languages)
            Add(_languages, language, times);
        foreach (MovieTranslation translation in movie.Translations)
            Add(_translations, translation.Language, times);
        if (movie.Year is { } year)
            Add(_years, year, times);
    }

    /// <summary>What the counted movies have to choose from.</summary>
    public CatalogSummary ToSummary()
    {
        int[] years = [.. Occurring(_years)];
        return new CatalogSummary(
            _movies,
            [.. Occurring(_genres).Order(StringComparer.Ordinal)],
            MostFrequent(_origins),
            years.Length > 0 ? years.Min() : null,
            years.Length > 0 ? years.Max() : null
        )
        {
            Languages = MostFrequent(_languages),
            Translations = [.. Occurring(_translations).Order(StringComparer.Ordinal)],
        };
    }

    private static void Add<T>(Dictionary<T, int> counts, T value, int times)
        where T : notnull => counts[value] = counts.GetValueOrDefault(value) + times;

    private static IEnumerable<T> Occurring<T>(Dictionary<T, int> counts)
        where T : notnull => counts.Where(count => count.Value > 0).Select(count => count.Key);

    private static string[] MostFrequent(Dictionary<string, int> counts) =>
        [.. Occurring(counts).OrderByDescending(value => counts[value]).ThenBy(value => value, StringComparer.Ordinal)];
}
