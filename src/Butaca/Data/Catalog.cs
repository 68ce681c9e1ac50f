using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Butaca.Data.Files;
using Butaca.Data.Titles;

namespace Butaca.Data;

/// <summary>
/// All movies of a data set, with or without interactions, in rows ordered by id. Immutable; safe for many threads. A
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

    /// <summary>Builds the catalogue.</summary>
    /// <param name="movies">The movies in any order.</param>
    /// <exception cref="ButacaException">Two movies share an id, or one has a year or a genre that can't be written.</exception>
    public Catalog(IEnumerable<Movie> movies)
    {
        _movies = [.. movies.Select(Checked).OrderBy(m => m.Id)];
        Vocabulary = Vocabulary.Of(_movies.Select(m => m.Id));
        for (int row = 1; row < _movies.Length; row++)
        {
            if (_movies[row].Id == _movies[row - 1].Id)
                throw new ButacaException(
                    $"Two movies have the id {_movies[row].Id}: '{_movies[row - 1].Title}' and '{_movies[row].Title}'. Give each its own."
                );
        }
        Genres = [.. _movies.SelectMany(m => m.Genres).Distinct().Order(StringComparer.Ordinal)];
        _genres =
        [
            .. _movies.Select(m => m.Genres.Select(g => Genres.BinarySearch(g, StringComparer.Ordinal)).ToArray()),
        ];
        _directors = new(() => new NameIndex(_movies.SelectMany(m => m.Directors)));
        _cast = new(() => new NameIndex(_movies.SelectMany(m => m.Cast)));
        _languages = new(() => new NameIndex(_movies.SelectMany(m => m.Languages)));
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

    /// <summary>All movies, by row.</summary>
    public ReadOnlySpan<Movie> Movies => _movies;

    /// <summary>The movie of a row.</summary>
    public Movie this[int row] => _movies[row];

    /// <summary>The highest id, the one of the last row; 0 for an empty catalogue. Movies that are added have ids above it, so that rows stay.</summary>
    public long LastId => Count == 0 ? 0 : _movies[^1].Id;

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
        if (movie.ImdbId is <= 0)
            Wrong(movie, $"the IMDb id {movie.ImdbId}", "a number above 0, or null where it is unknown");
        if (movie.TmdbId is <= 0)
            Wrong(movie, $"the TMDB id {movie.TmdbId}", "a number above 0, or null where it is unknown");
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
        return movie;
    }

    /// <summary>The movie without empty texts and lists that were never set, its translations by language.</summary>
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
            && movie.Translations is { IsDefault: false, Length: 0 };
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
