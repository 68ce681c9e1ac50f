namespace Butaca.Server.Storage;

/// <summary>A list of recommendations as a row: its movies stand in one text, with a line break before, between and after their ids, which have none.</summary>
internal sealed record ShownRow(string Id, string? Person, string Model, long Time, string Movies, int Size)
{
    /// <summary>What stands before, between and after the ids.</summary>
    public const string Between = "\n";

    /// <summary>
    /// The statistics of <see cref="ModelStatistics"/>, in the SQL of both databases. Few events name a list, so it starts from
    /// them: <c>f</c> holds for each list that was named what became of its movies.
    /// </summary>
    public const string Statistics = """
        SELECT s.model AS Model, COUNT(*) AS Lists, COUNT(DISTINCT s.person) AS People, SUM(s.size) AS Movies,
          SUM(COALESCE(f.watched, 0)) AS Watched, SUM(CASE WHEN f.watched > 0 THEN 1 ELSE 0 END) AS Hits, SUM(COALESCE(f.dismissed, 0)) AS Dismissed
        FROM shown s LEFT JOIN (
          SELECT l.id, COUNT(DISTINCT CASE WHEN e.kind IN (1, 2) THEN e.movie END) AS watched, COUNT(DISTINCT CASE WHEN e.kind = 3 THEN e.movie END) AS dismissed
          FROM events e JOIN shown l ON l.id = e.recommendation
          WHERE e.recommendation IS NOT NULL AND l.time >= @since AND (l.person IS NULL OR l.person = e.person) AND REPLACE(l.movies, @between || e.movie || @between, '') <> l.movies
          GROUP BY l.id) f ON f.id = s.id
        WHERE s.time >= @since GROUP BY s.model ORDER BY s.model
        """;

    public static ShownRow Of(ShownList list) =>
        new(
            list.Id,
            list.Person,
            list.Model,
            list.Time,
            $"{Between}{string.Join(Between, list.Movies)}{Between}",
            list.Movies.Count
        );
}
