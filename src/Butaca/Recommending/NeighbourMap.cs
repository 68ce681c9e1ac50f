using Butaca.Data;
using Butaca.Features;
using Butaca.Models;

namespace Butaca.Recommending;

/// <summary>
/// Movies in two dimensions, so that those lie near each other that a model finds alike, and how far that holds.
/// </summary>
/// <param name="Points">(n, 2) row-major, in the order of the movies that were laid out.</param>
/// <param name="Kept10">
/// Of the 10 nearest on the map the share that is among the model's 10 most similar, mean over movies, 0 … 1.
/// </param>
/// <param name="Kept50">The same of 50.</param>
/// <param name="StartKept10">What <paramref name="Kept10"/> would be where the layout began.</param>
/// <param name="StartKept50">What <paramref name="Kept50"/> would be there.</param>
public sealed record NeighbourMap(float[] Points, double Kept10, double Kept50, double StartKept10, double StartKept50)
{
    private const int Few = 10;
    private const int Many = 50;

    /// <summary>
    /// Lays movies out (<see cref="NeighbourLayout"/>) by what <see cref="Ranker.RankSimilar"/> finds most alike to
    /// each.
    /// </summary>
    /// <param name="data">The data set of the model.</param>
    /// <param name="scorer">The model.</param>
    /// <param name="rows">The movies to lay out; only they are each other's neighbours.</param>
    /// <param name="start">(n, 2) row-major: where they begin, such as along principal components.</param>
    /// <param name="threads">How many threads; 0: all. The result is the same.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The map; null where the model finds nothing alike to most of the movies.</returns>
    public static NeighbourMap? Of(
        Dataset data,
        Scorer scorer,
        IReadOnlyList<int> rows,
        float[] start,
        int threads = 0,
        CancellationToken cancellation = default
    )
    {
        int n = rows.Count;
        int[] places = new int[data.Catalog.Count];
        Array.Fill(places, -1);
        for (int i = 0; i < n; i++)
            places[rows[i]] = i;
        Ranker ranker = new(data, scorer);
        AllowedMovies allowed = AllowedMovies.Only(data.Catalog.Count, rows);
        int[][] neighbours = new int[n][];
        float[][] scores = new float[n][];
        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = threads <= 0 ? Environment.ProcessorCount : threads,
            CancellationToken = cancellation,
        };
        Parallel.For(
            0,
            n,
            parallel,
            i =>
            {
                int[] found = new int[Many];
                float[] alike = new float[Many];
                int count = ranker.RankSimilar(rows[i], found, alike, allowed);
                neighbours[i] = [.. found.Take(count).Select(row => places[row])];
                scores[i] = alike[..count];
            }
        );
        if (2 * neighbours.Count(some => some.Length > 0) < Math.Max(1, n))
            return null;
        float[] points = NeighbourLayout.Of(neighbours, scores, start, threads, cancellation);
        return new NeighbourMap(
            points,
            Kept(points, neighbours, Few, parallel),
            Kept(points, neighbours, Many, parallel),
            Kept(start, neighbours, Few, parallel),
            Kept(start, neighbours, Many, parallel)
        );
    }

    /// <summary>
    /// Where a movie belongs that was not laid out: at that one of the movies most like it from which the others are
    /// the least far away in sum. The middle of them may be among movies of another kind.
    /// </summary>
    /// <param name="nearest">Indices into the map of the movies most like it; at least one.</param>
    public (float X, float Y) PlaceBeside(IReadOnlyList<int> nearest)
    {
        int best = nearest.MinBy(one => nearest.Sum(other => Distance(Points, one, other)));
        return (Points[2 * best], Points[2 * best + 1]);
    }

    /// <summary>
    /// The mean share of the k nearest points that are among the first k neighbours; of fewer neighbours, as many
    /// nearest points count.
    /// </summary>
    private static double Kept(float[] points, int[][] neighbours, int k, ParallelOptions parallel)
    {
        int n = neighbours.Length;
        double[] shares = new double[n];
        Parallel.For(
            0,
            n,
            parallel,
            i =>
            {
                int most = Math.Min(k, neighbours[i].Length);
                if (most == 0)
                {
                    shares[i] = double.NaN;
                    return;
                }
                float[] nearness = new float[n];
                for (int j = 0; j < n; j++)
                    nearness[j] = -Distance(points, i, j);
                nearness[i] = float.NegativeInfinity;
                int[] nearest = new int[most];
                TopN.Select(nearness, nearest);
                shares[i] = (double)nearest.Intersect(neighbours[i].Take(most)).Count() / most;
            }
        );
        return shares.Where(double.IsFinite).DefaultIfEmpty(0).Average();
    }

    private static float Distance(float[] points, int a, int b)
    {
        float dx = points[2 * a] - points[2 * b];
        float dy = points[2 * a + 1] - points[2 * b + 1];
        return MathF.Sqrt(dx * dx + dy * dy);
    }
}
