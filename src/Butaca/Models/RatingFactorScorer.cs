using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models;

/// <summary>
/// Predicts r = μ + bᵢ + bᵤ + qᵢ·pᵤ, matrix factorisation with biases: Koren, Bell and Volinsky 2009,
/// doi:10.1109/MC.2009.263. A user's bᵤ and pᵤ are solved from the ratings at hand, by least squares with the
/// training's penalties. A movie that nobody rated has bᵢ = 0 and qᵢ = 0.
/// </summary>
public sealed class RatingFactorScorer : RatingScorer, ILoadableScorer
{
    private readonly float _mean; // μ
    private readonly float[] _movies; // (n, d + 1): (bᵢ, qᵢ)
    private readonly float _biasPenalty;
    private readonly float _factorPenalty;
    private readonly int _q; // d + 1

    /// <summary>Takes what was learned.</summary>
    /// <param name="mean">μ, the mean of all ratings.</param>
    /// <param name="movies">(n, d + 1): bᵢ and qᵢ of each movie.</param>
    /// <param name="dimension">d + 1.</param>
    /// <param name="biasPenalty">The L2 penalty of bᵤ, above 0.</param>
    /// <param name="factorPenalty">That of pᵤ, above 0.</param>
    /// <param name="scale">The scale of the ratings.</param>
    /// <param name="errors">How far from predictions ratings lie.</param>
    public RatingFactorScorer(
        float mean,
        float[] movies,
        int dimension,
        float biasPenalty,
        float factorPenalty,
        RatingScale scale,
        RatingErrors errors
    )
        : base(movies.Length / dimension, scale, errors)
    {
        _mean = mean;
        _movies = movies;
        _q = dimension;
        _biasPenalty = biasPenalty;
        _factorPenalty = factorPenalty;
    }

    /// <inheritdoc/>
    public override RatingScorer WithErrors(RatingErrors errors) =>
        new RatingFactorScorer(_mean, _movies, _q, _biasPenalty, _factorPenalty, Scale, errors);

    /// <inheritdoc/>
    protected override void Expect(StoredHistory rated, ReadOnlySpan<int> movies, Span<float> means)
    {
        using Rented<float> rented = new(_q);
        Span<float> user = rented.Span;
        Solve(_movies, rated.Movies, rated.Ratings, _mean, _biasPenalty, _factorPenalty, user);
        for (int i = 0; i < movies.Length; i++)
        {
            ReadOnlySpan<float> movie = _movies.AsSpan(movies[i] * _q, _q);
            means[i] = _mean + movie[0] + user[0] + TensorPrimitives.Dot(movie[1..], user[1..]);
        }
    }

    /// <summary>
    /// One side's (b, p) from the other's, which is the same equation for users and for movies: it minimises Σ (r − μ −
    /// bⱼ − b − qⱼ·p)² + λ_b·b² + λ·|p|².
    /// </summary>
    /// <param name="others">(m, d + 1): (bⱼ, qⱼ).</param>
    /// <param name="rows">Rows of those whose ratings are known.</param>
    /// <param name="ratings">The ratings.</param>
    /// <param name="mean">μ.</param>
    /// <param name="biasPenalty">λ_b.</param>
    /// <param name="factorPenalty">λ.</param>
    /// <param name="solution">Receives (b, p) (d + 1).</param>
    internal static void Solve(
        ReadOnlySpan<float> others,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<float> ratings,
        float mean,
        float biasPenalty,
        float factorPenalty,
        Span<float> solution
    )
    {
        int q = solution.Length;
        solution.Clear();
        if (rows.IsEmpty)
            return;
        using Rented<float> rentedFeatures = new(rows.Length * q);
        using Rented<float> rentedSystem = new(q * q);
        Span<float> features = rentedFeatures.Span;
        Span<float> system = rentedSystem.Span;
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<float> other = others.Slice(rows[i] * q, q);
            Span<float> feature = features.Slice(i * q, q);
            other.CopyTo(feature);
            feature[0] = 1;
            TensorPrimitives.MultiplyAdd(feature, ratings[i] - mean - other[0], solution, solution);
        }
        system.Clear();
        NormalEquations.AddOuters(system, features, q);
        for (int a = 0; a < q; a++)
            system[a * q + a] += a == 0 ? biasPenalty : factorPenalty;
        NormalEquations.Factorise(system, q);
        NormalEquations.Solve(system, solution);
    }

    /// <inheritdoc/>
    public override void Save(ArrayFolder arrays)
    {
        base.Save(arrays);
        arrays.Write("rating-factors", _movies, MovieCount, _q);
        arrays.Write("rating-penalties", [_mean, _biasPenalty, _factorPenalty], 3);
    }

    /// <inheritdoc/>
    public static Scorer Load(ArrayFolder arrays, Dataset data)
    {
        (RatingScale scale, RatingErrors errors) = LoadShared(arrays);
        float[] movies = arrays.Read<float>("rating-factors", data.Catalog.Count, -1);
        float[] penalties = arrays.Read<float>("rating-penalties", 3);
        return new RatingFactorScorer(
            penalties[0],
            movies,
            Math.Max(1, movies.Length / Math.Max(1, data.Catalog.Count)),
            penalties[1],
            penalties[2],
            scale,
            errors
        );
    }
}
