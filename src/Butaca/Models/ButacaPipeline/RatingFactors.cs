using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// What stars a user gives: r = μ + s·w₀ + bᵢ + vᵢ·w + ε with the user's ω = (w₀, w) ~ N(0, I) and ε ~ N(0, σ²). Of a
/// movie, ψᵢ = (bᵢ, vᵢ) is known by a mean and a covariance, so what few users rated speaks softly and is predicted
/// with doubt. A user's ω is solved from the ratings at hand: new users need no training. Variational Bayesian matrix
/// factorisation: Lim and Teh 2007, "Variational Bayesian approach to movie rating prediction" (KDD Cup).
/// </summary>
internal sealed class RatingFactors
{
    /// <summary>The 90th percentile of the standard normal distribution.</summary>
    private const float NinetiethPercentile = 1.2816f;

    private readonly float _mean; // μ
    private readonly float _spread; // s, the standard deviation of users' means
    private readonly float _noise; // σ²
    private readonly int _q; // d + 1
    private readonly float[] _movies; // (n, q): the means of ψ
    private readonly float[] _covariances; // (n, q, q): their covariances
    private readonly float _newVariance; // of b, of a movie that nobody rated
    private readonly RatingErrors _ratedErrors; // of rated movies, in standard deviations
    private readonly RatingErrors _newErrors; // of movies that nobody rated
    private readonly int _first; // how many movies these arrays hold
    private readonly ContentSpace? _later; // tells what is expected of those that came later
    private readonly float[] _laterCovariance; // (q, q): theirs

    /// <summary>Takes what was learned.</summary>
    /// <param name="mean">μ, in the ratings' unit.</param>
    /// <param name="spread">s, above 0.</param>
    /// <param name="noise">σ², above 0.</param>
    /// <param name="movies">(n, d + 1): the means of (bᵢ, vᵢ).</param>
    /// <param name="covariances">(n, d + 1, d + 1).</param>
    /// <param name="newVariance">The variance of bᵢ of a movie that nobody has rated.</param>
    /// <param name="scale">The scale of the ratings.</param>
    /// <param name="ratedErrors">
    /// Where four of five ratings of rated movies lie, in standard deviations; null: as of a normal distribution.
    /// </param>
    /// <param name="newErrors">The same of movies that nobody has rated.</param>
    public RatingFactors(
        float mean,
        float spread,
        float noise,
        float[] movies,
        float[] covariances,
        float newVariance,
        RatingScale scale,
        RatingErrors? ratedErrors = null,
        RatingErrors? newErrors = null
    )
    {
        RatingErrors normal = new(-NinetiethPercentile, NinetiethPercentile);
        _ratedErrors = ratedErrors ?? normal;
        _newErrors = newErrors ?? normal;
        _mean = mean;
        _spread = spread;
        _noise = noise;
        _movies = movies;
        _covariances = covariances;
        _newVariance = newVariance;
        _q = movies.Length == 0 ? 1 : covariances.Length / movies.Length;
        Scale = scale;
        _first = movies.Length / _q;
        _laterCovariance = new float[_q * _q];
        _laterCovariance[0] = newVariance;
    }

    private RatingFactors(RatingFactors smaller, ContentSpace later)
        : this(
            smaller._mean,
            smaller._spread,
            smaller._noise,
            smaller._movies,
            smaller._covariances,
            smaller._newVariance,
            smaller.Scale,
            smaller._ratedErrors,
            smaller._newErrors
        )
    {
        _later = later;
    }

    /// <summary>The scale of the ratings.</summary>
    public RatingScale Scale { get; }

    /// <summary>d + 1, the numbers that are known of a user and of a movie.</summary>
    public int Dimension => _q;

    /// <summary>bᵢ: how many stars more than others a movie is given by everybody.</summary>
    public float EsteemOf(int movie) => MeanOf(movie)[0];

    /// <summary>The standard deviation of what is given to a movie that nobody has rated.</summary>
    public float DoubtOfNew => MathF.Sqrt(_noise + _newVariance);

    /// <summary>ψ of the movies (n, d + 1).</summary>
    public ReadOnlySpan<float> Movies => _movies;

    /// <summary>
    /// The logarithm of the probability that a rating is above a threshold, from what features say of it.
    /// </summary>
    /// <param name="threshold">The threshold.</param>
    /// <param name="beyondMean">How far above the mean of all ratings the expected one is.</param>
    /// <param name="doubt">The standard deviation, above 0.</param>
    public float LogProbabilityAbove(float threshold, float beyondMean, float doubt) =>
        (float)Normal.LogProbabilityBelow((_mean + beyondMean - threshold) / doubt);

    /// <summary>Reads a user's ratings.</summary>
    /// <param name="history">What was watched; what has no rating tells nothing here.</param>
    /// <param name="ratings">The history's ratings on the scale of the model (<see cref="RatingScale.Read"/>).</param>
    /// <returns>The user; of whom nothing is known, everybody's mean.</returns>
    public Rater Read(in History history, ReadOnlySpan<float> ratings)
    {
        Rater rater = new(_q);
        Span<float> system = rater.Covariance; // the precision at first
        Span<float> sums = rater.Mean;
        using Rented<float> rented = new(_q * _q);
        for (int i = 0; i < ratings.Length; i++)
        {
            if (float.IsNaN(ratings[i]))
                continue;
            AddMovie(history.Movies[i], ratings[i], system, sums, rented.Span);
        }
        for (int i = 0; i < _q; i++)
            system[i * _q + i] += 1;
        Invert(system, _q);
        rented.Span.Clear();
        Multiply(system, sums, rented.Span[.._q]);
        rented.Span[.._q].CopyTo(sums);
        return rater;
    }

    /// <summary>vᵢ·w: how many stars more the user gives a movie than its esteem and the user's own mean say.</summary>
    public float AppealOf(Rater rater, int movie) => TensorPrimitives.Dot(VectorOf(movie), rater.Mean.AsSpan(1));

    /// <summary>s·w₀: how many stars more than others the user gives to every movie.</summary>
    public float GenerosityOf(Rater rater) => _spread * rater.Mean[0];

    /// <summary>Predicts a rating, within the scale.</summary>
    /// <param name="rater">The user.</param>
    /// <param name="movie">The movie's row.</param>
    public PredictedRating Predict(Rater rater, int movie)
    {
        float mean = _mean + EsteemOf(movie) + GenerosityOf(rater) + AppealOf(rater, movie);
        float doubt = DoubtOf(rater, movie);
        RatingErrors errors = IsExpected(movie) ? _newErrors : _ratedErrors;
        return new PredictedRating(
            Math.Clamp(mean, Scale.Least, Scale.Most),
            Math.Clamp(mean + errors.Low * doubt, Scale.Least, Scale.Most),
            Math.Clamp(mean + errors.High * doubt, Scale.Least, Scale.Most)
        );
    }

    /// <summary>
    /// Whether what is known of a movie is what it is alone, as nobody has rated it: what one rating tells has a
    /// variance in every direction.
    /// </summary>
    public bool IsExpected(int movie) => _q > 1 && CovarianceOf(movie)[_q + 1] == 0;

    /// <summary>The same means with other intervals.</summary>
    /// <param name="rated">Where four of five ratings of rated movies lie, in standard deviations.</param>
    /// <param name="expected">The same of movies that nobody has rated.</param>
    public RatingFactors WithErrors(RatingErrors rated, RatingErrors expected) =>
        new(_mean, _spread, _noise, _movies, _covariances, _newVariance, Scale, rated, expected);

    /// <summary>The standard deviation of what a user gives a movie.</summary>
    public float DoubtOf(Rater rater, int movie)
    {
        ReadOnlySpan<float> psi = MeanOf(movie);
        ReadOnlySpan<float> s = CovarianceOf(movie);
        double variance = _noise;
        for (int a = 0; a < _q; a++)
        {
            float left = a == 0 ? _spread : psi[a];
            float known = a == 0 ? 1 : rater.Mean[a];
            for (int b = 0; b < _q; b++)
            {
                float right = b == 0 ? _spread : psi[b];
                float other = b == 0 ? 1 : rater.Mean[b];
                float ofUser = rater.Covariance[a * _q + b];
                variance += left * ofUser * right; // of the user
                variance += s[a * _q + b] * known * other; // of the movie
                if (a > 0 && b > 0)
                    variance += s[a * _q + b] * ofUser; // of both
            }
        }
        return (float)Math.Sqrt(variance);
    }

    /// <summary>
    /// Splits weighted <see cref="AppealOf"/> over the rated movies: a rating above what was expected speaks for movies
    /// alike, one below against them.
    /// </summary>
    /// <param name="rater">The user.</param>
    /// <param name="history">What was watched.</param>
    /// <param name="ratings">As <see cref="Read"/> took them.</param>
    /// <param name="movies">The movies' rows.</param>
    /// <param name="weights">What each movie's appeal is multiplied by.</param>
    /// <param name="contributions">(movies, watched): the share of each watched movie is added here.</param>
    public void Explain(
        Rater rater,
        in History history,
        ReadOnlySpan<float> ratings,
        ReadOnlySpan<int> movies,
        ReadOnlySpan<float> weights,
        Span<float> contributions
    )
    {
        using Rented<float> rented = new(3 * _q);
        Span<float> vector = rented.Span[.._q];
        Span<float> solved = rented.Span.Slice(_q, _q);
        Span<float> told = rented.Span[(2 * _q)..];
        int watched = history.Movies.Length;
        for (int i = 0; i < movies.Length; i++)
        {
            if (weights[i] == 0)
                continue;
            vector[0] = 0;
            TensorPrimitives.Multiply(VectorOf(movies[i]), weights[i], vector[1..]);
            Multiply(rater.Covariance, vector, solved);
            for (int h = 0; h < ratings.Length; h++)
            {
                if (float.IsNaN(ratings[h]))
                    continue;
                told.Clear();
                AddTold(history.Movies[h], ratings[h], told);
                contributions[i * watched + h] += TensorPrimitives.Dot<float>(solved, told);
            }
        }
    }

    /// <summary>
    /// The same over the movies of a catalogue whose first rows are these; of those after them what they are tells what
    /// is expected.
    /// </summary>
    /// <param name="places">Knows what is expected of movies by what they are.</param>
    public RatingFactors Extend(ContentSpace places) => new(this, places);

    /// <summary>The same with what is expected, by what they are, of movies that nobody has rated.</summary>
    /// <param name="places">Knows what is expected of movies by what they are.</param>
    /// <param name="isRated">Whether somebody has rated a movie.</param>
    public RatingFactors WithUnrated(ContentSpace places, Func<int, bool> isRated)
    {
        float[] movies = [.. _movies];
        float[] covariances = [.. _covariances];
        for (int movie = 0; movie < places.Count; movie++)
            if (!isRated(movie))
                Expect(movie, places, movies, covariances);
        return With(movies, covariances);
    }

    private RatingFactors With(float[] movies, float[] covariances) =>
        new(_mean, _spread, _noise, movies, covariances, _newVariance, Scale, _ratedErrors, _newErrors);

    private void Expect(int movie, ContentSpace places, float[] movies, float[] covariances)
    {
        places.RatingOf(movie).CopyTo(movies.AsSpan(movie * _q));
        covariances.AsSpan(movie * _q * _q, _q * _q).Clear();
        covariances[movie * _q * _q] = _newVariance;
    }

    /// <summary>Writes it.</summary>
    public void Save(ArrayFolder arrays)
    {
        int count = _later?.Count ?? _first;
        float[] movies = new float[count * _q];
        float[] covariances = new float[count * _q * _q];
        for (int movie = 0; movie < count; movie++)
        {
            MeanOf(movie).CopyTo(movies.AsSpan(movie * _q));
            CovarianceOf(movie).CopyTo(covariances.AsSpan(movie * _q * _q));
        }
        arrays.Write("rating-movies", movies, count, _q);
        arrays.Write("rating-covariances", covariances, count, _q * _q);
        arrays.Write("rating-options", [_mean, _spread, _noise, _newVariance, Scale.Least, Scale.Most], 6);
        arrays.Write("rating-errors", [_ratedErrors.Low, _ratedErrors.High, _newErrors.Low, _newErrors.High], 4);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="arrays">The model's arrays.</param>
    /// <param name="movieCount">n.</param>
    public static RatingFactors Load(ArrayFolder arrays, int movieCount)
    {
        float[] options = arrays.Read<float>("rating-options", 6);
        float[] errors = arrays.Read<float>("rating-errors", 4);
        float[] movies = arrays.Read<float>("rating-movies", movieCount, -1);
        int q = movieCount == 0 ? 1 : movies.Length / movieCount;
        return new RatingFactors(
            options[0],
            options[1],
            options[2],
            movies,
            arrays.Read<float>("rating-covariances", movieCount, q * q),
            options[3],
            new RatingScale(options[4], options[5]),
            new RatingErrors(errors[0], errors[1]),
            new RatingErrors(errors[2], errors[3])
        );
    }

    private ReadOnlySpan<float> VectorOf(int movie) => MeanOf(movie)[1..];

    /// <summary>The mean of a movie's ψ (q).</summary>
    private ReadOnlySpan<float> MeanOf(int movie) =>
        movie >= _first && _later is not null ? _later.RatingOf(movie) : _movies.AsSpan(movie * _q, _q);

    /// <summary>The covariance of a movie's ψ (q, q).</summary>
    private ReadOnlySpan<float> CovarianceOf(int movie) =>
        movie >= _first && _later is not null ? _laterCovariance : _covariances.AsSpan(movie * _q * _q, _q * _q);

    /// <summary>Adds E[φφᵀ]/σ² with φ = (s, v), and what the rating tells.</summary>
    private void AddMovie(int movie, float rating, Span<float> system, Span<float> sums, Span<float> outer)
    {
        ReadOnlySpan<float> psi = MeanOf(movie);
        CovarianceOf(movie).CopyTo(outer);
        for (int a = 0; a < _q; a++)
        {
            float left = a == 0 ? _spread : psi[a];
            for (int b = 0; b < _q; b++)
            {
                float right = b == 0 ? _spread : psi[b];
                outer[a * _q + b] = left * right + (a > 0 && b > 0 ? outer[a * _q + b] : 0);
            }
        }
        TensorPrimitives.MultiplyAdd(outer, 1 / _noise, system, system);
        AddTold(movie, rating, sums);
    }

    /// <summary>Adds ((r − μ)·E[φ] − E[φ·b])/σ².</summary>
    private void AddTold(int movie, float rating, Span<float> sums)
    {
        ReadOnlySpan<float> psi = MeanOf(movie);
        ReadOnlySpan<float> withEsteem = CovarianceOf(movie)[.._q];
        float residual = (rating - _mean - psi[0]) / _noise;
        sums[0] += _spread * residual;
        for (int a = 1; a < _q; a++)
            sums[a] += psi[a] * residual - withEsteem[a] / _noise;
    }

    private static void Multiply(ReadOnlySpan<float> matrix, ReadOnlySpan<float> vector, Span<float> product)
    {
        int q = vector.Length;
        for (int row = 0; row < q; row++)
            product[row] = TensorPrimitives.Dot(matrix.Slice(row * q, q), vector);
    }

    /// <summary>Inverts a small symmetric positive definite matrix in place.</summary>
    internal static void Invert(Span<float> matrix, int q)
    {
        using Rented<float> rented = new(q * q + q);
        Span<float> factor = rented.Span[..(q * q)];
        Span<float> unit = rented.Span[(q * q)..];
        matrix.CopyTo(factor);
        NormalEquations.Factorise(factor, q);
        for (int i = 0; i < q; i++)
        {
            unit.Clear();
            unit[i] = 1;
            NormalEquations.Solve(factor, unit);
            unit.CopyTo(matrix[(i * q)..]);
        }
    }
}

/// <summary>A user as their ratings tell: the mean and covariance of ω.</summary>
/// <param name="dimension">d + 1.</param>
internal sealed class Rater(int dimension)
{
    /// <summary>The mean (d + 1).</summary>
    public float[] Mean { get; } = new float[dimension];

    /// <summary>The covariance (d + 1, d + 1).</summary>
    public float[] Covariance { get; } = new float[dimension * dimension];
}
