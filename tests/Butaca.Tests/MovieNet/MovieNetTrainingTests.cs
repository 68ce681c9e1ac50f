using Butaca.Data;
using Butaca.Features;
using Butaca.Models;
using Butaca.Models.MovieNet;
using Butaca.Tests.Models;
using Butaca.Training.Models;
using Butaca.Training.MovieNet;

namespace Butaca.Tests.MovieNet;

/// <summary>
/// The training of MovieNet: what it may see, what it leaves, and that an interruption changes nothing.
/// </summary>
public sealed class MovieNetTrainingTests
{
    private static readonly Dataset Data = Toy.Tastes(users: 60, movies: 120, catalog: ModelFacts.Movies(120));

    private static MovieNetV2Options Quick(Action<MovieNetV2Options>? change = null)
    {
        MovieNetV2Options options = new()
        {
            MovieEpochs = 6,
            UserEpochs = 450,
            UserPatience = 10_000,
            Sigma = 0.1,
        };
        change?.Invoke(options);
        return options;
    }

    [Theory, InlineData(Method.Likelihood), InlineData(Method.Density)]
    public void TheEncoderPlacesTheCatalogueAsTrainingDid(Method method)
    {
        IMovieEmbedder scorer = (IMovieEmbedder)
            new MovieNetV2().Train(Data, Quick(o => (o.Method, o.UserEpochs) = (method, 1)), new TrainContext());
        for (int row = 0; row < Data.Catalog.Count; row++)
        {
            float[] placed = scorer.Encoder.Embed(Data.Catalog[row]);
            for (int i = 0; i < placed.Length; i++)
                Assert.Equal(scorer.Embeddings[row * placed.Length + i], placed[i], 1e-5f);
        }
    }

    /// <summary>
    /// The components' mean square is 1 over the movies with an audience, and only the length changes.
    /// </summary>
    [Fact]
    public void EmbeddingsAreScaledToUnitVariance()
    {
        Dataset data = Data.WithoutMovies([.. Enumerable.Range(0, 120).Select(row => row >= 100)]);
        float[] Embeddings(bool scaled) =>
            (
                (IMovieEmbedder)
                    new MovieNetV2().Train(
                        data,
                        Quick(o => (o.ScaleEmbeddings, o.Method) = (scaled, Method.Density)),
                        new TrainContext()
                    )
            ).Embeddings.ToArray();
        float[] raw = Embeddings(false);
        float[] scaled = Embeddings(true);
        Assert.Equal(1, scaled.Take(100 * 32).Average(value => (double)value * value), 1e-5);
        double factor = scaled[0] / (double)raw[0];
        Assert.True(factor > 1.1, $"found a factor of {factor}");
        for (int i = 0; i < raw.Length; i++)
            Assert.Equal(factor * raw[i], scaled[i], 1e-4);
    }

    [Fact]
    public void TastesArePlacedApart()
    {
        IMovieEmbedder scorer = (IMovieEmbedder)
            new MovieNetV2().Train(
                Data,
                Quick(o => (o.Method, o.MovieEpochs) = (Method.Density, 30)),
                new TrainContext()
            );
        float[] scores = new float[120];
        ((Scorer)scorer).Similar(0, scores);
        double own = Enumerable.Range(1, 119).Where(row => row % 2 == 0).Average(row => scores[row]);
        double other = Enumerable.Range(1, 119).Where(row => row % 2 == 1).Average(row => scores[row]);
        Assert.True(own > other + 0.1, $"found {own:0.00} within and {other:0.00} across tastes");
    }

    [Fact]
    public void AnInterruptedTrainingGoesOnToTheSameResult()
    {
        using TemporaryFolder folder = new();
        Scorer whole = new MovieNetV2().Train(
            Data,
            Quick(),
            new TrainContext { Run = new RunFolder(folder["whole"], "key") }
        );
        foreach (string stopAt in (string[])["movies, round 3", "users, round 350"])
        {
            string run = folder[stopAt.Replace(' ', '-')];
            using CancellationTokenSource source = new();
            Assert.ThrowsAny<OperationCanceledException>(() =>
                new MovieNetV2().Train(
                    Data,
                    Quick(),
                    new TrainContext
                    {
                        Run = new RunFolder(run, "key"),
                        Cancellation = source.Token,
                        Progress = new Stopper(stopAt, source),
                    }
                )
            );
            RunFolder resumed = new(run, "key");
            Assert.True(resumed.HasCheckpoint);
            Scorer scorer = new MovieNetV2().Train(Data, Quick(), new TrainContext { Run = resumed });
            Assert.Equal(Toy.Scores(whole, 1, 5, 9), Toy.Scores(scorer, 1, 5, 9));
            Assert.Equal(6 + 45, resumed.Curve.Count);
        }
    }

    /// <summary>A training that ends with the best round finds the same as one that goes on after it.</summary>
    [Fact]
    public void TheBestRoundOfEachNetworkIsKept()
    {
        using TemporaryFolder folder = new();
        RunFolder run = new(folder["run"], "key");
        const double fast = 0.02;
        const double wild = 0.3; // so that not every round is better than all before
        Scorer whole = new MovieNetV2().Train(
            Data,
            Quick(o => (o.MovieRate, o.UserRate) = (fast, wild)),
            new TrainContext { Run = run }
        );
        int movies = run.Curve.Where(point => point.Network == "movies").MinBy(point => point.Validation)!.Epoch;
        int data = run.Curve.Where(point => point.Network == "users").MaxBy(point => point.Validation)!.Epoch;
        Assert.True(
            movies < 6 && data < 450,
            $"found the best rounds {movies} and {data}, expected some before the last"
        );
        Scorer cut = new MovieNetV2().Train(
            Data,
            Quick(o => (o.MovieRate, o.UserRate, o.MovieEpochs, o.UserEpochs) = (fast, wild, movies, data)),
            new TrainContext()
        );
        Assert.Equal(Toy.Scores(whole, 1, 5, 9), Toy.Scores(cut, 1, 5, 9));
    }

    [Theory, InlineData(1, 1), InlineData(2, 25)]
    public void ATrainingEndsAfterEnoughRoundsWithoutABetterOne(int moviePatience, int userPatience)
    {
        using TemporaryFolder folder = new();
        RunFolder run = new(folder["run"], "key");
        new MovieNetV2().Train(
            Data,
            Quick(o =>
            {
                o.MovieRate = 0.02;
                o.MovieEpochs = 100;
                o.MoviePatience = moviePatience;
                o.UserRate = 0.3;
                o.UserEpochs = 5000;
                o.UserPatience = userPatience;
            }),
            new TrainContext { Run = run }
        );
        CurvePoint[] movies = [.. run.Curve.Where(point => point.Network == "movies")];
        CurvePoint[] data = [.. run.Curve.Where(point => point.Network == "users")];
        Assert.Equal(movies.MinBy(point => point.Validation)!.Epoch + moviePatience, movies[^1].Epoch);
        int best = data.MaxBy(point => point.Validation)!.Epoch; // measured at each tenth round
        Assert.Equal(best + (userPatience + 9) / 10 * 10, data[^1].Epoch);
        Assert.True(movies[^1].Epoch < 100 && data[^1].Epoch < 5000);
    }

    [Fact]
    public void WithoutASigmaOneIsChosen()
    {
        DensityScorer scorer = (DensityScorer)
            new MovieNetV2().Train(Data, Quick(o => (o.Method, o.Sigma) = (Method.Density, 0)), new TrainContext());
        Assert.InRange(scorer.Sigma, 0.003f, 2f);
    }

    [Fact]
    public void NothingOfAMovieWithoutAudienceIsSeen()
    {
        Movie secret = new(9999, "Secret (1901)")
        {
            Year = 1901,
            Genres = ["Secretgenre"],
            Origin = "Secretland",
            Synopsis = "Xylophones xylophones xylophones.",
        };
        Dataset data = Toy.Tastes(users: 60, movies: 121, catalog: [.. ModelFacts.Movies(120), secret]);
        bool[] withheld = [.. Enumerable.Range(0, 121).Select(row => row == 120)];
        Dataset without = data.WithoutMovies(withheld);
        MovieEncoder encoder = (
            (IMovieEmbedder)new MovieNetV2().Train(without, Quick(o => o.Method = Method.Density), new TrainContext())
        ).Encoder;
        Assert.DoesNotContain("Secretgenre", encoder.Features.Genres);
        Assert.DoesNotContain("Secretland", encoder.Features.Origins);
        Assert.DoesNotContain("xylophones", encoder.Words.Words);
        Assert.Equal(Enumerable.Range(0, 120).Average(row => 1960 + row % 60), encoder.Features.YearMean, 1e-3);
    }

    [Fact]
    public void WhatIsSwitchedOffChangesNothing()
    {
        Movie movie = new(1, "A")
        {
            Year = 1990,
            Genres = ["War"],
            Synopsis = "A young soldier loses his friends.",
        };
        MovieEncoder noText = (
            (IMovieEmbedder)
                new MovieNetV2().Train(
                    Data,
                    Quick(o => (o.Method, o.Synopsis) = (Method.Density, false)),
                    new TrainContext()
                )
        ).Encoder;
        Assert.Equal(noText.Embed(movie), noText.Embed(movie with { Synopsis = "A shy baker." }));
        Assert.NotEqual(noText.Embed(movie), noText.Embed(movie with { Genres = ["Comedy"] }));
        MovieEncoder noFeatures = (
            (IMovieEmbedder)
                new MovieNetV2().Train(
                    Data,
                    Quick(o => (o.Method, o.Features) = (Method.Density, false)),
                    new TrainContext()
                )
        ).Encoder;
        Assert.Equal(noFeatures.Embed(movie), noFeatures.Embed(movie with { Genres = ["Comedy"], Year = 2020 }));
        Assert.NotEqual(noFeatures.Embed(movie), noFeatures.Embed(movie with { Synopsis = "A shy baker." }));
    }

    [Fact]
    public void ThePaddedEndReadsTheLongestSynopsisAlone()
    {
        Catalog catalog = new([
            new Movie(1, "A") { Synopsis = "one two three" },
            new Movie(2, "B") { Synopsis = "one" },
            new Movie(3, "C"),
            new Movie(4, "D") { Synopsis = "three two one" },
        ]);
        WordVocabulary words = WordVocabulary.Learn(catalog.Movies.ToArray(), 10);
        float[] ReadFlags(LastStep step)
        {
            using TorchSharp.DisposeScope scope = TorchSharp.torch.NewDisposeScope();
            MovieBatch batch = new MovieInputs(
                catalog,
                MovieFeatures.Learn(catalog.Movies.ToArray()),
                words,
                100,
                step
            ).Batch([0, 1, 2, 3]);
            Assert.Equal(4, batch.Texts.Sum(part => part.Words.shape[0]));
            Assert.Equal([0L, 2L, 3L, 1L], batch.Place.data<long>().ToArray()); // longest first
            return batch.IsRead.data<float>().ToArray();
        }
        Assert.Equal([1, 1, 0, 1], ReadFlags(LastStep.SequenceEnd));
        Assert.Equal([1, 0, 0, 1], ReadFlags(LastStep.PaddedEnd));
    }

    [Fact]
    public void OptionsThatCannotWorkAreNamed()
    {
        Assert.Equal(
            "hidden of movienet-v2: found '17', expected a multiple of 16.",
            Assert
                .Throws<ButacaException>(() =>
                    new MovieNetV2().Train(Data, Quick(o => o.Hidden = 17), new TrainContext())
                )
                .Message
        );
        Assert.Equal(
            "sigma of movienet-v2: found '1E-10', expected 0, or a number from 1E-09 to 10.",
            Assert
                .Throws<ButacaException>(() =>
                    new MovieNetV2().Train(Data, Quick(o => o.Sigma = 1e-10), new TrainContext())
                )
                .Message
        );
        Assert.Throws<ButacaException>(() =>
            new MovieNetV2().Train(Data, Quick(o => (o.Synopsis, o.Features) = (false, false)), new TrainContext())
        );
        Assert.Throws<ButacaException>(() =>
            new MovieNetV1().Train(Toy.Of(3, [0, 1], [1, 2]), new MovieNetV1Options(), new TrainContext())
        );
    }
}
