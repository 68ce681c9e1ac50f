using System.Buffers;
using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models.Hybrid;

/// <summary>
/// What speaks for a movie and a person, as numbers that a network weighs: three scores that are linear in what was
/// watched (collaborative, factors, content), how popular the movie is and was at the time, and what movie and person are.
/// </summary>
internal sealed class Evidence
{
    /// <summary>Features of a movie and a person.</summary>
    public const int FeatureCount = 21;

    /// <summary>The features that are linear in the watched movies, each a position.</summary>
    public const int Collaborative = 0;

    /// <summary>The score by factors.</summary>
    public const int Factors = 1;

    /// <summary>The content part.</summary>
    public const int Content = 2;

    /// <summary>How many they are.</summary>
    public const int LinearCount = 3;

    /// <summary>Content's score beside what the movie's predicted audience alone would give; it moves with <see cref="Content"/>.</summary>
    public const int ContentLift = 3;

    private const double DefaultYear = 1992;
    private const float FactorsInBase = 0.5f;

    private readonly Dataset _data;
    private readonly ICollaborative _collaborative;
    private readonly FactorScorer _factors;
    private readonly ContentSpace _content;
    private readonly IPersonSpace _space;
    private readonly SplitVectors _split;
    private readonly TimePopularity _near;
    private readonly TimePopularity _wide;
    private readonly MovieFacts[] _facts;
    private readonly MovieFacts _typical; // what is watched on average
    private readonly float[] _liftWeights;
    private readonly float[][] _baseWeights; // (3)(n): of each linear feature in a movie's base
    private readonly int[] _known; // rows of movies with an audience: scales are theirs, so that movies without one change no other's
    private readonly int[] _unwatched; // the other rows
    private readonly Panels _unwatchedPlaces;
    private readonly SecondMoments _contentVariance;
    private readonly SecondMoments _liftSquare; // over the known
    private readonly uint _latest;
    private readonly float _audienceScale;

    /// <summary>Joins the parts.</summary>
    /// <param name="data">The catalogue and the training people.</param>
    /// <param name="collaborative">Who else watched it.</param>
    /// <param name="factors">The same through few factors.</param>
    /// <param name="content">What the movies are.</param>
    /// <param name="people">Audiences are taken as of so many people, those that what movies are was compared for.</param>
    public Evidence(Dataset data, ICollaborative collaborative, FactorScorer factors, ContentSpace content, int people)
        : this(
            data,
            collaborative,
            factors,
            content,
            (float)people / Math.Max(1, data.Users.Count),
            new TimePopularity(data.Interactions, width: 0.5, smoothing: 10),
            new TimePopularity(data.Interactions, width: 2, smoothing: 3),
            null
        )
    {
        // Times are those of these people.
    }

    private Evidence(
        Dataset data,
        ICollaborative collaborative,
        FactorScorer factors,
        ContentSpace content,
        float audienceScale,
        TimePopularity near,
        TimePopularity wide,
        (SecondMoments Content, SecondMoments Lift)? moments
    )
    {
        _data = data;
        _collaborative = collaborative;
        _factors = factors;
        _content = content;
        _audienceScale = audienceScale;
        _near = near;
        _wide = wide;
        _space = collaborative as IPersonSpace ?? factors;
        _split = new SplitVectors(data.Catalog.Count, collaborative, content, _space);
        _latest = WatchTimes.End(data.Interactions.Times);
        int n = data.Catalog.Count;
        _known = [.. Enumerable.Range(0, n).Where(IsKnown)];
        _unwatched = [.. Enumerable.Range(0, n).Where(movie => !IsKnown(movie))];
        double lastYear = WatchTimes.LastYear(_latest, _known.Select(movie => data.Catalog[movie].Year));
        _unwatchedPlaces = content.PanelsOf(_unwatched);
        Likeness = new Lazy<Likeness>(() => new Likeness(content, factors, _known, AudienceOf));
        _facts = new MovieFacts[n];
        _liftWeights = new float[n];
        _baseWeights = [new float[n], new float[n], new float[n]];
        for (int row = 0; row < n; row++)
        {
            Movie movie = data.Catalog[row];
            float[] genres = new float[data.Catalog.Genres.Length];
            foreach (int genre in data.Catalog.GenresOf(row))
                genres[genre] = 1 / MathF.Sqrt(data.Catalog.GenresOf(row).Length);
            float year = (float)Math.Min(movie.Year ?? DefaultYear, lastYear); // a later one is as new as can be
            _facts[row] = new MovieFacts(
                year,
                MathF.Log(1 + _audienceScale * AudienceOf(row)),
                content.LogAudience(row),
                movie.Synopsis is null ? 0 : 1,
                genres
            );
            _liftWeights[row] = 1 / (MathF.Exp(content.LogAudience(row)) + 3);
            ReadOnlySpan<float> weights =
                !IsKnown(row) ? [0, 0, 1]
                : collaborative.Covers(row) ? [1, FactorsInBase, 0]
                : [0, 1 + FactorsInBase, 0];
            for (int feature = 0; feature < LinearCount; feature++)
                _baseWeights[feature][row] = weights[feature];
        }
        _typical = MovieFacts.Mean(_facts, AudienceOf, data.Catalog.Genres.Length);
        (_contentVariance, _liftSquare) =
            moments ?? (SecondMoments.Central(content, _known), SecondMoments.Weighted(content, _known, _liftWeights));
    }

    /// <summary>Rows of the movies with an audience, ascending, and of those without.</summary>
    public int[] Known => _known;

    /// <inheritdoc cref="Known"/>
    public int[] Unwatched => _unwatched;

    /// <summary>The movies, placed by what they are.</summary>
    public ContentSpace Places => _content;

    /// <summary>Whether the training knew a movie's audience.</summary>
    public bool IsKnown(int movie) => AudienceOf(movie) > 0;

    /// <summary>Whether the training had times.</summary>
    public bool KnowsTime => _latest > 0;

    /// <summary>Reads a history.</summary>
    public Reading Read(in History history)
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
        _content.Project(place, reading.Taste);
        if (_space == _factors)
            _factors.Score(place, reading.Factors);
        else
            _factors.Score(history, reading.Factors, reading.System);
        ArrayPool<float>.Shared.Return(person);
        reading.Scales[Collaborative] = ScaleOf(DeviationOfKnown(reading.Collaborative));
        reading.Scales[Factors] = ScaleOf(DeviationOfKnown(reading.Factors));
        // What content says is linear in the person's taste, so how much it varies over the movies needs none of what it says.
        reading.Scales[Content] = ScaleOf(MathF.Sqrt(_contentVariance.Of(reading.Taste)));
        reading.Scales[ContentLift] = ScaleOf(MathF.Sqrt(_liftSquare.Of(reading.Taste)));
        Describe(history, reading);
        return reading;
    }

    /// <summary>What a movie is speaks this much for it: unscaled.</summary>
    public float ContentOf(Reading reading, int movie) =>
        TensorPrimitives.Dot<float>(reading.Taste, _content.PlaceOf(movie));

    /// <summary>What orders movies before the network does: the linear evidence, of every movie.</summary>
    public void Bases(Reading reading, Span<float> bases)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(bases.Length);
        Span<float> more = rented.AsSpan(0, bases.Length);
        Span<float> products = rented.AsSpan(0, _unwatched.Length);
        TensorPrimitives.Multiply(reading.Collaborative, _baseWeights[Collaborative], bases);
        TensorPrimitives.Multiply(bases, reading.Scales[Collaborative], bases);
        TensorPrimitives.Multiply(reading.Factors, _baseWeights[Factors], more);
        TensorPrimitives.MultiplyAdd(more, reading.Scales[Factors], bases, bases);
        _unwatchedPlaces.Multiply(reading.Taste, products);
        for (int i = 0; i < products.Length; i++)
            bases[_unwatched[i]] = products[i] * reading.Scales[Content];
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>How much a linear feature weighs in a movie's base.</summary>
    public float BaseWeight(int feature, int movie) => _baseWeights[feature][movie];

    /// <summary>Splits sums of movies' linear features over the watched movies.</summary>
    /// <param name="history">What was watched.</param>
    /// <param name="reading">The same, read.</param>
    /// <param name="movies">The movies' rows.</param>
    /// <param name="weights">(3, movies): what each feature is multiplied by in its movie's sum.</param>
    /// <param name="contributions">Receives (movies, watched).</param>
    public void Explain(
        in History history,
        Reading reading,
        ReadOnlySpan<int> movies,
        ReadOnlySpan<float> weights,
        Span<float> contributions
    )
    {
        int count = movies.Length;
        int width = _space.Dimension;
        float[] rented = ArrayPool<float>.Shared.Rent(width * count + LinearCount * count + contributions.Length);
        // What is a product with the person's vector in the same space is split at once: as the product with the sum of vectors.
        Span<float> vectors = rented.AsSpan(0, width * count);
        Span<float> scaled = rented.AsSpan(width * count, LinearCount * count);
        Span<float> part = rented.AsSpan((width + LinearCount) * count, contributions.Length);
        for (int i = 0; i < scaled.Length; i++)
            scaled[i] = weights[i] * reading.Scales[i / count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> prepared = _split.Of(movies[i]);
            Span<float> vector = vectors.Slice(i * width, width);
            TensorPrimitives.Multiply(prepared[..width], scaled[Collaborative * count + i], vector);
            TensorPrimitives.MultiplyAdd(prepared[width..], scaled[Content * count + i], vector, vector);
        }
        ReadOnlySpan<float> ofFactors = scaled.Slice(Factors * count, count);
        if (_space == _factors)
            AddFactors(movies, ofFactors, vectors); // that space prepares nothing
        _space.Explain(history, reading.At, reading.System, vectors, contributions);
        _collaborative.Explain(history, movies, scaled.Slice(Collaborative * count, count), contributions);
        if (_space != _factors && ofFactors.ContainsAnyExcept(0f))
        {
            ExplainFactors(history, reading, movies, ofFactors, part);
            TensorPrimitives.Add(contributions, part, contributions);
        }
        ArrayPool<float>.Shared.Return(rented);
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
    /// <param name="features">(<see cref="FeatureCount"/>, movies): feature by feature.</param>
    public void Features(Reading reading, ReadOnlySpan<int> movies, bool asNew, Span<float> features)
    {
        ReadOnlySpan<float> near = _near.At(reading.At);
        ReadOnlySpan<float> wide = _wide.At(reading.At);
        Span<float> values = stackalloc float[FeatureCount];
        int count = movies.Length;
        for (int i = 0; i < count; i++)
        {
            int movie = movies[i];
            float content = ContentOf(reading, movie);
            values[Collaborative] = asNew ? 0 : reading.Scales[Collaborative] * reading.Collaborative[movie];
            values[Factors] = asNew ? 0 : reading.Scales[Factors] * reading.Factors[movie];
            values[Content] = reading.Scales[Content] * content;
            values[ContentLift] = reading.Scales[ContentLift] * content * _liftWeights[movie];
            _facts[movie]
                .Write(
                    reading,
                    asNew,
                    asNew || near.IsEmpty ? 0 : near[movie],
                    asNew || wide.IsEmpty ? 0 : wide[movie],
                    values
                );
            for (int feature = 0; feature < FeatureCount; feature++)
                features[feature * count + i] = values[feature];
        }
    }

    /// <summary>Writes features of a movie for which nothing linear speaks, and that is otherwise what is watched on average, as popular as ever.</summary>
    /// <param name="reading">The person.</param>
    /// <param name="asNew">As for <see cref="Features"/>.</param>
    /// <param name="features">(<see cref="FeatureCount"/>).</param>
    public void TypicalFeatures(Reading reading, bool asNew, Span<float> features)
    {
        features.Clear();
        _typical.Write(reading, asNew, near: 0, wide: 0, features);
    }

    /// <summary>The evidence of a larger catalogue, whose first rows are this one's. Nobody has watched the others, so nobody asks how popular they were.</summary>
    public Evidence Extend(Dataset larger) =>
        new(
            larger,
            _collaborative.Extend(larger.Interactions),
            _factors.Extend(larger.Catalog.Count),
            _content.Extend(larger.Catalog),
            _audienceScale,
            _near,
            _wide,
            (_contentVariance, _liftSquare)
        );

    /// <summary>Writes what reading back needs.</summary>
    public void Save(ArrayFolder arrays)
    {
        _collaborative.Save(arrays);
        _factors.Save(arrays);
        _content.Save(arrays);
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

    private void Describe(in History history, Reading reading)
    {
        reading.Genres = new float[_data.Catalog.Genres.Length];
        int count = Math.Max(1, history.Movies.Length);
        double years = 0;
        double squares = 0;
        double audiences = 0;
        foreach (int movie in history.Movies)
        {
            MovieFacts facts = _facts[movie];
            years += facts.Year;
            squares += (double)facts.Year * facts.Year;
            audiences += facts.LogAudience;
            TensorPrimitives.MultiplyAdd(facts.Genres, 1f / count, reading.Genres, reading.Genres);
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
