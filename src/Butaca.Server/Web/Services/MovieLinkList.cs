using Butaca.Data;
using Butaca.Data.Titles;

namespace Butaca.Server.Web.Services;

/// <summary>A page elsewhere about a movie.</summary>
/// <param name="Name">Whose page.</param>
/// <param name="Address">Its address.</param>
public sealed record MovieLink(string Name, string Address);

/// <summary>
/// Where more about a movie is: what <see cref="ServerOptions.Links"/> names. The server asks none of these pages.
/// </summary>
/// <param name="options">The templates.</param>
public sealed class MovieLinkList(ServerOptions options)
{
    /// <summary>The links of a movie, in the order of the options.</summary>
    /// <param name="movie">The movie.</param>
    /// <param name="name">What the reader calls it.</param>
    /// <param name="country">The reader's country, such as <c>es</c>.</param>
    /// <param name="language">The reader's language.</param>
    public IEnumerable<MovieLink> Of(Movie movie, string name, string country, string language)
    {
        foreach ((string source, string templates) in options.Links)
        {
            string? address = templates
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(template =>
                    LinkTemplate.Filled(template, place => Value(place, movie, name, country, language))
                )
                .FirstOrDefault(filled => filled is not null);
            if (address is not null)
                yield return new MovieLink(source, address);
        }
    }

    private static string? Value(string place, Movie movie, string name, string country, string language) =>
        place switch
        {
            "title" => name,
            "original" => MovieNames.Plain(movie.Title),
            "year" => movie.Year is { } year ? $"{year}" : null,
            "imdb" => movie.ExternalIdIn(ExternalId.Imdb),
            "tmdb" => movie.ExternalIdIn(ExternalId.Tmdb),
            "country" => country,
            "language" => language,
            _ => null,
        };
}
