using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Butaca.Data;
using Butaca.Models;

namespace Butaca.Recommending;

/// <summary>What to recommend.</summary>
public sealed record RecommendOptions
{
    /// <summary>n, the number of recommendations, at least 1. Default 10.</summary>
    public int Count { get; init; } = 10;

    /// <summary>
    /// How many of the best to leave out, so that a list goes on where another one ended. Pages of one <see
    /// cref="Count"/> have no movie in common: each is chosen from what the pages before it left. Default 0. Not for
    /// several users together.
    /// </summary>
    public int Offset { get; init; }

    /// <summary>Which movies may be recommended. Default: all.</summary>
    public MovieFilter Filter { get; init; } = new();

    /// <summary>0 (most accurate, the default) … 1 (most varied): δ of maximal marginal relevance.</summary>
    public double Diversity { get; init; }

    /// <summary>
    /// 0 (most accurate, the default) … 1 (hidden gems): how much the size of a movie's audience counts against it,
    /// among the most relevant movies. At 1/2 it counts as much as relevance, at 1 twice as much.
    /// </summary>
    public double Novelty { get; init; }

    /// <summary>
    /// What to recommend for: what the user is likely to watch, or to watch and to like. Default (null): what is
    /// liked, where the model knows ratings and the history has some; else what is watched. Models that don't know
    /// ratings ignore it.
    /// </summary>
    public Goal? Goal { get; init; }

    /// <summary>
    /// Ids of disliked movies: they are not recommended, and what is like them ranks lower, by no more than one movie
    /// among all that were told justifies. For the goal <see cref="Data.Goal.Like"/>, models that know ratings take
    /// them as rated low. A watched movie among them counts as disliked only. Unknown ids are ignored. Default: none.
    /// </summary>
    public ImmutableArray<Id> LessLike { get; init; } = [];

    /// <summary>
    /// The time to recommend for, from 1970-01-01 to 2106-02-07 06:28:15 UTC, to the second; null (the default): the
    /// history's own. Models that know nothing of time ignore it.
    /// </summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>
    /// Of how many places each is kept for a movie that nobody has watched, where the model knows how such movies fit
    /// and one is among the first ten times <see cref="Count"/>; 0: as the model ranks. Default 10: the last of ten,
    /// unless the model ranks one among them anyway. It does nothing with diversity or novelty.
    /// </summary>
    public int PlacesForOneNew { get; init; } = 10;

    /// <summary>How many reasons each recommendation carries, at most. Default 0.</summary>
    public int Reasons { get; init; }
}

/// <summary>A recommended movie.</summary>
/// <param name="Rank">1 for the best; with an offset, the place after that.</param>
/// <param name="Movie">The movie.</param>
/// <param name="Score">
/// The model's score; comparable within one list only. Diversity, novelty and dislikes change the order, not the score.
/// Where the model has nothing to say and the most watched movies stand in, the number of users who watched the movie;
/// where nobody has watched anything, its year.
/// </param>
/// <param name="Reasons">The watched movies that contributed most, most first; empty where none did or none were asked
/// for.</param>
public sealed record Recommendation(int Rank, Movie Movie, float Score, IReadOnlyList<Reason> Reasons)
{
    /// <summary>
    /// What the score consists of. Null where no reasons were asked for, or where the list doesn't follow from what was
    /// watched.
    /// </summary>
    public ScoreParts? Parts { get; init; }

    /// <summary>Whether nobody in the data has watched the movie: it is recommended by what it is.</summary>
    public bool IsNew { get; init; }

    /// <summary>
    /// What the user would rate the movie; null where the model doesn't predict it or no rating of theirs is known.
    /// </summary>
    public PredictedRating? Rating { get; init; }

    /// <summary>
    /// The movies rated below the user's mean that spoke most against it, most first: it would rank higher without.
    /// Empty where none did, or none were asked for.
    /// </summary>
    public IReadOnlyList<Reason> Against { get; init; } = [];
}

/// <summary>What a watched movie contributed to a recommendation.</summary>
/// <param name="Watched">The watched movie.</param>
/// <param name="Contribution">Its part of the score. Those of all watched movies add up to <see
/// cref="ScoreParts.Watched"/>.</param>
/// <param name="Share">The contribution as a share, 0 … 1, of what all watched movies that speak for it contribute;
/// below 0 of what speaks against it.</param>
public sealed record Reason(Movie Watched, float Contribution, double Share);

/// <summary>
/// A trained model at work: from histories to movies with reasons. Immutable and safe for many threads.
/// </summary>
public sealed partial class Recommender
{
    private readonly Dataset _data;
    private readonly Ranker _ranker;
    private readonly Lazy<GroupRanker> _groups;
    private readonly Scorer _scorer;
    private readonly Lazy<AllowedMovies?> _allOffered; // null: all

    /// <summary>Joins a scorer and the data it was trained on.</summary>
    /// <param name="data">The data.</param>
    /// <param name="scorer">The scorer.</param>
    /// <param name="withdrawn">
    /// Ids of movies that are not offered any more: they are neither recommended nor found like others, and tell as
    /// before what those who watched them like. Unknown ids are ignored. Default: none.
    /// </param>
    public Recommender(Dataset data, Scorer scorer, IEnumerable<Id>? withdrawn = null)
    {
        _data = data;
        _scorer = scorer;
        KnowsTime = scorer.KnowsTime;
        _ranker = new Ranker(data, scorer);
        _groups = new Lazy<GroupRanker>(() => new GroupRanker(data, scorer));
        // Flags for each movie wait until somebody asks: a catalogue may change many times before.
        ImmutableHashSet<Id> without = withdrawn as ImmutableHashSet<Id> ?? [.. withdrawn ?? []];
        _allOffered = new Lazy<AllowedMovies?>(() =>
            without.IsEmpty ? null : new MovieFilter { ExcludedIds = [.. without] }.On(data.Catalog)
        );
    }

    private AllowedMovies? Offered => _allOffered.Value;

    /// <summary>The movies that the model knows.</summary>
    public Catalog Catalog => _data.Catalog;

    /// <summary>Whether the model minds <see cref="RecommendOptions.At"/>.</summary>
    public bool KnowsTime { get; }

    /// <summary>Whether the model minds ratings and <see cref="RecommendOptions.Goal"/>.</summary>
    public bool KnowsRatings => _scorer.KnowsRatings;

    /// <summary>
    /// Recommends for a user known by nothing but movie ids, such as <c>recommender.Recommend([1, 260])</c>. Where it
    /// is known when they were watched, a <see cref="StoredHistory"/> of ids and times tells it to models that know
    /// time.
    /// </summary>
    /// <param name="watchedIds">Ids of watched movies in any order; unknown ones are ignored.</param>
    /// <param name="options">What to recommend.</param>
    /// <inheritdoc cref="Recommend(in History, RecommendOptions?)"/>
    public IReadOnlyList<Recommendation> Recommend(ReadOnlySpan<Id> watchedIds, RecommendOptions? options = null) =>
        Recommend(watchedIds, options ?? new RecommendOptions(), out _);

    /// <inheritdoc cref="Recommend(ReadOnlySpan{Id}, RecommendOptions?)"/>
    /// <param name="watchedIds">Ids of watched movies in any order; unknown ones are ignored.</param>
    /// <param name="options">What to recommend.</param>
    /// <param name="isPersonal">Whether the list follows from what was watched; where not, it is the most watched
    /// movies.</param>
    public IReadOnlyList<Recommendation> Recommend(
        ReadOnlySpan<Id> watchedIds,
        RecommendOptions options,
        out bool isPersonal
    ) => Recommend(HistoryOf(watchedIds).AsHistory(), options, out isPersonal);

    /// <summary>
    /// Recommends for a user known by ratings, such as <c>recommender.Recommend([(1, 4.5f), (260, 2)])</c>. Where
    /// some movies were watched but not rated, a <see cref="StoredHistory"/> tells it.
    /// </summary>
    /// <param name="rated">
    /// Ids of watched movies in any order, each with its rating on the scale of the data set (MovieLens: 0.5 to 5);
    /// unknown ones are ignored. Of a movie that is there twice, the last rating counts.
    /// </param>
    /// <param name="options">What to recommend.</param>
    /// <exception cref="ButacaException">A rating is infinite, or an option cannot be used.</exception>
    /// <inheritdoc cref="Recommend(in History, RecommendOptions?)"/>
    [OverloadResolutionPriority(-1)] // an empty list fits both
    public IReadOnlyList<Recommendation> Recommend(
        ReadOnlySpan<(Id MovieId, float Rating)> rated,
        RecommendOptions? options = null
    )
    {
        IEnumerable<(Id, float?, DateTimeOffset?)> watched = rated
            .ToArray()
            .Select(movie => (movie.MovieId, (float?)movie.Rating, (DateTimeOffset?)null));
        return Recommend(StoredHistory.Of(Catalog, watched).AsHistory(), options);
    }

    /// <summary>Recommends for a history.</summary>
    /// <param name="history">What was watched, and when if that is known.</param>
    /// <param name="options">What to recommend.</param>
    /// <returns>At most <see cref="RecommendOptions.Count"/> movies, best first; fewer only where fewer pass the
    /// filter.</returns>
    /// <exception cref="ButacaException">An option cannot be used.</exception>
    public IReadOnlyList<Recommendation> Recommend(in History history, RecommendOptions? options = null) =>
        Recommend(history, options ?? new RecommendOptions(), out _);

    /// <inheritdoc cref="Recommend(in History, RecommendOptions?)"/>
    /// <param name="history">What was watched, and when if that is known.</param>
    /// <param name="options">What to recommend.</param>
    /// <param name="isPersonal">Whether the list follows from the history; where not, it is the most watched
    /// movies.</param>
    public IReadOnlyList<Recommendation> Recommend(in History history, RecommendOptions options, out bool isPersonal) =>
        Recommend(history, options, Prepare(options), out isPersonal);

    /// <summary>
    /// What to recommend for where nobody says: what somebody will like, with a model that knows ratings and of whom a
    /// rating is known; else what they will watch.
    /// </summary>
    /// <param name="history">What was watched.</param>
    public Goal GoalFor(in History history) =>
        KnowsRatings && history.Ratings.ContainsAnyExcept(float.NaN) ? Goal.Like : Goal.Watch;

    /// <summary>Predicts what a user would rate a movie, on the scale of the data.</summary>
    /// <param name="history">What was watched, with ratings.</param>
    /// <param name="movieId">The movie's id.</param>
    /// <returns>Null where the model predicts no ratings, the history has none, or the catalogue has no such
    /// movie.</returns>
    public PredictedRating? Rate(in History history, Id movieId)
    {
        int movie = Catalog.Vocabulary.RowOf(movieId);
        if (movie < 0)
            return null;
        PredictedRating[] ratings = new PredictedRating[1];
        return Predict(history, [movie], ratings) ? ratings[0] : null;
    }

    /// <summary>Recommends for many histories; each result is the same as for that history alone.</summary>
    /// <param name="histories">The histories.</param>
    /// <param name="options">What to recommend to each.</param>
    /// <param name="threads">Threads to use. Default: the processor's.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>A list for each history, in their order.</returns>
    public IReadOnlyList<Recommendation>[] RecommendMany(
        IReadOnlyList<StoredHistory> histories,
        RecommendOptions? options = null,
        int threads = 0,
        CancellationToken cancellation = default
    )
    {
        options ??= new RecommendOptions();
        RankOptions ranking = Prepare(options);
        IReadOnlyList<Recommendation>[] lists = new IReadOnlyList<Recommendation>[histories.Count];
        new TrainContext
        {
            Threads = threads > 0 ? threads : Environment.ProcessorCount,
            Cancellation = cancellation,
        }.ParallelFor(lists.Length, i => lists[i] = Recommend(histories[i].AsHistory(), options, ranking, out _));
        return lists;
    }

    /// <summary>The movies most like one.</summary>
    /// <param name="movieId">The movie's id.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <returns>Movies without reasons, most alike first; none where the model finds no movie more like it than any
    /// other.</returns>
    /// <exception cref="ButacaException">The catalogue has no such movie, or the count is below 1.</exception>
    public IReadOnlyList<Recommendation> Similar(Id movieId, int count = 10)
    {
        if (count < 1)
            Throw.Option("n", $"{count}", "at least 1");
        int movie = Catalog.Vocabulary.RowOf(movieId);
        if (movie < 0)
            Throw.Option("movie", $"{movieId}", $"the id of one of the {Catalog.Count} movies that the model knows");
        int[] rows = new int[Math.Min(count, Catalog.Count)];
        float[] scores = new float[rows.Length];
        int found = _ranker.RankSimilar(movie, rows, scores, Offered);
        return
        [
            .. Enumerable
                .Range(0, found)
                .Select(i => new Recommendation(i + 1, Catalog[rows[i]], scores[i], []) { IsNew = IsNew(rows[i]) }),
        ];
    }

    private RankOptions Prepare(RecommendOptions options)
    {
        if (options.Count < 1)
            Throw.Option("n", $"{options.Count}", "at least 1");
        if (options.Offset < 0)
            Throw.Option("offset", $"{options.Offset}", "at least 0");
        if (options.Diversity is not (>= 0 and <= 1))
            Throw.Option("diversity", options.Diversity.ToString(CultureInfo.InvariantCulture), "a number from 0 to 1");
        if (options.PlacesForOneNew < 0)
            Throw.Option("placesForOneNew", $"{options.PlacesForOneNew}", "0, or a number of places");
        if (options.Novelty is not (>= 0 and <= 1))
            Throw.Option("novelty", options.Novelty.ToString(CultureInfo.InvariantCulture), "a number from 0 to 1");
        if (options.At is { } at)
            StoredHistory.Seconds("at", at);
        return new RankOptions
        {
            Allowed = options.Filter.AllowsAll ? Offered : options.Filter.On(Catalog).And(Offered),
            Offset = options.Offset,
            Diversity = options.Diversity,
            Novelty = options.Novelty,
            PlacesForOneNew = options.PlacesForOneNew,
            Goal = options.Goal ?? Goal.Watch,
            LessLike = options.LessLike.IsDefaultOrEmpty ? null : HistoryOf(options.LessLike.AsSpan()),
        };
    }

    private bool IsNew(int movie) => _data.Interactions.AudienceOf(movie) == 0;

    private StoredHistory HistoryOf(ReadOnlySpan<Id> ids)
    {
        List<int> rows = [];
        foreach (Id id in ids)
            if (Catalog.Vocabulary.RowOf(id) is >= 0 and int row)
                rows.Add(row);
        return StoredHistory.Of(rows);
    }

    /// <summary>
    /// A history as the options have it read: what is disliked is told, for the time that is asked for.
    /// </summary>
    /// <param name="history">The history as it was given.</param>
    /// <param name="options">The options.</param>
    /// <param name="ranking">Dislikes that the history tells now are taken out: once is enough.</param>
    private StoredHistory Settle(in History history, RecommendOptions options, ref RankOptions ranking)
    {
        StoredHistory read = ToldDislikes.Tell(history, _scorer, ref ranking);
        return options.At is { } at ? read with { At = StoredHistory.Seconds("at", at) } : read;
    }

    private Recommendation[] Recommend(
        in History whole,
        RecommendOptions options,
        RankOptions ranking,
        out bool isPersonal
    )
    {
        ranking = ranking with { Goal = options.Goal ?? GoalFor(whole) };
        return options.At is null && ranking.LessLike is null
            ? List(whole, options, ranking, out isPersonal)
            : List(Settle(whole, options, ref ranking).AsHistory(), options, ranking, out isPersonal);
    }

    /// <summary>A list for a history that stands as the options have it read.</summary>
    private Recommendation[] List(
        in History history,
        RecommendOptions options,
        RankOptions ranking,
        out bool isPersonal
    )
    {
        int[] rows = new int[Math.Min(options.Count, Catalog.Count - history.Movies.Length)]; // the watched are never recommended
        float[] scores = new float[rows.Length];
        int watched = options.Reasons > 0 ? history.Movies.Length : 0;
        float[] contributions = new float[watched * rows.Length];
        ScoreParts[] parts = new ScoreParts[watched > 0 ? rows.Length : 0];
        Recommendation[] list = new Recommendation[
            _ranker.Rank(history, ranking, rows, scores, contributions, parts, out isPersonal)
        ];
        PredictedRating[] ratings = new PredictedRating[list.Length];
        bool predicts = Predict(history, rows.AsSpan(0, list.Length), ratings);
        for (int i = 0; i < list.Length; i++)
        {
            ReadOnlySpan<float> each = contributions.AsSpan(i * watched, watched);
            Reason[] reasons = Strongest(history, each, options.Reasons);
            list[i] = new Recommendation(options.Offset + i + 1, Catalog[rows[i]], scores[i], reasons)
            {
                Parts = isPersonal && watched > 0 ? parts[i] : null,
                IsNew = IsNew(rows[i]),
                Rating = predicts ? ratings[i] : null,
                Against = Against(history, each, options.Reasons),
            };
        }
        return list;
    }

    private bool Predict(in History history, ReadOnlySpan<int> movies, Span<PredictedRating> ratings) =>
        history.Ratings.ContainsAnyExcept(float.NaN) && _scorer.PredictRatings(history, movies, ratings);

    private Reason[] Strongest(in History history, ReadOnlySpan<float> contributions, int most)
    {
        float all = 0;
        foreach (float contribution in contributions)
            all += Math.Max(0, contribution);
        int[] top = new int[Math.Min(Math.Max(0, most), contributions.Length)];
        int count = TopN.Select(contributions, top);
        List<Reason> reasons = [];
        foreach (int i in top.AsSpan(0, count))
            if (contributions[i] > 0)
                reasons.Add(new Reason(Catalog[history.Movies[i]], contributions[i], contributions[i] / all));
        return [.. reasons];
    }

    /// <summary>What was rated below the user's mean and speaks most against a movie.</summary>
    private Reason[] Against(in History history, ReadOnlySpan<float> contributions, int most)
    {
        if (history.Ratings.IsEmpty || contributions.IsEmpty)
            return [];
        float[] known = [.. history.Ratings.ToArray().Where(rating => !float.IsNaN(rating))];
        if (known.Length == 0)
            return [];
        float mean = known.Average();
        float all = 0;
        float[] against = new float[contributions.Length];
        for (int i = 0; i < contributions.Length; i++)
        {
            all += Math.Max(0, contributions[i]);
            against[i] = history.Ratings[i] < mean ? -contributions[i] : 0;
        }
        int[] top = new int[Math.Min(Math.Max(0, most), against.Length)];
        int count = TopN.Select(against, top);
        List<Reason> reasons = [];
        foreach (int i in top.AsSpan(0, count))
            if (against[i] > 0)
                reasons.Add(new Reason(Catalog[history.Movies[i]], -against[i], all > 0 ? -against[i] / all : -1));
        return [.. reasons];
    }
}
