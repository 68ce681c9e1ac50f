using System.Numerics.Tensors;
using Butaca.Data;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;

namespace Butaca.Training.ButacaPipeline;

/// <summary>
/// Trains <see cref="RatingFactors"/> by variational Bayes (Lim and Teh 2007): in turn the posterior of each user given
/// the movies', and of each movie given the users'; noise and prior variances follow from both. Covariances keep what
/// few users rated from being learned by heart, so no penalty has to be chosen.
/// </summary>
internal static class RatingTraining
{
    private const int Factors = 8;
    private const int Rounds = 20;

    /// <summary>
    /// Rounds before the prior variances of factors are learned: until then the factors have no shape.
    /// </summary>
    private const int FirstRounds = 3;

    private const float StartFactor = 0.15f; // standard deviations of the scale, roughly a fifth of those of a rating
    private const float StartEsteem = 0.5f;
    private const float StartSpread = 0.45f;
    private const float StartNoise = 0.85f;

    /// <summary>
    /// Variances are at least this share of that of all ratings: where everybody agrees, none would be left, and
    /// nothing that is computed with would be certain.
    /// </summary>
    private const double LeastVariance = 1e-3;

    /// <summary>Trains.</summary>
    /// <param name="interactions">The training users with ratings; unknown ones (NaN) tell nothing.</param>
    /// <param name="context">Seed, threads, cancellation.</param>
    public static RatingFactors Train(Interactions interactions, TrainContext context)
    {
        RatingScale scale = RatingScale.Of(interactions.Ratings);
        int n = interactions.MovieCount;
        int q = Factors + 1;
        (double mean, double deviation) = Moments(interactions.Ratings);
        float unit = (float)Math.Max(deviation, 1e-6);
        State state = new(n, interactions.UserCount, q, scale)
        {
            Mean = (float)mean,
            Noise = StartNoise * StartNoise * unit * unit,
            Spread = StartSpread * unit,
            LeastVariance = (float)(LeastVariance * unit * unit),
        };
        Array.Fill(state.Priors, StartFactor * StartFactor * unit * unit);
        state.Priors[0] = StartEsteem * StartEsteem * unit * unit;
        Random random = Seeds.Create(context.Seed, "butaca ratings");
        int[][] places = PlacesByMovie(interactions);
        for (int movie = 0; movie < n; movie++)
        {
            for (int factor = 1; factor < q; factor++)
                state.Movies[movie * q + factor] =
                    places[movie].Length == 0 ? 0 : StartFactor * unit * random.NextGaussian();
        }
        for (int round = 0; round < Rounds; round++)
        {
            state.SolveUsers(interactions, context);
            state.SolveMovies(interactions, places, learnPriors: round >= FirstRounds, context);
        }
        return state.ToFactors();
    }

    private static (double Mean, double Deviation) Moments(ReadOnlySpan<float> ratings)
    {
        double count = 0;
        double sum = 0;
        double squares = 0;
        foreach (float rating in ratings)
        {
            if (float.IsNaN(rating))
                continue;
            count++;
            sum += rating;
            squares += (double)rating * rating;
        }
        double mean = sum / count;
        return (mean, Math.Sqrt(Math.Max(0, squares / count - mean * mean)));
    }

    /// <summary>Where the ratings of each movie are among all.</summary>
    private static int[][] PlacesByMovie(Interactions interactions)
    {
        int[] counts = new int[interactions.MovieCount];
        ReadOnlySpan<float> ratings = interactions.Ratings;
        ReadOnlySpan<int> movies = interactions.Movies;
        for (int at = 0; at < movies.Length; at++)
            if (!float.IsNaN(ratings[at]))
                counts[movies[at]]++;
        int[][] places = [.. counts.Select(count => new int[count])];
        for (int at = movies.Length - 1; at >= 0; at--)
            if (!float.IsNaN(ratings[at]))
                places[movies[at]][--counts[movies[at]]] = at;
        return places;
    }

    /// <summary>What is known of users and movies in between.</summary>
    private sealed class State(int movieCount, int userCount, int q, RatingScale scale)
    {
        private readonly float[] _squares = new float[userCount * q * q]; // (U, q, q): E[zzᵀ], z = (1, w)
        private readonly float[] _means = new float[userCount * q]; // (U, q): E[z]
        private readonly float[] _withMean = new float[userCount * q]; // (U, q): s·E[w₀·z]
        private readonly float[] _ownMeans = new float[userCount]; // (U): s·E[w₀]
        private readonly float[] _ownSquares = new float[userCount]; // (U): E[w₀²]

        public required float Mean { get; init; }

        public required float Noise { get; set; }

        public required float LeastVariance { get; init; }

        public required float Spread { get; set; }

        /// <summary>(q): the prior variances of ψ.</summary>
        public float[] Priors { get; } = new float[q];

        /// <summary>(n, q): the means of ψ.</summary>
        public float[] Movies { get; } = new float[movieCount * q];

        /// <summary>(n, q, q): the covariances of ψ.</summary>
        public float[] Covariances { get; } = new float[movieCount * q * q];

        /// <summary>As they stand.</summary>
        public RatingFactors ToFactors() => new(Mean, Spread, Noise, Movies, Covariances, Priors[0], scale);

        /// <summary>Solves everybody's ω.</summary>
        public void SolveUsers(Interactions interactions, TrainContext context)
        {
            RatingFactors factors = ToFactors();
            context.ParallelFor(
                userCount,
                user =>
                {
                    History history = interactions.HistoryOf(user);
                    Rater rater = factors.Read(history, history.Ratings);
                    Span<float> mean = _means.AsSpan(user * q, q);
                    Span<float> withMean = _withMean.AsSpan(user * q, q);
                    rater.Mean.CopyTo(mean);
                    mean[0] = 1;
                    for (int a = 0; a < q; a++)
                    {
                        for (int b = 0; b < q; b++)
                            _squares[(user * q + a) * q + b] =
                                mean[a] * mean[b] + (a > 0 && b > 0 ? rater.Covariance[a * q + b] : 0);
                        withMean[a] = Spread * (rater.Mean[0] * mean[a] + (a > 0 ? rater.Covariance[a] : 0));
                    }
                    _ownMeans[user] = Spread * rater.Mean[0];
                    _ownSquares[user] = rater.Mean[0] * rater.Mean[0] + rater.Covariance[0];
                }
            );
        }

        /// <summary>Solves every movie's ψ, then the noise and the prior variances.</summary>
        public void SolveMovies(Interactions interactions, int[][] places, bool learnPriors, TrainContext context)
        {
            int[] users = UsersByPlace(interactions);
            double[] residuals = new double[movieCount];
            context.ParallelFor(
                movieCount,
                movie =>
                {
                    if (places[movie].Length > 0)
                        residuals[movie] = SolveMovie(movie, interactions, places[movie], users);
                }
            );
            int[] rated = [.. Enumerable.Range(0, movieCount).Where(movie => places[movie].Length > 0)];
            Noise = Math.Max(LeastVariance, (float)(residuals.Sum() / places.Sum(place => (double)place.Length)));
            int[] raters = [.. Enumerable.Range(0, userCount).Where(user => interactions.MoviesOf(user).Length > 0)];
            Spread *= (float)Math.Sqrt(raters.Average(user => (double)_ownSquares[user]));
            for (int a = 0; a < (learnPriors ? q : 1); a++)
            {
                double square = rated.Average(movie =>
                    (double)Movies[movie * q + a] * Movies[movie * q + a] + Covariances[(movie * q + a) * q + a]
                );
                Priors[a] = Math.Max(LeastVariance, (float)square);
            }
            for (int movie = 0; movie < movieCount; movie++)
            {
                if (places[movie].Length > 0)
                    continue;
                for (int a = 0; a < q; a++)
                    Covariances[(movie * q + a) * q + a] = Priors[a];
            }
        }

        /// <returns>The sum of E[(r − prediction)²] over the movie's ratings.</returns>
        private double SolveMovie(int movie, Interactions interactions, int[] places, int[] users)
        {
            using Rented<float> rented = new(q * q + 2 * q);
            Span<float> system = rented.Span[..(q * q)];
            Span<float> sums = rented.Span.Slice(q * q, q);
            Span<float> more = rented.Span[(q * q + q)..];
            system.Clear();
            sums.Clear();
            double squares = 0;
            foreach (int place in places)
            {
                int user = users[place];
                float rating = interactions.Ratings[place] - Mean;
                TensorPrimitives.Add(system, _squares.AsSpan(user * q * q, q * q), system);
                TensorPrimitives.MultiplyAdd(_means.AsSpan(user * q, q), rating, sums, sums);
                TensorPrimitives.Subtract(sums, _withMean.AsSpan(user * q, q), sums);
                squares +=
                    (double)rating * rating
                    + (double)Spread * Spread * _ownSquares[user]
                    - 2.0 * rating * _ownMeans[user];
            }
            Span<float> psi = Movies.AsSpan(movie * q, q);
            Span<float> covariance = Covariances.AsSpan(movie * q * q, q * q);
            system.CopyTo(covariance);
            for (int a = 0; a < q; a++)
                covariance[a * q + a] += Noise / Priors[a];
            RatingFactors.Invert(covariance, q);
            for (int a = 0; a < q; a++)
                psi[a] = TensorPrimitives.Dot<float>(covariance.Slice(a * q, q), sums);
            TensorPrimitives.Multiply(covariance, Noise, covariance);
            double residual = squares - 2.0 * TensorPrimitives.Dot<float>(psi, sums);
            for (int a = 0; a < q; a++)
            {
                TensorPrimitives.Multiply(psi, psi[a], more);
                TensorPrimitives.Add(more, covariance.Slice(a * q, q), more);
                residual += TensorPrimitives.Dot<float>(more, system.Slice(a * q, q));
            }
            return residual;
        }

        private static int[] UsersByPlace(Interactions interactions)
        {
            int[] users = new int[interactions.Count];
            for (int user = 0; user < interactions.UserCount; user++)
                users
                    .AsSpan(
                        interactions.UserStarts[user],
                        interactions.UserStarts[user + 1] - interactions.UserStarts[user]
                    )
                    .Fill(user);
            return users;
        }
    }
}
