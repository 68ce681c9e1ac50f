using Butaca.Models;
using Butaca.Models.ButacaPipeline;
using Butaca.Training.ButacaPipeline;

namespace Butaca.Tests.ButacaPipeline;

/// <summary>How far the networks are trusted.</summary>
public sealed class NetworkTrustTests
{
    private const int Movies = 40;
    private static readonly TrainContext Context = new() { Seed = 3, Threads = 1 };

    [Fact]
    public void NetworksThatRankBetterAreTrusted()
    {
        KnownMovieReranker reranker = NetworkTrust.Learn(Lists(200, FeatureSchema.Factors), 1, 12, Context, _ => { });
        Assert.Equal(1, reranker.Trust);
        Assert.Single(reranker.Networks);
    }

    /// <summary>
    /// The collaborative score says it all, and the other twenty features are noise, in which networks find what is not
    /// there.
    /// </summary>
    [Fact]
    public void NetworksThatDoNotAreNotTrustedAlone()
    {
        KnownMovieReranker reranker = NetworkTrust.Learn(
            Lists(15, FeatureSchema.CollaborativeShort, FeatureSchema.CollaborativeLong),
            1,
            12,
            Context,
            _ => { }
        );
        Assert.InRange(reranker.Trust, 0, 0.5f);
        Assert.InRange(reranker.Slope, 0.1f, 20);
    }

    [Fact]
    public void WithoutAnybodyToLearnFromTheCollaborativeScoreRanks()
    {
        Assert.Equal(KnownMovieReranker.Untaught, NetworkTrust.Learn([], 3, 12, Context, _ => { }));
        float[] logits = new float[2];
        KnownMovieReranker.Untaught.AddLogits([0.5f, 1, 0, 3, .. new float[2 * (FeatureSchema.Count - 2)]], logits);
        Assert.Equal([0.25f, 2], logits);
    }

    [Fact]
    public void ATrustedHalfIsTheMeanOfBoth()
    {
        Network network = NetworkTrust.Learn(Lists(30, FeatureSchema.Factors), 1, 2, Context, _ => { }).Networks[0];
        ExampleList list = Lists(1, FeatureSchema.Factors)[0];
        float[] all = new float[Movies];
        float[] half = new float[Movies];
        KnownMovieReranker.Of(network).AddLogits(list.Features, all);
        new KnownMovieReranker([network], 0.5f, 2, -1).AddLogits(list.Features, half);
        for (int i = 0; i < Movies; i++)
            Assert.Equal((all[i] + list.Features[i] + list.Features[Movies + i] - 1) / 2, half[i], 1e-4);
    }

    /// <summary>Lists in which some features tell what was watched, nearly.</summary>
    private static ExampleList[] Lists(int count, params int[] telling)
    {
        Random random = Seeds.Create(5, "lists");
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(user =>
                {
                    float[] features =
                    [
                        .. Enumerable.Range(0, FeatureSchema.Count * Movies).Select(_ => 2 * random.NextSingle() - 1),
                    ];
                    float[] watched =
                    [
                        .. Enumerable
                            .Range(0, Movies)
                            .Select(i =>
                                telling.Average(feature => features[feature * Movies + i]) * telling.Length
                                    + 0.4f * random.NextSingle()
                                > 0.7f
                                    ? 1f
                                    : 0
                            ),
                    ];
                    return new ExampleList(user, [.. Enumerable.Range(0, Movies)], features, watched, 1, 0.2);
                }),
        ];
    }
}
