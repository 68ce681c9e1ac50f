namespace Butaca.Tests;

public sealed class SeedsTests
{
    /// <summary>Pinned: another sequence would change every mask, fold and figure that was ever published.</summary>
    [Fact]
    public void StreamsAreTheSameEverywhereAndForever()
    {
        Assert.Equal(
            [121, 231, 888, 525],
            Enumerable.Range(0, 4).Select(index => Seeds.Create(42, "mask 0", index).Next(1000))
        );
        Assert.Equal([0, 41, 77], Seeds.Create(-8, "people").Sample(100, 3));
    }

    [Fact]
    public void SeedStreamAndIndexEachMakeAnotherGenerator()
    {
        int[][] sequences =
        [
            .. from seed in new long[] { 0, 1, -1, long.MaxValue }
            from stream in new[] { "", "a", "b", "ab", "ba" }
            from index in new long[] { 0, 1, 2 }
            select Draw(seed, stream, index),
        ];
        Assert.Equal(sequences.Length, sequences.Select(sequence => string.Join(' ', sequence)).Distinct().Count());
        Assert.Equal(Draw(1, "a", 2), Draw(1, "a", 2));

        static int[] Draw(long seed, string stream, long index)
        {
            Random random = Seeds.Create(seed, stream, index);
            return [.. Enumerable.Range(0, 4).Select(_ => random.Next())];
        }
    }

    [Fact]
    public void ASampleIsAnAscendingSubset()
    {
        Random random = Seeds.Create(1, "samples");
        Assert.Empty(random.Sample(5, 0));
        Assert.Equal([0, 1, 2, 3, 4], random.Sample(5, 5));
        int[] counts = new int[6];
        for (int i = 0; i < 6000; i++)
        {
            int[] sample = random.Sample(6, 2);
            Assert.True(sample[0] < sample[1]);
            foreach (int value in sample)
                counts[value]++;
        }
        Assert.All(counts, count => Assert.InRange(count, 2000 - 5 * 37, 2000 + 5 * 37)); // binomial: standard deviation 37
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Sample(5, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Sample(5, -1));
    }
}
