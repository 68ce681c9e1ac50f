using System.ComponentModel;
using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;

namespace Butaca.Evaluation;

/// <summary>How one list for several users is made of what is known of each.</summary>
public enum Grouping
{
    /// <summary>As <see cref="GroupRanker"/> shares it.</summary>
    [Description("shared by fairness")]
    Shared,

    /// <summary>As for one user who has watched all that any of them has.</summary>
    [Description("as for one user with all histories")]
    Merged,

    /// <summary>By the average of the scores that each movie has for them.</summary>
    [Description("by the average of the scores")]
    Averaged,
}

/// <summary>
/// Makes the lists of groups that an evaluation asks about, by the rule that is measured and by the two that it is
/// compared with.
/// </summary>
/// <param name="train">What the model was trained on.</param>
/// <param name="scorer">The model.</param>
/// <param name="ranker">The same at work.</param>
internal sealed class GroupLists(Dataset train, Scorer scorer, Ranker ranker)
{
    private readonly Lazy<GroupRanker> _shared = new(() => new GroupRanker(train, scorer));

    /// <summary>The list, as movie rows, best first.</summary>
    /// <param name="histories">What the users have watched.</param>
    /// <param name="options">What may be ranked.</param>
    /// <param name="reranking">How the list is made.</param>
    /// <param name="k">How many movies are wanted.</param>
    public int[] Of(IReadOnlyList<StoredHistory> histories, RankOptions options, Reranking reranking, int k)
    {
        k = Math.Min(k, scorer.MovieCount);
        return reranking.Grouping switch
        {
            Grouping.Merged => Merged(histories, options, k),
            Grouping.Averaged => Averaged(histories, options, k),
            _ => _shared
                .Value.Rank(
                    histories,
                    [.. histories.Select(_ => options)],
                    new GroupOptions { Fairness = reranking.Fairness },
                    k
                )
                .Rows,
        };
    }

    private int[] Merged(IReadOnlyList<StoredHistory> histories, RankOptions options, int k)
    {
        StoredHistory merged = Merge(histories);
        int[] rows = new int[k];
        return rows[..ranker.Rank(merged.AsHistory(), options, rows, new float[k])];
    }

    /// <summary>All that any of them watched: when it was watched last, rated as they do on average.</summary>
    private static StoredHistory Merge(IReadOnlyList<StoredHistory> histories)
    {
        (int Movie, float Rating, uint Time)[][] movies =
        [
            .. histories
                .SelectMany(history =>
                    history.Movies.Select(
                        (movie, i) =>
                            (
                                Movie: movie,
                                Rating: history.Ratings.Length > 0 ? history.Ratings[i] : float.NaN,
                                Time: history.Times.Length > 0 ? history.Times[i] : 0
                            )
                    )
                )
                .GroupBy(watched => watched.Movie)
                .OrderBy(same => same.Key)
                .Select(same => same.ToArray()),
        ];
        return new StoredHistory(
            [.. movies.Select(same => same[0].Movie)],
            histories.Any(history => history.Ratings.Length > 0)
                ?
                [
                    .. movies.Select(same =>
                        same.Select(watched => watched.Rating)
                            .Where(rating => !float.IsNaN(rating))
                            .DefaultIfEmpty(float.NaN)
                            .Average()
                    ),
                ]
                : [],
            histories.Any(history => history.Times.Length > 0)
                ? [.. movies.Select(same => same.Max(watched => watched.Time))]
                : []
        );
    }

    private int[] Averaged(IReadOnlyList<StoredHistory> histories, RankOptions options, int k)
    {
        using Rented<float> rented = new(2 * scorer.MovieCount);
        Span<float> sum = rented.Span[..scorer.MovieCount];
        Span<float> own = rented.Span[scorer.MovieCount..];
        sum.Clear();
        ReadOnlySpan<bool> allowed = options.Allowed is { } filter ? filter.Flags : [];
        foreach (StoredHistory history in histories)
        {
            scorer.Open(history.AsHistory().For(options.Goal), allowed, own).Dispose();
            for (int movie = 0; movie < sum.Length; movie++)
                sum[movie] += allowed.IsEmpty || allowed[movie] ? own[movie] : float.NegativeInfinity;
            foreach (int movie in history.Movies)
                sum[movie] = float.NegativeInfinity;
        }
        int[] rows = new int[k];
        return rows[..TopN.Select(sum, rows)];
    }
}
