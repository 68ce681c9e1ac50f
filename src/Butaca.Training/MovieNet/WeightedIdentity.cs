using Butaca.Data;
using Butaca.Models;

namespace Butaca.Training.MovieNet;

/// <summary>What similarity counts as neither alike nor unlike.</summary>
public enum Midpoint
{
    /// <summary>The mean over all pairs.</summary>
    Mean,

    /// <summary>The median over all pairs.</summary>
    Median,
}

/// <summary>
/// How alike the audiences of two movies are, −1 … 1: MovieNet's "weighted identity". Over users, an agreement on
/// v ∈ {0, 1} scores w_v = 1 − share of v in the whole matrix; the sum is divided by the number of users, and scaled
/// piecewise linearly so that the midpoint goes to 0, the greatest to 1 and the least to −1 (over all pairs of
/// different movies).
/// </summary>
internal sealed class WeightedIdentity
{
    private readonly Interactions _x;
    private readonly double _both;
    private readonly double _neither; // w₁ / U and w₀ / U
    private readonly double _least;
    private readonly double _middle;
    private readonly double _greatest;

    /// <summary>
    /// Looks at all pairs once. O(Σ over users of n_u²) time; memory grows with the distinct values only.
    /// </summary>
    /// <param name="x">Users × movies.</param>
    /// <param name="movies">The rows of the movies to compare, at least two.</param>
    /// <param name="midpoint">What goes to 0.</param>
    /// <param name="context">Progress and cancellation.</param>
    public WeightedIdentity(Interactions x, int[] movies, Midpoint midpoint, TrainContext context)
    {
        _x = x;
        double ones = movies.Sum(movie => (double)x.AudienceOf(movie)) / ((double)movies.Length * x.UserCount);
        _both = (1 - ones) / x.UserCount;
        _neither = ones / x.UserCount;

        // The value of a pair depends on two whole numbers alone, so a table of their counts holds the whole
        // distribution.
        Dictionary<(int Both, int Sum), long> pairs = [];
        float[] counts = new float[x.MovieCount];
        for (int i = 0; i < movies.Length; i++)
        {
            if ((i & 0xff) == 0)
                context.Cancellation.ThrowIfCancellationRequested();
            CoOccurrence.Row(x, movies[i], counts);
            for (int j = 0; j < i; j++)
            {
                (int, int) key = ((int)counts[movies[j]], x.AudienceOf(movies[i]) + x.AudienceOf(movies[j]));
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(pairs, key, out _)++;
            }
        }
        (double Value, long Count)[] values =
        [
            .. pairs.Select(p => (Raw(p.Key.Both, p.Key.Sum), p.Value)).OrderBy(v => v.Item1),
        ];
        _least = values[0].Value;
        _greatest = values[^1].Value;
        _middle = midpoint == Midpoint.Mean ? MeanOf(values) : MedianOf(values);
    }

    /// <summary>The similarity of two different movies.</summary>
    public float Of(int a, int b)
    {
        double raw = Raw(CountBoth(_x.UsersOf(a), _x.UsersOf(b)), _x.AudienceOf(a) + _x.AudienceOf(b));
        double scale = raw >= _middle ? _greatest - _middle : _middle - _least;
        return scale > 0 ? (float)((raw - _middle) / scale) : 0;
    }

    private double Raw(int both, int sum) => _both * both + _neither * (_x.UserCount - sum + both);

    private static double MeanOf((double Value, long Count)[] values) =>
        values.Sum(v => v.Value * v.Count) / values.Sum(v => v.Count);

    /// <summary>The middle value, or the mean of the two middle ones.</summary>
    private static double MedianOf((double Value, long Count)[] values)
    {
        long total = values.Sum(v => v.Count);
        return (At((total - 1) / 2) + At(total / 2)) / 2;

        double At(long position)
        {
            int i = 0;
            for (long passed = values[0].Count; passed <= position; passed += values[i].Count)
                i++;
            return values[i].Value;
        }
    }

    private static int CountBoth(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        if (a.Length > b.Length)
            return CountBoth(b, a);
        int both = 0;
        foreach (int user in a)
            if (b.BinarySearch(user) >= 0)
                both++;
        return both;
    }
}
