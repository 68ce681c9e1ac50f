using System.Buffers;
using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// The Butaca model at work: linear evidence (who else watched it, what it is) orders all movies, and a network weighs the
/// best of them with their popularity, their age and what the person is like. Known movies and new ones, which nobody in the
/// training had watched, each have their network; both give the logit of the probability that the person watches the
/// movie, so that they share one ranking. See docs/reference/model.md.
/// </summary>
public sealed class ButacaScorer : Scorer, ILoadableScorer, IExtendableScorer, IMovieVectors
{
    /// <summary>How many of the best known movies the network weighs.</summary>
    internal const int KnownCandidates = 300;

    /// <summary>How many of the best new movies the network weighs.</summary>
    internal const int NewCandidates = 150;

    /// <summary>The offset of new movies where they are not wanted: below what any known movie gets that the networks weigh.</summary>
    internal const float NeverNew = -20;

    /// <summary>
    /// The power of the probability that a movie is no dislike, in that of a like: a bad evening costs more than one that could
    /// have been better. See docs/reference/model.md.
    /// </summary>
    private const float DislikeWeight = 19;

    /// <summary>
    /// Half of what lies between a dislike and the next rating, as a share of the highest: a predicted rating lies between the
    /// two with the same right as either.
    /// </summary>
    private const float HalfStep = 0.05f;

    /// <summary>Where the model of what people like is kept.</summary>
    private const string LikeFolder = "like";

    private readonly Evidence _evidence;
    private readonly Weighing? _known; // null: the linear evidence alone ranks
    private readonly Network[] _newNetworks;
    private readonly float _newOffset;
    private readonly UnwatchedMovies _unwatched;
    private readonly float[] _newOffsets; // (n): what is added to the logit of each movie without an audience; of those that came later it is one number
    private readonly ButacaScorer? _like; // finds what people like; null: nothing is known of that

    /// <summary>Joins the parts.</summary>
    /// <param name="data">The catalogue and the training people.</param>
    /// <param name="evidence">The linear evidence.</param>
    /// <param name="known">Weighs it for known movies; null: the evidence alone ranks.</param>
    /// <param name="newNetworks">They weigh it for new movies; empty: new movies come after the candidates.</param>
    /// <param name="newOffset">Is added to new movies' logits.</param>
    /// <param name="unwatched">Whether they are new.</param>
    /// <param name="like">Finds what people like; null where nothing is known of that.</param>
    /// <param name="watched">Of a model of what people like: who watched what. Null: the data tells it.</param>
    internal ButacaScorer(
        Dataset data,
        Evidence evidence,
        Weighing? known,
        Network[] newNetworks,
        float newOffset,
        UnwatchedMovies unwatched,
        ButacaScorer? like = null,
        Interactions? watched = null
    )
        : base(data.Catalog.Count)
    {
        _like = like;
        _evidence = evidence;
        _known = known;
        _newNetworks = newNetworks;
        _newOffset = newOffset;
        _unwatched = unwatched;
        _newOffsets = new float[data.Catalog.Count];
        for (int movie = 0; movie < _newOffsets.Length; movie++)
            _newOffsets[movie] =
                evidence.IsKnown(movie) ? 0
                : watched?.AudienceOf(movie) > 0 ? NeverNew // people watched it, and nobody liked it
                : newOffset + unwatched.LogProbability(movie, evidence.Places);
    }

    private ButacaScorer(ButacaScorer smaller, Catalog larger)
        : base(larger.Count)
    {
        _like = smaller._like is { } like ? new ButacaScorer(like, larger) : null;
        _evidence = smaller._evidence.Extend(larger);
        _known = smaller._known;
        _newNetworks = smaller._newNetworks;
        _newOffset = smaller._newOffset;
        _unwatched = smaller._unwatched;
        _newOffsets = smaller._newOffsets;
        Chosen = smaller.Chosen;
    }

    /// <inheritdoc/>
    public override bool KnowsTime => _evidence.KnowsTime;

    /// <inheritdoc/>
    public override bool KnowsRatings => _like is not null;

    /// <inheritdoc/>
    /// <remarks>Ratings speak where networks weigh: the linear evidence alone doesn't hear them.</remarks>
    public override float DislikeRating =>
        _like is { _known: not null, _evidence.Ratings: { } ratings } ? ratings.Scale.Disliked : float.NaN;

    /// <inheritdoc/>
    public override bool KnowsUnwatched =>
        _newNetworks.Length > 0 && _newOffset > NeverNew && _evidence.Places.TellsApart;

    /// <inheritdoc/>
    /// <remarks>
    /// Of the best movies, which the networks weigh; the others' scores lie below. For the goal <see cref="Goal.Like"/> less by how
    /// probable a dislike is, alike for everybody.
    /// </remarks>
    public override bool ScoresAreLogits => _known is not null;

    /// <inheritdoc/>
    int IMovieVectors.Dimension => _evidence.Places.Dimension;

    /// <inheritdoc/>
    /// <remarks>Where the movie stands by what it is: known and new movies alike have such a place.</remarks>
    ReadOnlySpan<float> IMovieVectors.VectorOf(int movie) => _evidence.Places.PlaceOf(movie);

    /// <inheritdoc/>
    public override void Score(in History history, Span<float> scores) =>
        Open(history, [], scores, watchedToo: true).Dispose();

    /// <inheritdoc/>
    /// <remarks>The networks weigh the best of what is allowed: of few movies, all.</remarks>
    public override ScoredHistory Open(in History history, ReadOnlySpan<bool> allowed, Span<float> scores) =>
        Open(history, allowed, scores, watchedToo: false);

    private ScoredHistory Open(in History history, ReadOnlySpan<bool> allowed, Span<float> scores, bool watchedToo)
    {
        if (history.Goal != Goal.Like || _like is null)
            return OpenOne(history, allowed, scores, watchedToo);
        StoredHistory told = LikeBlend.ToldToWatch(history, _like._evidence.Ratings!.Scale, out int[] toldAt);
        using Rented<float> rented = new(MovieCount);
        ScoredHistory like = _like.OpenOne(history, allowed, scores, watchedToo);
        ScoredHistory watch = OpenOne(told.AsHistory(), allowed, rented.Span, watchedToo);
        LikeBlend.Mean(scores, rented.Span);
        return new LikeBlend(watch, like, told, toldAt);
    }

    private ReadHistory OpenOne(in History history, ReadOnlySpan<bool> allowed, Span<float> scores, bool watchedToo)
    {
        if (!Knows(history))
            return Nothing(scores);
        Reading reading = _evidence.Read(history);
        Candidates found = Choose(history, reading, allowed, scores, watchedToo);
        if (!watchedToo)
            foreach (int movie in history.Movies)
                scores[movie] = float.NegativeInfinity; // how far the others are moved must not depend on them
        bool ofAll = allowed.IsEmpty || 2 * allowed.Count(true) > allowed.Length; // but for what was dismissed or withdrawn
        if (Rank(reading, found, ofAll, scores) is { } offset)
            return new ReadHistory(this, reading, found, offset);
        reading.Dispose();
        return Nothing(scores);
    }

    /// <summary>All movies are alike.</summary>
    private ReadHistory Nothing(Span<float> scores)
    {
        scores.Clear();
        return new ReadHistory(this, null, default, 0);
    }

    /// <inheritdoc/>
    /// <remarks>The logit of the probability that the person watches it, whatever else there is.</remarks>
    public override float Appeal(in History history, int movie)
    {
        if (history.Goal == Goal.Like && _like is not null)
        {
            History told = LikeBlend.ToldToWatch(history, _like._evidence.Ratings!.Scale, out _).AsHistory();
            Span<float> appeals = [_like.Appeal(history, movie), Appeal(told.For(Goal.Watch), movie)];
            return TensorPrimitives.Average<float>(appeals);
        }
        if (!Knows(history))
            return float.NegativeInfinity;
        if (_known is null || (!_evidence.IsKnown(movie) && _newNetworks.Length == 0))
            return base.Appeal(history, movie);
        using Reading reading = _evidence.Read(history);
        Span<float> logit = [0];
        Weigh(reading, [movie], !_evidence.IsKnown(movie), logit);
        return logit[0];
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Each linear feature's share in the network's logit is split over the watched movies as the feature itself is: see
    /// <see cref="Attribution"/>.
    /// </remarks>
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
        float[] scores = ArrayPool<float>.Shared.Rent(MovieCount);
        using (ScoredHistory scored = Open(history, [], scores.AsSpan(0, MovieCount), watchedToo: true))
            scored.Explain(history, movies, contributions, parts);
        ArrayPool<float>.Shared.Return(scores);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// By who watched both and by what they are, not by how many watched them. What few people watched is told by what it is.
    /// </remarks>
    public override void Similar(int movie, Span<float> scores) => _evidence.Likeness.Value.Score(movie, scores);

    /// <inheritdoc/>
    public override bool PredictRatings(in History history, ReadOnlySpan<int> movies, Span<PredictedRating> ratings) =>
        _like is not null && _like._evidence.PredictRatings(history, movies, ratings);

    /// <inheritdoc/>
    public Scorer Extend(Dataset larger) => new ButacaScorer(this, larger.Catalog);

    /// <summary>What is added to the logit of a movie without an audience.</summary>
    private float NewOffsetOf(int movie) =>
        movie < _newOffsets.Length
            ? _newOffsets[movie]
            : _newOffset + _unwatched.LogProbability(movie, _evidence.Places);

    /// <summary>What was liked of a data set with ratings; what has none counts as liked: it was chosen to be told.</summary>
    internal static Dataset Liked(Dataset data, RatingScale scale) =>
        new(data.Catalog, data.Users, data.Interactions.WhereRating(rating => !(rating < scale.Liked)));

    /// <inheritdoc/>
    public override void Save(ArrayFolder arrays)
    {
        _evidence.Save(arrays);
        _known?.Save(arrays);
        for (int i = 0; i < _newNetworks.Length; i++)
            _newNetworks[i].Save(arrays, $"new-{i}");
        arrays.Write("new-networks", [_newNetworks.Length], 1);
        arrays.Write("new-offset", [_newOffset], 1);
        _unwatched.Save(arrays);
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
        Interactions? watched
    )
    {
        FactorScorer factors = (FactorScorer)FactorScorer.Load(arrays, data);
        Evidence evidence = new(
            data,
            LoadLevel(Evidence.ShortLevel),
            LoadLevel(Evidence.LongLevel),
            factors,
            ContentSpace.Load(arrays, data.Catalog),
            data.Users.Count,
            ratings
        );
        return new ButacaScorer(
            data,
            evidence,
            Weighing.Load(arrays, evidence.FeatureCount),
            Network.LoadMany(arrays, "new", arrays.Read<int>("new-networks", 1)[0], evidence.FeatureCount),
            arrays.Read<float>("new-offset", 1)[0],
            UnwatchedMovies.Load(arrays),
            like,
            watched
        );

        ICollaborative LoadLevel(string level) =>
            MovieKernel.IsIn(arrays, level)
                ? MovieKernel.Load(arrays, data.Catalog.Count, level)
                : PeopleKernel.Load(arrays, data.Interactions, level);
    }

    private bool Knows(in History history)
    {
        foreach (int movie in history.Movies)
            if (_evidence.IsKnown(movie))
                return true;
        return false;
    }

    /// <summary>What the networks weigh; nothing where there are none: the linear evidence alone, to show what they add.</summary>
    private Candidates Choose(
        in History history,
        Reading reading,
        ReadOnlySpan<bool> allowed,
        Span<float> bases,
        bool watchedToo
    )
    {
        bool weighs = _known is not null;
        Candidates found = Candidates.Choose(
            _evidence,
            reading,
            history,
            allowed,
            NewOffsetOf,
            bases,
            weighs ? KnownCandidates : 0,
            _newNetworks.Length > 0 ? NewCandidates : 0,
            watchedToo
        );
        return weighs ? found : new Candidates([], []);
    }

    /// <summary>Turns bases into scores: of the candidates their logit, of the others, below them, what they were, moved.</summary>
    /// <returns>How far the others were moved; null where the candidates have one logit, so that nothing is told, if they are the best of all movies.</returns>
    private float? Rank(Reading reading, Candidates found, bool ofAll, Span<float> scores)
    {
        int count = found.Known.Length + found.New.Length;
        if (count == 0)
            return 0;
        float[] rented = ArrayPool<float>.Shared.Rent(count);
        Span<float> logits = rented.AsSpan(0, count);
        Span<float> known = logits[..found.Known.Length];
        Span<float> others = logits[found.Known.Length..];
        Weigh(reading, found.Known, asNew: false, known);
        Weigh(reading, found.New, asNew: true, others);
        foreach (int movie in found.Known)
            scores[movie] = float.NegativeInfinity;
        foreach (int movie in found.New)
            scores[movie] = float.NegativeInfinity;
        float most = TensorPrimitives.Max<float>(scores);
        float least = TensorPrimitives.Min<float>(logits);
        bool isOne = ofAll && count > 1 && least == TensorPrimitives.Max<float>(logits);
        float offset = float.IsNegativeInfinity(most) ? 0 : least - 1 - most;
        TensorPrimitives.Add(scores, offset, scores);
        for (int i = 0; i < known.Length; i++)
            scores[found.Known[i]] = known[i];
        for (int i = 0; i < others.Length; i++)
            scores[found.New[i]] = others[i];
        ArrayPool<float>.Shared.Return(rented);
        return isOne ? null : offset;
    }

    private void Weigh(Reading reading, ReadOnlySpan<int> movies, bool asNew, Span<float> logits)
    {
        logits.Clear();
        if (movies.IsEmpty)
            return;
        float[] features = ArrayPool<float>.Shared.Rent(_evidence.FeatureCount * movies.Length);
        Span<float> rows = features.AsSpan(0, _evidence.FeatureCount * movies.Length);
        _evidence.Features(reading, movies, asNew, rows);
        AddLogits(rows, movies, asNew, logits);
        ArrayPool<float>.Shared.Return(features);
    }

    /// <param name="rows">(F, rows).</param>
    /// <param name="movies">The movies: each has the same number of rows, one after another.</param>
    /// <param name="asNew">Which networks.</param>
    /// <param name="logits">(rows).</param>
    private void AddLogits(ReadOnlySpan<float> rows, ReadOnlySpan<int> movies, bool asNew, Span<float> logits)
    {
        AddDislikes(rows, logits);
        if (!asNew)
        {
            _known!.AddLogits(rows, logits);
            return;
        }
        foreach (Network network in _newNetworks)
            network.AddLogits(rows, logits.Length, 1f / _newNetworks.Length, logits);
        int each = logits.Length / movies.Length;
        for (int row = 0; row < logits.Length; row++)
            logits[row] += NewOffsetOf(movies[row / each]);
    }

    /// <summary>Takes from the logits how probable it is that the person dislikes the movie, where ratings tell it.</summary>
    private void AddDislikes(ReadOnlySpan<float> rows, Span<float> logits)
    {
        if (_evidence.Ratings is not { } ratings)
            return;
        int count = logits.Length;
        float threshold = ratings.Scale.Disliked + HalfStep * ratings.Scale.Most;
        for (int row = 0; row < count; row++)
            logits[row] +=
                DislikeWeight
                * ratings.LogProbabilityAbove(
                    threshold,
                    rows[FeatureSchema.Taste * count + row]
                        + rows[FeatureSchema.Esteem * count + row]
                        + rows[FeatureSchema.Generosity * count + row],
                    rows[FeatureSchema.Doubt * count + row]
                );
    }

    /// <summary>Splits the logits of candidates among movies.</summary>
    /// <param name="reading">The person.</param>
    /// <param name="movies">The movies.</param>
    /// <param name="candidates">Those that the networks weigh, known or new.</param>
    /// <param name="asNew">Which of both.</param>
    /// <param name="weights">(3, movies): receives what the split of each linear feature over the watched movies is multiplied by.</param>
    /// <param name="parts">(movies): receives the other parts, and as the network's what is left of the logit.</param>
    private void Split(
        Reading reading,
        ReadOnlySpan<int> movies,
        int[] candidates,
        bool asNew,
        Span<float> weights,
        Span<ScoreParts> parts
    )
    {
        int[] at =
        [
            .. movies.ToArray().Index().Where(movie => candidates.Contains(movie.Item)).Select(movie => movie.Index),
        ];
        if (at.Length == 0)
            return;
        float[] features = new float[_evidence.FeatureCount * at.Length];
        float[] typical = new float[_evidence.FeatureCount];
        float[] linear = new float[_evidence.LinearCount * at.Length];
        int[] chosen = new int[at.Length];
        for (int i = 0; i < at.Length; i++)
            chosen[i] = movies[at[i]];
        ScoreParts[] split = new ScoreParts[at.Length];
        _evidence.Features(reading, chosen, asNew, features);
        _evidence.TypicalFeatures(reading, asNew, typical);
        Attribution.Split(features, typical, (rows, logits) => AddLogits(rows, chosen, asNew, logits), linear, split);
        for (int i = 0; i < at.Length; i++)
        {
            float offset = asNew ? NewOffsetOf(chosen[i]) : 0; // how probable it is that anybody watches it
            parts[at[i]] = split[i] with { Prior = split[i].Prior + offset, Network = split[i].Network - offset };
            for (int score = 0; score < _evidence.LinearCount; score++)
            {
                float value = Evidence.ValueOf((LinearScore)score, features, at.Length, i);
                if (value != 0)
                    weights[score * movies.Length + at[i]] = linear[score * at.Length + i] / value;
            }
        }
    }

    /// <summary>What a scoring has read and chosen.</summary>
    /// <param name="scorer">The model.</param>
    /// <param name="reading">The person; null of whom nothing is known.</param>
    /// <param name="found">What the networks weighed.</param>
    /// <param name="offset">How far the others' scores were moved.</param>
    private sealed class ReadHistory(ButacaScorer scorer, Reading? reading, Candidates found, float offset)
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
            if (reading is null)
                return;
            float[] weights = new float[scorer._evidence.LinearCount * movies.Length];
            scorer.Split(reading, movies, found.Known, asNew: false, weights, parts);
            scorer.Split(reading, movies, found.New, asNew: true, weights, parts);
            bool[] weighed = [.. movies.ToArray().Select(found.Contains)];
            for (int i = 0; i < movies.Length; i++)
            {
                if (weighed[i])
                    continue;
                for (int score = 0; score < scorer._evidence.LinearCount; score++)
                    weights[score * movies.Length + i] = scorer._evidence.BaseWeight((LinearScore)score, movies[i]);
                parts[i] = new ScoreParts(0, Network: offset);
            }
            scorer._evidence.Explain(history, reading, movies, weights, contributions);
            int watched = history.Movies.Length;
            for (int i = 0; i < movies.Length; i++)
            {
                float logit = parts[i].Sum;
                parts[i] = parts[i] with
                {
                    Watched = TensorPrimitives.Sum<float>(contributions.Slice(i * watched, watched)),
                };
                if (weighed[i])
                    parts[i] = parts[i].WithNetworkUpTo(logit);
            }
        }

        /// <inheritdoc/>
        public override void Dispose()
        {
            reading?.Dispose();
            base.Dispose();
        }
    }
}
