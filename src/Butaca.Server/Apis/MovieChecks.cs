using System.Collections.Immutable;
using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Live;

namespace Butaca.Server.Apis;

/// <summary>From what a request says of a movie to the movie.</summary>
internal static class MovieChecks
{
    public const int LongestSynopsis = 20_000;

    /// <summary>Ids that a movie can't be given, since their addresses are other resources.</summary>
    private static readonly Id[] Taken = ["summary", "withdrawn", "judge"];

    /// <summary>The movie that a request describes.</summary>
    /// <param name="catalog">Knows the genres and origins.</param>
    /// <param name="id">The movie's id.</param>
    /// <param name="description">What the request says.</param>
    /// <exception cref="RequestException">A genre is not known, the title is blank, or a text has characters that can't
    /// be kept.</exception>
    public static Movie Movie(LiveCatalog catalog, Id id, MovieDescription description)
    {
        string title = description.Title.Trim();
        TextChecks.Line("title", title);
        TextChecks.Line("origin", description.Origin);
        TextChecks.Lines("synopsis", description.Synopsis);
        CheckNames("directors", description.Directors);
        CheckNames("cast", description.Cast);
        CheckNames("languages", description.Languages);
        foreach (MovieText text in description.Translations)
        {
            if (text is null)
                throw RequestException.Field("translations", "found null, expected a translation");
            CheckNames("translations.titles", text.Titles);
            TextChecks.Lines("translations.synopsis", text.Synopsis);
        }
        if (description.Genres.Contains(null!))
            throw RequestException.Field("genres", "found null, expected a genre");
        if (title.Length == 0)
            throw RequestException.Field("title", "found blanks, expected a title");
        return new Movie(id, title)
        {
            Year = description.Year ?? MovieTitle.YearOf(title),
            Genres = Genres(catalog, description.Genres),
            Origin = string.IsNullOrWhiteSpace(description.Origin) ? null : Origin(catalog, description.Origin.Trim()),
            Synopsis = string.IsNullOrWhiteSpace(description.Synopsis) ? null : description.Synopsis.Trim(),
            Directors = Names(description.Directors),
            Cast = Names(description.Cast),
            Languages = Names(description.Languages),
            Translations = Translations(description.Translations),
            ExternalIds = ExternalIds(description.ExternalIds),
        };
    }

    private static ImmutableArray<ExternalId> ExternalIds(IReadOnlyDictionary<string, string> ids)
    {
        foreach ((string source, string value) in ids)
        {
            if (!ExternalId.IsSource(source))
                throw RequestException.Field(
                    "externalIds",
                    $"found the name '{source}', expected {ExternalId.ExpectedSource}"
                );
            if (value is null || !ExternalId.IsValue(source, value))
                throw RequestException.Field(
                    $"externalIds.{source}",
                    $"found {(value is null ? "null" : $"'{value}'")}, expected {ExternalId.ExpectedValue(source)}"
                );
        }
        return ExternalId.InOrder(ids.Select(pair => new ExternalId(pair.Key, pair.Value)));
    }

    private static void CheckNames(string field, IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (string.IsNullOrWhiteSpace(name) || name.Contains('|', StringComparison.Ordinal) || name.Length > 300)
                throw RequestException.Field(
                    field,
                    $"found '{name}', expected a name without |, of 1 to 300 characters"
                );
            TextChecks.Line(field, name);
        }
    }

    private static ImmutableArray<string> Names(IEnumerable<string> names) =>
        [.. names.Select(name => name.Trim()).Distinct(StringComparer.Ordinal)];

    private static ImmutableArray<MovieTranslation> Translations(IReadOnlyList<MovieText> texts)
    {
        SortedDictionary<string, MovieTranslation> translations = new(StringComparer.Ordinal);
        foreach (MovieText text in texts)
        {
            if (!LanguageTag.TryParse(text.Language, out string? tag))
                throw RequestException.Field(
                    "translations.language",
                    $"found '{text.Language}', expected a language tag such as es or pt-BR"
                );
            MovieTranslation translation = new(tag)
            {
                Titles = Names(text.Titles),
                Synopsis = string.IsNullOrWhiteSpace(text.Synopsis) ? null : text.Synopsis.Trim(),
            };
            if (!translations.TryAdd(tag, translation))
                throw RequestException.Field("translations.language", $"found '{tag}' twice, expected each once");
        }
        return [.. translations.Values.Where(text => text.Title is not null || text.Synopsis is not null)];
    }

    /// <summary>
    /// The movie that a request describes, under an id of its own; or the one that was like it in everything already,
    /// so that a request may be sent again.
    /// </summary>
    /// <param name="catalog">Knows the movies, genres and origins.</param>
    /// <param name="description">What the request says.</param>
    /// <exception cref="RequestException">As for <see cref="Movie"/>.</exception>
    public static Movie Added(LiveCatalog catalog, MovieDescription description)
    {
        Movie movie = Movie(catalog, catalog.Catalog.NextId, description);
        return Like(catalog, movie, Enumerable.Range(0, catalog.Catalog.Count)) ?? movie;
    }

    /// <summary>
    /// The movie that is like another in everything but its id, rather one that is offered; null: there is none.
    /// </summary>
    /// <param name="catalog">The movies.</param>
    /// <param name="movie">The other one.</param>
    /// <param name="rows">The rows of those that it may be.</param>
    public static Movie? Like(LiveCatalog catalog, Movie movie, IEnumerable<int> rows)
    {
        Movie? withdrawn = null;
        foreach (int row in rows)
        {
            Movie other = catalog.Catalog[row];
            if (other.Title != movie.Title || other != movie with { Id = other.Id })
                continue;
            if (catalog.IsOffered(row))
                return other;
            withdrawn ??= other;
        }
        return withdrawn;
    }

    /// <summary>Checks that a new movie may have an id.</summary>
    /// <exception cref="RequestException">Its address would be another resource's.</exception>
    public static void NewId(Id id)
    {
        if (Taken.Contains(id))
            throw RequestException.Field("id", $"found {id}, expected another: GET /api/v1/movies/{id} is taken");
    }

    /// <summary>An origin in the catalogue's spelling, where it is one of its.</summary>
    private static string Origin(LiveCatalog catalog, string origin)
    {
        Catalog movies = catalog.Catalog;
        if (!movies.Origins.Contains(origin))
            return origin;
        for (int row = 0; row < movies.Count; row++)
            if (origin.Equals(movies[row].Origin, StringComparison.OrdinalIgnoreCase))
                return movies[row].Origin!;
        return origin;
    }

    /// <summary>Genres in the catalogue's spelling.</summary>
    /// <exception cref="RequestException">One is not known.</exception>
    public static ImmutableArray<string> Genres(LiveCatalog catalog, IEnumerable<string> genres)
    {
        if (
            NewMovie.TryGenres(
                string.Join('|', genres),
                catalog.Catalog.Genres,
                out ImmutableArray<string> found,
                out string unknown
            )
        )
            return found;
        throw RequestException.Field(
            "genres",
            $"found '{unknown}', expected {string.Join(", ", catalog.Catalog.Genres)}"
        );
    }
}
