using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// The Butaca model at work, a pipeline of four stages: linear scores order all movies and choose candidates; features
/// of these are extracted; networks rerank them, known movies and cold ones, which nobody in the training had watched,
/// in one ranking; and every score is explained. With ratings, a second pipeline finds what users like. See
/// docs/reference/model.md.
/// </summary>
public sealed class ButacaScorer : Scorer, ILoadableScorer, IExtendableScorer, IMovieVectors
{
    /// <summary>Where the model of what users like is kept.</summary>
    private const string LikeFolder = "like";

    private readonly LinearScorers _scorers;
    private readonly CandidateGenerator _generator;
    private readonly FeatureExtractor _features;
    private readonly Reranker _reranker;
    private readonly Explainer _explainer;
    private readonly ButacaScorer? _like; // finds what users like; null: nothing is known of that

    /// <summary>Composes the stages.</summary>
    /// <param name="scorers">The linear scorers.</param>
    /// <param name="features">Extracts features.</param>
    /// <param name="known">Reranks known movies; null: the first stage alone ranks.</param>
    /// <param name="cold">Reranks cold movies.</param>
    /// <param name="like">Finds what users like; null where nothing is known of that.</param>
    internal ButacaScorer(
        LinearScorers scorers,
        FeatureExtractor features,
        KnownMovieReranker? known,
        ColdMovieReranker cold,
        ButacaScorer? like = null
    )
        : this(
            scorers,
            new CandidateGenerator(scorers),
            features,
            new Reranker(features, scorers.Ratings, known, cold),
            like
        )
    {
        // each stage is made of the one before it
    }

    private ButacaScorer(
        LinearScorers scorers,
        CandidateGenerator generator,
        FeatureExtractor features,
        Reranker reranker,
        ButacaScorer? like
    )
        : base(scorers.Data.Catalog.Count)
    {
        _scorers = scorers;
        _generator = generator;
        _features = features;
        _reranker = reranker;
        _explainer = new Explainer(scorers, generator, features, reranker);
        _like = like;
    }

    /// <inheritdoc/>
    public override bool KnowsTime => _scorers.LatestTime > 0;

    /// <inheritdoc/>
    public override bool KnowsRatings => _like is not null;

    /// <inheritdoc/>
    /// <remarks>Ratings speak where networks rerank: the first stage alone doesn't hear them.</remarks>
    public override float DislikeRating =>
        _like is { _reranker.Reorders: true, _scorers.Ratings: { } ratings } ? ratings.Scale.Disliked : float.NaN;

    /// <inheritdoc/>
    public override bool KnowsUnwatched => _reranker.Cold.IsWanted && _scorers.Content.TellsApart;

    /// <inheritdoc/>
    /// <remarks>
    /// Of the candidates, which the networks rerank; the others' scores lie below. For the goal <see cref="Goal.Like"/>
    /// less by how probable a dislike is, alike for everybody.
    /// </remarks>
    public override bool ScoresAreLogits => _reranker.Reorders;

    /// <inheritdoc/>
    int IMovieVectors.Dimension => _scorers.Content.Dimension;

    /// <inheritdoc/>
    /// <remarks>Where the movie stands by what it is: known and cold movies alike have such a place.</remarks>
    ReadOnlySpan<float> IMovieVectors.VectorOf(int movie) => _scorers.Content.PlaceOf(movie);

    /// <inheritdoc/>
    public override void Score(in History history, Span<float> scores) =>
        Open(history, [], scores, watchedToo: true).Dispose();

    /// <inheritdoc/>
    /// <remarks>The networks rerank the best of what is allowed: of few movies, all.</remarks>
    public override ScoredHistory Open(in History history, ReadOnlySpan<bool> allowed, Span<float> scores) =>
        Open(history, allowed, scores, watchedToo: false);

    private ScoredHistory Open(in History history, ReadOnlySpan<bool> allowed, Span<float> scores, bool watchedToo)
    {
        if (history.Goal != Goal.Like || _like is null)
            return Run(history, allowed, scores, watchedToo);
        StoredHistory told = LikeBlend.ToldToWatch(history, _like._scorers.Ratings!.Scale, out int[] toldAt);
        using Rented<float> rented = new(MovieCount);
        ScoredHistory like = _like.Run(history, allowed, scores, watchedToo);
        ScoredHistory watch = Run(told.AsHistory(), allowed, rented.Span, watchedToo);
        LikeBlend.Mean(scores, rented.Span);
        return new LikeBlend(watch, like, told, toldAt);
    }

    /// <summary>Runs the stages once.</summary>
    private PipelineRun Run(in History history, ReadOnlySpan<bool> allowed, Span<float> scores, bool watchedToo)
    {
        if (!KnowsAnyOf(history))
            return TellNothing(scores);
        UserProfile user = _features.Read(history);
        Candidates candidates = _generator.Choose(
            user,
            history,
            allowed,
            _reranker.Cold.OffsetOf,
            scores,
            _reranker.Covers(isCold: false) ? CandidateGenerator.KnownCandidates : 0,
            _reranker.Covers(isCold: true) ? CandidateGenerator.ColdCandidates : 0,
            watchedToo && _reranker.Reorders
        );
        if (!watchedToo)
        {
            foreach (int movie in history.Movies)
                scores[movie] = float.NegativeInfinity; // how far the others are moved must not depend on them
        }
        bool ofAll = allowed.IsEmpty || 2 * allowed.Count(true) > allowed.Length; // but for what was dismissed or withdrawn
        if (_reranker.Rerank(user, candidates, ofAll, scores) is { } offset)
            return new PipelineRun(_explainer, user, candidates, offset);
        user.Dispose();
        return TellNothing(scores);
    }

    /// <summary>All movies are alike.</summary>
    private PipelineRun TellNothing(Span<float> scores)
    {
        scores.Clear();
        return new PipelineRun(_explainer, null, default, 0);
    }

    /// <inheritdoc/>
    /// <remarks>The logit of the probability that the user watches it, whatever else there is.</remarks>
    public override float Appeal(in History history, int movie)
    {
        if (history.Goal == Goal.Like && _like is not null)
        {
            History told = LikeBlend.ToldToWatch(history, _like._scorers.Ratings!.Scale, out _).AsHistory();
            Span<float> appeals = [_like.Appeal(history, movie), Appeal(told.For(Goal.Watch), movie)];
            return TensorPrimitives.Average<float>(appeals);
        }
        if (!KnowsAnyOf(history))
            return float.NegativeInfinity;
        bool isCold = !_scorers.IsKnown(movie);
        if (!_reranker.Covers(isCold))
            return base.Appeal(history, movie);
        using UserProfile user = _features.Read(history);
        Span<float> logit = [0];
        _reranker.Score(user, [movie], isCold, logit);
        return logit[0];
    }

    /// <inheritdoc/>
    /// <remarks>See <see cref="Explainer"/>.</remarks>
    public override ScoreParts Explain(in History history, int movie, Span<float> contributions)
    {
        Span<ScoreParts> parts = [default];
        ExplainMany(history, [movie], contributions, parts);
        return parts[0];
    }

    /// <inheritdoc/>
    public override void ExplainMany(
        in History history,
        ReadOnlySpan<int> movies,
        Span<float> contributions,
        Span<ScoreParts> parts
    )
    {
        using Rented<float> scores = new(MovieCount);
        using ScoredHistory scored = Open(history, [], scores.Span, watchedToo: true);
        scored.Explain(history, movies, contributions, parts);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// By who watched both and by what they are, not by how many watched them. What few users watched is told by what
    /// it is.
    /// </remarks>
    public override void Similar(int movie, Span<float> scores) => _scorers.Similarity.Value.Score(movie, scores);

    /// <inheritdoc/>
    public override bool PredictRatings(in History history, ReadOnlySpan<int> movies, Span<PredictedRating> ratings) =>
        _like is not null && _like._scorers.PredictRatings(history, movies, ratings);

    /// <inheritdoc/>
    public Scorer Extend(Dataset larger) => Extend(larger.Catalog);

    private ButacaScorer Extend(Catalog larger)
    {
        LinearScorers scorers = _scorers.Extend(larger);
        FeatureExtractor features = _features.Extend(scorers);
        return new ButacaScorer(
            scorers,
            _generator.Extend(scorers),
            features,
            _reranker.Extend(features, scorers),
            _like?.Extend(larger)
        )
        {
            Chosen = Chosen,
        };
    }

    /// <summary>
    /// What was liked of a data set with ratings; what has none counts as liked: it was chosen to be told.
    /// </summary>
    internal static Dataset Liked(Dataset data, RatingScale scale) =>
        new(data.Catalog, data.Users, data.Interactions.WhereRating(rating => !(rating < scale.Liked)));

    /// <inheritdoc/>
    public override void Save(ArrayFolder arrays)
    {
        _scorers.Save(arrays);
        _reranker.Save(arrays);
        _like?.Save(new ArrayFolder(Directory.CreateDirectory(arrays.FileOf(LikeFolder)).FullName));
    }

    /// <inheritdoc/>
    public static Scorer Load(ArrayFolder arrays, Dataset data)
    {
        string folder = arrays.FileOf(LikeFolder);
        if (!Directory.Exists(folder))
            return Load(arrays, data, null, null, null);
        ArrayFolder likes = new(folder);
        RatingFactors ratings = RatingFactors.Load(likes, data.Catalog.Count);
        ButacaScorer like = Load(likes, Liked(data, ratings.Scale), ratings, null, data.Interactions);
        return Load(arrays, data, null, like, null);
    }

    private static ButacaScorer Load(
        ArrayFolder arrays,
        Dataset data,
        RatingFactors? ratings,
        ButacaScorer? like,
        Interactions? watchedBy
    )
    {
        LinearScorers scorers = LinearScorers.Load(arrays, data, ratings);
        FeatureExtractor features = new(scorers, data.Users.Count);
        return new ButacaScorer(
            scorers,
            features,
            KnownMovieReranker.Load(arrays, features.Count),
            ColdMovieReranker.Load(arrays, features.Count, scorers, watchedBy),
            like
        );
    }

    private bool KnowsAnyOf(in History history)
    {
        foreach (int movie in history.Movies)
            if (_scorers.IsKnown(movie))
                return true;
        return false;
    }

    /// <summary>What the stages have read and chosen.</summary>
    /// <param name="explainer">The last stage.</param>
    /// <param name="user">The user; null where nothing is told.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="offset">How far the others' scores were moved.</param>
    private sealed class PipelineRun(Explainer explainer, UserProfile? user, Candidates candidates, float offset)
        : ScoredHistory
    {
        /// <inheritdoc/>
        public override void Explain(
            in History history,
            ReadOnlySpan<int> movies,
            Span<float> contributions,
            Span<ScoreParts> parts
        )
        {
            contributions.Clear();
            parts.Clear();
            if (user is not null)
                explainer.Explain(history, user, candidates, offset, movies, contributions, parts);
        }

        /// <inheritdoc/>
        public override void Dispose()
        {
            user?.Dispose();
            base.Dispose();
        }
    }
}
