using Butaca.Features;
using Butaca.Recommending;

namespace Butaca.Tests.Recommending;

/// <summary>Laying movies out so that neighbours stay neighbours.</summary>
public sealed class NeighbourMapTests
{
    private const int Groups = 12;
    private const int Each = 40;
    private const int Dimension = 16;

    /// <summary>
    /// Groups of points in many dimensions, each point's neighbours by the dot product, and a start that tells nothing.
    /// </summary>
    private static (int[][] Neighbours, float[][] Scores, float[] Start) Grouped()
    {
        Random random = Seeds.Create(1, "grouped points");
        float[][] middles = [.. Enumerable.Range(0, Groups).Select(_ => Direction(random))];
        float[][] points =
        [
            .. Enumerable
                .Range(0, Groups * Each)
                .Select(i => middles[i % Groups].Zip(Direction(random), (a, b) => a + 0.3f * b).ToArray()),
        ];
        (int Other, float Score)[][] lists =
        [
            .. points.Select(
                (point, i) =>
                    points
                        .Select((other, j) => (j, point.Zip(other, (a, b) => a * b).Sum()))
                        .Where(pair => pair.j != i)
                        .OrderByDescending(pair => pair.Item2)
                        .Take(50)
                        .ToArray()
            ),
        ];
        return (
            [.. lists.Select(list => list.Select(pair => pair.Other).ToArray())],
            [.. lists.Select(list => list.Select(pair => pair.Score).ToArray())],
            [.. points.SelectMany(_ => new[] { random.NextGaussian(), random.NextGaussian() })]
        );
    }

    private static float[] Direction(Random random) =>
        [.. Enumerable.Range(0, Dimension).Select(_ => random.NextGaussian() / MathF.Sqrt(Dimension))];

    [Fact]
    public void WhatIsAlikeLiesTogether()
    {
        (int[][] neighbours, float[][] scores, float[] start) = Grouped();
        float[] points = NeighbourLayout.Of(
            neighbours,
            scores,
            start,
            cancellation: TestContext.Current.CancellationToken
        );
        int n = neighbours.Length;
        int kept = 0;
        int ofGroup = 0;
        for (int i = 0; i < n; i++)
        {
            int[] nearest =
            [
                .. Enumerable
                    .Range(0, n)
                    .Where(j => j != i)
                    .OrderBy(j => Square(points[2 * i] - points[2 * j]) + Square(points[2 * i + 1] - points[2 * j + 1]))
                    .Take(10),
            ];
            kept += nearest.Intersect(neighbours[i].Take(10)).Count();
            ofGroup += nearest.Count(j => j % Groups == i % Groups);
        }
        Assert.True(ofGroup > 9 * n, $"{ofGroup} of {10 * n} of the nearest are of the same group");
        Assert.True(kept > 4 * n, $"{kept} of {10 * n} of the nearest are neighbours");

        static float Square(float x) => x * x;
    }

    [Fact]
    public void TheLayoutIsTheSameWhateverTheNumberOfThreads()
    {
        (int[][] neighbours, float[][] scores, float[] start) = Grouped();
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Assert.Equal(
            NeighbourLayout.Of(neighbours, scores, start, 1, cancellation),
            NeighbourLayout.Of(neighbours, scores, start, 3, cancellation)
        );
    }

    [Fact]
    public void PointsAtOnePlaceOrWithoutNeighboursHaveAPlace()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        float[] points = NeighbourLayout.Of(
            [
                [1],
                [0],
                [],
                [1, 1, 3],
            ],
            [
                [1],
                [1],
                [],
                [2, 2, 9],
            ],
            new float[8],
            1,
            cancellation
        );
        Assert.All(points, value => Assert.True(float.IsFinite(value)));
        Assert.NotEqual(points[..2], points[2..4]);
        Assert.Empty(NeighbourLayout.Of([], [], [], 1, cancellation));
        Assert.Throws<ArgumentException>(() =>
            NeighbourLayout.Of(
                [
                    [1],
                    [0],
                ],
                [
                    [1],
                    [1],
                ],
                new float[3],
                1,
                cancellation
            )
        );
        Assert.Throws<OperationCanceledException>(() =>
            NeighbourLayout.Of(
                [
                    [1],
                    [0],
                ],
                [
                    [1],
                    [1],
                ],
                new float[4],
                1,
                new CancellationToken(canceled: true)
            )
        );
    }

    [Fact]
    public void WhatWasNotLaidOutLiesAmongWhatIsMostLikeIt()
    {
        NeighbourMap map = new([0, 0, 1, 0, 0, 1, -90, -90], 0, 0, 0, 0);
        Assert.Equal((0f, 0f), map.PlaceBeside([1, 0, 2, 3])); // not between the three and the far one
    }
}
