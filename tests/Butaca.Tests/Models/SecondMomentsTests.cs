using System.Numerics.Tensors;
using Butaca.Models;

namespace Butaca.Tests.Models;

/// <summary>How products vary, without the products, against the products.</summary>
public sealed class SecondMomentsTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(200, 5)]
    [InlineData(300, 40)]
    public void AreThoseOfTheProducts(int count, int dimension)
    {
        Random random = Seeds.Create(count, "moments");
        float[] vectors = Draw(random, (count + 2) * dimension);
        int[] rows = [.. Enumerable.Range(1, count)]; // all but the first and the last
        float[] weights = Draw(random, count + 2);
        float[] vector = Draw(random, dimension);
        double[] products =
        [
            .. rows.Select(row =>
                (double)TensorPrimitives.Dot<float>(vectors.AsSpan(row * dimension, dimension), vector)
            ),
        ];
        double mean = products.Average();
        Assert.Equal(
            products.Average(product => (product - mean) * (product - mean)),
            SecondMoments.Central(vectors, dimension, rows).Of(vector),
            1e-4
        );
        Assert.Equal(
            rows.Zip(products, (row, product) => Math.Pow(product * weights[row], 2)).Average(),
            SecondMoments.Weighted(vectors, dimension, rows, weights).Of(vector),
            1e-4
        );
    }

    /// <summary>
    /// Movies of which nothing is known all stand at one place: rounding must not be taken for a difference.
    /// </summary>
    [Fact]
    public void OnePlaceDoesNotVary()
    {
        Random random = Seeds.Create(1, "place");
        float[] place = Draw(random, 30);
        SecondMoments moments = SecondMoments.Central(
            [.. Enumerable.Repeat(place, 1000).SelectMany(values => values)],
            30,
            [.. Enumerable.Range(0, 1000)]
        );
        for (int i = 0; i < 100; i++)
            Assert.Equal(0, moments.Of(Draw(random, 30)));
    }

    [Fact]
    public void NoVectorsDoNotVary() => Assert.Equal(0, SecondMoments.Central(new float[6], 3, []).Of([1, 2, 3]));

    private static float[] Draw(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(2 * random.NextDouble() - 1))];
}
