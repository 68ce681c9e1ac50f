using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Tests;

/// <summary>
/// Small data sets. Movie ids are 10·row + 7 and user ids 100 + row, so that an id is never taken for a row.
/// </summary>
internal static class Toy
{
    private static readonly Lazy<Dataset> Cut = new(() =>
        WithAudience(DatasetFolder.Read(Repository.MovieLensSmall).Dataset, least: 20)
    );

    /// <summary>
    /// The shipped data without movies of fewer than 20 ratings: dense models train on it in a fraction of a second.
    /// </summary>
    public static Dataset ShippedCut => Cut.Value;

    public static long IdOf(int row) => 10 * row + 7;

    public static Dataset Of(int movieCount, params int[][] watched) =>
        Of(Enumerable.Range(0, movieCount).Select(row => new Movie(IdOf(row), $"Movie {IdOf(row)}")), watched);

    public static Dataset Of(IEnumerable<Movie> movies, params int[][] watched)
    {
        Catalog catalog = new(movies);
        int[] starts = [0, .. watched.Select((_, i) => watched.Take(i + 1).Sum(w => w.Length))];
        Vocabulary users = Vocabulary.Of(Enumerable.Range(0, watched.Length).Select(i => (Id)(100L + i)));
        return new Dataset(
            catalog,
            users,
            new Interactions(catalog.Count, starts, [.. watched.SelectMany(w => w.Order())], [], [])
        );
    }

    /// <summary>
    /// Users of two tastes: movies of the own parity are four times as likely. Low rows are more popular.
    /// </summary>
    public static Dataset Tastes(int users, int movies, long seed = 1, IEnumerable<Movie>? catalog = null)
    {
        Random random = Seeds.Create(seed, "toy tastes");
        int[][] watched =
        [
            .. Enumerable
                .Range(0, users)
                .Select(user =>
                    Enumerable
                        .Range(0, movies)
                        .Where(movie =>
                            random.NextDouble() < ((user + movie) % 2 == 0 ? 0.6 : 0.15) * (1 - 0.5 * movie / movies)
                        )
                        .ToArray()
                ),
        ];
        return catalog is null ? Of(movies, watched) : Of(catalog, watched);
    }

    /// <summary>Each entry watched with the same probability.</summary>
    public static Dataset Noise(int users, int movies, double density, long seed)
    {
        Random random = Seeds.Create(seed, "toy noise");
        return Of(
            movies,
            [
                .. Enumerable
                    .Range(0, users)
                    .Select(_ => Enumerable.Range(0, movies).Where(_ => random.NextDouble() < density).ToArray()),
            ]
        );
    }

    public static float[] Scores(Scorer scorer, params int[] watched)
    {
        float[] scores = new float[scorer.MovieCount];
        Array.Fill(scores, float.NaN); // a scorer must write every one
        scorer.Score(new History(watched), scores);
        return scores;
    }

    public static int[] Rank(Dataset data, Scorer scorer, int n, RankOptions options, params int[] watched)
    {
        int[] rows = new int[n];
        int found = new Ranker(data, scorer).Rank(new History(watched), options, rows, new float[n]);
        return rows[..found];
    }

    /// <summary>Writes a data set folder, users without an interaction included in nothing.</summary>
    public static string Write(TemporaryFolder folder, string name, Dataset data)
    {
        DatasetFolder.Write(folder[name], data);
        return folder[name];
    }

    private static Dataset WithAudience(Dataset data, int least)
    {
        int[] kept =
        [
            .. Enumerable.Range(0, data.Catalog.Count).Where(movie => data.Interactions.AudienceOf(movie) >= least),
        ];
        int[] rowOf = new int[data.Catalog.Count];
        Array.Fill(rowOf, -1);
        for (int i = 0; i < kept.Length; i++)
            rowOf[kept[i]] = i;
        int[][] watched =
        [
            .. Enumerable
                .Range(0, data.Users.Count)
                .Select(user =>
                    data.Interactions.MoviesOf(user)
                        .ToArray()
                        .Select(movie => rowOf[movie])
                        .Where(row => row >= 0)
                        .ToArray()
                ),
        ];
        Dataset cut = Of(kept.Select(movie => data.Catalog[movie]), watched);
        return new Dataset(cut.Catalog, data.Users, cut.Interactions);
    }
}

/// <summary>Scores that a test lays down: a function of the history.</summary>
internal sealed class FixedScorer(int movieCount, Func<int[], float[]> score) : Scorer(movieCount)
{
    public FixedScorer(params float[] scores)
        : this(scores.Length, _ => scores) { }

    public override void Score(in History history, Span<float> scores) =>
        score(history.Movies.ToArray()).CopyTo(scores);

    public override ScoreParts Explain(in History history, int movie, Span<float> contributions)
    {
        contributions.Clear();
        return new ScoreParts(0, Prior: score(history.Movies.ToArray())[movie]);
    }

    public override void Save(ArrayFolder arrays) => throw new IOException("The disk is full.");
}
