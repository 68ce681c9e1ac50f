using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Text.Json;
using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Recommending;

namespace Butaca.Hosting.Live;

/// <summary>
/// The server's movies at a moment: the data set's, and those that were added, changed or withdrawn. Immutable; safe
/// for many threads.
/// </summary>
public sealed class LiveCatalog
{
    private readonly CatalogRoot _first; // the data set's movies alone
    private readonly CatalogRoot _root;
    private readonly Dataset _data;
    private readonly Lazy<TitleIndex> _titles;
    private readonly ConcurrentDictionary<string, Lazy<MovieSearch>> _searches = new(StringComparer.Ordinal); // by the language of the synopses
    private string? _language; // the reader's; null: the data set's own
    private string? _ownLanguage; // the data set's own; null: not told

    private LiveCatalog(
        CatalogRoot first,
        CatalogRoot root,
        Dataset data,
        IReadOnlyList<Movie> stored,
        ImmutableHashSet<Id> withdrawn
    )
    {
        _first = first;
        _root = root;
        _data = data;
        Stored = stored;
        Withdrawn = withdrawn;
        _titles = new Lazy<TitleIndex>(() => root.Titles.Over(data.Catalog));
        Summary = root.Summarise(data.Catalog, withdrawn);
    }

    /// <summary>The movies, with those that are withdrawn: users watched them all the same.</summary>
    public Catalog Catalog => _data.Catalog;

    /// <summary>The movies that were added or changed, by id.</summary>
    public IReadOnlyList<Movie> Stored { get; }

    /// <summary>The ids of the movies that are not offered any more.</summary>
    public ImmutableHashSet<Id> Withdrawn { get; }

    /// <summary>What movies are called for the reader.</summary>
    public MovieNames Names { get; private set; } = new(null, null);

    /// <summary>Finds movies by title, withdrawn ones too.</summary>
    public TitleIndex Titles => _titles.Value;

    /// <summary>The rows of what there is to choose from, the most watched first.</summary>
    public IEnumerable<int> ByAudience =>
        _root
            .ByAudience.Concat(Enumerable.Range(_root.Data.Catalog.Count, Catalog.Count - _root.Data.Catalog.Count))
            .Where(IsOffered);

    /// <summary>What there is to choose from.</summary>
    public CatalogSummary Summary { get; }

    /// <summary>The same movies, for a reader of a language.</summary>
    /// <param name="language">The language's tag; null: the data set's own.</param>
    /// <param name="own">The data set's own language.</param>
    public LiveCatalog In(string? language, string own)
    {
        LiveCatalog localised = (LiveCatalog)MemberwiseClone();
        localised.Names = new MovieNames(language, own);
        localised._language = language;
        localised._ownLanguage = own;
        return localised;
    }

    /// <summary>Whether a movie is there to choose, not withdrawn.</summary>
    /// <param name="row">The movie's row.</param>
    public bool IsOffered(int row) => Withdrawn.Count == 0 || !Withdrawn.Contains(Catalog[row].Id);

    /// <summary>
    /// The row of a movie that is there to choose; −1 where there is none of the id, or it is withdrawn.
    /// </summary>
    public int OfferedRowOf(Id id) => Catalog.Vocabulary.RowOf(id) is >= 0 and int row && IsOffered(row) ? row : -1;

    /// <summary>The rows of what a text may mean of what there is to choose from, the likeliest first.</summary>
    /// <param name="text">A title or a part of one, with errors or not.</param>
    /// <param name="most">How many at most.</param>
    public IEnumerable<int> Search(string text, int most) => Find(text, most).Select(candidate => candidate.Row);

    /// <summary>What a text may mean of what there is to choose from, the likeliest first, with what it met.</summary>
    /// <param name="text">A title or a part of one in any language, or somebody's name, with errors or not.</param>
    /// <param name="most">How many at most.</param>
    public IEnumerable<TitleCandidate> Find(string text, int most) =>
        Titles
            .Search(text, Math.Min(Catalog.Count, most + Withdrawn.Count))
            .Where(candidate => IsOffered(candidate.Row))
            .Take(most);

    /// <summary>
    /// A page of the movies that pass a filter: the likeliest first, or the most watched where nothing is searched for.
    /// </summary>
    /// <param name="query">What is searched for, as in <see cref="Discover"/>; null or blank: everything.</param>
    /// <param name="filter">Which movies pass.</param>
    /// <param name="offset">How many to leave out.</param>
    /// <param name="limit">How many at most.</param>
    public MoviePage Page(string? query, MovieFilter filter, int offset, int limit)
    {
        AllowedMovies allowed = filter.On(Catalog);
        int total;
        IEnumerable<MovieItem> page;
        if (string.IsNullOrWhiteSpace(query))
        {
            int[] rows = [.. ByAudience.Where(row => allowed.Flags[row])];
            total = rows.Length;
            page = rows.Skip(offset).Take(limit).Select(Item);
        }
        else
        {
            TitleCandidate[] found =
            [
                .. Discover(query, Catalog.Count).Where(candidate => allowed.Flags[candidate.Row]),
            ];
            total = found.Length;
            page = found.Skip(offset).Take(limit).Select(Item);
        }
        return new MoviePage(total, [.. page]) { UnknownLeftOut = allowed.UnknownLeftOut };
    }

    /// <summary>
    /// What a text may mean of what there is to choose from, by titles and people as <see cref="Find"/> has it, and by
    /// what is told of movies in the reader's language and the data set's: "slow, sad, in space".
    /// </summary>
    /// <param name="text">What was typed.</param>
    /// <param name="most">How many at most.</param>
    public IEnumerable<TitleCandidate> Discover(string text, int most)
    {
        // The languages that there are: whatever a reader asks for makes no further index.
        string? language = _language is null
            ? null
            : Summary.Translations.FirstOrDefault(known => LanguageTag.AreAlike(known, _language));
        return _searches
            .GetOrAdd(
                language ?? "",
                _ => new Lazy<MovieSearch>(() =>
                    new MovieSearch(Titles, _root.Descriptions(language, _ownLanguage).Over(_data))
                )
            )
            .Value.Find(text, Math.Min(Catalog.Count, most + Withdrawn.Count))
            .Where(candidate => IsOffered(candidate.Row))
            .Take(most);
    }

    /// <summary>A movie that a search found, as answers show it.</summary>
    public MovieItem Item(TitleCandidate found)
    {
        MovieItem item = Item(found.Row);
        Movie movie = Catalog[found.Row];
        bool isTitle = found.Field is MatchedField.Title or MatchedField.Translation;
        if (isTitle && Names.IsShown(movie, found.Matched))
            return item;
        return item with
        {
            Match = new MovieMatch(JsonNamingPolicy.CamelCase.ConvertName($"{found.Field}"), found.Matched)
            {
                Language =
                    found.Field == MatchedField.Translation
                        ? movie.Translations.First(known => known.Titles.Contains(found.Matched)).Language
                    : found.Field == MatchedField.Title && found.Matched == Names.OwnOf(movie) ? _ownLanguage
                    : null, // a title in brackets may be in any
            },
        };
    }

    /// <summary>Lays stored movies over a data set.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="stored">Movies that were added or changed, by id.</param>
    /// <param name="withdrawn">The ids of movies that are not offered any more.</param>
    public static LiveCatalog Of(Dataset data, IReadOnlyList<Movie> stored, IEnumerable<Id> withdrawn)
    {
        Dataset original =
            data.Catalog.Root == data.Catalog
                ? data
                : new Dataset(data.Catalog.AsRoot(), data.Users, data.Interactions);
        CatalogRoot root = new(original);
        _ = root.Titles; // before the first search, not in it
        return new LiveCatalog(root, root, original, [], []).With(stored, withdrawn);
    }

    /// <summary>The same data set under other movies: what is the same as here is shared.</summary>
    /// <param name="stored">Movies that were added or changed, by id.</param>
    /// <param name="withdrawn">The ids of movies that are not offered any more.</param>
    public LiveCatalog With(IReadOnlyList<Movie> stored, IEnumerable<Id> withdrawn)
    {
        Dataset original = _first.Data;
        // Rows of added movies are in the order of their ids, here as after a restart: one that comes in between moves
        // the others.
        Movie[] added = [.. stored.Where(movie => original.Catalog.Vocabulary.RowOf(movie.Id) < 0)];
        int first = original.Catalog.Count;
        int here = Catalog.Count - first;
        bool goesOn = here <= added.Length && Enumerable.Range(0, here).All(i => Catalog[first + i].Id == added[i].Id);
        Dataset data = (goesOn ? _data.WithMovies(added[here..]) : original.WithMovies(added)).WithChanged(stored);
        CatalogRoot root =
            data.Catalog.Root == _root.Data.Catalog ? _root
            : data.Catalog.Root == original.Catalog ? _first
            : new CatalogRoot(data); // a genre or an origin is gone: the catalogue lies over no other any more
        // The catalogue's own objects: what models keep of a movie, they keep for the object.
        Movie[] own = [.. stored.Select(movie => data.Catalog[data.Catalog.Vocabulary.RowOf(movie.Id)])];
        return new LiveCatalog(_first, root, data, own, withdrawn as ImmutableHashSet<Id> ?? [.. withdrawn]);
    }

    /// <summary>How many users of the data set watched a movie.</summary>
    /// <param name="row">The movie's row.</param>
    public int AudienceOf(int row) => _data.Interactions.AudienceOf(row);

    /// <summary>A movie as answers show it.</summary>
    public MovieItem Item(MovieId id) => Item(Id.Parse(id));

    /// <summary>A movie as answers show it.</summary>
    public MovieItem Item(Id id)
    {
        int row = Catalog.Vocabulary.RowOf(id);
        return row >= 0 ? Item(row) : new MovieItem(id.ToString(), Movie.TitleOf(id), null, [], null, null, 0);
    }

    /// <summary>A movie as answers show it.</summary>
    public MovieItem Item(int row)
    {
        Movie movie = Catalog[row];
        MovieTranslation? translation = Names.TranslationOf(movie);
        string name = Names.Of(movie);
        string? synopsis = translation?.Synopsis ?? movie.Synopsis;
        return new MovieItem(
            movie.Id.ToString(),
            movie.Title,
            movie.Year,
            movie.Genres,
            movie.Origin,
            synopsis,
            AudienceOf(row)
        )
        {
            Name = name,
            NameLanguage = Names.LanguageOf(movie),
            OtherNames = OtherNamesOf(movie, translation, name),
            SynopsisLanguage =
                translation?.Synopsis is not null ? translation.Language
                : synopsis is null ? null
                : _ownLanguage,
            Directors = movie.Directors,
            Cast = movie.Cast,
            Languages = movie.Languages,
            ExternalIds = movie.ExternalIds.IsEmpty
                ? ReadOnlyDictionary<string, string>.Empty
                : movie.ExternalIds.ToDictionary(id => id.Source, id => id.Value),
            IsNew = AudienceOf(row) == 0,
        };
    }

    /// <summary>A movie with all its translations, as the answer of it alone shows it.</summary>
    public MovieItem WholeItem(Id id) =>
        Item(id) with
        {
            Translations =
            [
                .. Catalog[Catalog.Vocabulary.RowOf(id)]
                    .Translations.Select(translation => new MovieText
                    {
                        Language = translation.Language,
                        Titles = translation.Titles,
                        Synopsis = translation.Synopsis,
                    }),
            ],
        };

    private string[] OtherNamesOf(Movie movie, MovieTranslation? translation, string name) =>
        [
            .. (
                (string[])
                    [Names.OwnOf(movie), .. translation?.Titles ?? [], .. MovieTitle.Parse(movie.Title).OtherNames]
            )
                .Where(other => other != name)
                .Distinct(StringComparer.Ordinal),
        ];
}
