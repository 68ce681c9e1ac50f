using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Butaca.Data;

/// <summary>
/// All movies of a data set, with or without interactions, in rows ordered by id; added ones come last. Immutable; safe
/// for many threads. A catalogue that is written reads back the same, so that a model scores alike before and after: an
/// empty text counts as none, a blank title becomes <c>Movie ID</c>, and what a file can't hold is refused.
/// </summary>
/// <remarks>
/// One with further or changed movies lies over the one that it was made of and shares what is the same with it: it
/// costs what is new. See docs/decisions/0019-movies-lie-over-a-catalogue.md.
/// </remarks>
public sealed class Catalog
{
    private readonly ChunkedList<Movie> _movies;
    private readonly ChunkedList<int[]> _genres;
    private readonly Catalog? _root; // what this one lies over; null: nothing
    private readonly Lazy<Movie[]> _all;
    private readonly Lazy<NameIndex> _directors;
    private readonly Lazy<NameIndex> _cast;
    private readonly Lazy<NameIndex> _languages;
    private readonly Lazy<string[]> _otherSources;

    /// <summary>Builds the catalogue.</summary>
    /// <param name="movies">The movies in any order.</param>
    /// <exception cref="ButacaException">Two movies share an id, or one has a year or a genre that can't be
    /// written.</exception>
    public Catalog(IEnumerable<Movie> movies)
        : this([.. movies.Select(Checked).OrderBy(m => m.Id)]) { }

    private Catalog(Movie[] movies)
        : this(movies, VocabularyOf(movies)) { }

    private Catalog(Movie[] movies, Vocabulary vocabulary)
        : this(
            null,
            ChunkedList<Movie>.Empty.With(movies),
            ChunkedList<int[]>.Empty,
            vocabulary,
            [.. movies.SelectMany(m => m.Genres).Distinct().Order(StringComparer.Ordinal)],
            OriginsIn(movies),
            []
        )
    {
        _genres = ChunkedList<int[]>.Empty.With([.. movies.Select(m => NumbersOf(m, Genres))]);
    }

    private Catalog(
        Catalog? root,
        ChunkedList<Movie> movies,
        ChunkedList<int[]> genres,
        Vocabulary vocabulary,
        ImmutableArray<string> allGenres,
        FrozenSet<string> origins,
        ImmutableHashSet<int> changedRows
    )
    {
        _root = root;
        _movies = movies;
        _genres = genres;
        Vocabulary = vocabulary;
        Genres = allGenres;
        Origins = origins;
        ChangedRows = changedRows;
        _all = new(() => [.. _movies]);
        _directors = new(() => NamesOf(catalog => catalog.Directors, movie => movie.Directors));
        _cast = new(() => NamesOf(catalog => catalog.Cast, movie => movie.Cast));
        _languages = new(() => NamesOf(catalog => catalog.Languages, movie => movie.Languages));
        _otherSources = new(() =>
            [
                .. (_root is null || ChangedRows.Count > 0 ? _movies : _movies.Skip(_root.Count))
                    .SelectMany(m => m.ExternalIds)
                    .Select(id => id.Source)
                    .Except([ExternalId.Imdb, ExternalId.Tmdb])
                    .Concat(_root is null || ChangedRows.Count > 0 ? [] : _root.OtherSources)
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ]
        );
    }

    /// <summary>Number of movies.</summary>
    public int Count => _movies.Count;

    /// <summary>Movie ids and their rows.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>
    /// All genres that occur, in ordinal order; those that only added or changed movies have come last.
    /// </summary>
    public ImmutableArray<string> Genres { get; }

    /// <summary>
    /// All origins that occur, and their parts: with <c>British-American</c> also <c>British</c> and <c>American</c>.
    /// Case is ignored.
    /// </summary>
    public FrozenSet<string> Origins { get; }

    /// <summary>All directors.</summary>
    public NameIndex Directors => _directors.Value;

    /// <summary>All who act.</summary>
    public NameIndex Cast => _cast.Value;

    /// <summary>All languages that are spoken in the movies.</summary>
    public NameIndex Languages => _languages.Value;

    /// <summary>The sources of external ids other than IMDb and The Movie Database, in ordinal order.</summary>
    internal IReadOnlyList<string> OtherSources => _otherSources.Value;

    /// <summary>
    /// What this catalogue lies over: the movies of its first rows as they were, the ones in <see cref="ChangedRows"/>
    /// aside; itself where it lies over nothing.
    /// </summary>
    internal Catalog Root => _root ?? this;

    /// <summary>The rows of <see cref="Root"/> that hold another movie here.</summary>
    internal ImmutableHashSet<int> ChangedRows { get; }

    /// <summary>
    /// The rows that hold another movie than those of <see cref="Root"/>, ascending: the changed, then the added.
    /// </summary>
    internal IEnumerable<int> OwnRows => ChangedRows.Order().Concat(Enumerable.Range(Root.Count, Count - Root.Count));

    /// <summary>All movies, by row.</summary>
    public ReadOnlySpan<Movie> Movies => _all.Value;

    /// <summary>The movie of a row.</summary>
    public Movie this[int row] => _movies[row];

    /// <summary>
    /// A whole number that is no movie's id, for one that is added without an id of its own: one above the highest.
    /// </summary>
    public long NextId
    {
        get
        {
            long next = Math.Max(0, Vocabulary.HighestNumber ?? 0);
            do
            {
                next = unchecked(next + 1);
            } while (Vocabulary.RowOf(next) >= 0);
            return next;
        }
    }

    /// <summary>The catalogue with further movies after the others, in the order given: rows stay.</summary>
    /// <param name="movies">The movies; their ids are new.</param>
    /// <exception cref="ButacaException">An id is not, or a movie has a year or a genre that can't be
    /// written.</exception>
    public Catalog With(IReadOnlyCollection<Movie> movies)
    {
        if (movies.Count == 0)
            return this;
        Movie[] added = [.. movies.Select(Checked)];
        HashSet<Id> ids = [];
        foreach (Movie movie in added)
        {
            if (ids.Add(movie.Id) && Vocabulary.RowOf(movie.Id) < 0)
                continue;
            WrongId(movie.Id, _movies.Concat(added));
        }
        ImmutableArray<string> genres = GenresWith(added);
        return new Catalog(
            Root,
            _movies.With(added),
            _genres.With([.. added.Select(movie => NumbersOf(movie, genres))]),
            Vocabulary.With([.. added.Select(movie => movie.Id)]),
            genres,
            OriginsWith(added),
            ChangedRows
        );
    }

    /// <summary>The catalogue with other movies under the same ids: rows stay.</summary>
    /// <param name="movies">The movies; ids that the catalogue does not have are ignored, and of several under one id
    /// the last counts.</param>
    /// <exception cref="ButacaException">A movie has a year or a genre that can't be written.</exception>
    internal Catalog WithChanged(IReadOnlyCollection<Movie> movies)
    {
        Dictionary<int, Movie> changed = [];
        foreach (Movie movie in movies)
            if (Vocabulary.RowOf(movie.Id) is >= 0 and int row)
                changed[row] = ReferenceEquals(movie, _movies[row]) ? movie : Checked(movie);
        foreach (int row in changed.Keys.Where(row => changed[row] == _movies[row]).ToArray())
            changed.Remove(row);
        if (changed.Count == 0)
            return this;
        ChunkedList<Movie> all = _movies.With(changed);
        Movie[] before = [.. changed.Keys.Select(row => _movies[row])];
        bool isLost =
            before.SelectMany(movie => movie.Genres).Distinct().Any(genre => !all.Any(m => m.Genres.Contains(genre)))
            || before
                .Select(movie => movie.Origin)
                .OfType<string>()
                .Distinct()
                .Any(origin => !all.Any(m => m.Origin == origin));
        if (isLost)
            return new Catalog([.. all], Vocabulary); // a genre or an origin that no movie has any more must not be offered
        ImmutableArray<string> genres = GenresWith(changed.Values);
        return new Catalog(
            Root,
            all,
            _genres.With(changed.ToDictionary(pair => pair.Key, pair => NumbersOf(pair.Value, genres))),
            Vocabulary,
            genres,
            OriginsWith(changed.Values),
            ChangedRows.Union(changed.Keys.Where(row => row < Root.Count))
        );
    }

    /// <summary>The same movies in the same rows, over no other catalogue.</summary>
    internal Catalog AsRoot() => _root is null ? this : new Catalog([.. _movies], Vocabulary);

    /// <summary>
    /// A catalogue whose rows are in the order given: of one that was written, to which movies had been added.
    /// </summary>
    internal static Catalog InOrder(IReadOnlyList<Movie> movies)
    {
        int sorted = Math.Min(1, movies.Count);
        while (sorted < movies.Count && movies[sorted - 1].Id < movies[sorted].Id)
            sorted++;
        Catalog catalog = new(movies.Take(sorted));
        return sorted == movies.Count ? catalog : catalog.With([.. movies.Skip(sorted)]);
    }

    /// <summary>The genres of a movie as positions in <see cref="Genres"/>.</summary>
    public ReadOnlySpan<int> GenresOf(int row) => _genres[row];

    /// <summary>An origin such as <c>British-American</c> and its parts; nothing where there is none.</summary>
    internal static string[] OriginsOf(string? origin) =>
        origin?.Split(['-', ',', '/'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            is { } parts
            ? [origin, .. parts]
            : [];

    private static Vocabulary VocabularyOf(Movie[] movies)
    {
        if (movies.CountBy(m => m.Id).FirstOrDefault(pair => pair.Value > 1) is { Value: > 1 } twice)
            WrongId(twice.Key, movies);
        return Vocabulary.Of(movies.Select(m => m.Id));
    }

    private static FrozenSet<string> OriginsIn(IEnumerable<Movie> movies) =>
        movies.Select(m => m.Origin).Distinct().SelectMany(OriginsOf).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static int[] NumbersOf(Movie movie, ImmutableArray<string> genres) =>
        [.. movie.Genres.Select(genre => genres.IndexOf(genre))];

    private ImmutableArray<string> GenresWith(IEnumerable<Movie> movies)
    {
        string[] further =
        [
            .. movies
                .SelectMany(movie => movie.Genres)
                .Where(genre => !Genres.Contains(genre))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        return Genres.AddRange(further);
    }

    private FrozenSet<string> OriginsWith(IEnumerable<Movie> movies)
    {
        string[] further =
        [
            .. movies.Select(m => m.Origin).Distinct().SelectMany(OriginsOf).Where(origin => !Origins.Contains(origin)),
        ];
        return further.Length == 0 ? Origins : Origins.Concat(further).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    private NameIndex NamesOf(Func<Catalog, NameIndex> index, Func<Movie, IEnumerable<string>> names) =>
        _root is null
            ? new NameIndex(_movies.SelectMany(names))
            : index(_root)
                .With(ChangedRows.SelectMany(row => names(_root[row])), OwnRows.SelectMany(row => names(_movies[row])));

    private static Movie Checked(Movie movie)
    {
        movie = Whole(movie);
        if (movie.Year is { } year && !Movie.IsYear(year))
            Wrong(movie, $"the year {movie.Year}", "1 to 9999, or null where it is unknown");
        CheckNames(movie, "genre", movie.Genres);
        CheckNames(movie, "director", movie.Directors);
        CheckNames(movie, "actor", movie.Cast);
        CheckNames(movie, "language", movie.Languages);
        for (int i = 0; i < movie.Translations.Length; i++)
        {
            string language = movie.Translations[i].Language;
            if (!LanguageTag.TryParse(language, out string? tag) || tag != language)
                Wrong(movie, $"a translation into '{language}'", LanguageTag.Expected);
            if (i > 0 && string.CompareOrdinal(movie.Translations[i - 1].Language, language) >= 0)
                Wrong(movie, $"a second translation into '{language}'", "one for each language");
            CheckNames(movie, $"title in {language}", movie.Translations[i].Titles);
        }
        for (int i = 0; i < movie.ExternalIds.Length; i++)
        {
            (string source, string value) = movie.ExternalIds[i];
            if (!ExternalId.IsSource(source))
                Wrong(movie, $"an external id of '{source}'", ExternalId.ExpectedSource);
            if (i > 0 && movie.ExternalIds[i - 1].Source == source)
                Wrong(movie, $"a second external id of '{source}'", "one for each source");
            if (!ExternalId.IsValue(source, value))
                Wrong(movie, $"the external id '{value}' of '{source}'", ExternalId.ExpectedValue(source));
        }
        return movie;
    }

    /// <summary>
    /// The movie without empty texts and lists that were never set, its translations by language and its external ids
    /// by source.
    /// </summary>
    private static Movie Whole(Movie movie)
    {
        bool isWhole =
            !string.IsNullOrWhiteSpace(movie.Title)
            && (movie.Origin is null || NameList.IsName(movie.Origin))
            && movie.Synopsis != ""
            && !movie.Genres.IsDefault
            && !movie.Directors.IsDefault
            && !movie.Cast.IsDefault
            && !movie.Languages.IsDefault
            && movie.Translations is { IsDefault: false, Length: 0 }
            && movie.ExternalIds is { IsDefault: false, Length: <= 1 };
        if (isWhole)
            return movie;
        Movie whole = movie with
        {
            Title = string.IsNullOrWhiteSpace(movie.Title) ? Movie.TitleOf(movie.Id) : movie.Title,
            Genres = Listed(movie.Genres),
            Origin = Told(movie.Origin?.Replace('|', '-').Trim()),
            Directors = Listed(movie.Directors),
            Cast = Listed(movie.Cast),
            Languages = Listed(movie.Languages),
            Synopsis = Told(movie.Synopsis),
            Translations =
            [
                .. Listed(movie.Translations)
                    .Select(t => t with { Titles = Listed(t.Titles), Synopsis = Told(t.Synopsis) })
                    .Where(t => t.Titles.Length > 0 || t.Synopsis is not null)
                    .OrderBy(t => t.Language, StringComparer.Ordinal),
            ],
            ExternalIds = ExternalId.InOrder(Listed(movie.ExternalIds)),
        };
        bool isListed =
            !movie.Genres.IsDefault
            && !movie.Directors.IsDefault
            && !movie.Cast.IsDefault
            && !movie.Languages.IsDefault
            && !movie.Translations.IsDefault
            && !movie.Translations.Any(translation => translation.Titles.IsDefault)
            && !movie.ExternalIds.IsDefault;
        return isListed && whole == movie ? movie : whole; // what is kept for a movie is kept for the one object

        static ImmutableArray<T> Listed<T>(ImmutableArray<T> list) => list.IsDefault ? [] : list;

        static string? Told(string? text) => text == "" ? null : text;
    }

    private static void CheckNames(Movie movie, string kind, ImmutableArray<string> names)
    {
        for (int i = 0; i < names.Length; i++)
        {
            if (NameList.IsName(names[i]) && names[i] != Movie.NoGenres && names.IndexOf(names[i]) == i)
                continue;
            Wrong(
                movie,
                $"the {kind} '{names[i]}'",
                kind == "genre"
                    ? $"each genre once, without blanks around it or | in it; none instead of {Movie.NoGenres}"
                    : $"each {kind} once, without blanks around it or | in it"
            );
        }
    }

    [DoesNotReturn]
    private static void WrongId(Id id, IEnumerable<Movie> movies) =>
        throw new ButacaException(
            $"Movies share the id {id}: {string.Join(" and ", movies.Where(m => m.Id == id).Select(m => $"'{m.Title}'"))}. Give each its own."
        );

    [DoesNotReturn]
    private static void Wrong(Movie movie, string found, string expected) =>
        throw new ButacaException($"'{movie.Title}' with the id {movie.Id}: found {found}, expected {expected}.");
}
