using System.Runtime.CompilerServices;

namespace Butaca.Features;

/// <summary>
/// Lays points out in two dimensions so that neighbours stay neighbours: t-SNE (van der Maaten and Hinton 2008) with
/// the repulsion of far groups taken together (Barnes-Hut, van der Maaten 2014,
/// jmlr.org/papers/v15/vandermaaten14a.html). It minimises KL(P‖Q) = Σ p_ij log(p_ij / q_ij) with q_ij ∝ 1 / (1 + |y_i
/// − y_j|²) and p_ij = (p_j|i + p_i|j) / 2n, p_j|i ∝ exp(β_i s_ij) over the neighbours of i, of which β_i makes as many
/// count as <see cref="Perplexity"/> says. What is near stays near; the distance of what is far, and the size of a
/// group, tell nothing.
/// </summary>
public sealed class NeighbourLayout
{
    /// <summary>How many neighbours count.</summary>
    public const double Perplexity = 10;

    /// <summary>So many neighbours of each point are looked at.</summary>
    public const int Neighbours = 30;

    private const int Iterations = 600;
    private const int Gathering = 150; // iterations in which groups form
    private const float Exaggeration = 12;
    private const float StartSpread = 1e-2f;
    private const float FarEnough = 0.5f; // θ: a group counts as one point if its width is below this part of its distance
    private const int EntropySteps = 60;

    private readonly int _count;
    private readonly int[] _starts; // (n + 1): where a point's pairs begin
    private readonly int[] _others; // the other point of a pair
    private readonly float[] _weights; // p_ij
    private readonly float[] _points; // (n, 2)

    private NeighbourLayout(int count, int[] starts, int[] others, float[] weights, float[] points)
    {
        _count = count;
        _starts = starts;
        _others = others;
        _weights = weights;
        _points = points;
    }

    /// <summary>Lays points out. The same arguments give the same layout, whatever the number of threads.</summary>
    /// <param name="neighbours">(n): each point's neighbours, the nearest first; empty where none is known.</param>
    /// <param name="scores">
    /// (n): how alike they are, in the same order, on any scale on which differences count.
    /// </param>
    /// <param name="start">(n, 2) row-major: where the points begin, such as along principal components.</param>
    /// <param name="threads">How many threads; 0: all.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>(n, 2) row-major.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float[] Of(
        IReadOnlyList<int[]> neighbours,
        IReadOnlyList<float[]> scores,
        ReadOnlySpan<float> start,
        int threads = 0,
        CancellationToken cancellation = default
    )
    {
        int n = neighbours.Count;
        if (scores.Count != n || start.Length != 2 * n)
            throw new ArgumentException(
                $"found {scores.Count} lists of scores and {start.Length} numbers to start from, expected {n} and {2 * n}",
                nameof(start)
            );
        (int[] starts, int[] others, float[] weights) = Pairs(neighbours, scores);
        NeighbourLayout layout = new(n, starts, others, weights, Shrunk(start));
        layout.Run(threads <= 0 ? Environment.ProcessorCount : threads, cancellation);
        return layout._points;
    }

    /// <summary>The start, small: points that begin far apart hardly pass each other.</summary>
    private static float[] Shrunk(ReadOnlySpan<float> start)
    {
        float[] points = start.ToArray();
        for (int axis = 0; axis < 2; axis++)
        {
            double sum = 0;
            double squares = 0;
            for (int i = axis; i < points.Length; i += 2)
            {
                sum += points[i];
                squares += (double)points[i] * points[i];
            }
            int n = Math.Max(1, points.Length / 2);
            double mean = sum / n;
            double deviation = Math.Sqrt(Math.Max(0, squares / n - mean * mean));
            for (int i = axis; i < points.Length; i += 2)
            {
                // Points that begin at one place would stay there: each a little beside it, by the golden ratio.
                float beside = (float)((i / 2 + 1) * (axis == 0 ? 0.6180339887 : 0.7548776662) % 1 - 0.5);
                points[i] =
                    StartSpread * ((deviation > 0 ? (float)((points[i] - mean) / deviation) : 0) + 1e-3f * beside);
            }
        }
        return points;
    }

    /// <summary>The pairs of neighbours and their weights, which sum up to 1, by point.</summary>
    private static (int[] Starts, int[] Others, float[] Weights) Pairs(
        IReadOnlyList<int[]> neighbours,
        IReadOnlyList<float[]> scores
    )
    {
        int n = neighbours.Count;
        Dictionary<(int, int), double> pairs = [];
        for (int i = 0; i < n; i++)
        {
            int count = Math.Min(Neighbours, neighbours[i].Length);
            double[] shares = Shares(scores[i].AsSpan(0, count));
            for (int k = 0; k < count; k++)
            {
                int j = neighbours[i][k];
                if (j == i)
                    continue;
                (int, int) pair = (Math.Min(i, j), Math.Max(i, j));
                pairs[pair] = pairs.GetValueOrDefault(pair) + shares[k];
            }
        }
        double total = Math.Max(double.Epsilon, 2 * pairs.Values.Sum());
        int[] starts = new int[n + 1];
        foreach ((int i, int j) in pairs.Keys)
        {
            starts[i + 1]++;
            starts[j + 1]++;
        }
        for (int i = 0; i < n; i++)
            starts[i + 1] += starts[i];
        int[] next = starts[..n];
        int[] others = new int[starts[n]];
        float[] weights = new float[starts[n]];
        foreach (((int i, int j), double weight) in pairs.OrderBy(pair => pair.Key))
        {
            Add(i, j, weight);
            Add(j, i, weight);
        }
        return (starts, others, weights);

        void Add(int i, int j, double weight)
        {
            others[next[i]] = j;
            weights[next[i]++] = (float)(weight / total);
        }
    }

    /// <summary>
    /// p_j|i: exp(β s) with the β of which the entropy is that of <see cref="Perplexity"/> equal ones.
    /// </summary>
    private static double[] Shares(ReadOnlySpan<float> scores)
    {
        double[] shares = new double[scores.Length];
        if (scores.IsEmpty)
            return shares;
        double wanted = Math.Log(Math.Min(Perplexity, scores.Length));
        double best = double.NegativeInfinity;
        foreach (float score in scores)
            best = Math.Max(best, score);
        double beta = 1;
        double low = 0;
        double high = double.PositiveInfinity;
        for (int step = 0; step < EntropySteps; step++)
        {
            double sum = 0;
            double mean = 0;
            for (int k = 0; k < shares.Length; k++)
            {
                double below = best - scores[k];
                shares[k] = Math.Exp(-beta * below);
                sum += shares[k];
                mean += shares[k] * below;
            }
            for (int k = 0; k < shares.Length; k++)
                shares[k] /= sum;
            double entropy = Math.Log(sum) + beta * mean / sum;
            if (Math.Abs(entropy - wanted) < 1e-5)
                break;
            if (entropy > wanted)
                low = beta;
            else
                high = beta;
            beta = double.IsPositiveInfinity(high) ? 2 * beta : (low + high) / 2;
        }
        return shares;
    }

    private void Run(int threads, CancellationToken cancellation)
    {
        float[] pull = new float[2 * _count];
        float[] push = new float[2 * _count];
        double[] masses = new double[_count];
        float[] speed = new float[2 * _count];
        float[] gains = new float[2 * _count];
        Array.Fill(gains, 1);
        float rate = Math.Max(50, _count / Exaggeration);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            bool isGathering = iteration < Gathering;
            QuadTree tree = new(_points);
            Parallel.For(
                0,
                (_count + Chunk - 1) / Chunk,
                parallel,
                chunk =>
                {
                    int end = Math.Min(_count, (chunk + 1) * Chunk);
                    for (int i = chunk * Chunk; i < end; i++)
                    {
                        Pull(i, pull);
                        masses[i] = tree.Push(i, push, FarEnough);
                    }
                }
            );
            double mass = 0; // Z, summed in one order
            foreach (double one in masses)
                mass += one;
            float exaggeration = isGathering ? Exaggeration : 1;
            float momentum = isGathering ? 0.5f : 0.8f;
            float perMass = (float)(1 / Math.Max(double.Epsilon, mass));
            for (int k = 0; k < speed.Length; k++)
            {
                float gradient = 4 * (exaggeration * pull[k] - push[k] * perMass);
                gains[k] = gradient > 0 == speed[k] > 0 ? Math.Max(0.01f, gains[k] * 0.8f) : gains[k] + 0.2f;
                speed[k] = momentum * speed[k] - rate * gains[k] * gradient;
                _points[k] += speed[k];
            }
            Centre();
        }
    }

    private const int Chunk = 256;

    /// <summary>Σ_j p_ij q_ij Z (y_i − y_j).</summary>
    private void Pull(int i, float[] pull)
    {
        float x = _points[2 * i];
        float y = _points[2 * i + 1];
        float sumX = 0;
        float sumY = 0;
        for (int at = _starts[i]; at < _starts[i + 1]; at++)
        {
            int j = _others[at];
            float dx = x - _points[2 * j];
            float dy = y - _points[2 * j + 1];
            float force = _weights[at] / (1 + dx * dx + dy * dy);
            sumX += force * dx;
            sumY += force * dy;
        }
        pull[2 * i] = sumX;
        pull[2 * i + 1] = sumY;
    }

    private void Centre()
    {
        double x = 0;
        double y = 0;
        for (int i = 0; i < _count; i++)
        {
            x += _points[2 * i];
            y += _points[2 * i + 1];
        }
        float middleX = (float)(x / Math.Max(1, _count));
        float middleY = (float)(y / Math.Max(1, _count));
        for (int i = 0; i < _count; i++)
        {
            _points[2 * i] -= middleX;
            _points[2 * i + 1] -= middleY;
        }
    }

    /// <summary>Squares in squares, each with its points' number and middle.</summary>
    private sealed class QuadTree
    {
        private const int Deepest = 40; // deeper there are only points at one place

        private readonly float[] _points;
        private readonly List<Square> _squares = [];

        public QuadTree(float[] points)
        {
            _points = points;
            float least = float.PositiveInfinity;
            float most = float.NegativeInfinity;
            foreach (float value in points)
            {
                least = Math.Min(least, value);
                most = Math.Max(most, value);
            }
            float half = Math.Max(1e-6f, (most - least) / 2 * 1.0001f);
            _squares.Add(new Square((least + most) / 2, (least + most) / 2, half));
            for (int i = 0; i < points.Length / 2; i++)
                Insert(i);
            Span<Square> squares = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_squares);
            foreach (ref Square square in squares)
            {
                square.MiddleX /= square.Count;
                square.MiddleY /= square.Count;
            }
        }

        private void Insert(int point)
        {
            float x = _points[2 * point];
            float y = _points[2 * point + 1];
            int at = 0;
            for (int depth = 0; ; depth++)
            {
                ref Square square = ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_squares)[at];
                square.Count++;
                square.MiddleX += x;
                square.MiddleY += y;
                if (square.Count == 1)
                {
                    square.Point = point;
                    return;
                }
                if (depth >= Deepest)
                    return;
                if (square.FirstChild == 0)
                {
                    int first = _squares.Count;
                    square.FirstChild = first;
                    int moved = square.Point;
                    float half = square.Half / 2;
                    float middleX = square.X;
                    float middleY = square.Y;
                    for (int child = 0; child < 4; child++)
                        _squares.Add(
                            new Square(
                                middleX + ((child & 1) == 0 ? -half : half),
                                middleY + (child < 2 ? -half : half),
                                half
                            )
                        );
                    // The one that was alone here goes a step down, too.
                    ref Square down = ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_squares)[
                        first + Part(_points[2 * moved], _points[2 * moved + 1], middleX, middleY)
                    ];
                    down.Count = 1;
                    down.Point = moved;
                    down.MiddleX = _points[2 * moved];
                    down.MiddleY = _points[2 * moved + 1];
                    at = first + Part(x, y, middleX, middleY);
                    continue;
                }
                at = square.FirstChild + Part(x, y, square.X, square.Y);
            }
        }

        private static int Part(float x, float y, float middleX, float middleY) =>
            (x < middleX ? 0 : 1) + (y < middleY ? 0 : 2);

        /// <summary>Σ_j (q_ij Z)² (y_i − y_j) into <paramref name="push"/>.</summary>
        /// <returns>Σ_j q_ij Z.</returns>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public double Push(int point, float[] push, float farEnough)
        {
            ReadOnlySpan<Square> squares = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_squares);
            float x = _points[2 * point];
            float y = _points[2 * point + 1];
            Span<int> open = stackalloc int[4 * (Deepest + 2)];
            int count = 0;
            open[count++] = 0;
            float sumX = 0;
            float sumY = 0;
            double mass = 0;
            float limit = farEnough * farEnough;
            while (count > 0)
            {
                ref readonly Square square = ref squares[open[--count]];
                if (square.Count == 0)
                    continue;
                float dx = x - square.MiddleX;
                float dy = y - square.MiddleY;
                float distance = dx * dx + dy * dy;
                float width = 2 * square.Half;
                if (square.FirstChild != 0 && width * width >= limit * distance)
                {
                    for (int child = 0; child < 4; child++)
                        open[count++] = square.FirstChild + child;
                    continue;
                }
                if (square.FirstChild == 0 && distance == 0)
                    continue; // itself, or one at the same place, which pushes nowhere
                float one = 1 / (1 + distance);
                float all = square.Count * one;
                mass += all;
                sumX += all * one * dx;
                sumY += all * one * dy;
            }
            push[2 * point] = sumX;
            push[2 * point + 1] = sumY;
            return mass;
        }
    }

    private struct Square(float x, float y, float half)
    {
        public readonly float X = x;
        public readonly float Y = y;
        public readonly float Half = half;
        public float MiddleX;
        public float MiddleY;
        public int Count;
        public int Point;
        public int FirstChild; // 0: none
    }
}
