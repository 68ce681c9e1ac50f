using Butaca.Client.Contracts;
using Butaca.Data.Titles;

namespace Butaca.Server.Web.Services;

/// <summary>A title as people say it: <c>"Matrix, The (1999)"</c> is The Matrix, of 1999.</summary>
/// <param name="Name">The name.</param>
/// <param name="OtherNames">Other names, in other languages for the most part.</param>
public sealed record TitleParts(string Name, IReadOnlyList<string> OtherNames)
{
    /// <summary>Takes a title apart.</summary>
    public static TitleParts Of(string title)
    {
        MovieTitle parsed = MovieTitle.Parse(title);
        return parsed.Name.Length == 0 ? new TitleParts(title, []) : new TitleParts(parsed.Name, parsed.OtherNames);
    }

    /// <summary>A movie's title, taken apart.</summary>
    public static TitleParts Of(MovieItem movie) => Of(movie.Title);
}
