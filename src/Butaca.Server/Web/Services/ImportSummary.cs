using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting.Live;

namespace Butaca.Server.Web.Services;

/// <summary>A part of what somebody watched.</summary>
/// <param name="Name">Of what: a genre, a country, a decade.</param>
/// <param name="Count">How many of the movies.</param>
/// <param name="Share">How much of them, 0 … 1.</param>
public sealed record WatchedPart(string Name, int Count, double Share);

/// <summary>A movie that somebody rated above what others think of it.</summary>
/// <param name="Movie">The movie.</param>
/// <param name="Mine">Their stars.</param>
/// <param name="Others">The others' mean.</param>
public sealed record RatedAbove(MovieItem Movie, double Mine, double Others);

/// <summary>What somebody watched, at a glance.</summary>
/// <param name="Genres">The genres, the most frequent first.</param>
/// <param name="Origins">Where the movies come from, the most frequent first.</param>
/// <param name="Decades">All decades from the first to the last, by their first years.</param>
/// <param name="Above">What they like more than others do, most so first.</param>
public sealed record ImportSummary(
    IReadOnlyList<WatchedPart> Genres,
    IReadOnlyList<WatchedPart> Origins,
    IReadOnlyList<WatchedPart> Decades,
    IReadOnlyList<RatedAbove> Above
)
{
    private const int MostParts = 6;
    private const int MostAbove = 5;

    /// <summary>The mean of fewer ratings tells more of these users than of the movie.</summary>
    private const int LeastRatings = 5;

    /// <summary>Sums up.</summary>
    /// <param name="watched">What was watched; ratings are of 0.5 to 5.</param>
    /// <param name="catalog">The movies as the reader's language has them.</param>
    /// <param name="data">
    /// Tells what others think; where they gave no stars, or other ones, nothing is said of it.
    /// </param>
    public static ImportSummary Of(IReadOnlyList<HistoryEntry> watched, LiveCatalog catalog, Dataset data)
    {
        Movie[] movies =
        [
            .. watched
                .Select(entry => catalog.Catalog.Vocabulary.RowOf(Id.Parse(entry.MovieId)))
                .Where(row => row >= 0)
                .Select(row => catalog.Catalog[row]),
        ];
        int[] decades = [.. movies.Where(movie => movie.Year is not null).Select(movie => movie.Year!.Value / 10 * 10)];
        return new ImportSummary(
            Parts(movies.SelectMany(movie => movie.Genres), movies.Length),
            Parts(movies.SelectMany(OriginsOf), movies.Length),
            decades.Length == 0 ? [] : [.. Each(decades)],
            AboveOthers(watched, catalog, data)
        );
    }

    private static IReadOnlyList<WatchedPart> Parts(IEnumerable<string> names, int count) =>
        [
            .. names
                .GroupBy(name => name, StringComparer.Ordinal)
                .OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .Take(MostParts)
                .Select(group => new WatchedPart(group.Key, group.Count(), (double)group.Count() / count)),
        ];

    /// <summary>Where a movie comes from, each country once: British and American of British-American.</summary>
    private static IEnumerable<string> OriginsOf(Movie movie) =>
        Catalog.OriginsOf(movie.Origin).Skip(1).Distinct(StringComparer.Ordinal); // the first is the whole

    private static IEnumerable<WatchedPart> Each(int[] decades)
    {
        for (int decade = decades.Min(); decade <= decades.Max(); decade += 10)
        {
            int count = decades.Count(other => other == decade);
            yield return new WatchedPart($"{decade}", count, (double)count / decades.Length);
        }
    }

    private static IReadOnlyList<RatedAbove> AboveOthers(
        IReadOnlyList<HistoryEntry> watched,
        LiveCatalog catalog,
        Dataset data
    )
    {
        Interactions all = data.Interactions;
        if (!all.HasRatings || all.Ratings.ContainsAnyExceptInRange(0, 5))
            return [];
        double[] sums = new double[all.MovieCount];
        int[] counts = new int[all.MovieCount];
        for (int i = 0; i < all.Count; i++)
        {
            sums[all.Movies[i]] += all.Ratings[i];
            counts[all.Movies[i]]++;
        }
        return
        [
            .. (
                from entry in watched
                let row = data.Catalog.Vocabulary.RowOf(Id.Parse(entry.MovieId))
                where entry.Rating is not null && row >= 0 && counts[row] >= LeastRatings
                let others = sums[row] / counts[row]
                where entry.Rating > others
                orderby entry.Rating - others descending
                select new RatedAbove(catalog.Item(entry.MovieId), entry.Rating!.Value, others)
            ).Take(MostAbove),
        ];
    }
}
