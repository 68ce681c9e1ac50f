using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Hosting;
using Butaca.Hosting.Live;

namespace Butaca.Server.Mcp;

/// <summary>A movie that a title was taken for.</summary>
/// <param name="Asked">The title as it was given.</param>
/// <param name="Id">The movie's id.</param>
/// <param name="Title">Its title, with the year.</param>
internal sealed record TakenTitle(string Asked, MovieId Id, string Title);

/// <summary>A title that was taken for no movie.</summary>
/// <param name="Asked">The title as it was given.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Candidates">What it may mean, the likeliest first.</param>
internal sealed record UnclearTitle(string Asked, string Problem, IReadOnlyList<string> Candidates);

/// <summary>What titles were taken for.</summary>
/// <param name="Taken">The movies.</param>
/// <param name="Unclear">The titles that were taken for none.</param>
internal sealed record TitleReading(IReadOnlyList<TakenTitle> Taken, IReadOnlyList<UnclearTitle> Unclear)
{
    private const int MostTitles = 1000;
    private const int LongestTitle = 200;
    private const int MostCandidates = 5;

    /// <summary>Takes titles for movies that the catalogue offers.</summary>
    /// <param name="catalog">The movies as the reader's language has them.</param>
    /// <param name="field">Names the titles in errors.</param>
    /// <param name="titles">The titles, in any language that the catalogue has, with errors or not.</param>
    /// <exception cref="RequestException">There are too many, or one is empty or too long.</exception>
    public static TitleReading Of(LiveCatalog catalog, string field, IReadOnlyList<string> titles)
    {
        if (titles.Count > MostTitles)
            throw RequestException.Field(field, $"found {titles.Count} titles, expected {MostTitles} at most");
        List<TakenTitle> taken = [];
        List<UnclearTitle> unclear = [];
        for (int i = 0; i < titles.Count; i++)
        {
            string title = titles[i];
            if (string.IsNullOrWhiteSpace(title) || title.Length > LongestTitle)
                throw RequestException.Field(
                    $"{field}[{i}]",
                    $"found {(string.IsNullOrWhiteSpace(title) ? "nothing" : $"{title.Length} characters")}, expected a title of 1 to {LongestTitle} characters"
                );
            TitleResolution resolution = catalog.Titles.Resolve(title);
            if (resolution.Outcome == TitleOutcome.Found && catalog.IsOffered(resolution.Row))
            {
                Movie movie = catalog.Catalog[resolution.Row];
                taken.Add(new TakenTitle(title, movie.Id.ToString(), catalog.Names.WithYear(movie)));
                continue;
            }
            string[] candidates =
            [
                .. resolution
                    .Candidates.Where(candidate => catalog.IsOffered(candidate.Row))
                    .Select(candidate => catalog.Names.WithYear(catalog.Catalog[candidate.Row]))
                    .Distinct(StringComparer.Ordinal)
                    .Take(MostCandidates),
            ];
            unclear.Add(
                new UnclearTitle(
                    title,
                    resolution.Outcome == TitleOutcome.Ambiguous ? "fits several movies" : "is not in the catalogue",
                    candidates
                )
            );
        }
        return new TitleReading([.. taken.DistinctBy(movie => movie.Id)], unclear);
    }

    /// <summary>The one movie that a title means.</summary>
    /// <param name="catalog">The movies as the reader's language has them.</param>
    /// <param name="field">Names the title in errors.</param>
    /// <param name="title">The title.</param>
    /// <exception cref="RequestException">It is not clear which that is.</exception>
    public static TakenTitle One(LiveCatalog catalog, string field, string title)
    {
        TitleReading reading = Of(catalog, field, [title]);
        return reading.Taken is [TakenTitle taken] ? taken : throw reading.AsError(field);
    }

    /// <summary>Tells of titles of which none was taken.</summary>
    public RequestException AsError(string field) =>
        RequestException.Field(
            field,
            string.Join(
                "; ",
                Unclear.Select(title =>
                    $"'{title.Asked}' {title.Problem}"
                    + (
                        title.Candidates.Count > 0
                            ? $", expected a title such as {string.Join(", ", title.Candidates)}"
                            : ", expected a title of it: search_movies finds them"
                    )
                )
            )
        );
}
