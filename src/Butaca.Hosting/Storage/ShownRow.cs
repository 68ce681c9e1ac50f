using Butaca.Data;

namespace Butaca.Hosting.Storage;

/// <summary>
/// A list of recommendations as a row: its movies stand in one text, with a line break before, between and after their
/// ids, which have none.
/// </summary>
internal sealed record ShownRow(string Id, string? User, string Model, long Time, string Movies, int Size)
{
    /// <summary>What stands before, between and after the ids; so the triggers know it, too.</summary>
    private const string Between = "\n";

    /// <summary>
    /// The statistics of <see cref="ModelStatistics"/>, in the SQL of both databases: the sum of the days, which
    /// triggers count (Migrations, 0008).
    /// </summary>
    /// <param name="schema">What stands before each table's name.</param>
    public static string Statistics(string schema) =>
        $"""
            SELECT model AS Model, CAST(SUM(lists) AS BIGINT) AS Lists, CAST(SUM(people) AS BIGINT) AS Users, CAST(SUM(movies) AS BIGINT) AS Movies,
              CAST(SUM(watched) AS BIGINT) AS Watched, CAST(SUM(hits) AS BIGINT) AS Hits, CAST(SUM(dismissed) AS BIGINT) AS Dismissed
            FROM {schema}shown_days WHERE day >= @day GROUP BY model ORDER BY model
            """;

    /// <summary>Adds lists that are only counted to their day.</summary>
    /// <param name="schema">What stands before each table's name.</param>
    public static string Count(string schema) =>
        $"""
            INSERT INTO {schema}shown_days (model, day, lists, people, movies, watched, hits, dismissed) VALUES (@Model, @Day, @Lists, 0, @Movies, 0, 0, 0)
            ON CONFLICT (model, day) DO UPDATE SET lists = shown_days.lists + excluded.lists, movies = shown_days.movies + excluded.movies
            """;

    /// <summary>The ids of the movies that a row holds.</summary>
    public static IReadOnlyList<Id> MoviesOf(string row, string movies) =>
        [.. movies.Split(Between, StringSplitOptions.RemoveEmptyEntries).Select(id => StoredId.Of("shown", row, id))];

    public static ShownRow Of(ShownList list) =>
        new(
            list.Id,
            list.User,
            list.Model,
            list.Time,
            $"{Between}{string.Join(Between, list.Movies)}{Between}",
            list.Movies.Count
        );
}
