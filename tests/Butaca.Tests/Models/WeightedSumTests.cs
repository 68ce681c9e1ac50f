using Butaca.Models;

namespace Butaca.Tests.Models;

/// <summary>Sums of rows, against the sums written out.</summary>
public sealed class WeightedSumTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(33)]
    public void OfRowsAreTheSums(int count)
    {
        const int rows = 20;
        int width = WeightedSum.Padded(count);
        Assert.InRange(width, count, count + 63);
        Random random = Seeds.Create(count, "rows");
        float[] matrix = [.. Enumerable.Range(0, rows * width).Select(_ => (float)random.NextDouble())];
        float[] sums = new float[width];
        foreach (int chosen in new[] { 0, 1, 2, 7, rows })
        {
            int[] some = random.Sample(rows, chosen);
            WeightedSum.OfRows(some, matrix, sums);
            for (int i = 0; i < width; i++)
                Assert.Equal(some.Sum(row => (double)matrix[row * width + i]), sums[i], 1e-4);
        }
    }
}
