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
    public const int Collaborative = 0, Factors = 1, Content = 2;

    /// <summary>How many they are.</summary>
    public const int LinearCount = 3;

    /// <summary>Content's score beside what the movie's predicted audience alone would give; it moves with <see cref="Content"/>.</summary>
    public const int ContentLift = 3;

    /// <summary>The features of time alone: popularity at the time, age, and whether it was out.</summary>
    public const int FirstOfTime = 4, TimeCount = 5;

    private const double DefaultYear = 1992;
    private const float FactorsInBase = 0.5f;

    private readonly Dataset _data;
    private readonly ICollaborative _collaborative;
    private readonly FactorScorer _factors;
    private readonly ContentSpace _content;
    private readonly IPersonSpace _space;
    private readonly TimePopularity _near, _wide;
    private readonly float[] _years, _logAudiences, _flags, _liftWeights;
    private readonly float[] _baseWeights; // (n, 3): of each linear feature in a movie's base
    private readonly float[][] _genres;
    private readonly int[] _known; // rows of movies with an audience: scales are theirs, so that movies without one change no other's
    private readonly uint _latest;

    /// <summary>Joins the parts.</summary>
    /// <param name="data">The catalogue and the training people.</param>
    /// <param name="collaborative">Who else watched it.</param>
    /// <param name="factors">The same through few factors.</param>
    /// <param name="content">What the movies are.</param>
    public Evidence(Dataset data, ICollaborative collaborative, FactorScorer factors, ContentSpace content)
        : this(data, collaborative, factors, content, new TimePopularity(data.Interactions, width: 0.5, smoothing: 10), new TimePopularity(data.Interactions, width: 2, smoothing: 3))
    {
    }

    private Evidence(Dataset data, ICollaborative collaborative, FactorScorer factors, ContentSpace content, TimePopularity near, TimePopularity wide)
    {
        (_data, _collaborative, _factors, _content, _near, _wide) = (data, collaborative, factors, content, near, wide);
        _space = collaborative as IPersonSpace ?? factors;
        _latest = WatchTimes.Latest(data.Interactions.Times);
        double lastYear = _latest > 0 ? Math.Floor(WatchTimes.YearOf(_latest)) : double.PositiveInfinity;
        int n = data.Catalog.Count;
        _known = [.. Enumerable.Range(0, n).Where(IsKnown)];
        (_years, _logAudiences, _flags, _genres) = (new float[n], new float[n], new float[n], new float[n][]);
        (_liftWeights, _baseWeights) = (new float[n], new float[LinearCount * n]);
        for (int row = 0; row < n; row++)
        {
            Movie movie = data.Catalog[row];
            _years[row] = (float)Math.Min(movie.Year ?? DefaultYear, lastYear); // a later one is as new as can be
            _logAudiences[row] = MathF.Log(1 + AudienceOf(row));
            _flags[row] = movie.Synopsis is null ? 0 : 1;
            _liftWeights[row] = 1 / (MathF.Exp(content.LogAudience(row)) + 3);
            ReadOnlySpan<float> weights = !IsKnown(row) ? [0, 0, 1] : collaborative.Covers(row) ? [1, FactorsInBase, 0] : [0, 1 + FactorsInBase, 0];
            weights.CopyTo(_baseWeights.AsSpan(LinearCount * row));
            _genres[row] = new float[data.Catalog.Genres.Length];
            foreach (int genre in data.Catalog.GenresOf(row)) _genres[row][genre] = 1 / MathF.Sqrt(data.Catalog.GenresOf(row).Length);
        }
    }

    /// <summary>The movies, placed by what they are.</summary>
    public ContentSpace Places => _content;

    /// <summary>Whether the training knew a movie's audience.</summary>
    public bool IsKnown(int movie) => AudienceOf(movie) > 0;

    /// <summary>Whether the training had times.</summary>
    public bool KnowsTime => _latest > 0;

    /// <summary>Reads a history.</summary>
    public Reading Read(in History history)
    {
        // Where the training had no times, the networks never saw one: a time that is asked for would mislead them.
        Reading reading = new(_data.Catalog.Count) { At = KnowsTime ? WatchTimes.Of(history) : WatchTimes.Median(history.Times) };
        if (reading.At == 0) reading.At = _latest; // a list without times is of today
        // Of later times nothing was learned: neither what is popular then, nor how old movies weigh.
        if (KnowsTime) reading.At = Math.Min(reading.At, _latest);
        float[] person = ArrayPool<float>.Shared.Rent(_space.Dimension);
        Span<float> place = person.AsSpan(0, _space.Dimension);
        _space.Place(history, reading.At, place);
        _collaborative.Score(history, place, reading.Collaborative);
        _content.Score(place, reading.Content);
        _factors.Score(history, reading.Factors);
        ArrayPool<float>.Shared.Return(person);
        for (int kind = 0; kind < LinearCount; kind++)
        {
            float deviation = DeviationOfKnown(reading.Of(kind));
            reading.Scales[kind] = deviation > 0 ? 1 / deviation : 0;
        }
        double lift = 0;
        foreach (int movie in _known) lift += Square(LiftOf(reading, movie));
        reading.Scales[ContentLift] = lift > 0 ? (float)(1 / Math.Sqrt(lift / _known.Length)) : 0;
        Describe(history, reading);
        return reading;
    }

    /// <summary>What orders movies before the network does: the linear evidence, of every movie.</summary>
    public void Bases(Reading reading, Span<float> bases)
    {
        ReadOnlySpan<float> collaborative = reading.Collaborative, factors = reading.Factors, content = reading.Content;
        float first = reading.Scales[Collaborative], second = reading.Scales[Factors], third = reading.Scales[Content];
        for (int movie = 0; movie < bases.Length; movie++)
        {
            ReadOnlySpan<float> weights = BaseWeights(movie);
            bases[movie] = weights[Collaborative] * first * collaborative[movie] + weights[Factors] * second * factors[movie] + weights[Content] * third * content[movie];
        }
    }

    /// <summary>How much each linear feature weighs in a movie's base.</summary>
    public ReadOnlySpan<float> BaseWeights(int movie) => _baseWeights.AsSpan(LinearCount * movie, LinearCount);

    /// <summary>Splits a linear feature of movies over the watched movies.</summary>
    /// <param name="history">What was watched.</param>
    /// <param name="reading">The same, read.</param>
    /// <param name="feature">Which feature.</param>
    /// <param name="movies">The movies' rows.</param>
    /// <param name="contributions">Receives (movies, watched).</param>
    public void Explain(in History history, Reading reading, int feature, ReadOnlySpan<int> movies, Span<float> contributions)
    {
        int width = feature == Content ? _space.Dimension : 1;
        float[] rented = ArrayPool<float>.Shared.Rent(width * movies.Length);
        Span<float> vectors = rented.AsSpan(0, width * movies.Length);
        if (feature == Collaborative)
        {
            _collaborative.Explain(history, reading.At, movies, contributions);
        }
        else if (feature == Factors)
        {
            _factors.ExplainMany(history, movies, contributions, vectors);
        }
        else
        {
            for (int i = 0; i < movies.Length; i++) _content.VectorOf(movies[i], vectors.Slice(i * width, width));
            _space.Explain(history, reading.At, vectors, contributions);
        }
        ArrayPool<float>.Shared.Return(rented);
        TensorPrimitives.Multiply(contributions, reading.Scales[feature], contributions);
    }

    /// <summary>The cosines of a movie's place by what it is with every movie's: of a movie without an audience nothing else is known.</summary>
    public void SimilarByContent(int movie, Span<float> scores) => _content.Similar(movie, scores);

    /// <summary>Writes features of movies.</summary>
    /// <param name="reading">The person.</param>
    /// <param name="movies">Movie rows.</param>
    /// <param name="asNew">Whether nothing of the movies' audiences is to be used.</param>
    /// <param name="features">(<see cref="FeatureCount"/>, movies): feature by feature.</param>
    public void Features(Reading reading, ReadOnlySpan<int> movies, bool asNew, Span<float> features)
    {
        ReadOnlySpan<float> near = _near.At(reading.At), wide = _wide.At(reading.At);
        bool timed = reading.At > 0;
        int count = movies.Length;
        for (int i = 0; i < count; i++)
        {
            int movie = movies[i];
            float age = timed ? reading.Year - _years[movie] : 0;
            ReadOnlySpan<float> values =
            [
                asNew ? 0 : reading.Scales[Collaborative] * reading.Collaborative[movie],
                asNew ? 0 : reading.Scales[Factors] * reading.Factors[movie],
                reading.Scales[Content] * reading.Content[movie],
                reading.Scales[ContentLift] * LiftOf(reading, movie),
                asNew || near.IsEmpty ? 0 : near[movie],
                asNew || wide.IsEmpty ? 0 : wide[movie],
                age / 20,
                MathF.Log(1 + Math.Max(0, age)),
                timed && _years[movie] > reading.LatestYear ? 1 : 0,
                TensorPrimitives.Dot<float>(reading.Genres, _genres[movie]),
                MathF.Abs(_years[movie] - reading.MeanYear) / 10,
                asNew ? _content.LogAudience(movie) : _logAudiences[movie],
                _content.LogAudience(movie),
                (_years[movie] - 1990) / 20,
                _flags[movie],
                reading.LogCount,
                reading.MeanLogAudience,
                (reading.MeanYear - 1990) / 20,
                reading.YearDeviation / 10,
                reading.LogSpan,
                timed ? (reading.Year - 2005) / 10 : 0,
            ];
            for (int feature = 0; feature < FeatureCount; feature++) features[feature * count + i] = values[feature];
        }
    }

    /// <summary>The evidence of a larger catalogue, whose first rows are this one's. Nobody has watched the others, so nobody asks how popular they were.</summary>
    public Evidence Extend(Dataset larger) =>
        new(larger, _collaborative.Extend(larger.Interactions), _factors.Extend(larger.Catalog.Count), _content.Extend(larger.Catalog), _near, _wide);

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
        if (_known.Length == scores.Length) return TensorPrimitives.StdDev(scores);
        if (_known.Length == 0) return 0;
        float[] rented = ArrayPool<float>.Shared.Rent(_known.Length);
        for (int i = 0; i < _known.Length; i++) rented[i] = scores[_known[i]];
        float deviation = TensorPrimitives.StdDev<float>(rented.AsSpan(0, _known.Length));
        ArrayPool<float>.Shared.Return(rented);
        return deviation;
    }

    private int AudienceOf(int movie) => movie < _data.Interactions.MovieCount ? _data.Interactions.AudienceOf(movie) : 0;

    private float LiftOf(Reading reading, int movie) => reading.Content[movie] * _liftWeights[movie];

    private void Describe(in History history, Reading reading)
    {
        reading.Genres = new float[_data.Catalog.Genres.Length];
        int count = Math.Max(1, history.Movies.Length);
        double years = 0, squares = 0, audiences = 0;
        foreach (int movie in history.Movies)
        {
            years += _years[movie];
            squares += Square(_years[movie]);
            audiences += _logAudiences[movie];
            TensorPrimitives.MultiplyAdd(_genres[movie], 1f / count, reading.Genres, reading.Genres);
        }
        uint latest = WatchTimes.Latest(history.Times), earliest = latest;
        foreach (uint time in history.Times)
            if (time > 0) earliest = Math.Min(earliest, time);
        reading.MeanYear = history.Movies.IsEmpty ? (float)DefaultYear : (float)(years / count);
        reading.YearDeviation = (float)Math.Sqrt(Math.Max(0, squares / count - Square(years / count)));
        reading.MeanLogAudience = (float)(audiences / count);
        reading.LogCount = MathF.Log(count);
        reading.LogSpan = (float)Math.Log(1 + (latest - earliest) / WatchTimes.SecondsPerYear);
        reading.Year = (float)WatchTimes.YearOf(reading.At);
        reading.LatestYear = (float)WatchTimes.YearOf(Math.Max(reading.At, latest));
    }

    private static double Square(double value) => value * value;
}

/// <summary>A history as <see cref="Evidence"/> reads it. Its buffers belong to the shared pool: dispose of it.</summary>
internal sealed class Reading(int movies) : IDisposable
{
    private readonly float[][] _scores = [ArrayPool<float>.Shared.Rent(movies), ArrayPool<float>.Shared.Rent(movies), ArrayPool<float>.Shared.Rent(movies)];

    /// <summary>The time to recommend for, in seconds since 1970-01-01 UTC; 0: unknown.</summary>
    public uint At { get; set; }

    /// <summary>What each linear feature, and the content's lift, is multiplied by.</summary>
    public float[] Scales { get; } = new float[4];

    public Span<float> Collaborative => Of(Evidence.Collaborative);

    public Span<float> Factors => Of(Evidence.Factors);

    public Span<float> Content => Of(Evidence.Content);

    /// <summary>The mean of the watched movies' genre vectors.</summary>
    public float[] Genres { get; set; } = [];

    public float MeanYear { get; set; }

    public float YearDeviation { get; set; }

    public float MeanLogAudience { get; set; }

    public float LogCount { get; set; }

    public float LogSpan { get; set; }

    /// <summary><see cref="At"/> as a year.</summary>
    public float Year { get; set; }

    /// <summary>The year of the latest watching, or of <see cref="At"/> if that is later.</summary>
    public float LatestYear { get; set; }

    /// <summary>The scores of a linear feature.</summary>
    public Span<float> Of(int feature) => _scores[feature].AsSpan(0, movies);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (float[] rented in _scores) ArrayPool<float>.Shared.Return(rented);
    }
}
