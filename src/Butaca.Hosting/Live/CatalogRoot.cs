using System.Collections.Concurrent;
using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Recommending;

namespace Butaca.Hosting.Live;

/// <summary>
/// What is worked out once of the movies that a <see cref="LiveCatalog"/> lies over: indexes, order and counts.
/// Whatever lies over them adds what differs. Safe for many threads.
/// </summary>
internal sealed class CatalogRoot
{
    private readonly ConcurrentDictionary<string, Lazy<DescriptionIndex>> _descriptions = new(StringComparer.Ordinal);
    private readonly Lazy<TitleIndex> _titles;
    private readonly CatalogCounts _counts;

    /// <summary>Prepares.</summary>
    /// <param name="data">The movies; the catalogue lies over no other.</param>
    public CatalogRoot(Dataset data)
    {
        Data = data;
        _titles = new Lazy<TitleIndex>(() => TitleIndex.Of(data));
        ByAudience =
        [
            .. Enumerable
                .Range(0, data.Catalog.Count)
                .OrderByDescending(data.Interactions.AudienceOf)
                .ThenBy(row => row),
        ];
        _counts = new CatalogCounts();
        foreach (int row in ByAudience)
            _counts.Add(data.Catalog[row], 1);
    }

    /// <summary>The movies.</summary>
    public Dataset Data { get; }

    /// <summary>All rows, the most watched first.</summary>
    public int[] ByAudience { get; }

    /// <summary>Finds the movies by title.</summary>
    public TitleIndex Titles => _titles.Value;

    /// <summary>Finds the movies by what is told of them.</summary>
    /// <param name="language">The reader's language; null: the data set's own.</param>
    /// <param name="own">The data set's own language; null: not told.</param>
    public DescriptionIndex Descriptions(string? language, string? own) =>
        _descriptions
            .GetOrAdd(
                language ?? "",
                _ => new Lazy<DescriptionIndex>(() => new DescriptionIndex(Data, new MovieNames(language, own)))
            )
            .Value;

    /// <summary>What there is to choose from in a catalogue that lies over this one.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="withdrawn">The ids of the movies that are not offered.</param>
    public CatalogSummary Summarise(Catalog catalog, IEnumerable<Id> withdrawn)
    {
        CatalogCounts counts = new(_counts);
        foreach (int row in catalog.ChangedRows)
            counts.Add(Data.Catalog[row], -1);
        foreach (int row in catalog.OwnRows)
            counts.Add(catalog[row], 1);
        foreach (Id id in withdrawn)
            if (catalog.Vocabulary.RowOf(id) is >= 0 and int row)
                counts.Add(catalog[row], -1);
        return counts.ToSummary();
    }
}
