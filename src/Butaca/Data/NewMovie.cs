using System.Collections.Immutable;

namespace Butaca.Data;

/// <summary>
/// A movie that no data set has, told of in part. Models that do without what is not told are best left without it; for
/// MovieNet's there are its defaults: the year 1992, American and no genre.
/// </summary>
public static class NewMovie
{
    /// <summary>The year of a movie of which none is told.</summary>
    public const int DefaultYear = 1992;

    /// <summary>The origin of a movie of which none is told.</summary>
    public const string DefaultOrigin = "American";

    /// <summary>The title of a movie of which none is told.</summary>
    public const string DefaultTitle = "The new movie";

    /// <summary>Completes a movie. Its id is 0: no data set has given it one.</summary>
    /// <param name="title">For people to read; null: <see cref="DefaultTitle"/>.</param>
    /// <param name="year">Null: the year at the title's end, or else the default.</param>
    /// <param name="origin">Null: the default.</param>
    /// <param name="genres">Empty: none listed.</param>
    /// <param name="synopsis">Null: unknown.</param>
    /// <param name="defaults">Whether an unknown year and origin take MovieNet's defaults. Default true.</param>
    /// <param name="directors">Who directed it; empty: unknown.</param>
    /// <param name="cast">Who acts in it; empty: unknown.</param>
    public static Movie Of(
        string? title,
        int? year,
        string? origin,
        ImmutableArray<string> genres,
        string? synopsis,
        bool defaults = true,
        ImmutableArray<string> directors = default,
        ImmutableArray<string> cast = default
    ) =>
        new(0, title ?? DefaultTitle)
        {
            Year = year ?? (title is null ? null : MovieTitle.YearOf(title)) ?? (defaults ? DefaultYear : null),
            Origin = origin ?? (defaults ? DefaultOrigin : null),
            Genres = genres,
            Synopsis = synopsis,
            Directors = directors.IsDefault ? [] : directors,
            Cast = cast.IsDefault ? [] : cast,
        };

    /// <summary>Reads names such as <c>Joel Coen|Ethan Coen</c>: without empty places, each once.</summary>
    /// <param name="text">The names, separated by |; null: none.</param>
    public static ImmutableArray<string> Names(string? text) =>
        [
            .. (text ?? "")
                .Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>
    /// Reads genres such as <c>Action|Fantasy</c>, in the spelling of the known ones, whatever their case.
    /// </summary>
    /// <param name="text">The genres, separated by |; empty or <see cref="Movie.NoGenres"/>: none.</param>
    /// <param name="known">The genres that there are.</param>
    /// <param name="genres">The genres read.</param>
    /// <param name="unknown">The first that is not known; empty where all are.</param>
    /// <returns>Whether all are known.</returns>
    public static bool TryGenres(
        string? text,
        IReadOnlyCollection<string> known,
        out ImmutableArray<string> genres,
        out string unknown
    )
    {
        unknown = "";
        genres = [];
        if (text is null or Movie.NoGenres)
            return true;
        foreach (
            string genre in text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        )
        {
            if (known.FirstOrDefault(k => k.Equals(genre, StringComparison.OrdinalIgnoreCase)) is not { } found)
            {
                unknown = genre;
                return false;
            }
            if (!genres.Contains(found))
                genres = genres.Add(found);
        }
        return true;
    }
}
