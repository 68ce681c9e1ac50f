using System.Globalization;
using System.Text;
using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Hosting.Live;
using Butaca.Server.Security;
using Microsoft.AspNetCore.Http.Extensions;

namespace Butaca.Server.Web.Services;

/// <summary>
/// What somebody told the page as Letterboxd imports it: a row a movie, by its ids where they are known, else by title
/// and year.
/// </summary>
internal static class Letterboxd
{
    /// <summary>The path of what was seen.</summary>
    public const string Seen = "/web/letterboxd-watched.csv";

    /// <summary>The path of what somebody wants to see.</summary>
    public const string Wanted = "/web/letterboxd-watchlist.csv";

    /// <summary>Answers both.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (string path in (string[])[Seen, Wanted])
        {
            routes
                .MapGet(
                    path,
                    (HttpRequest request, HttpResponse response, LiveState state) =>
                    {
                        response.Headers.CacheControl = "no-store"; // it is one user's
                        Taste taste = Taste.Parse(request.GetEncodedUrl());
                        string csv = Write(taste, path == Seen ? taste.Seen : taste.Wanted, state.Deployment.Catalog);
                        return Results.Bytes(
                            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(csv),
                            "text/csv; charset=utf-8",
                            Path.GetFileName(path)
                        );
                    }
                )
                .NamesNobody()
                .ExcludeFromDescription()
                .DisableHttpMetrics();
        }
    }

    /// <summary>Writes the file.</summary>
    /// <param name="taste">Knows the stars.</param>
    /// <param name="movies">Which movies; those of no catalogue are left out.</param>
    /// <param name="catalog">The movies.</param>
    public static string Write(Taste taste, IEnumerable<MovieId> movies, LiveCatalog catalog)
    {
        using StringWriter writer = new(CultureInfo.InvariantCulture);
        writer.WriteRow("tmdbID", "imdbID", "Title", "Year", "Rating");
        foreach (MovieId id in movies)
        {
            int row = catalog.Catalog.Vocabulary.RowOf(Id.Parse(id));
            if (row < 0)
                continue;
            Movie movie = catalog.Catalog[row];
            writer.WriteRow(
                movie.ExternalIdIn(ExternalId.Tmdb),
                movie.ExternalIdIn(ExternalId.Imdb),
                catalog.Names.OwnOf(movie),
                movie.Year?.ToString(CultureInfo.InvariantCulture),
                taste.StarsOf(id)?.ToString(CultureInfo.InvariantCulture)
            );
        }
        return writer.ToString();
    }
}
