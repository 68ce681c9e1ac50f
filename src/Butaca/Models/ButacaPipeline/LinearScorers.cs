using System.Buffers;
using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// The scorers that the pipeline begins with, linear in what a user watched: collaborative at two levels, factors,
/// content and, in models of what users like, ratings. They score every movie, and each score splits exactly over the
/// watched movies.
/// </summary>
internal sealed class LinearScorers
{
    /// <summary>How many linear scores a model of what users watch has: <see cref="LinearScore"/>.</summary>
    public const int CountWithoutRatings = 3;

    /// <summary>How many a model of what users like has.</summary>
    public const int CountWithRatings = 4;

    /// <summary>What each of the two levels is of the collaborative score.</summary>
    public const float LevelShare = 0.5f;

    /// <summary>The names under which the levels are kept.</summary>
    public const string ShortLevel = "short";

    /// <inheritdoc cref="ShortLevel"/>
    public const string LongLevel = "long";

    private readonly ICollaborative _collaborative; // as short histories need it
    private readonly ICollaborative _long; // as long ones do
    private readonly FactorScorer _factors;
    private readonly ContentSpace _content;
    private readonly IUserSpace _space;
    private readonly IUserSpace? _longSpace;
    private readonly AttributionVectors _split;
    private readonly AttributionVectors? _longSplit;
    private readonly RatingFactors? _ratings;
    private readonly LinearScorers? _root; // knows the first movies; null: this does
    private readonly float[] _liftWeights; // (first movies)
    private readonly int[] _known; // rows of movies with an audience: scales are theirs, so that movies without one change no other's
    private readonly SecondMoments _contentVariance;
    private readonly SecondMoments _liftSquare; // over the known

    /// <summary>Joins the scorers.</summary>
    /// <param name="data">The catalogue and the training users.</param>
    /// <param name="collaborative">Who else watched it, trained for short histories.</param>
    /// <param name="long">The same, trained for long ones.</param>
    /// <param name="factors">The same through few factors.</param>
    /// <param name="content">What the movies are.</param>
    /// <param name="ratings">What stars users give, where it is likes that are found; null: what users watch.</param>
    public LinearScorers(
        Dataset data,
        ICollaborative collaborative,
        ICollaborative @long,
        FactorScorer factors,
        ContentSpace content,
        RatingFactors? ratings = null
    )
    {
        Data = data;
        _collaborative = collaborative;
        _long = @long;
        _factors = factors;
        _content = content;
        _ratings = ratings;
        _space = collaborative as IUserSpace ?? factors;
        _split = new AttributionVectors(data.Catalog.Count, collaborative, content, _space);
        _longSpace = @long as IUserSpace;
        _longSplit = _longSpace is null ? null : new AttributionVectors(data.Catalog.Count, @long, null, _longSpace);
        LatestTime = WatchTimes.End(data.Interactions.Times);
        int n = data.Catalog.Count;
        _known = [.. Enumerable.Range(0, n).Where(IsKnown)];
        Cold = new MovieRows([.. Enumerable.Range(0, n).Where(movie => !IsKnown(movie))], n, 0);
        Similarity = new Lazy<SimilarityScorer>(() => new SimilarityScorer(content, factors, _known, AudienceOf));
        _liftWeights = [.. Enumerable.Range(0, n).Select(movie => LiftWeight(content.LogAudience(movie)))];
        _contentVariance = SecondMoments.Central(content.FirstPlaces, content.Dimension, _known);
        _liftSquare = SecondMoments.Weighted(content.FirstPlaces, content.Dimension, _known, _liftWeights);
    }

    /// <summary>The scorers of a larger catalogue: what is known of the first movies is shared.</summary>
    private LinearScorers(LinearScorers smaller, Dataset larger, ContentSpace content)
    {
        LinearScorers root = smaller._root ?? smaller;
        _root = root;
        Data = larger;
        _collaborative = smaller._collaborative.Extend(larger.Interactions);
        _long = smaller._long.Extend(larger.Interactions);
        _factors = smaller._factors.Extend(larger.Catalog.Count);
        _content = content;
        _ratings = root._ratings?.Extend(content);
        _space = _collaborative as IUserSpace ?? _factors;
        _split = smaller._split.Extend(larger.Catalog.Count, _collaborative, content, _space);
        _longSpace = _long as IUserSpace;
        _longSplit = _longSpace is null
            ? null
            : smaller._longSplit!.Extend(larger.Catalog.Count, _long, null, _longSpace);
        LatestTime = root.LatestTime;
        _known = root._known;
        Cold = root.Cold with { Further = larger.Catalog.Count - root.Data.Catalog.Count };
        _liftWeights = root._liftWeights;
        _contentVariance = root._contentVariance;
        _liftSquare = root._liftSquare;
        Lazy<SimilarityScorer> similarity = smaller.Similarity.IsValueCreated ? smaller.Similarity : root.Similarity;
        Similarity = new Lazy<SimilarityScorer>(() => new SimilarityScorer(similarity.Value, content));
    }

    /// <summary>The catalogue and the training users.</summary>
    public Dataset Data { get; }

    /// <summary>Rows of the movies with an audience, ascending.</summary>
    public int[] Known => _known;

    /// <summary>Rows of the movies without one.</summary>
    public MovieRows Cold { get; }

    /// <summary>The movies, placed by what they are.</summary>
    public ContentSpace Content => _content;

    /// <summary>What stars users give; null of models of what users watch.</summary>
    public RatingFactors? Ratings => _ratings;

    /// <summary>How many linear scores there are: <see cref="LinearScore"/>.</summary>
    public int Count => _ratings is null ? CountWithoutRatings : CountWithRatings;

    /// <summary>When the training ends, in seconds since 1970-01-01 UTC; 0 where it had no times.</summary>
    public uint LatestTime { get; }

    /// <summary>How alike the movies are; only who asks for similar ones needs it.</summary>
    public Lazy<SimilarityScorer> Similarity { get; }

    /// <summary>Whether the training knew a movie's audience.</summary>
    public bool IsKnown(int movie) => AudienceOf(movie) > 0;

    /// <summary>How many of the training users watched a movie.</summary>
    public int AudienceOf(int movie) => movie < Data.Interactions.MovieCount ? Data.Interactions.AudienceOf(movie) : 0;

    /// <summary>Whether the collaborative score of a movie means anything.</summary>
    public bool CoversByCollaboration(int movie) => _collaborative.Covers(movie);

    /// <summary>
    /// Reads a history: every movie's linear scores. What the user is like is told by <see
    /// cref="FeatureExtractor.Read"/>.
    /// </summary>
    public UserProfile Read(in History history)
    {
        if (_ratings is null)
            return ReadTold(history);
        float[] ratings = RatingsOf(history);
        int[] liked =
        [
            .. Enumerable.Range(0, ratings.Length).Where(position => !(ratings[position] < _ratings.Scale.Liked)), // what has no rating was chosen to be told
        ];
        StoredHistory told = StoredHistory.Select(history, liked);
        UserProfile user = ReadTold(told.AsHistory());
        user.Told = told;
        user.ToldAt = liked;
        user.Ratings = ratings;
        user.Rater = _ratings.Read(history, ratings);
        return user;
    }

    /// <summary>Predicts ratings; false where nothing is known of ratings.</summary>
    public bool PredictRatings(in History history, ReadOnlySpan<int> movies, Span<PredictedRating> predicted)
    {
        if (_ratings is null)
            return false;
        Rater rater = _ratings.Read(history, RatingsOf(history));
        for (int i = 0; i < movies.Length; i++)
            predicted[i] = _ratings.Predict(rater, movies[i]);
        return true;
    }

    /// <summary>A history's ratings on the scale of the training; NaN where there is none.</summary>
    private float[] RatingsOf(in History history)
    {
        float[] ratings = new float[history.Movies.Length];
        if (history.Ratings.IsEmpty)
            Array.Fill(ratings, float.NaN);
        else
            _ratings!.Scale.Read(history.Ratings, ratings);
        return ratings;
    }

    private UserProfile ReadTold(in History history)
    {
        // Where the training had no times, the networks never saw one: any would mislead them. Nor was anything learned
        // of times
        // after its end: neither what is popular then, nor how old movies weigh.
        UserProfile user = new(Data.Catalog.Count, _content.Dimension, _factors.SystemLength)
        {
            At = Math.Min(WatchTimes.Of(history), LatestTime),
        };
        if (user.At == 0)
            user.At = LatestTime; // a list without times is of today
        float[] rented = ArrayPool<float>.Shared.Rent(_space.Dimension);
        Span<float> place = rented.AsSpan(0, _space.Dimension);
        _space.Place(history, user.At, place, user.System);
        _collaborative.Score(history, place, user.Collaborative);
        ScoreLong(history, place, user);
        _content.Project(place, user.Taste);
        if (_space == _factors)
            _factors.Score(place, user.Factors);
        else
            _factors.Score(history, user.Factors, user.System);
        ArrayPool<float>.Shared.Return(rented);
        user.Scales[FeatureSchema.CollaborativeShort] = ScaleOf(DeviationOfKnown(user.Collaborative));
        user.Scales[FeatureSchema.CollaborativeLong] = ScaleOf(DeviationOfKnown(user.CollaborativeLong));
        user.Scales[FeatureSchema.Factors] = ScaleOf(DeviationOfKnown(user.Factors));
        // What content says is linear in the user's taste, so how much it varies over the movies needs none of what it
        // says.
        user.Scales[FeatureSchema.Content] = OfContent(_contentVariance);
        user.Scales[FeatureSchema.ContentLift] = OfContent(_liftSquare);
        return user;

        // Leaving a movie out of its own prediction makes movies differ even where nothing tells them apart: that is
        // noise.
        float OfContent(SecondMoments moments) => _content.TellsApart ? ScaleOf(MathF.Sqrt(moments.Of(user.Taste))) : 0;
    }

    /// <summary>What a movie is speaks this much for it: unscaled.</summary>
    public float ContentOf(UserProfile user, int movie) =>
        TensorPrimitives.Dot<float>(user.Taste, _content.PlaceOf(movie));

    /// <summary>
    /// The same as <see cref="FeatureSchema.ContentLift"/> weighs it: beside what the movie's promised audience alone
    /// would give.
    /// </summary>
    public float LiftWeightOf(int movie) =>
        movie < _liftWeights.Length ? _liftWeights[movie] : LiftWeight(_content.LogAudience(movie));

    private static float LiftWeight(float logAudience) => 1 / (MathF.Exp(logAudience) + 3);

    /// <summary>A movie's linear score, of its features.</summary>
    /// <param name="score">Which score.</param>
    /// <param name="features">(F, count): feature by feature.</param>
    /// <param name="count">Rows in all.</param>
    /// <param name="row">The movie's row.</param>
    public static float ValueOf(LinearScore score, ReadOnlySpan<float> features, int count, int row) =>
        score switch
        {
            LinearScore.Collaborative => LevelShare
                * (
                    features[FeatureSchema.CollaborativeShort * count + row]
                    + features[FeatureSchema.CollaborativeLong * count + row]
                ),
            LinearScore.Factors => features[FeatureSchema.Factors * count + row],
            LinearScore.Taste => features[FeatureSchema.Taste * count + row],
            _ => features[FeatureSchema.Content * count + row],
        };

    /// <summary>Splits sums of movies' linear scores over the watched movies.</summary>
    /// <param name="history">What was watched.</param>
    /// <param name="user">The same, read.</param>
    /// <param name="movies">The movies' rows.</param>
    /// <param name="weights">(<see cref="Count"/>, movies): what each score is multiplied by in its movie's
    /// sum.</param>
    /// <param name="contributions">Receives (movies, watched).</param>
    public void Explain(
        in History history,
        UserProfile user,
        ReadOnlySpan<int> movies,
        ReadOnlySpan<float> weights,
        Span<float> contributions
    )
    {
        if (_ratings is null)
        {
            ExplainTold(history, user, movies, weights, contributions);
            return;
        }
        int told = user.ToldAt.Length;
        int watched = history.Movies.Length;
        using Rented<float> rented = new(told * movies.Length);
        ExplainTold(user.Told!.AsHistory(), user, movies, weights, rented.Span);
        contributions.Clear();
        for (int i = 0; i < movies.Length; i++)
        {
            for (int h = 0; h < told; h++)
                contributions[i * watched + user.ToldAt[h]] = rented.Span[i * told + h];
        }
        _ratings.Explain(
            user.Rater!,
            history,
            user.Ratings,
            movies,
            weights.Slice((int)LinearScore.Taste * movies.Length, movies.Length),
            contributions
        );
    }

    private void ExplainTold(
        in History history,
        UserProfile user,
        ReadOnlySpan<int> movies,
        ReadOnlySpan<float> weights,
        Span<float> contributions
    )
    {
        int count = movies.Length;
        ReadOnlySpan<float> collaborative = weights.Slice((int)LinearScore.Collaborative * count, count);
        using Rented<float> scaled = new(4 * count);
        Span<float> ofShort = scaled.Span[..count];
        Span<float> ofLong = scaled.Span.Slice(count, count);
        Span<float> ofFactors = scaled.Span.Slice(2 * count, count);
        Span<float> ofContent = scaled.Span[(3 * count)..];
        TensorPrimitives.Multiply(collaborative, LevelShare * user.Scales[FeatureSchema.CollaborativeShort], ofShort);
        TensorPrimitives.Multiply(collaborative, LevelShare * user.Scales[FeatureSchema.CollaborativeLong], ofLong);
        TensorPrimitives.Multiply(
            weights.Slice((int)LinearScore.Factors * count, count),
            user.Scales[FeatureSchema.Factors],
            ofFactors
        );
        TensorPrimitives.Multiply(
            weights.Slice((int)LinearScore.Content * count, count),
            user.Scales[FeatureSchema.Content],
            ofContent
        );
        int width = _space.Dimension;
        using Rented<float> rented = new(width * count + contributions.Length);
        // What is a product with the user's vector in the same space is split at once: as the product with the sum of
        // vectors.
        Span<float> vectors = rented.Span[..(width * count)];
        Span<float> part = rented.Span[(width * count)..];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> prepared = _split.Of(movies[i]);
            Span<float> vector = vectors.Slice(i * width, width);
            TensorPrimitives.Multiply(prepared[..width], ofShort[i], vector);
            TensorPrimitives.MultiplyAdd(prepared[width..], ofContent[i], vector, vector);
        }
        if (_space == _factors)
            AddFactors(movies, ofFactors, vectors); // that space prepares nothing
        _space.Explain(history, user.At, user.System, vectors, contributions);
        _collaborative.Explain(history, movies, ofShort, contributions);
        if (_longSpace is not null && ofLong.ContainsAnyExcept(0f))
        {
            for (int i = 0; i < count; i++)
                TensorPrimitives.Multiply(_longSplit!.Of(movies[i]), ofLong[i], vectors.Slice(i * width, width));
            _longSpace.Explain(history, user.At, user.System, vectors, part);
            TensorPrimitives.Add(contributions, part, contributions);
        }
        _long.Explain(history, movies, ofLong, contributions);
        if (_space != _factors && ofFactors.ContainsAnyExcept(0f))
        {
            ExplainFactors(history, user, movies, ofFactors, part);
            TensorPrimitives.Add(contributions, part, contributions);
        }
    }

    /// <summary>The user has another vector at each level of a kernel over users.</summary>
    private void ScoreLong(in History history, ReadOnlySpan<float> place, UserProfile user)
    {
        if (_longSpace is null)
        {
            _long.Score(history, place, user.CollaborativeLong);
            return;
        }
        using Rented<float> rented = new(_longSpace.Dimension);
        _longSpace.Place(history, user.At, rented.Span, []);
        _long.Score(history, rented.Span, user.CollaborativeLong);
    }

    private void ExplainFactors(
        in History history,
        UserProfile user,
        ReadOnlySpan<int> movies,
        ReadOnlySpan<float> weights,
        Span<float> contributions
    )
    {
        int length = ((IUserSpace)_factors).Dimension * movies.Length;
        float[] rented = ArrayPool<float>.Shared.Rent(length);
        Span<float> vectors = rented.AsSpan(0, length);
        vectors.Clear();
        AddFactors(movies, weights, vectors);
        _factors.Explain(history, user.System, vectors, contributions);
        ArrayPool<float>.Shared.Return(rented);
    }

    private void AddFactors(ReadOnlySpan<int> movies, ReadOnlySpan<float> weights, Span<float> vectors)
    {
        for (int i = 0; i < movies.Length; i++)
        {
            ReadOnlySpan<float> factors = _factors.FactorsOf(movies[i]);
            Span<float> vector = vectors.Slice(i * factors.Length, factors.Length);
            TensorPrimitives.MultiplyAdd(factors, weights[i], vector, vector);
        }
    }

    /// <summary>
    /// The scorers of a larger catalogue, whose first rows are this one's. Nobody has watched the others.
    /// </summary>
    public LinearScorers Extend(Catalog larger) =>
        new(
            this,
            new Dataset(larger, Data.Users, Data.Interactions.WithUnwatched(larger.Count - Data.Catalog.Count)),
            _content.Extend(larger)
        );

    /// <summary>Writes what reading back needs.</summary>
    public void Save(ArrayFolder arrays)
    {
        _collaborative.Save(arrays, ShortLevel);
        _long.Save(arrays, LongLevel);
        _factors.Save(arrays);
        _content.Save(arrays);
        _ratings?.Save(arrays);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="arrays">The model's arrays.</param>
    /// <param name="data">The catalogue and the training users.</param>
    /// <param name="ratings">What stars users give, read already; null of models of what users watch.</param>
    public static LinearScorers Load(ArrayFolder arrays, Dataset data, RatingFactors? ratings)
    {
        return new LinearScorers(
            data,
            LoadLevel(ShortLevel),
            LoadLevel(LongLevel),
            (FactorScorer)FactorScorer.Load(arrays, data),
            ContentSpace.Load(arrays, data.Catalog),
            ratings
        );

        ICollaborative LoadLevel(string level) =>
            MovieKernel.IsIn(arrays, level)
                ? MovieKernel.Load(arrays, data.Catalog.Count, level)
                : UserKernel.Load(arrays, data.Interactions, level);
    }

    /// <summary>The standard deviation over the movies with an audience.</summary>
    private float DeviationOfKnown(ReadOnlySpan<float> scores)
    {
        if (_known.Length == scores.Length)
            return TensorPrimitives.StdDev(scores);
        if (_known.Length == 0)
            return 0;
        float[] rented = ArrayPool<float>.Shared.Rent(_known.Length);
        for (int i = 0; i < _known.Length; i++)
            rented[i] = scores[_known[i]];
        float deviation = TensorPrimitives.StdDev<float>(rented.AsSpan(0, _known.Length));
        ArrayPool<float>.Shared.Return(rented);
        return deviation;
    }

    private static float ScaleOf(float deviation) => deviation > 0 ? 1 / deviation : 0;
}
