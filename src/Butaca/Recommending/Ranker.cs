using Butaca.Data;
using Butaca.Models;

namespace Butaca.Recommending;

/// <summary>What a ranking may hold.</summary>
public sealed record RankOptions
{
    /// <summary>The movies that may be ranked; null: all.</summary>
    public AllowedMovies? Allowed { get; init; }

    /// <summary>Whether movies of the history may be ranked. Default false.</summary>
    public bool KeepWatched { get; init; }

    /// <summary>How many of the best to leave out, in pages as long as what is wanted. Default 0.</summary>
    public int Offset { get; init; }

    /// <summary>δ of maximal marginal relevance, 0 (most accurate) … 1 (most varied). Default 0.</summary>
    public double Diversity { get; init; }

    /// <summary>
    /// ν of the popularity discount, 0 (most accurate) … 1 (hidden gems: the little watched among the relevant).
    /// Default 0.
    /// </summary>
    public double Novelty { get; init; }

    /// <summary>
    /// Of how many places each is kept for a movie that nobody has watched, where the model knows how such movies fit
    /// and one is among the first ten times n: 10 gives the last of ten to it. Not with diversity or novelty, which
    /// have orders of their own. Default 0: as the model ranks.
    /// </summary>
    public int PlacesForOneNew { get; init; }

    /// <summary>What to recommend for; models that don't know ratings ignore it. Default: what is watched.</summary>
    public Goal Goal { get; init; }

    /// <summary>
    /// Disliked movies: what is like them ranks lower, and they are not ranked themselves. Default: none.
    /// </summary>
    public StoredHistory? LessLike { get; init; }
}

/// <summary>
/// The one path from a history to a ranking, which recommendations, batches and evaluations share: scores → drop what
/// was watched → filters → less of what is disliked → top n → novelty → variety. The scores that it gives are always
/// the model's; the last four decide the order alone. Where the model has nothing to say, as of an empty history, the
/// most watched movies stand in. Works on rows. Allocates nothing that grows with the catalogue: its buffers come from
/// the shared pool. Safe for many threads.
/// </summary>
public sealed class Ranker
{
    /// <summary>Novelty and variety choose from this many times n of the best movies …</summary>
    private const int PoolFactor = 10;

    /// <summary>… and from at least this many.</summary>
    private const int LeastPool = 100;

    /// <summary>
    /// At ν = 1 from so many times more: the best hundred are well known, nearly all, and the last third of the way to
    /// hidden gems would change little.
    /// </summary>
    private const double NoveltyDepth = 2;

    private readonly Scorer _scorer;
    private readonly MovieSimilarity _similarity;
    private readonly Dataset _data;
    private readonly MovieRows _unwatched; // none where the scorer doesn't know how they fit

    /// <summary>Joins a scorer and the data it was trained on.</summary>
    public Ranker(Dataset data, Scorer scorer)
    {
        if (scorer.MovieCount != data.Catalog.Count)
            throw new ArgumentException(
                $"scores {scorer.MovieCount} movies, expected {data.Catalog.Count}.",
                nameof(scorer)
            );
        _scorer = scorer;
        _similarity = new MovieSimilarity(data);
        _data = data;
        _unwatched = scorer.KnowsUnwatched ? data.Interactions.Unwatched : new MovieRows([], 0, 0);
    }

    /// <summary>The model.</summary>
    internal Scorer Scorer => _scorer;

    /// <summary>Ranks the best movies for a history, best first; equal scores in order of movie id.</summary>
    /// <param name="history">What was watched.</param>
    /// <param name="options">What may be ranked.</param>
    /// <param name="rows">Receives the movie rows; its length is how many are wanted.</param>
    /// <param name="scores">Receives the model's scores of them; as long as <paramref name="rows"/>.</param>
    /// <returns>How many were found.</returns>
    public int Rank(in History history, RankOptions options, Span<int> rows, Span<float> scores) =>
        Rank(history, options, rows, scores, [], [], out _);

    /// <summary>
    /// Ranks, splits the scores into parts and over the watched movies, and says whether the list is personal, all from
    /// one scoring.
    /// </summary>
    /// <param name="asked">What was watched.</param>
    /// <param name="options">What may be ranked.</param>
    /// <param name="rows">Receives the movie rows.</param>
    /// <param name="scores">Receives the model's scores of them.</param>
    /// <param name="contributions">(rows, watched): receives the share of each watched movie in each score; empty: not
    /// wanted.</param>
    /// <param name="parts">(rows): receives what each score consists of, where contributions are wanted.</param>
    /// <param name="isPersonal">Whether the list follows from the history; where the model tells no movies apart for
    /// it, the list goes by audience.</param>
    /// <returns>How many were found.</returns>
    internal int Rank(
        in History asked,
        RankOptions options,
        Span<int> rows,
        Span<float> scores,
        Span<float> contributions,
        Span<ScoreParts> parts,
        out bool isPersonal
    )
    {
        History history = asked.For(options.Goal);
        using Rented<float> rented = new(_scorer.MovieCount);
        Span<float> all = rented.Span;
        ScoredHistory? scored = null;
        try
        {
            if (options.KeepWatched)
                _scorer.Score(history, all);
            else
                scored = _scorer.Open(history, FlagsOf(options), all);
            bool tells = TellsApart(all);
            isPersonal = tells && _scorer.IsPersonal;
            if (!tells)
            {
                StandIn(all);
                options = options with { PlacesForOneNew = 0 }; // nothing says which of them fits
            }
            Drop(history, options, all);
            int count = options.LessLike is { Movies.Length: > 0 } disliked
                ? RankLess(history, options, disliked, all, rows, scores)
                : ChoosePage(all, all, options, rows, scores);
            if (contributions.IsEmpty)
                return count;
            Span<float> wanted = contributions[..(count * history.Movies.Length)];
            if (scored is null)
                _scorer.ExplainMany(history, rows[..count], wanted, parts[..count]);
            else
                scored.Explain(history, rows[..count], wanted, parts[..count]);
            return count;
        }
        finally
        {
            scored?.Dispose();
        }
    }

    /// <summary>Ranks the movies most like one, best first.</summary>
    /// <param name="movie">The movie's row.</param>
    /// <param name="rows">Receives the movie rows; its length is how many are wanted.</param>
    /// <param name="scores">Receives the model's likeness; as long as <paramref name="rows"/>.</param>
    /// <param name="allowed">The movies that may be ranked; null: all.</param>
    /// <returns>How many were found; none where the model tells no movies apart by their likeness to this
    /// one.</returns>
    public int RankSimilar(int movie, Span<int> rows, Span<float> scores, AllowedMovies? allowed = null)
    {
        using Rented<float> rented = new(_scorer.MovieCount);
        Span<float> all = rented.Span;
        _scorer.Similar(movie, all);
        all[movie] = float.NegativeInfinity;
        bool tells = TellsApart(all);
        Drop(allowed, all);
        return tells ? Select(all, rows, scores) : 0;
    }

    /// <summary>From how many of the best movies a list is chosen where it isn't simply the best.</summary>
    /// <param name="count">n, how many are wanted.</param>
    /// <param name="novelty">ν.</param>
    internal static int PoolSize(int count, double novelty) =>
        (int)Math.Min(int.MaxValue, Math.Max(LeastPool, PoolFactor * (double)count) * (1 + NoveltyDepth * novelty));

    /// <summary>
    /// Scores where the model has nothing to say: by audience; where nobody has watched anything, the newest movies
    /// come first.
    /// </summary>
    private void StandIn(Span<float> scores)
    {
        if (_data.Interactions.Count > 0)
        {
            ReadOnlySpan<float> audiences = _data.Interactions.Audiences;
            audiences.CopyTo(scores);
            scores[audiences.Length..].Clear();
            return;
        }
        for (int movie = 0; movie < scores.Length; movie++)
            scores[movie] = _data.Catalog[movie].Year ?? 0;
    }

    /// <summary>Takes out what may not be ranked.</summary>
    private static void Drop(in History history, RankOptions options, Span<float> all)
    {
        if (!options.KeepWatched)
            foreach (int movie in history.Movies)
                all[movie] = float.NegativeInfinity;
        if (options.LessLike is { } disliked)
            foreach (int movie in disliked.Movies)
                all[movie] = float.NegativeInfinity;
        Drop(options.Allowed, all);
    }

    private static void Drop(AllowedMovies? allowed, Span<float> all)
    {
        if (allowed is null)
            return;
        ReadOnlySpan<bool> flags = allowed.Flags;
        for (int movie = 0; movie < all.Length; movie++)
            if (!flags[movie])
                all[movie] = float.NegativeInfinity;
    }

    /// <summary>What may be ranked; empty: all.</summary>
    private static ReadOnlySpan<bool> FlagsOf(RankOptions options) =>
        options.Allowed is { } allowed ? allowed.Flags : [];

    private int RankLess(
        in History history,
        RankOptions options,
        StoredHistory disliked,
        ReadOnlySpan<float> all,
        Span<int> rows,
        Span<float> scores
    )
    {
        using Rented<float> rented = new(2 * all.Length);
        Span<float> relevance = rented.Span[..all.Length];
        Span<float> dislike = rented.Span[all.Length..];
        // Of the same time: else what was popular then would count as liked, and what was popular later as disliked.
        _scorer.Open(disliked.AsHistory().AsOf(WatchTimes.Of(history)), FlagsOf(options), dislike).Dispose();
        all.CopyTo(relevance);
        if (TellsApart(dislike))
            NegativeExamples.Subtract(relevance, dislike, history.Movies.Length, disliked.Movies.Length);
        return ChoosePage(relevance, all, options, rows, scores);
    }

    /// <summary>
    /// Chooses the pages before the one that is wanted, takes them out, and chooses: novelty, variety and the places
    /// for new movies belong to a page, so that no other cut of one long list would have each movie on one page.
    /// </summary>
    private int ChoosePage(
        Span<float> relevance,
        ReadOnlySpan<float> all,
        RankOptions options,
        Span<int> rows,
        Span<float> scores
    )
    {
        for (int left = options.Offset; left > 0; left -= rows.Length)
        {
            int wanted = Math.Min(left, rows.Length);
            int found = Choose(relevance, all, options, rows[..wanted], scores[..wanted]);
            if (found < wanted || wanted == 0)
                return 0;
            foreach (int row in rows[..found])
                relevance[row] = float.NegativeInfinity;
        }
        return Choose(relevance, all, options, rows, scores);
    }

    /// <summary>Chooses by relevance, and gives the model's scores of what was chosen.</summary>
    private int Choose(
        ReadOnlySpan<float> relevance,
        ReadOnlySpan<float> all,
        RankOptions options,
        Span<int> rows,
        Span<float> scores
    )
    {
        int count;
        if (options.Diversity > 0 || options.Novelty > 0)
        {
            count = SelectFromPool(relevance, options, rows);
        }
        else
        {
            count = TopN.Select(relevance, rows);
            if (options.PlacesForOneNew > 0)
                KeepPlaces(relevance, count / options.PlacesForOneNew, rows[..count]);
        }
        for (int i = 0; i < count; i++)
            scores[i] = all[rows[i]];
        return count;
    }

    /// <summary>
    /// Gives the last places of the best to the most relevant movies that nobody has watched, as many as are missing
    /// among them. A model is less sure of such movies, so its probabilities lie closer together: who has a strong
    /// taste would never see one.
    /// </summary>
    private void KeepPlaces(ReadOnlySpan<float> relevance, int wanted, Span<int> best)
    {
        int missing = wanted;
        foreach (int movie in best)
            if (_data.Interactions.AudienceOf(movie) == 0)
                missing--;
        if (missing <= 0 || _unwatched.Count == 0)
            return;
        using Rented<float> rented = new(_unwatched.Count);
        Span<float> others = rented.Span;
        for (int i = 0; i < others.Length; i++)
            others[i] = best.Contains(_unwatched[i]) ? float.NegativeInfinity : relevance[_unwatched[i]];
        using Rented<int> seats = new(Math.Min(missing, others.Length));
        int found = TopN.Select(others, seats.Span);
        while (
            found > 0
            && !IsAmongFirst(relevance, relevance[_unwatched[seats.Span[found - 1]]], PoolFactor * best.Length)
        )
            found--;
        int kept = best.Length;
        for (int i = best.Length - 1, left = found; i >= 0 && left > 0; i--)
        {
            if (_data.Interactions.AudienceOf(best[i]) == 0)
                continue;
            best[(i + 1)..kept].CopyTo(best[i..]); // what comes after a movie that makes room moves up
            kept--;
            left--;
        }
        for (int i = 0; i < best.Length - kept; i++)
            best[kept + i] = _unwatched[seats.Span[i]];
    }

    private static bool IsAmongFirst(ReadOnlySpan<float> relevance, float value, int count)
    {
        int before = 0;
        foreach (float other in relevance)
            if (other > value)
                before++;
        return before < count;
    }

    /// <summary>
    /// Whether movies have different scores, but for what was watched (−∞); one that is left alone need not be told
    /// from any.
    /// </summary>
    private static bool TellsApart(ReadOnlySpan<float> scores)
    {
        int first = scores.IndexOfAnyExcept(float.NegativeInfinity);
        if (first < 0)
            return false;
        return scores[first..].ContainsAnyExcept(scores[first], float.NegativeInfinity)
            || (scores.Length > 1 && scores.Count(scores[first]) == 1);
    }

    private static int Select(ReadOnlySpan<float> all, Span<int> rows, Span<float> scores)
    {
        int count = TopN.Select(all, rows);
        for (int i = 0; i < count; i++)
            scores[i] = all[rows[i]];
        return count;
    }

    /// <summary>Chooses among the best: first the popularity discount, then variety.</summary>
    private int SelectFromPool(ReadOnlySpan<float> relevance, RankOptions options, Span<int> rows)
    {
        int size = Math.Min(relevance.Length, PoolSize(rows.Length, options.Novelty));
        using Rented<int> bestRows = new(size);
        using Rented<float> bestScores = new(size);
        Span<int> rowPool = bestRows.Span;
        Span<float> scorePool = bestScores.Span;
        int found = Select(relevance, rowPool, scorePool);
        if (options.Novelty > 0)
        {
            // Little known is no merit in itself: where few movies may be ranked, the pool ends at a mean score.
            double mean = Standard.Of(relevance, relevance).Mean;
            while (found > rows.Length && scorePool[found - 1] <= mean)
                found--;
            PopularityDiscount.Reorder(rowPool[..found], scorePool[..found], options.Novelty, _data.Interactions);
        }
        if (options.Diversity > 0)
            Mmr.Reorder(rowPool[..found], scorePool[..found], rows.Length, options.Diversity, _similarity);
        int count = Math.Min(found, rows.Length);
        rowPool[..count].CopyTo(rows);
        return count;
    }
}
