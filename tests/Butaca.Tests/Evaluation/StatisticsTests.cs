using Butaca.Evaluation;
using CsCheck;

namespace Butaca.Tests.Evaluation;

public sealed class StatisticsTests
{
    [Fact]
    public void MeanAndItsStandardError()
    {
        Estimate estimate = Statistics.Mean([1, 2, 3, 6]);
        Assert.Equal(3, estimate.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(14.0 / 3 / 4), estimate.StandardError, 1e-12); // squares 4 + 1 + 0 + 9 over n − 1, over n
        Assert.Equal(new Estimate(5, 0), Statistics.Mean([5, 5]));
        Assert.Equal(5, Statistics.Mean([5]).Mean);
        Assert.Equal(double.NaN, Statistics.Mean([5]).StandardError);
        Assert.Equal(new Estimate(double.NaN, double.NaN), Statistics.Mean([]));
    }

    /// <summary>For a mean the jackknife is the standard error itself (Efron 1982).</summary>
    [Fact]
    public void TheJackknifeOfAMeanIsItsStandardError() =>
        Gen.Double[-5, 5]
            .Array[2, 30]
            .Sample(
                values =>
                {
                    double[] leftOut = [.. values.Select((_, i) => values.Where((_, j) => j != i).Average())];
                    Assert.Equal(Statistics.Mean(values).StandardError, Statistics.Jackknife(leftOut), 1e-9);
                },
                iter: 300,
                threads: 1
            );

    [Fact]
    public void TheJackknifeByHand()
    {
        Assert.Equal(Math.Sqrt(2.0 / 3 * 2), Statistics.Jackknife([1, 2, 3]), 1e-12);
        Assert.Equal(double.NaN, Statistics.Jackknife([1]));
    }

    [Fact]
    public void TheBootstrapHoldsItsMeanAndRepeats() =>
        Gen.Select(Gen.Double[-1, 1].Array[2, 60], Gen.Long)
            .Sample(
                (values, seed) =>
                {
                    Difference difference = Statistics.Bootstrap(values, seed);
                    Assert.Equal(values.Average(), difference.Mean, 1e-12);
                    Assert.InRange(difference.Mean, difference.Low - 1e-12, difference.High + 1e-12);
                    Assert.InRange(difference.Low, values.Min() - 1e-12, values.Max());
                    Assert.Equal(difference, Statistics.Bootstrap(values, seed));
                },
                iter: 30,
                threads: 1
            );

    [Fact]
    public void TheBootstrapIntervalIsNearTheNormalOne()
    {
        Random random = Seeds.Create(1, "normal");
        double[] values = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble() + random.NextDouble() - 1)];
        Estimate estimate = Statistics.Mean(values);
        Difference difference = Statistics.Bootstrap(values, 42);
        Assert.Equal(estimate.Mean - 1.96 * estimate.StandardError, difference.Low, 0.15 * estimate.StandardError);
        Assert.Equal(estimate.Mean + 1.96 * estimate.StandardError, difference.High, 0.15 * estimate.StandardError);
        Assert.Equal(new Difference(0.5, 0.5, 0.5), Statistics.Bootstrap([0.5, 0.5, 0.5], 42));
        Assert.True(double.IsNaN(Statistics.Bootstrap([], 42).Mean));
    }

    [Theory]
    [InlineData(0.1, 0.3, true)]
    [InlineData(-0.3, -0.1, true)]
    [InlineData(-0.1, 0.3, false)]
    [InlineData(0, 0.3, false)]
    public void ADifferenceIsClearWhereZeroIsOutside(double low, double high, bool expected) =>
        Assert.Equal(expected, new Difference(0.2, low, high).IsClear);
}
