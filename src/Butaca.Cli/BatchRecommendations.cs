using System.Globalization;
using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Recommending;

namespace Butaca.Cli;

/// <summary>
/// Recommends for a file of users: <c>userId,movieId[,rating][,timestamp]</c> in, <c>userId,rank,movieId,score</c> out.
/// </summary>
internal static class BatchRecommendations
{
    /// <summary>Users a batch: memory stays bounded, and cancellation is noticed.</summary>
    private const int BatchSize = 4096;

    public static void Write(
        Terminal terminal,
        Recommender recommender,
        string input,
        ReadOptions reading,
        string output,
        RecommendOptions options,
        int threads,
        CancellationToken cancellation
    )
    {
        Dataset asked = ProgressBars.ReadPairs(terminal, input, reading, cancellation);
        Interactions x = asked.Interactions;
        int[] rows = [.. asked.Catalog.Vocabulary.Ids.Select(recommender.Catalog.Vocabulary.RowOf)];
        int unknownMovies = rows.Count(row => row < 0);
        int impersonal = 0;
        AtomicFile.WriteText(
            output,
            writer =>
            {
                writer.WriteLine("userId,rank,movieId,score");
                for (int first = 0; first < asked.Users.Count; first += BatchSize)
                {
                    StoredHistory[] histories =
                    [
                        .. Enumerable
                            .Range(first, Math.Min(BatchSize, asked.Users.Count - first))
                            .Select(user => Translate(x.HistoryOf(user), rows)),
                    ];
                    impersonal += histories.Count(history => history.Movies.Length == 0);
                    IReadOnlyList<Recommendation>[] lists = recommender.RecommendMany(
                        histories,
                        options with
                        {
                            Reasons = 0,
                        },
                        threads,
                        cancellation
                    );
                    for (int i = 0; i < lists.Length; i++)
                    {
                        foreach (Recommendation item in lists[i])
                            writer.WriteRow(
                                asked.Users.IdOf(first + i),
                                $"{item.Rank}",
                                $"{item.Movie.Id}",
                                item.Score.ToString("R", CultureInfo.InvariantCulture)
                            );
                    }
                }
            }
        );
        if (unknownMovies > 0)
            terminal.Note($"{unknownMovies} movies of {input} are not in the model's catalogue and were left out.");
        if (impersonal > 0)
            terminal.Note(
                $"{impersonal} users have watched no movie of the catalogue: the most watched movies stand in."
            );
        terminal.Note($"Wrote recommendations for {asked.Users.Count} users: {output}");
    }

    /// <summary>A history on another catalogue; movies that it doesn't have are left out.</summary>
    /// <param name="history">The history.</param>
    /// <param name="rows">The other catalogue's row of each movie; negative where it has none.</param>
    public static StoredHistory Translate(in History history, int[] rows)
    {
        int[] movies = history.Movies.ToArray();
        // Rows of both vocabularies are in order of id, but for movies that were added to the model.
        int[] known =
        [
            .. Enumerable.Range(0, movies.Length).Where(i => rows[movies[i]] >= 0).OrderBy(i => rows[movies[i]]),
        ];
        StoredHistory kept = StoredHistory.Select(history, known);
        return kept with { Movies = [.. kept.Movies.Select(movie => rows[movie])] };
    }
}
