using Butaca.Models;
using Butaca.Models.ButacaPipeline;

namespace Butaca.Tests.ButacaPipeline;

public sealed class NetworkTests
{
    private const int Inputs = 7;
    private const int Units = 5;

    /// <summary>Rows below, at and above the 64 that are computed at a time.</summary>
    [Theory, InlineData(0), InlineData(1), InlineData(63), InlineData(64), InlineData(65), InlineData(200)]
    public void IsItsLoops(int rows)
    {
        Random random = Seeds.Create(rows, "network");
        float[] first = ToySpace.Draw(random, Units * Inputs);
        float[] firstBias = ToySpace.Draw(random, Units);
        float[] second = ToySpace.Draw(random, Units * Units);
        float[] secondBias = ToySpace.Draw(random, Units);
        float[] last = ToySpace.Draw(random, Units + Inputs + 1);
        float[] features = [.. ToySpace.Draw(random, Inputs * rows).Select(value => 4 * value)];
        float[] logits = ToySpace.Draw(random, rows);
        float[] before = [.. logits];
        new Network(first, firstBias, second, secondBias, last).AddLogits(features, rows, 0.25f, logits);
        for (int row = 0; row < rows; row++)
        {
            double[] x = [.. Enumerable.Range(0, Inputs).Select(input => (double)features[input * rows + row])];
            double[] one = Layer(first, firstBias, x);
            double[] other = Layer(second, secondBias, one);
            double logit = last[^1] + other.Concat(x).Select((value, input) => value * last[input]).Sum();
            Assert.Equal(before[row] + 0.25 * logit, logits[row], 1e-5);
        }
    }

    [Fact]
    public void WhatIsSavedReadsBack()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["network"]);
        Random random = Seeds.Create(3, "network");
        Network network = new(
            ToySpace.Draw(random, Units * Inputs),
            ToySpace.Draw(random, Units),
            ToySpace.Draw(random, Units * Units),
            ToySpace.Draw(random, Units),
            ToySpace.Draw(random, Units + Inputs + 1)
        );
        ArrayFolder arrays = new(folder["network"]);
        network.Save(arrays, "known-0");
        float[] features = ToySpace.Draw(random, Inputs * 70);
        float[] expected = new float[70];
        float[] actual = new float[70];
        network.AddLogits(features, 70, 1, expected);
        Network.LoadMany(arrays, "known", 1, Inputs)[0].AddLogits(features, 70, 1, actual);
        Assert.Equal(expected, actual);
        Assert.Throws<ButacaException>(() => Network.LoadMany(arrays, "known", 1, Inputs + 1));
    }

    private static double[] Layer(float[] weights, float[] bias, double[] x) =>
        [
            .. bias.Select(
                (b, unit) =>
                {
                    double sum = b + x.Select((value, input) => value * weights[unit * x.Length + input]).Sum();
                    return sum / (1 + Math.Exp(-sum));
                }
            ),
        ];
}
