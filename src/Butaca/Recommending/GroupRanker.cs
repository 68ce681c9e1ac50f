using Butaca.Data;
using Butaca.Models;

namespace Butaca.Recommending;

/// <summary>
/// The one path from several histories to a ranking for all of them, which recommendations and evaluations share: each
/// user's own list as <see cref="Ranker"/> makes it → what its movies are worth to them → <see
/// cref="GroupSelection"/>. Works on rows. Safe for many threads.
/// </summary>
public sealed class GroupRanker
{
    /// <summary>
    /// Where scores are no probabilities, the movie at rank r of a user's own list is taken to be a hit with a
    /// probability that falls as h / (h + r): half at h.
    /// </summary>
    private const double HalfRank = 10;

    /// <summary>
    /// How many times more of a user's own list is read than one list would be chosen from: far down, what is worth
    /// little to each may be worth something to all.
    /// </summary>
    private const int Depth = 3;

    private readonly Dataset _data;
    private readonly Scorer _scorer;
    private readonly Ranker _ranker;
    private readonly MovieSimilarity _similarity;

    /// <summary>Joins a scorer and the data it was trained on.</summary>
    public GroupRanker(Dataset data, Scorer scorer)
    {
        _data = data;
        _scorer = scorer;
        _ranker = new Ranker(data, scorer);
        _similarity = new MovieSimilarity(data);
    }

    /// <summary>Ranks movies for several users, best first.</summary>
    /// <param name="histories">What each has watched; at least one.</param>
    /// <param name="options">
    /// What each one's list may hold. Diversity, novelty and the places for movies that nobody has watched are the
    /// first's.
    /// </param>
    /// <param name="group">How the list is shared.</param>
    /// <param name="count">n, how many movies are wanted.</param>
    public GroupRanking Rank(
        IReadOnlyList<StoredHistory> histories,
        IReadOnlyList<RankOptions> options,
        GroupOptions group,
        int count
    )
    {
        if (group.Fairness is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(group), $"found fairness {group.Fairness}, expected 0 to 1.");
        RankOptions shared = options[0];
        AllowedMovies allowed = AllowedFor(histories, options, group);
        OwnList[] own =
        [
            .. histories.Select(
                (history, user) => OwnListOf(history, options[user] with { Allowed = allowed }, shared.Novelty, count)
            ),
        ];
        int[] pool = [.. own.SelectMany(list => list.Rows).Distinct().Order()];
        double[][] hits = [.. own.Select(list => list.On(pool))];
        Func<int, IReadOnlyList<int>, bool>? mayFollow = null;
        if (shared is { PlacesForOneNew: > 0, Diversity: 0, Novelty: 0 } && _scorer.KnowsUnwatched)
            mayFollow = KeepPlaces(own, pool, count, count / shared.PlacesForOneNew);
        IReadOnlyList<int> chosen = GroupSelection.Select(
            hits,
            group.Fairness,
            count,
            mayFollow,
            shared.Diversity,
            (a, b) => _similarity.Of(pool[a], pool[b])
        );
        return new GroupRanking(
            [.. chosen.Select(movie => pool[movie])],
            [
                .. own.Select(
                    (list, user) => chosen.Select(movie => list.Best > 0 ? hits[user][movie] / list.Best : 0).ToArray()
                ),
            ],
            [.. own.Select(list => list.IsPersonal)]
        );
    }

    /// <summary>
    /// What may be ranked: what everybody's filter allows, nobody dislikes and, as asked for, nobody or not everybody
    /// has seen.
    /// </summary>
    private AllowedMovies AllowedFor(
        IReadOnlyList<StoredHistory> histories,
        IReadOnlyList<RankOptions> options,
        GroupOptions group
    )
    {
        bool[] allowed = new bool[_data.Catalog.Count];
        Array.Fill(allowed, true);
        foreach (RankOptions own in options)
        {
            foreach (int movie in own.LessLike?.Movies ?? [])
                allowed[movie] = false;
            ReadOnlySpan<bool> flags = own.Allowed is { } filter ? filter.Flags : [];
            for (int movie = 0; movie < flags.Length; movie++)
                allowed[movie] &= flags[movie];
        }
        foreach (StoredHistory history in histories)
        {
            IEnumerable<int> never = group.KeepSeen ? DislikedIn(history) : history.Movies; // what all have seen is on nobody's own list
            foreach (int movie in never)
                allowed[movie] = false;
        }
        return new AllowedMovies(allowed);
    }

    /// <summary>What somebody rated lower than they rate on average: they would not see it again.</summary>
    private static IEnumerable<int> DislikedIn(StoredHistory history)
    {
        float mean = history.Ratings.Where(rating => !float.IsNaN(rating)).DefaultIfEmpty().Average();
        return history.Movies.Where((_, i) => history.Ratings.Length > 0 && history.Ratings[i] < mean);
    }

    /// <summary>
    /// A user's own list, and what its movies are worth: the k-th of it as much as the k-th highest score says, so
    /// that novelty and dislikes, which order it anew, count here, too.
    /// </summary>
    private OwnList OwnListOf(StoredHistory history, RankOptions options, double novelty, int count)
    {
        int size = Math.Min(Depth * Ranker.PoolSize(count, novelty), _data.Catalog.Count);
        int[] rows = new int[size];
        float[] scores = new float[size];
        RankOptions plain = options with { Diversity = 0, Novelty = 0, PlacesForOneNew = 0 };
        int found = _ranker.Rank(history.AsHistory(), plain, rows, scores, [], [], out bool isPersonal);
        rows = rows[..found];
        scores = scores[..found];
        Array.Sort(scores, (a, b) => b.CompareTo(a));
        double[] hits =
        [
            .. rows.Select(
                (row, i) =>
                    !isPersonal ? _data.Interactions.ShareOf(row) // whoever it is may watch it as anybody does
                    : _scorer.ScoresAreLogits ? 1 / (1 + Math.Exp(-scores[i]))
                    : HalfRank / (HalfRank + i + 1)
            ),
        ];
        if (novelty > 0)
        {
            int first = Math.Min(found, Ranker.PoolSize(count, novelty));
            PopularityDiscount.Reorder(rows.AsSpan(0, first), scores.AsSpan(0, first), novelty, _data.Interactions);
        }
        return new OwnList(rows, hits, isPersonal);
    }

    /// <summary>
    /// Keeps the last places for movies that nobody has watched, as far as too few come up before and the pool has any.
    /// </summary>
    private Func<int, IReadOnlyList<int>, bool> KeepPlaces(OwnList[] own, int[] pool, int count, int wanted)
    {
        HashSet<int> unwatched =
        [
            .. own.SelectMany(list => list.Rows.Take(Ranker.PoolSize(count, 0)))
                .Where(row => _data.Interactions.AudienceOf(row) == 0)
                .Select(row => Array.BinarySearch(pool, row)),
        ];
        int places = Math.Min(count, pool.Length);
        int kept = Math.Min(wanted, unwatched.Count);
        return (movie, chosen) =>
            unwatched.Contains(movie) || places - chosen.Count > kept - chosen.Count(unwatched.Contains);
    }

    /// <summary>A user's own list.</summary>
    /// <param name="Rows">Movie rows, best first.</param>
    /// <param name="Hits">What each is worth: the probability, 0 … 1, that it is a hit.</param>
    /// <param name="IsPersonal">Whether it follows from what they watched.</param>
    private sealed record OwnList(int[] Rows, double[] Hits, bool IsPersonal)
    {
        /// <summary>What the best is worth.</summary>
        public double Best => Hits.DefaultIfEmpty().Max();

        /// <summary>What the movies of a pool, ascending, are worth; 0 for those that are not on the list.</summary>
        public double[] On(int[] pool)
        {
            double[] hits = new double[pool.Length];
            for (int i = 0; i < Rows.Length; i++)
                hits[Array.BinarySearch(pool, Rows[i])] = Hits[i];
            return hits;
        }
    }
}

/// <summary>A ranking for several users.</summary>
/// <param name="Rows">Movie rows, best first; fewer than were wanted only where fewer may be ranked.</param>
/// <param name="Fits">(users, rows): how well each fits a user, 0 … 1, as a share of how well their own best movie
/// does.</param>
/// <param name="ArePersonal">For each user, whether their part follows from what they watched.</param>
public sealed record GroupRanking(int[] Rows, double[][] Fits, bool[] ArePersonal);
