using Butaca.Data;
using Butaca.Models;
using Butaca.Models.MovieNet;
using Butaca.Tests.Models;
using Butaca.Training.Models;
using Butaca.Training.MovieNet;
using TorchSharp;

namespace Butaca.Tests.MovieNet;

/// <summary>
/// The sizes, rates and batches of MovieNet as it was published, which no figure would tell if they slipped.
/// </summary>
public sealed class PublishedSizesTests
{
    private const int Users = 60;
    private const int Movies = 120;

    private static readonly Dataset Data = Toy.Tastes(Users, Movies, catalog: ModelFacts.Movies(Movies));

    [Fact]
    public void DefaultsAreThePublishedOnes()
    {
        MovieNetV1Options v1 = new();
        MovieNetV2Options v2 = new();
        Assert.Equal(
            (16, 0.4, Midpoint.Mean, 50, 64, 2000, 1e-3),
            (v1.Dimension, v1.Dropout, v1.Midpoint, v1.MovieEpochs, v1.Hidden, v1.UserEpochs, v1.UserRate)
        );
        Assert.Equal(
            (32, 0.2, Midpoint.Median, 35, 128, 5000, 5e-4),
            (v2.Dimension, v2.Dropout, v2.Midpoint, v2.MovieEpochs, v2.Hidden, v2.UserEpochs, v2.UserRate)
        );
        foreach (MovieNetOptions options in (MovieNetOptions[])[v1, v2])
            Assert.Equal(
                (1000, 2e-4, 50.0, LastStep.SequenceEnd, true),
                (options.Words, options.MovieRate, options.PositiveWeight, options.LastStep, options.ScaleEmbeddings)
            );
    }

    [Theory, InlineData("movienet-v1", 16, 64), InlineData("movienet-v2", 32, 128)]
    public void LayersHaveThePublishedSizes(string name, int dimension, int hidden)
    {
        IModel model = new ModelRegistry(typeof(MovieNetV1).Assembly).Get(name);
        MovieNetOptions options = (MovieNetOptions)model.CreateOptions();
        options.MovieEpochs = 1;
        options.UserEpochs = 1;
        options.MostWords = 8;
        using TemporaryFolder folder = new();
        ArrayFolder arrays = new(folder.Path);
        LikelihoodScorer scorer = (LikelihoodScorer)model.Train(Data, options, new TrainContext());
        scorer.Save(arrays);

        int words = scorer.Encoder.Words.Words.Count;
        int features = scorer.Encoder.Features.Count;
        Dictionary<string, int> expected = new()
        {
            ["encoder-embedding.weight"] = (words + 1) * 256,
            ["encoder-lstm.weight_ih_l0"] = 4 * 128 * 256,
            ["encoder-lstm.weight_hh_l0"] = 4 * 128 * 128,
            ["encoder-lstm.weight_ih_l1"] = 4 * 128 * 128,
            ["encoder-lstm.weight_hh_l1"] = 4 * 128 * 128,
            ["encoder-hidden.weight"] = 128 * (128 + features),
            ["encoder-output.weight"] = dimension * 128,
            ["likelihood-watched"] = Movies * 256,
            ["likelihood-user"] = 64 * 256,
            ["likelihood-head-movie"] = hidden * dimension,
            ["likelihood-head-user"] = hidden * 64,
            ["likelihood-output"] = hidden,
        };
        foreach ((string array, int length) in expected)
            Assert.Equal((array, length), (array, arrays.Read<float>(array, -1).Length));
    }

    [Fact]
    public void BatchesAre25PairsAnd50Users()
    {
        using TemporaryFolder folder = new();
        RunFolder run = new(folder["run"], "key");
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            new MovieNetV2().Train(
                Data,
                new MovieNetV2Options { MostWords = 8 },
                new TrainContext
                {
                    Run = run,
                    Cancellation = source.Token,
                    Progress = new Stopper("movies, round 3", source),
                }
            )
        );
        const int held = Movies / 5;
        const int batches = (Movies - held + 24) / 25; // each training movie is the first of one pair
        Assert.Equal(3 * batches, run.Load()!.Read<int>("movies-adam-step", 1)[0]);

        new MovieNetV2().Train(
            Data,
            new MovieNetV2Options
            {
                MostWords = 8,
                MovieEpochs = 3,
                UserEpochs = 200,
            },
            new TrainContext { Run = run }
        );
        Assert.Equal(200 * 2, run.Load()!.Read<long>("users-state", 4)[1]); // 50 of the 60 users, then 10
    }

    [Theory, InlineData(0.2), InlineData(0.4)]
    public void DropoutDropsItsShareAndScalesTheRest(double share)
    {
        using IDisposable scope = torch.NewDisposeScope();
        float[] mask = new DropoutMasks(Seeds.Create(5, "dropout"), share).Draw([100, 200]).data<float>().ToArray();
        Assert.Equal(share, mask.Count(value => value == 0) / 20_000.0, 0.015);
        Assert.All(mask, value => Assert.True(value == 0 || Math.Abs(value - 1 / (1 - share)) < 1e-6));
    }
}
