using Butaca.Data;
using Butaca.Models.ButacaPipeline;

namespace Butaca.Tests.ButacaPipeline;

public sealed class TimePopularityTests
{
    private const double Quarter = WatchTimes.SecondsPerYear / 4;

    /// <summary>The kernel leaves out what weighs less than 10⁻⁴; the definition here leaves out nothing.</summary>
    [Theory]
    [InlineData(0.5, 10)]
    [InlineData(2, 3)]
    public void IsItsDefinition(double width, double smoothing)
    {
        Interactions interactions = Watched(seed: 1, share: 0.8);
        TimePopularity popularity = new(interactions, width, smoothing);
        int[] steps = [.. interactions.Times.ToArray().Where(time => time > 0).Select(time => (int)(time / Quarter))];
        int first = steps.Min();
        int last = steps.Max();
        double[,] counts = new double[last - first + 1, interactions.MovieCount];
        for (int i = 0; i < interactions.Count; i++)
            if (interactions.Times[i] > 0)
                counts[(int)(interactions.Times[i] / Quarter) - first, interactions.Movies[i]]++;
        for (int step = first; step <= last; step++)
        {
            double[] near =
            [
                .. Enumerable
                    .Range(0, interactions.MovieCount)
                    .Select(movie =>
                        Enumerable
                            .Range(0, last - first + 1)
                            .Sum(other =>
                                counts[other, movie] * Math.Exp(-Math.Pow((step - first - other) / (4 * width), 2) / 2)
                            )
                    ),
            ];
            ReadOnlySpan<float> actual = popularity.At((uint)((step + 0.5) * Quarter));
            for (int movie = 0; movie < near.Length; movie++)
            {
                double share = Enumerable.Range(0, last - first + 1).Sum(other => counts[other, movie]) / steps.Length;
                Assert.Equal(
                    Math.Log((near[movie] + smoothing) / (share * near.Sum() + smoothing)),
                    actual[movie],
                    1e-3
                );
            }
        }
    }

    [Fact]
    public void TimesOutOfTheRangeCountAsItsEnds()
    {
        Interactions interactions = Watched(seed: 2, share: 1);
        TimePopularity popularity = new(interactions, 0.5, 10);
        Assert.Equal(popularity.At(interactions.Times.ToArray().Min()).ToArray(), popularity.At(1).ToArray());
        Assert.Equal(
            popularity.At(interactions.Times.ToArray().Max()).ToArray(),
            popularity.At(uint.MaxValue).ToArray()
        );
    }

    [Fact]
    public void WithoutTimesThereIsNothingToSay()
    {
        Assert.True(new TimePopularity(Watched(seed: 3, share: 0), 0.5, 10).At(1_000_000_000).IsEmpty);
        Assert.True(new TimePopularity(Toy.Of(3, [0, 1]).Interactions, 0.5, 10).At(1_000_000_000).IsEmpty);
        Assert.True(new TimePopularity(Watched(seed: 3, share: 1), 0.5, 10).At(0).IsEmpty);
    }

    [Fact]
    public void TheMedianIsOfKnownTimes()
    {
        Assert.Equal(0u, WatchTimes.Median([]));
        Assert.Equal(0u, WatchTimes.Median([0, 0]));
        Assert.Equal(5u, WatchTimes.Median([0, 5, 0]));
        Assert.Equal(7u, WatchTimes.Median([7, 0, 3]));
        Assert.Equal(4u, WatchTimes.Median([9, 0, 4, 1]));
    }

    /// <summary>Forty users in six years; a share of the times is known.</summary>
    private static Interactions Watched(long seed, double share)
    {
        Interactions interactions = Toy.Noise(users: 40, movies: 9, density: 0.5, seed).Interactions;
        Random random = Seeds.Create(seed, "times");
        uint[] times =
        [
            .. interactions
                .Movies.ToArray()
                .Select(movie =>
                    random.NextDouble() < share
                        ? (uint)((30 + 3 * random.NextDouble() * (1 + movie % 2)) * WatchTimes.SecondsPerYear)
                        : 0
                ),
        ];
        return new Interactions(
            interactions.MovieCount,
            interactions.UserStarts.ToArray(),
            interactions.Movies.ToArray(),
            [],
            times
        );
    }
}
