using System.Numerics.Tensors;
using Butaca.Data;

namespace Butaca.Models.ButacaPipeline;

/// <summary>
/// How much more (or less) a movie was watched at some time than over all: log (c_j(t) + s) / (e_j(t) + s), where
/// c_j(t) counts its watchings near t under a Gaussian of some width, e_j(t) is what its share of all watchings would
/// give, and s smooths. Kept for each quarter of a year.
/// </summary>
internal sealed class TimePopularity
{
    private const int PerYear = 4;
    private const double SecondsPerStep = WatchTimes.SecondsPerYear / PerYear;

    private readonly int _first;
    private readonly int _steps;
    private readonly int _movieCount;
    private readonly float[] _ratios; // (steps, n)

    /// <summary>Counts.</summary>
    /// <param name="interactions">The training users.</param>
    /// <param name="width">The Gaussian's standard deviation in years, above 0.</param>
    /// <param name="smoothing">s, in watchings, above 0.</param>
    public TimePopularity(Interactions interactions, double width, double smoothing)
    {
        _movieCount = interactions.MovieCount;
        (uint earliest, uint latest) = WatchTimes.Span(interactions.Times);
        if (latest == 0)
        {
            _ratios = [];
            return;
        }
        _first = (int)(earliest / SecondsPerStep);
        _steps = (int)(latest / SecondsPerStep) - _first + 1;
        float[] counts = new float[_steps * _movieCount];
        for (int i = 0; i < interactions.Count; i++)
            if (interactions.Times[i] > 0)
                counts[
                    ((int)(interactions.Times[i] / SecondsPerStep) - _first) * _movieCount + interactions.Movies[i]
                ]++;
        _ratios = Ratios(counts, width * PerYear, (float)smoothing);
    }

    /// <summary>The log ratio of every movie at some time.</summary>
    /// <param name="at">The time; 0: unknown.</param>
    /// <returns>
    /// One number a movie row; empty where the time, or all times, are unknown. Times out of the range count as its
    /// ends.
    /// </returns>
    public ReadOnlySpan<float> At(uint at)
    {
        if (_ratios.Length == 0 || at == 0)
            return [];
        int step = Math.Clamp((int)(at / SecondsPerStep) - _first, 0, _steps - 1);
        return _ratios.AsSpan(step * _movieCount, _movieCount);
    }

    private float[] Ratios(float[] counts, double width, float smoothing)
    {
        int n = _movieCount;
        float[] shares = new float[n];
        float[] ratios = new float[counts.Length];
        for (int step = 0; step < _steps; step++)
            TensorPrimitives.Add(shares, counts.AsSpan(step * n, n), shares);
        TensorPrimitives.Divide(shares, TensorPrimitives.Sum<float>(shares), shares);
        float[] expected = new float[n];
        for (int step = 0; step < _steps; step++)
        {
            Span<float> near = ratios.AsSpan(step * n, n);
            for (int other = 0; other < _steps; other++)
            {
                double away = (step - other) / width;
                float weight = (float)Math.Exp(-away * away / 2);
                if (weight > 1e-4f)
                    TensorPrimitives.MultiplyAdd(counts.AsSpan(other * n, n), weight, near, near);
            }
            TensorPrimitives.Multiply(shares, TensorPrimitives.Sum<float>(near), expected);
            for (int movie = 0; movie < n; movie++)
                near[movie] = MathF.Log((near[movie] + smoothing) / (expected[movie] + smoothing));
        }
        return ratios;
    }
}
