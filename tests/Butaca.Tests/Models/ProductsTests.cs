using Butaca.Models;

namespace Butaca.Tests.Models;

/// <summary>Products of one vector with several rows, against the sum written out.</summary>
public sealed class ProductsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(131)]
    public void AreTheSumsAndTheSameBitsHoweverManyThereAre(int dimension)
    {
        Random random = Seeds.Create(dimension, "products");
        for (int count = 0; count <= 9; count++)
        {
            float[] vector = Draw(random, dimension);
            float[] rows = Draw(random, count * dimension);
            float[] products = new float[count];
            float[] alone = new float[1];
            Products.Of(vector, rows, products);
            for (int row = 0; row < count; row++)
            {
                Assert.Equal(
                    Enumerable.Range(0, dimension).Sum(i => (double)vector[i] * rows[row * dimension + i]),
                    products[row],
                    1e-4
                );
                Products.Of(vector, rows.AsSpan(row * dimension, dimension), alone);
                Assert.Equal(products[row], alone[0]);
            }
        }
    }

    private static float[] Draw(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(2 * random.NextDouble() - 1))];
}
