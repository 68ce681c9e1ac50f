using Butaca.Data;

namespace Butaca.Models;

/// <summary>
/// Predicts r = μ + bᵢ + bᵤ, with bᵤ = Σ (r − μ − bᵢ) / (n + λ) over the n movies that the user has rated. A movie that
/// nobody rated has bᵢ = 0.
/// </summary>
public sealed class RatingBiasScorer : RatingScorer, ILoadableScorer
{
    private readonly float _mean; // μ
    private readonly float[] _movieBiases; // (n): b
    private readonly float _userDamping; // λ

    /// <summary>Takes what was learned.</summary>
    /// <param name="mean">μ, the mean of all ratings.</param>
    /// <param name="movieBiases">bᵢ of each movie.</param>
    /// <param name="userDamping">λ, at least 0.</param>
    /// <param name="scale">The scale of the ratings.</param>
    /// <param name="errors">How far from predictions ratings lie.</param>
    public RatingBiasScorer(float mean, float[] movieBiases, float userDamping, RatingScale scale, RatingErrors errors)
        : base(movieBiases.Length, scale, errors)
    {
        _mean = mean;
        _movieBiases = movieBiases;
        _userDamping = userDamping;
    }

    /// <inheritdoc/>
    public override bool IsPersonal => false; // everybody gets one order

    /// <summary>μ + bᵢ.</summary>
    public float BaseOf(int movie) => _mean + _movieBiases[movie];

    /// <summary>bᵤ.</summary>
    /// <param name="movies">Rows of rated movies.</param>
    /// <param name="ratings">Their ratings.</param>
    public float BiasOf(ReadOnlySpan<int> movies, ReadOnlySpan<float> ratings)
    {
        float sum = 0;
        for (int i = 0; i < movies.Length; i++)
            sum += ratings[i] - BaseOf(movies[i]);
        return movies.IsEmpty ? 0 : sum / (movies.Length + _userDamping);
    }

    /// <inheritdoc/>
    public override RatingScorer WithErrors(RatingErrors errors) =>
        new RatingBiasScorer(_mean, _movieBiases, _userDamping, Scale, errors);

    /// <inheritdoc/>
    protected override void Expect(StoredHistory rated, ReadOnlySpan<int> movies, Span<float> means)
    {
        float bias = BiasOf(rated.Movies, rated.Ratings);
        for (int i = 0; i < movies.Length; i++)
            means[i] = BaseOf(movies[i]) + bias;
    }

    /// <inheritdoc/>
    public override void Save(ArrayFolder arrays)
    {
        base.Save(arrays);
        arrays.Write("rating-biases", _movieBiases, MovieCount);
        arrays.Write("rating-mean", [_mean, _userDamping], 2);
    }

    /// <inheritdoc/>
    public static Scorer Load(ArrayFolder arrays, Dataset data)
    {
        (RatingScale scale, RatingErrors errors) = LoadShared(arrays);
        float[] mean = arrays.Read<float>("rating-mean", 2);
        return new RatingBiasScorer(
            mean[0],
            arrays.Read<float>("rating-biases", data.Catalog.Count),
            mean[1],
            scale,
            errors
        );
    }
}
