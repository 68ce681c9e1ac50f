using Butaca.Data;
using Butaca.Models;
using Butaca.Training.MovieNet;

namespace Butaca.Tests.MovieNet;

/// <summary>The similarity of audiences against its definition, user by user.</summary>
public sealed class WeightedIdentityTests
{
    private static readonly Dataset Data = Toy.Noise(users: 9, movies: 8, density: 0.35, seed: 11);
    private static readonly int[] Movies =
    [
        .. Enumerable.Range(0, 8).Where(movie => Data.Interactions.AudienceOf(movie) > 0),
    ];

    [Theory, InlineData(Midpoint.Mean), InlineData(Midpoint.Median)]
    public void EqualsTheDefinition(Midpoint midpoint)
    {
        WeightedIdentity similarity = new(Data.Interactions, Movies, midpoint, new TrainContext());
        double ones = Movies.Sum(movie => (double)Data.Interactions.AudienceOf(movie)) / (Movies.Length * 9);
        double Raw(int a, int b) =>
            Enumerable
                .Range(0, 9)
                .Sum(user =>
                {
                    bool first = Data.Interactions.MoviesOf(user).Contains(a);
                    bool second = Data.Interactions.MoviesOf(user).Contains(b);
                    return first != second ? 0
                        : first ? 1 - ones
                        : ones;
                }) / 9;
        double[] all = [.. Movies.SelectMany(a => Movies.Where(b => b < a).Select(b => Raw(a, b))).Order()];
        double middle =
            midpoint == Midpoint.Mean ? all.Average() : (all[(all.Length - 1) / 2] + all[all.Length / 2]) / 2;
        List<double> found = [];
        foreach (int a in Movies)
        {
            foreach (int b in Movies.Where(b => b != a))
            {
                double raw = Raw(a, b);
                double expected =
                    raw >= middle ? (raw - middle) / (all[^1] - middle) : (raw - middle) / (middle - all[0]);
                Assert.Equal(expected, similarity.Of(a, b), 1e-6);
                Assert.Equal(similarity.Of(a, b), similarity.Of(b, a));
                found.Add(expected);
            }
        }
        Assert.Equal(1, found.Max(), 1e-9);
        Assert.Equal(-1, found.Min(), 1e-9);
    }
}
