using Butaca.Training;

namespace Butaca.Tests.Models;

public sealed class PcaTests
{
    /// <summary>
    /// Four points around (1, 2): ±2 along (3, 4)/5 and ±1 along (−4, 3)/5. The covariance's eigenvalues are 2 and ½.
    /// </summary>
    [Fact]
    public void AHandCase()
    {
        PcaResult pca = Pca.Of([2.2f, 3.6f, -0.2f, 0.4f, 0.2f, 2.6f, 1.8f, 1.4f], d: 2, k: 2);
        AssertClose([0.6, 0.8, 0.8, -0.6], pca.Components); // the second's greatest part, −0.8, is turned positive
        AssertClose([2, 0, -2, 0, 0, -1, 0, 1], pca.Points);
        AssertClose([0.8, 0.2], [.. pca.Shares.Select(share => (float)share)]);
    }

    [Fact]
    public void ComponentsAreOrthonormalAndOfDescendingShare()
    {
        const int n = 50;
        const int d = 6;
        const int k = 3;
        Random random = Seeds.Create(1, "pca");
        PcaResult pca = Pca.Of([.. Enumerable.Range(0, n * d).Select(i => (i % d + 1) * random.NextSingle())], d, k);
        for (int a = 0; a < k; a++)
        {
            for (int b = 0; b < k; b++)
                Assert.Equal(
                    a == b ? 1 : 0,
                    Enumerable.Range(0, d).Sum(i => pca.Components[a * d + i] * pca.Components[b * d + i]),
                    1e-5
                );
            Assert.Equal(0, Enumerable.Range(0, n).Sum(i => pca.Points[i * k + a]), 1e-3);
            float[] component = pca.Components[(a * d)..((a + 1) * d)];
            Assert.True(component.MaxBy(Math.Abs) > 0);
        }
        Assert.Equal(pca.Shares.OrderDescending(), pca.Shares);
        Assert.InRange(pca.Shares.Sum(), 0.5, 1);
    }

    [Fact]
    public void PointsThatAreAllTheSameStayTogether()
    {
        PcaResult pca = Pca.Of([1, 2, 3, 1, 2, 3], d: 3, k: 2);
        AssertClose([0, 0, 0, 0], pca.Points);
        Assert.Equal([0, 0], pca.Shares);
    }

    [Fact]
    public void APointIsProjectedToWhereItWouldStandAmongTheOthers()
    {
        const int n = 20;
        const int d = 5;
        const int k = 2;
        Random random = Seeds.Create(2, "pca");
        float[] points = [.. Enumerable.Range(0, n * d).Select(_ => random.NextSingle())];
        PcaResult pca = Pca.Of(points, d, k);
        for (int i = 0; i < n; i++)
            AssertClose([pca.Points[i * k], pca.Points[i * k + 1]], pca.Project(points.AsSpan(i * d, d)));
        AssertClose([0, 0], pca.Project(pca.Mean));
        Assert.Throws<ArgumentException>(() => pca.Project([1, 2]));
    }

    private static void AssertClose(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5);
    }
}
