using Butaca.Models.ButacaPipeline;
using Butaca.Training;
using Butaca.Training.ButacaPipeline;

namespace Butaca.Tests.ButacaPipeline;

public sealed class NetworkGradientTests
{
    private const int Units = NetworkGradient.Units;

    /// <summary>Lists of 70, 1 and 29 movies: blocks that end within a list, and one that isn't full.</summary>
    private static readonly int[] Starts = [0, 70, 71, 100];

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void TheGradientIsTheSlopeOfTheLoss(int inputs)
    {
        Examples examples = Draw(inputs);
        NetworkGradient network = Start(inputs);
        int[] lists = [2, 0];
        double loss = network.Add(examples, lists);
        Assert.Equal(PlainLoss(network, examples, lists), loss, 3);
        int rows = 99;
        foreach (AdamParameter parameter in network.Parameters)
        {
            float[] gradient = [.. parameter.Gradient];
            for (int i = 0; i < gradient.Length; i += Math.Max(1, gradient.Length / 7))
            {
                float value = parameter.Values[i];
                parameter.Values[i] = value + 0.01f;
                double above = PlainLoss(network, examples, lists);
                parameter.Values[i] = value - 0.01f;
                double below = PlainLoss(network, examples, lists);
                parameter.Values[i] = value;
                Assert.Equal((above - below) / 0.02 / rows, gradient[i], 4);
            }
        }
    }

    [Fact]
    public void GradientsAddUp()
    {
        Examples examples = Draw(5);
        NetworkGradient once = Start(5);
        NetworkGradient twice = Start(5);
        once.Add(examples, [1, 2]);
        twice.Add(examples, [1, 2]);
        twice.Add(examples, [1, 2]);
        foreach ((AdamParameter one, AdamParameter two) in once.Parameters.Zip(twice.Parameters))
        {
            for (int i = 0; i < one.Gradient.Length; i++)
                Assert.Equal(2 * one.Gradient[i], two.Gradient[i], 5);
        }
    }

    /// <summary>The loss by the network that recommends, in double precision after its logits.</summary>
    private static double PlainLoss(NetworkGradient network, Examples examples, int[] lists)
    {
        int inputs = examples.Features.Length / examples.Watched.Length;
        Network plain = network.ToNetwork();
        double loss = 0;
        foreach (int list in lists)
        {
            for (int row = examples.Starts[list]; row < examples.Starts[list + 1]; row++)
            {
                float[] logits = new float[1];
                plain.AddLogits(examples.Features.AsSpan(row * inputs, inputs), 1, 1, logits);
                double sign = examples.Watched[row] > 0 ? 1 : -1;
                loss += examples.Weights[row] * Math.Log(1 + Math.Exp(-sign * logits[0]));
            }
        }
        return loss;
    }

    private static NetworkGradient Start(int inputs)
    {
        Random random = Seeds.Create(7, "network");
        NetworkGradient network = new(
            [.. Enumerable.Range(0, inputs).Select(i => 0.1f * i)],
            [.. Enumerable.Range(0, inputs).Select(i => 1 + 0.2f * i)]
        );
        foreach (AdamParameter parameter in network.Parameters)
        {
            // what fills up is no input
            int count =
                parameter == network.First ? inputs * Units
                : parameter == network.Skip ? inputs
                : parameter.Values.Length;
            for (int i = 0; i < count; i++)
                parameter.Values[i] = random.NextSingle() - 0.5f;
        }
        return network;
    }

    private static Examples Draw(int inputs)
    {
        Random random = Seeds.Create(3, "examples");
        float[] Numbers(int count, Func<float> next) => [.. Enumerable.Range(0, count).Select(_ => next())];
        int rows = Starts[^1];
        return new Examples(
            Numbers(rows * inputs, () => 2 * random.NextSingle() - 1),
            Numbers(rows, () => random.Next(2)),
            Starts,
            Numbers(rows, () => 0.5f + random.NextSingle())
        );
    }
}
