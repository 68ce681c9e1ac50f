using Butaca.Data;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;

namespace Butaca.Tests.ButacaPipeline;

/// <summary>
/// How a logit is split: Shapley values by their definition, the mean over all orders in which the players come.
/// </summary>
public sealed class AttributionTests
{
    private const int Movies = 3;

    private static readonly int[][] Orders =
    [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ];

    /// <summary>The features of each player: the linear ones, then the movie's parts.</summary>
    private static readonly int[][] Linear =
    [
        [0, 1],
        [2],
        [3, 4],
    ];

    private static readonly int[][] Parts = [Of(FeatureGroup.Prior), Of(FeatureGroup.Time), Of(FeatureGroup.Content)];

    private static readonly int[] OfUser = Of(FeatureGroup.User);

    private static int[] Of(FeatureGroup group) =>
        [.. Enumerable.Range(0, FeatureSchema.Count).Where(feature => FeatureSchema.All[feature].Group == group)];

    [Fact]
    public void WhatEachPlayerGetsIsItsMeanOverAllOrders()
    {
        (float[] features, float[] typical) = Drawn(1);
        float[] linear = new float[3 * Movies];
        ScoreParts[] parts = new ScoreParts[Movies];
        Attribution.Split(features, typical, Weigh, linear, parts);
        for (int movie = 0; movie < Movies; movie++)
        {
            double[] own =
            [
                .. Enumerable
                    .Range(0, FeatureSchema.Count)
                    .Select(feature => (double)features[feature * Movies + movie]),
            ];
            double[] unwatched = [.. own.Select((value, feature) => feature < 5 ? 0 : value)];
            double[] none =
            [
                .. typical.Select(
                    (value, feature) => OfUser.Contains(feature) || feature < 5 ? unwatched[feature] : value
                ),
            ];
            double[] expected = Shapley(unwatched, own, Linear);
            double[] rest = Shapley(none, unwatched, Parts);
            for (int player = 0; player < 3; player++)
                Assert.Equal(expected[player], linear[player * Movies + movie], 1e-4);
            Assert.Equal(rest[0], parts[movie].Prior, 1e-4);
            Assert.Equal(rest[1], parts[movie].Time, 1e-4);
            Assert.Equal(rest[2], parts[movie].Content, 1e-4);
            Assert.Equal(Logit(none) + expected.Sum(), parts[movie].Network, 1e-4); // the watched movies' part is still in it
            Assert.Equal(Logit(own), parts[movie].Sum, 1e-4);
        }
    }

    [Fact]
    public void WhatIsTypicalOfAMovieSpeaksNeitherForItNorAgainst()
    {
        (float[] features, float[] typical) = Drawn(2);
        foreach (int feature in Parts[0])
        {
            for (int movie = 0; movie < Movies; movie++)
                features[feature * Movies + movie] = typical[feature];
        }
        ScoreParts[] parts = new ScoreParts[Movies];
        Attribution.Split(features, typical, Weigh, new float[3 * Movies], parts);
        Assert.All(parts, part => Assert.Equal(0, part.Prior));
        Assert.All(parts, part => Assert.NotEqual(0, part.Content));
    }

    /// <summary>
    /// What the networks say of a typical movie is one thing for known movies, and another for new ones; times speak
    /// where there are any.
    /// </summary>
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(true, 0.5f)]
    public void WhatIsSaidOfATypicalMovieIsTheSameForAll(bool dated, float trust)
    {
        Dataset data = Described.Watched(
            Described.Movies(30, 6),
            users: 25,
            density: 0.3,
            seed: 6,
            movie => movie > 25
        );
        if (dated)
            data = ToyPipeline.Dated(data);
        ButacaScorer scorer = ToyPipeline.Scorer(data, trust: trust);
        ScoreParts[] parts =
        [
            .. Enumerable.Range(0, 30).Select(movie => scorer.Explain(new History([2, 7]), movie, new float[2])),
        ];
        Assert.All(parts[..26], part => Assert.Equal(dated, part.Time != 0));
        Assert.All(parts[26..], part => Assert.Equal(0, part.Time)); // nobody watched them at any time
        Assert.All(parts, part => Assert.NotEqual(0, part.Prior));
        Assert.All(parts, part => Assert.NotEqual(0, part.Content));
        Assert.All(parts[..26], part => Assert.Equal(parts[0].Network, part.Network, 1e-4f));
        Assert.All(parts[26..], part => Assert.Equal(parts[29].Network, part.Network, 1e-4f));
        Assert.NotEqual(parts[0].Network, parts[29].Network, 1e-2f);
    }

    private static (float[] Features, float[] Typical) Drawn(int seed)
    {
        Random random = Seeds.Create(seed, "attribution");
        return (
            [.. Enumerable.Range(0, FeatureSchema.Count * Movies).Select(_ => 2 * random.NextSingle() - 1)],
            [
                .. Enumerable
                    .Range(0, FeatureSchema.Count)
                    .Select(feature => feature < 5 ? 0 : 2 * random.NextSingle() - 1),
            ]
        );
    }

    /// <summary>Not additive in any two players.</summary>
    private static double Logit(double[] x) =>
        Math.Tanh(x.Select((value, feature) => value * Math.Cos(feature)).Sum())
        + x[0] * x[1] * x[3] * x[4]
        + x[2] * x[12]
        + x[5] * x[10] * x[13]
        + x[9] * x[20];

    private static void Weigh(ReadOnlySpan<float> features, Span<float> logits)
    {
        double[] row = new double[FeatureSchema.Count];
        for (int i = 0; i < logits.Length; i++)
        {
            for (int feature = 0; feature < row.Length; feature++)
                row[feature] = features[feature * logits.Length + i];
            logits[i] += (float)Logit(row);
        }
    }

    private static double[] Shapley(double[] absent, double[] present, int[][] players)
    {
        double[] values = new double[players.Length];
        foreach (int[] order in Orders)
        {
            double[] now = [.. absent];
            foreach (int player in order)
            {
                double before = Logit(now);
                foreach (int feature in players[player])
                    now[feature] = present[feature];
                values[player] += (Logit(now) - before) / Orders.Length;
            }
        }
        return values;
    }
}
