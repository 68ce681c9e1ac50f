using System.Buffers;
using System.Collections.Immutable;
using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// What speaks for a movie and a person, as numbers that a network weighs: three scores that are linear in what was
/// watched (collaborative at two levels, factors, content), how popular the movie is and was at the time, and what movie and
/// person are. See <see cref="FeatureSchema"/>.
/// </summary>
internal sealed class Evidence
{
    /// <summary>How many linear scores a model of what people watch has: <see cref="LinearScore"/>.</summary>
    public const int LinearCountWithout = 3;

    /// <summary>How many a model of what people like has.</summary>
    public const int LinearCountWithRatings = 4;

    /// <summary>The names under which the levels are kept.</summary>
    public const string ShortLevel = "short";

    /// <inheritdoc cref="ShortLevel"/>
    public const string LongLevel = "long";

    /// <summary>The best movies of which <see cref="CompletenessOf"/> counts those that were watched.</summary>
    private const int CompletenessList = 50;

    /// <summary>What each of the two levels is of the collaborative score.</summary>
    private const float LevelShare = 0.5f;

    private const double DefaultYear = 1992;
    private const float FactorsInBase = 0.5f;

    private readonly Dataset _data;
    private readonly ICollaborative _collaborative; // as short histories need it
    private readonly ICollaborative _long; // as long ones do
    private readonly FactorScorer _factors;
    private readonly ContentSpace _content;
    private readonly IPersonSpace _space;
    private readonly IPersonSpace? _longSpace;
    private readonly SplitVectors _split;
    private readonly SplitVectors? _longSplit;
    private readonly TimePopularity _near;
    private readonly TimePopularity _wide;
    private readonly RatingFactors? _ratings;
    private readonly MovieFacts[] _facts; // (n); those of movies that came later are beside them
    private readonly MovieFacts[] _laterFacts = [];
    private readonly ImmutableArray<string> _genres; // the first movies', then those that later ones brought
    private readonly Evidence? _root; // knows the first movies; null: this does
    private readonly MovieFacts _typical; // what is watched on average
    private readonly float _typicalEsteem; // the same
    private readonly float[] _liftWeights;
    private readonly float[][] _baseWeights; // (3)(n): of each linear feature in a movie's base
    private readonly int[] _known; // rows of movies with an audience: scales are theirs, so that movies without one change no other's
    private readonly MovieRows _unwatched; // the other rows
    private readonly Panels _unwatchedPlaces;
    private readonly SecondMoments _contentVariance;
    private readonly SecondMoments _liftSquare; // over the known
    private readonly uint _latest;
    private readonly float _audienceScale;
    private readonly double _lastYear; // of the movies that were watched, or of the watching

    /// <summary>Joins the parts.</summary>
    /// <param name="data">The catalogue and the training people.</param>
    /// <param name="collaborative">Who else watched it, trained for short histories.</param>
    /// <param name="long">The same, trained for long ones.</param>
    /// <param name="factors">The same through few factors.</param>
    /// <param name="content">What the movies are.</param>
    /// <param name="people">Audiences are taken as of so many people, those that what movies are was compared for.</param>
    /// <param name="ratings">What stars people give, where it is likes that are found; null: what people watch.</param>
    public Evidence(
        Dataset data,
        ICollaborative collaborative,
        ICollaborative @long,
        FactorScorer factors,
        ContentSpace content,
        int people,
        RatingFactors? ratings = null
    )
    {
        _data = data;
        _collaborative = collaborative;
        _long = @long;
        _factors = factors;
        _content = content;
        _audienceScale = (float)people / Math.Max(1, data.Users.Count);
        _near = new TimePopularity(data.Interactions, width: 0.5, smoothing: 10); // times are those of these people
        _wide = new TimePopularity(data.Interactions, width: 2, smoothing: 3);
        _ratings = ratings;
        _space = collaborative as IPersonSpace ?? factors;
        _split = new SplitVectors(data.Catalog.Count, collaborative, content, _space);
        _longSpace = @long as IPersonSpace;
        _longSplit = _longSpace is null ? null : new SplitVectors(data.Catalog.Count, @long, null, _longSpace);
        _latest = WatchTimes.End(data.Interactions.Times);
        int n = data.Catalog.Count;
        _known = [.. Enumerable.Range(0, n).Where(IsKnown)];
        _unwatched = new MovieRows([.. Enumerable.Range(0, n).Where(movie => !IsKnown(movie))], n, 0);
        _lastYear = WatchTimes.LastYear(_latest, _known.Select(movie => data.Catalog[movie].Year));
        _unwatchedPlaces = content.PanelsOf(_unwatched.First);
        Likeness = new Lazy<Likeness>(() => new Likeness(content, factors, _known, AudienceOf));
        _facts = new MovieFacts[n];
        _genres = data.Catalog.Genres;
        _liftWeights = new float[n];
        _baseWeights = [.. Enumerable.Range(0, LinearCount).Select(_ => new float[n])];
        for (int row = 0; row < n; row++)
        {
            _facts[row] = ReadFacts(data.Catalog, row);
            _liftWeights[row] = LiftWeight(content.LogAudience(row));
            ReadOnlySpan<float> weights =
                !IsKnown(row) ? [0, 0, 1]
                : collaborative.Covers(row) ? [1, FactorsInBase, 0]
                : [0, 1 + FactorsInBase, 0];
            for (int feature = 0; feature < weights.Length; feature++)
                _baseWeights[feature][row] = weights[feature];
        }
        _typical = MovieFacts.Mean(_facts, AudienceOf, data.Catalog.Genres.Length);
        if (ratings is not null)
            _typicalEsteem = (float)(
                _known.Sum(movie => (double)AudienceOf(movie) * ratings.EsteemOf(movie))
                / Math.Max(1, _known.Sum(movie => (double)AudienceOf(movie)))
            );
        _contentVariance = SecondMoments.Central(content.FirstPlaces, content.Dimension, _known);
        _liftSquare = SecondMoments.Weighted(content.FirstPlaces, content.Dimension, _known, _liftWeights);
    }

    /// <summary>The evidence of a larger catalogue: what is known of the first movies is shared.</summary>
    private Evidence(Evidence smaller, Dataset larger, ContentSpace content)
    {
        Evidence root = smaller._root ?? smaller;
        int first = root._facts.Length;
        _root = root;
        _data = larger;
        _collaborative = smaller._collaborative.Extend(larger.Interactions);
        _long = smaller._long.Extend(larger.Interactions);
        _factors = smaller._factors.Extend(larger.Catalog.Count);
        _content = content;
        _audienceScale = root._audienceScale;
        _near = root._near;
        _wide = root._wide;
        _ratings = root._ratings?.Extend(content);
        _space = _collaborative as IPersonSpace ?? _factors;
        _split = smaller._split.Extend(larger.Catalog.Count, _collaborative, content, _space);
        _longSpace = _long as IPersonSpace;
        _longSplit = _longSpace is null
            ? null
            : smaller._longSplit!.Extend(larger.Catalog.Count, _long, null, _longSpace);
        _latest = root._latest;
        _lastYear = root._lastYear;
        _known = root._known;
        _unwatched = root._unwatched with { Further = larger.Catalog.Count - first };
        _unwatchedPlaces = root._unwatchedPlaces;
        _facts = root._facts;
        _liftWeights = root._liftWeights;
        _baseWeights = root._baseWeights;
        _typical = root._typical;
        _typicalEsteem = root._typicalEsteem;
        _contentVariance = root._contentVariance;
        _liftSquare = root._liftSquare;
        Lazy<Likeness> likeness = smaller.Likeness.IsValueCreated ? smaller.Likeness : root.Likeness;
        Likeness = new Lazy<Likeness>(() => new Likeness(likeness.Value, content));
        _laterFacts = new MovieFacts[larger.Catalog.Count - first];
        smaller._laterFacts.CopyTo(_laterFacts, 0);
        _genres = smaller._genres;
        for (int i = smaller._laterFacts.Length; i < _laterFacts.Length; i++)
        {
            _genres = _genres.AddRange(larger.Catalog[first + i].Genres.Where(genre => !_genres.Contains(genre)));
            _laterFacts[i] = ReadFacts(larger.Catalog, first + i);
        }
    }

    private MovieFacts FactsOf(int movie) => movie < _facts.Length ? _facts[movie] : _laterFacts[movie - _facts.Length];

    private float LiftWeightOf(int movie) =>
        movie < _liftWeights.Length ? _liftWeights[movie] : LiftWeight(_content.LogAudience(movie));

    private static float LiftWeight(float logAudience) => 1 / (MathF.Exp(logAudience) + 3);

    private MovieFacts ReadFacts(Catalog catalog, int row)
    {
        Movie movie = catalog[row];
        int[] numbers = [.. movie.Genres.Select(genre => _genres.IndexOf(genre))];
        int count = (_root ?? this)._data.Catalog.Genres.Length; // those that only later movies have are behind them
        foreach (int genre in numbers)
            count = Math.Max(count, genre + 1);
        float[] genres = new float[count];
        foreach (int genre in numbers)
            genres[genre] = 1 / MathF.Sqrt(numbers.Length);
        return new MovieFacts(
            (float)Math.Min(movie.Year ?? DefaultYear, _lastYear), // a later one is as new as can be
            MathF.Log(1 + _audienceScale * AudienceOf(row)),
            _content.LogAudience(row),
            genres
        );
    }

    /// <summary>Rows of the movies with an audience, ascending, and of those without.</summary>
    public int[] Known => _known;

    /// <inheritdoc cref="Known"/>
    public MovieRows Unwatched => _unwatched;

    /// <summary>The movies, placed by what they are.</summary>
    public ContentSpace Places => _content;

    /// <summary>Whether the training knew a movie's audience.</summary>
    public bool IsKnown(int movie) => AudienceOf(movie) > 0;

    /// <summary>How many linear scores there are: <see cref="LinearScore"/>.</summary>
    public int LinearCount => _ratings is null ? LinearCountWithout : LinearCountWithRatings;

    /// <summary>F, how many features: see <see cref="FeatureSchema"/>.</summary>
    public int FeatureCount => _ratings is null ? FeatureSchema.Count : FeatureSchema.CountWithRatings;

    /// <summary>What stars people give; null of models of what people watch.</summary>
    public RatingFactors? Ratings => _ratings;

    /// <summary>Whether the training had times.</summary>
    public bool KnowsTime => _latest > 0;

    /// <summary>Reads a history.</summary>
    public Reading Read(in History history)
    {
        if (_ratings is null)
            return ReadTold(history);
        float[] ratings = RatingsOf(history);
        int[] liked =
        [
            .. Enumerable.Range(0, ratings.Length).Where(position => !(ratings[position] < _ratings.Scale.Liked)), // what has no rating was chosen to be told
        ];
        StoredHistory told = StoredHistory.Select(history, liked);
        Reading reading = ReadTold(told.AsHistory());
        reading.Told = told;
        reading.ToldAt = liked;
        reading.Ratings = ratings;
        reading.Rater = _ratings.Read(history, ratings);
        reading.Generosity = _ratings.GenerosityOf(reading.Rater);
        return reading;
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

    private Reading ReadTold(in History history)
    {
        // Where the training had no times, the networks never saw one: any would mislead them. Nor was anything learned of times
        // after its end: neither what is popular then, nor how old movies weigh.
        Reading reading = new(_data.Catalog.Count, _content.Dimension, _factors.SystemLength)
        {
            At = Math.Min(WatchTimes.Of(history), _latest),
        };
        if (reading.At == 0)
            reading.At = _latest; // a list without times is of today
        float[] person = ArrayPool<float>.Shared.Rent(_space.Dimension);
        Span<float> place = person.AsSpan(0, _space.Dimension);
        _space.Place(history, reading.At, place, reading.System);
        _collaborative.Score(history, place, reading.Collaborative);
        ScoreLong(history, place, reading);
        _content.Project(place, reading.Taste);
        if (_space == _factors)
            _factors.Score(place, reading.Factors);
        else
            _factors.Score(history, reading.Factors, reading.System);
        ArrayPool<float>.Shared.Return(person);
        reading.Scales[FeatureSchema.CollaborativeShort] = ScaleOf(DeviationOfKnown(reading.Collaborative));
        reading.Scales[FeatureSchema.CollaborativeLong] = ScaleOf(DeviationOfKnown(reading.CollaborativeLong));
        reading.Scales[FeatureSchema.Factors] = ScaleOf(DeviationOfKnown(reading.Factors));
        // What content says is linear in the person's taste, so how much it varies over the movies needs none of what it says.
        reading.Scales[FeatureSchema.Content] = OfContent(_contentVariance);
        reading.Scales[FeatureSchema.ContentLift] = OfContent(_liftSquare);
        Describe(history, reading);
        reading.Completeness = CompletenessOf(history, reading);
        return reading;

        // Leaving a movie out of its own prediction makes movies differ even where nothing tells them apart: that is noise.
        float OfContent(SecondMoments moments) =>
            _content.TellsApart ? ScaleOf(MathF.Sqrt(moments.Of(reading.Taste))) : 0;
    }

    /// <summary>What a movie is speaks this much for it: unscaled.</summary>
    public float ContentOf(Reading reading, int movie) =>
        TensorPrimitives.Dot<float>(reading.Taste, _content.PlaceOf(movie));

    /// <summary>What orders movies before the network does: the linear evidence, of every movie.</summary>
    public void Bases(Reading reading, Span<float> bases)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(bases.Length);
        Span<float> more = rented.AsSpan(0, bases.Length);
        Span<float> products = rented.AsSpan(0, _unwatched.Count);
        TensorPrimitives.Multiply(
            reading.Collaborative,
            LevelShare * reading.Scales[FeatureSchema.CollaborativeShort],
            bases
        );
        TensorPrimitives.MultiplyAdd(
            reading.CollaborativeLong,
            LevelShare * reading.Scales[FeatureSchema.CollaborativeLong],
            bases,
            bases
        );
        int first = _facts.Length; // nothing linear speaks for movies that came later but what they are
        TensorPrimitives.Multiply(bases[..first], _baseWeights[(int)LinearScore.Collaborative], bases);
        TensorPrimitives.Multiply(reading.Factors[..first], _baseWeights[(int)LinearScore.Factors], more);
        more[first..].Clear();
        TensorPrimitives.MultiplyAdd(more, reading.Scales[FeatureSchema.Factors], bases, bases);
        _unwatchedPlaces.Multiply(reading.Taste, products);
        for (int i = _unwatched.First.Length; i < products.Length; i++)
            WeightedSum.Add(reading.Taste, _content.PlaceOf(_unwatched[i]), 1, products.Slice(i, 1));
        for (int i = 0; i < products.Length; i++)
            bases[_unwatched[i]] = products[i] * reading.Scales[FeatureSchema.Content];
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>How much a linear score weighs in a movie's base.</summary>
    public float BaseWeight(LinearScore score, int movie) =>
        movie < _facts.Length ? _baseWeights[(int)score][movie]
        : score == LinearScore.Content ? 1
        : 0;

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
    /// <param name="reading">The same, read.</param>
    /// <param name="movies">The movies' rows.</param>
    /// <param name="weights">(<see cref="LinearCount"/>, movies): what each score is multiplied by in its movie's sum.</param>
    /// <param name="contributions">Receives (movies, watched).</param>
    public void Explain(
        in History history,
        Reading reading,
        ReadOnlySpan<int> movies,
        ReadOnlySpan<float> weights,
        Span<float> contributions
    )
    {
        if (_ratings is null)
        {
            ExplainTold(history, reading, movies, weights, contributions);
            return;
        }
        int told = reading.ToldAt.Length;
        int watched = history.Movies.Length;
        using Rented<float> rented = new(told * movies.Length);
        ExplainTold(reading.Told!.AsHistory(), reading, movies, weights, rented.Span);
        contributions.Clear();
        for (int i = 0; i < movies.Length; i++)
        {
            for (int h = 0; h < told; h++)
                contributions[i * watched + reading.ToldAt[h]] = rented.Span[i * told + h];
        }
        _ratings.Explain(
            reading.Rater!,
            history,
            reading.Ratings,
            movies,
            weights.Slice((int)LinearScore.Taste * movies.Length, movies.Length),
            contributions
        );
    }

    private void ExplainTold(
        in History history,
        Reading reading,
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
        TensorPrimitives.Multiply(
            collaborative,
            LevelShare * reading.Scales[FeatureSchema.CollaborativeShort],
            ofShort
        );
        TensorPrimitives.Multiply(collaborative, LevelShare * reading.Scales[FeatureSchema.CollaborativeLong], ofLong);
        TensorPrimitives.Multiply(
            weights.Slice((int)LinearScore.Factors * count, count),
            reading.Scales[FeatureSchema.Factors],
            ofFactors
        );
        TensorPrimitives.Multiply(
            weights.Slice((int)LinearScore.Content * count, count),
            reading.Scales[FeatureSchema.Content],
            ofContent
        );
        int width = _space.Dimension;
        using Rented<float> rented = new(width * count + contributions.Length);
        // What is a product with the person's vector in the same space is split at once: as the product with the sum of vectors.
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
        _space.Explain(history, reading.At, reading.System, vectors, contributions);
        _collaborative.Explain(history, movies, ofShort, contributions);
        if (_longSpace is not null && ofLong.ContainsAnyExcept(0f))
        {
            for (int i = 0; i < count; i++)
                TensorPrimitives.Multiply(_longSplit!.Of(movies[i]), ofLong[i], vectors.Slice(i * width, width));
            _longSpace.Explain(history, reading.At, reading.System, vectors, part);
            TensorPrimitives.Add(contributions, part, contributions);
        }
        _long.Explain(history, movies, ofLong, contributions);
        if (_space != _factors && ofFactors.ContainsAnyExcept(0f))
        {
            ExplainFactors(history, reading, movies, ofFactors, part);
            TensorPrimitives.Add(contributions, part, contributions);
        }
    }

    /// <summary>The person has another vector at each level of a kernel over people.</summary>
    private void ScoreLong(in History history, ReadOnlySpan<float> person, Reading reading)
    {
        if (_longSpace is null)
        {
            _long.Score(history, person, reading.CollaborativeLong);
            return;
        }
        using Rented<float> rented = new(_longSpace.Dimension);
        _longSpace.Place(history, reading.At, rented.Span, []);
        _long.Score(history, rented.Span, reading.CollaborativeLong);
    }

    private void ExplainFactors(
        in History history,
        Reading reading,
        ReadOnlySpan<int> movies,
        ReadOnlySpan<float> weights,
        Span<float> contributions
    )
    {
        int length = ((IPersonSpace)_factors).Dimension * movies.Length;
        float[] rented = ArrayPool<float>.Shared.Rent(length);
        Span<float> vectors = rented.AsSpan(0, length);
        vectors.Clear();
        AddFactors(movies, weights, vectors);
        _factors.Explain(history, reading.System, vectors, contributions);
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

    /// <summary>How alike the movies are; only who asks for similar ones needs it.</summary>
    public Lazy<Likeness> Likeness { get; }

    /// <summary>Writes features of movies.</summary>
    /// <param name="reading">The person.</param>
    /// <param name="movies">Movie rows.</param>
    /// <param name="asNew">Whether nothing of the movies' audiences is to be used.</param>
    /// <param name="features">(F, movies): feature by feature.</param>
    public void Features(Reading reading, ReadOnlySpan<int> movies, bool asNew, Span<float> features)
    {
        ReadOnlySpan<float> near = _near.At(reading.At);
        ReadOnlySpan<float> wide = _wide.At(reading.At);
        FeatureInput input = new() { User = reading, AsCold = asNew };
        int count = movies.Length;
        for (int i = 0; i < count; i++)
        {
            int movie = movies[i];
            float content = ContentOf(reading, movie);
            input.Movie = FactsOf(movie);
            input.CollaborativeShort = reading.Scales[FeatureSchema.CollaborativeShort] * reading.Collaborative[movie];
            input.CollaborativeLong =
                reading.Scales[FeatureSchema.CollaborativeLong] * reading.CollaborativeLong[movie];
            input.Factors = reading.Scales[FeatureSchema.Factors] * reading.Factors[movie];
            input.Content = reading.Scales[FeatureSchema.Content] * content;
            input.ContentLift = reading.Scales[FeatureSchema.ContentLift] * content * LiftWeightOf(movie);
            input.NearPopularity = movie < near.Length ? near[movie] : 0; // of an added movie nobody could count
            input.WidePopularity = movie < wide.Length ? wide[movie] : 0;
            if (_ratings is not null)
                (input.Taste, input.Esteem, input.Doubt) = RatingOf(reading, movie, asNew);
            FeatureSchema.Write(input, features, count, i);
        }
    }

    /// <summary>What the person's taste and everybody's add to a rating, and how far from it one may lie.</summary>
    private (float Taste, float Esteem, float Doubt) RatingOf(Reading reading, int movie, bool asNew)
    {
        Rater rater = reading.Rater!;
        ReadOnlySpan<float> placed = _content.RatingOf(movie);
        return asNew
            ? (TensorPrimitives.Dot(placed[1..], rater.Mean.AsSpan(1)), placed[0], _ratings!.DoubtOfNew)
            : (_ratings!.AppealOf(rater, movie), _ratings.EsteemOf(movie), _ratings.DoubtOf(rater, movie));
    }

    /// <summary>Writes features of a movie for which nothing linear speaks, and that is otherwise what is watched on average, as popular as ever.</summary>
    /// <param name="reading">The person.</param>
    /// <param name="asNew">As for <see cref="Features"/>.</param>
    /// <param name="features">(F).</param>
    public void TypicalFeatures(Reading reading, bool asNew, Span<float> features)
    {
        FeatureSchema.Write(
            new FeatureInput
            {
                User = reading,
                AsCold = asNew,
                Movie = _typical,
                Esteem = _typicalEsteem,
            },
            features,
            1,
            0
        );
    }

    /// <summary>The evidence of a larger catalogue, whose first rows are this one's. Nobody has watched the others, so nobody asks how popular they were.</summary>
    public Evidence Extend(Catalog larger) =>
        new(
            this,
            new Dataset(larger, _data.Users, _data.Interactions.WithUnwatched(larger.Count - _data.Catalog.Count)),
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

    private int AudienceOf(int movie) =>
        movie < _data.Interactions.MovieCount ? _data.Interactions.AudienceOf(movie) : 0;

    private static float ScaleOf(float deviation) => deviation > 0 ? 1 / deviation : 0;

    /// <summary>
    /// How much of what the person would watch is in the history: the share of the best movies by the collaborative score, each
    /// scored as if it had not been watched, that were. A fifth of a long history and the whole of a short one are as long, but
    /// not as complete.
    /// </summary>
    private static float CompletenessOf(in History history, Reading reading)
    {
        using Rented<float> rented = new(reading.Collaborative.Length);
        Span<float> scores = rented.Span;
        TensorPrimitives.Multiply(reading.Collaborative, reading.Scales[FeatureSchema.CollaborativeShort], scores);
        TensorPrimitives.MultiplyAdd(
            reading.CollaborativeLong,
            reading.Scales[FeatureSchema.CollaborativeLong],
            scores,
            scores
        );
        Span<int> best = stackalloc int[CompletenessList];
        int found = TopN.Select(scores, best);
        int watched = 0;
        foreach (int movie in best[..found])
            if (history.Movies.BinarySearch(movie) >= 0)
                watched++;
        return (float)watched / CompletenessList;
    }

    private void Describe(in History history, Reading reading)
    {
        reading.Genres = new float[_genres.Length];
        int count = Math.Max(1, history.Movies.Length);
        double years = 0;
        double squares = 0;
        double audiences = 0;
        foreach (int movie in history.Movies)
        {
            MovieFacts facts = FactsOf(movie);
            years += facts.Year;
            squares += (double)facts.Year * facts.Year;
            audiences += facts.LogAudience;
            Span<float> genres = reading.Genres.AsSpan(0, facts.Genres.Length);
            TensorPrimitives.MultiplyAdd(facts.Genres, 1f / count, genres, genres);
        }
        (uint earliest, uint latest) = WatchTimes.Span(history.Times);
        uint first = Math.Min(earliest, _latest);
        uint last = Math.Min(latest, _latest); // how long people took to watch, as far as it was learned
        reading.MeanYear = history.Movies.IsEmpty ? (float)DefaultYear : (float)(years / count);
        reading.YearDeviation = (float)Math.Sqrt(Math.Max(0, squares / count - years / count * (years / count)));
        reading.MeanLogAudience = (float)(audiences / count);
        reading.LogCount = MathF.Log(count);
        reading.LogSpan = (float)Math.Log(1 + (last - first) / WatchTimes.SecondsPerYear);
        reading.Year = (float)WatchTimes.YearOf(reading.At);
        reading.LatestYear = (float)WatchTimes.YearOf(Math.Max(reading.At, latest));
    }
}
