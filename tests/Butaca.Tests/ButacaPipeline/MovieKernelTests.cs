using Butaca.Data;
using Butaca.Models;
using Butaca.Models.ButacaPipeline;
using Butaca.Training;
using Butaca.Training.ButacaPipeline;
using Butaca.Training.Models;
using CsCheck;

namespace Butaca.Tests.ButacaPipeline;

/// <summary>The collaborative part for many users: EDLAE over the most watched movies.</summary>
public sealed class MovieKernelTests
{
    private static readonly TrainContext Context = new() { Threads = 2 };

    [Fact]
    public void IsEdlaeOfTheMostWatched() =>
        Gen.Select(Gen.Int[2, 25], Gen.Int[3, 14], Gen.Int[1, 14], Gen.Double[0, 0.9], Gen.Long[0, 1_000_000])
            .Sample(
                (users, movies, most, dropout, seed) =>
                {
                    Dataset data = Toy.Noise(users, movies, 0.4, seed);
                    if (data.Interactions.Count == 0)
                        return; // of nothing nothing is learned
                    ButacaOptions options = new() { KernelUsers = 0, DenseMovies = most };
                    Collaboration collaboration = new(users, options, Context);
                    bool[] rare = [.. Enumerable.Repeat(true, movies)];
                    foreach (int movie in collaboration.DenseMovies(data.Interactions))
                        rare[movie] = false;
                    Assert.Equal(
                        Math.Min(
                            most,
                            Enumerable.Range(0, movies).Count(movie => data.Interactions.AudienceOf(movie) > 0)
                        ),
                        rare.Count(r => !r)
                    );
                    ICollaborative kernel = collaboration.Prepare(data.Interactions)(
                        new KernelOptions((float)dropout, 5, 0, 1)
                    );
                    Scorer edlae = new Edlae().Train(
                        data.WithoutMovies(rare),
                        new EdlaeOptions { Lambda = 5, Dropout = dropout },
                        Context
                    );
                    foreach (
                        int[] watched in new int[][]
                        {
                            [],
                            [0],
                            Seeds.Create(seed, "history").Sample(movies, movies / 2),
                            [.. Enumerable.Range(0, movies)],
                        }
                    )
                    {
                        float[] expected = Toy.Scores(edlae, watched);
                        float[] actual = new float[movies];
                        float[] parts = new float[watched.Length];
                        kernel.Score(new History(watched), [], actual);
                        for (int movie = 0; movie < movies; movie++)
                        {
                            Assert.Equal(!rare[movie], kernel.Covers(movie));
                            Assert.Equal(expected[movie], actual[movie], 1e-4f * expected.Max(MathF.Abs) + 1e-6f);
                            Array.Clear(parts);
                            kernel.Explain(new History(watched), [movie], [2], parts);
                            Assert.Equal(2 * actual[movie], parts.Sum(), 2e-5f);
                        }
                    }
                },
                iter: 60,
                threads: 1
            );

    /// <summary>
    /// The whole model in this form: in the space of factors, with movies too rare for the dense matrix.
    /// </summary>
    /// <param name="kernelUsers">
    /// Below the 40 training users; 35 is above the 32 of a fold, which takes the form of all.
    /// </param>
    [Theory]
    [InlineData(0)]
    [InlineData(35)]
    public void TheModelOverMoviesReadsBackAndAddsUp(int kernelUsers)
    {
        Dataset data = Described.Watched(
            Described.Movies(30, 6),
            users: 40,
            density: 0.3,
            seed: 6,
            movie => movie == 7
        );
        ButacaOptions options = new()
        {
            Tune = Tuning.Off,
            Lambda = 20,
            Factors = 8,
            Networks = 1,
            Epochs = 2,
            Masks = 1,
            KernelUsers = kernelUsers,
            DenseMovies = 20,
        };
        Scorer scorer = new ButacaModel().Train(data, options, Context);
        using TemporaryFolder folder = new();
        ModelFolder.Save(
            folder["model"],
            new TrainedModel(ModelManifest.Of(new ButacaModel(), options, 42, data), data, scorer)
        );
        Scorer loaded = ModelFolder.Load(folder["model"]).Scorer;
        foreach (int[] watched in new int[][] { [3], [0, 5, 11, 29], data.Interactions.MoviesOf(2).ToArray() })
        {
            float[] scores = Toy.Scores(scorer, watched);
            float[] parts = new float[watched.Length];
            Assert.Equal(scores, Toy.Scores(loaded, watched));
            for (int movie = 0; movie < scores.Length; movie++)
                Assert.Equal(
                    scores[movie],
                    scorer.Explain(new History(watched), movie, parts).Sum,
                    2e-5f * scores.Max(MathF.Abs)
                );
        }
    }
}
