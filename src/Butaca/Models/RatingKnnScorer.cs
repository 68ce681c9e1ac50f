using Butaca.Data;

namespace Butaca.Models;

/// <summary>
/// Predicts r = bᵤᵢ + Σ sᵢⱼ·zᵤⱼ / (Σ sᵢⱼ + damping) over the k rated movies j most like i. zᵤⱼ = rᵤⱼ − bᵤⱼ is how far a
/// rating lies from what <see cref="RatingBiasScorer"/> expects; sᵢⱼ is the correlation of z over the m users who rated
/// both, times m / (m + shrinkage), where it is above 0. Koren 2010, "Factor in the neighbors",
/// doi:10.1145/1644873.1644874.
/// </summary>
public sealed class RatingKnnScorer : RatingScorer, ILoadableScorer
{
    private readonly RatingBiasScorer _biases;
    private readonly int _neighbours;
    private readonly float _shrinkage;
    private readonly float _damping;
    private readonly int[][] _raters; // by movie: rows of the users who rated it, ascending
    private readonly float[][] _residuals; // by movie: their z

    /// <summary>Takes the training's ratings.</summary>
    /// <param name="interactions">Who rated what; every rating is known.</param>
    /// <param name="biases">What is expected of them.</param>
    /// <param name="neighbours">k, at least 1.</param>
    /// <param name="shrinkage">Draws correlations of few users to 0; at least 0.</param>
    /// <param name="damping">Draws predictions by few movies to what is expected; at least 0.</param>
    /// <param name="errors">How far from predictions ratings lie.</param>
    public RatingKnnScorer(
        Interactions interactions,
        RatingBiasScorer biases,
        int neighbours,
        float shrinkage,
        float damping,
        RatingErrors errors
    )
        : this(biases, neighbours, shrinkage, damping, Residuals(interactions, biases), errors) { }

    private RatingKnnScorer(
        RatingBiasScorer biases,
        int neighbours,
        float shrinkage,
        float damping,
        (int[][] Raters, float[][] Residuals) rated,
        RatingErrors errors
    )
        : base(biases.MovieCount, biases.Scale, errors)
    {
        _biases = biases;
        _neighbours = neighbours;
        _shrinkage = shrinkage;
        _damping = damping;
        _raters = rated.Raters;
        _residuals = rated.Residuals;
    }

    /// <inheritdoc/>
    public override RatingScorer WithErrors(RatingErrors errors) =>
        new RatingKnnScorer(_biases, _neighbours, _shrinkage, _damping, (_raters, _residuals), errors);

    /// <inheritdoc/>
    protected override void Expect(StoredHistory rated, ReadOnlySpan<int> movies, Span<float> means)
    {
        float bias = _biases.BiasOf(rated.Movies, rated.Ratings);
        float[] residuals = new float[rated.Movies.Length];
        for (int i = 0; i < residuals.Length; i++)
            residuals[i] = rated.Ratings[i] - _biases.BaseOf(rated.Movies[i]) - bias;
        float[] likeness = new float[residuals.Length];
        int[] nearest = new int[Math.Min(_neighbours, residuals.Length)];
        for (int i = 0; i < movies.Length; i++)
        {
            for (int j = 0; j < likeness.Length; j++)
                likeness[j] = Likeness(movies[i], rated.Movies[j]);
            float sum = 0;
            float weight = 0;
            foreach (int j in nearest.AsSpan(0, TopN.Select(likeness, nearest)))
            {
                sum += likeness[j] * residuals[j];
                weight += likeness[j];
            }
            means[i] = _biases.BaseOf(movies[i]) + bias + (weight > 0 ? sum / (weight + _damping) : 0);
        }
    }

    /// <summary>sᵢⱼ; −∞ where it is not above 0.</summary>
    private float Likeness(int movie, int other)
    {
        int[] raters = _raters[movie];
        int[] others = _raters[other];
        float product = 0;
        float squares = 0;
        float otherSquares = 0;
        int both = 0;
        int i = 0;
        int j = 0;
        while (i < raters.Length && j < others.Length)
        {
            if (raters[i] < others[j])
            {
                i++;
            }
            else if (raters[i] > others[j])
            {
                j++;
            }
            else
            {
                float z = _residuals[movie][i++];
                float otherZ = _residuals[other][j++];
                product += z * otherZ;
                squares += z * z;
                otherSquares += otherZ * otherZ;
                both++;
            }
        }
        return product > 0
            ? product / MathF.Sqrt(squares * otherSquares) * both / (both + _shrinkage)
            : float.NegativeInfinity;
    }

    private static (int[][] Raters, float[][] Residuals) Residuals(Interactions interactions, RatingBiasScorer biases)
    {
        int[][] raters =
        [
            .. Enumerable.Range(0, interactions.MovieCount).Select(movie => interactions.UsersOf(movie).ToArray()),
        ];
        float[][] residuals = [.. raters.Select(users => new float[users.Length])];
        int[] next = new int[raters.Length];
        for (int user = 0; user < interactions.UserCount; user++)
        {
            History history = interactions.HistoryOf(user);
            float bias = biases.BiasOf(history.Movies, history.Ratings);
            for (int i = 0; i < history.Movies.Length; i++)
            {
                int movie = history.Movies[i];
                residuals[movie][next[movie]++] = history.Ratings[i] - biases.BaseOf(movie) - bias;
            }
        }
        return (raters, residuals);
    }

    /// <inheritdoc/>
    public override void Save(ArrayFolder arrays)
    {
        _biases.WithErrors(Errors).Save(arrays);
        arrays.Write("rating-neighbours", [_neighbours], 1);
        arrays.Write("rating-likeness", [_shrinkage, _damping], 2);
    }

    /// <inheritdoc/>
    public static Scorer Load(ArrayFolder arrays, Dataset data)
    {
        RatingBiasScorer biases = (RatingBiasScorer)RatingBiasScorer.Load(arrays, data);
        float[] likeness = arrays.Read<float>("rating-likeness", 2);
        return new RatingKnnScorer(
            data.Interactions.WithRatings(),
            biases,
            arrays.Read<int>("rating-neighbours", 1)[0],
            likeness[0],
            likeness[1],
            biases.Errors
        );
    }
}
