using System.Numerics;
using Butaca.Models;

namespace Butaca.Tests.Models;

public sealed class SiluTests
{
    [Fact]
    public void IsItsDefinition()
    {
        for (double x = -100; x <= 100; x += 1.0 / 512)
        {
            double value = (float)x;
            double expected = value / (1 + Math.Exp(-value));
            Assert.Equal(expected, Silu.Of(new Vector<float>((float)x))[0], 2e-7 * Math.Max(1, Math.Abs(expected)));
        }
    }

    [Theory]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.MaxValue, float.MaxValue)]
    [InlineData(0, 0)]
    [InlineData(float.NaN, float.NaN)]
    public void EndsWhereItMust(float x, float expected) => Assert.Equal(expected, Silu.Of(new Vector<float>(x))[0]);

    /// <summary>The exact values are too close to 0 to be numbers.</summary>
    [Theory, InlineData(-1000), InlineData(float.MinValue), InlineData(float.NegativeInfinity)]
    public void FarBelowNothingIsLeft(float x) => Assert.Equal(0, Silu.Of(new Vector<float>(x))[0], 1e-6f);
}
