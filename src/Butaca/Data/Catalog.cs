using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Butaca.Data.Files;
using Butaca.Data.Titles;

namespace Butaca.Data;

/// <summary>
/// All movies of a data set, with or without interactions, in rows ordered by id; added ones come last. Immutable; safe for many threads. A
/// catalogue that is written reads back the same, so that a model scores alike before and after: an empty text counts as
/// none, a blank title becomes <c>Movie ID</c>, and what a file can't hold is refused.
/// </summary>
public sealed class Catalog
{
    private readonly Movie[] _movies;
    private readonly int[][] _genres;
    private readonly Lazy<NameIndex> _directors;
    private readonly Lazy<NameIndex> _cast;
    private readonly Lazy<NameIndex> _languages;
    private readonly Lazy<string[]> _otherSources;

    /// <summary>Builds the catalogue.</summary>
    /// <param name="movies">The movies in any order.</param>
    /// <exception cref="ButacaException">Two movies share an id, or one has a year or a genre that can't be written.</exception>
    public Catalog(IEnumerable<Movie> movies)
        : this([.. movies.Select(Checked).OrderBy(m => m.Id)], Vocabulary.Of) { }

    private Catalog(Movie[] movies, Func<IEnumerable<Id>, Vocabulary> vocabularyOf)
    {
        if (movies.CountBy(m => m.Id).FirstOrDefault(pair => pair.Value > 1) is { Value: > 1 } twice)
            throw new ButacaException(
                $"Movies share the id {twice.Key}: {string.Join(" and ", movies.Where(m => m.Id == twice.Key).Select(m => $"'{m.Title}'"))}. Give each its own."
            );
        _movies = movies;
        Vocabulary = vocabularyOf(movies.Select(m => m.Id));
        Genres = [.. _movies.SelectMany(m => m.Genres).Distinct().Order(StringComparer.Ordinal)];
        _genres =
        [
            .. _movies.Select(m => m.Genres.Select(g => Genres.BinarySearch(g, StringComparer.Ordinal)).ToArray()),
        ];
        _directors = new(() => new NameIndex(_movies.SelectMany(m => m.Directors)));
        _cast = new(() => new NameIndex(_movies.SelectMany(m => m.Cast)));
        _languages = new(() => new NameIndex(_movies.SelectMany(m => m.Languages)));
        _otherSources = new(() =>
            [
                .. _movies
                    .SelectMany(m => m.ExternalIds)
                    .Select(id => id.Source)
                    .Except([ExternalId.Imdb, ExternalId.Tmdb])
                    .Order(StringComparer.Ordinal),
            ]
        );
        Origins = _movies
            .Select(m => m.Origin)
            .Distinct()
            .SelectMany(OriginsOf)
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Number of movies.</summary>
    public int Count => _movies.Length;

    /// <summary>Movie ids and their rows.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>All genres that occur, in ordinal order.</summary>
    public ImmutableArray<string> Genres { get; }

    /// <summary>All origins that occur, and their parts: with <c>British-American</c> also <c>British</c> and <c>American</c>. Case is ignored.</summary>
    public FrozenSet<string> Origins { get; }

    /// <summary>All directors.</summary>
    public NameIndex Directors => _directors.Value;

    /// <summary>All who act.</summary>
    public NameIndex Cast => _cast.Value;

    /// <summary>All languages that are spoken in the movies.</summary>
    public NameIndex Languages => _languages.Value;

    /// <summary>The sources of external ids other than IMDb and The Movie Database, in ordinal order.</summary>
    internal IReadOnlyList<string> OtherSources => _otherSources.Value;

    /// <summary>All movies, by row.</summary>
    public ReadOnlySpan<Movie> Movies => _movies;

    /// <summary>The movie of a row.</summary>
    public Movie this[int row] => _movies[row];

    /// <summary>A whole number that is no movie's id, for one that is added without an id of its own: one above the highest.</summary>
    public long NextId
    {
        get
        {
            long next = Math.Max(0, _movies.Where(m => m.Id.IsNumber).Select(m => m.Id.Number).DefaultIfEmpty().Max());
            do
            {
                next = unchecked(next + 1);
            } while (Vocabulary.RowOf(next) >= 0);
            return next;
        }
    }

    /// <summary>The catalogue with further movies after the others, in the order given: rows stay.</summary>
    /// <param name="movies">The movies; their ids are new.</param>
    /// <exception cref="ButacaException">An id is not, or a movie has a year or a genre that can't be written.</exception>
    public Catalog With(IReadOnlyCollection<Movie> movies) =>
        new([.. _movies, .. movies.Select(Checked)], ids => Vocabulary.With([.. ids.Skip(Count)]));

    /// <summary>A catalogue whose rows are in the order given: of one that was written, to which movies had been added.</summary>
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

    /// <summary>The movie without empty texts and lists that were never set, its translations by language and its external ids by source.</summary>
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
        return movie with
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
    private static void Wrong(Movie movie, string found, string expected) =>
        throw new ButacaException($"'{movie.Title}' with the id {movie.Id}: found {found}, expected {expected}.");
}
