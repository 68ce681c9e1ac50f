using Butaca.Cli;
using Butaca.Data;
using Butaca.Models;
using Butaca.Training;
using Butaca.Training.Models;
using TorchSharp;
using static Butaca.Tests.Models.ModelFacts;

namespace Butaca.Tests.Models;

/// <summary>
/// What the training of every model owes: progress, an end when asked for, and no tensor left behind; and, in
/// <see cref="QualityTests"/>, quality.
/// </summary>
public sealed class ModelTrainingTests
{
    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void NoTensorOutlivesTheTraining(string name)
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        long elsewhere = 0;
        TorchThreads.Left.Value = count => Interlocked.Add(ref elsewhere, count);
        Train(name, ToyData);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount + elsewhere); // what a turn keeps, this thread disposes of
    }

    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void ProgressNeverFallsAndEndsAtOne(string name)
    {
        Collector progress = new();
        Train(
            name,
            Toy.Tastes(users: 40, movies: 400, catalog: Movies(400)),
            new TrainContext { Threads = 3, Progress = progress }
        );
        Assert.NotEmpty(progress.Fractions);
        Assert.Equal(progress.Fractions.Order(), progress.Fractions);
        Assert.True(progress.Fractions[0] >= 0);
        Assert.Equal(1, progress.Fractions[^1]);
    }

    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void TrainingCanBeCancelled(string name)
    {
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Train(name, ToyData, new TrainContext { Cancellation = new CancellationToken(canceled: true) })
        );

        using CancellationTokenSource source = new();
        Collector progress = new()
        {
            At = fraction =>
            {
                if (fraction < 1)
                    source.Cancel();
            },
        };
        Exception? ended = Record.Exception(() =>
            Train(
                name,
                Toy.Tastes(users: 40, movies: 400, catalog: Movies(400)),
                new TrainContext { Cancellation = source.Token, Progress = progress }
            )
        );
        if (source.IsCancellationRequested)
            Assert.IsAssignableFrom<OperationCanceledException>(ended);
        else
            Assert.Null(ended); // it was done at its first report
    }

    /// <summary>
    /// Or they are enough, for a model that goes by what movies are: who watched one gets those that are like it.
    /// </summary>
    [Theory, MemberData(nameof(Names), MemberType = typeof(ModelFacts))]
    public void DataWithoutAnInteractionAreRefused(string name)
    {
        Dataset nobody = new(
            ToyData.Catalog,
            Vocabulary.Of([]),
            new Interactions(ToyData.Catalog.Count, [0], [], [], [])
        );
        if (!SharedOptions.Models.Get(name).NeedsInteractions)
        {
            float[] scores = new float[nobody.Catalog.Count];
            Train(name, nobody).Score(StoredHistory.Of([0]).AsHistory(), scores);
            Assert.True(scores.Distinct().Count() > 1, "all movies score alike");
            return;
        }
        foreach (Dataset data in (Dataset[])[nobody, Toy.Of(3, [], [])])
            Assert.StartsWith(
                $"{name}: found no interaction in the data",
                Assert.Throws<ButacaException>(() => Train(name, data)).Message,
                StringComparison.Ordinal
            );
    }

    [Fact]
    public void OptionsThatAProgramSetsAreHeldToTheirRanges()
    {
        TrainContext context = new();
        string[] messages =
        [
            .. (
                (Action[])
                    [
                        () => new UserKnn().Train(ToyData, new UserKnnOptions { Neighbours = 0 }, context),
                        () => new ContentKnn().Train(ToyData, new ContentKnnOptions { Neighbours = 0 }, context),
                        () => new ImplicitAls().Train(ToyData, new ImplicitAlsOptions { Factors = 0 }, context),
                        () => new Ease().Train(ToyData, new EaseOptions { Lambda = double.NaN }, context),
                        () => new ButacaModel().Train(ToyData, new ButacaOptions { Tune = (Tuning)7 }, context),
                    ]
            ).Select(train => Assert.Throws<ButacaException>(train).Message),
        ];
        Assert.Equal(
            [
                "neighbours: found '0', expected a whole number from 1 to 100000.",
                "neighbours: found '0', expected a whole number from 1 to 1000.",
                "factors: found '0', expected a whole number from 1 to 1024.",
                "lambda: found 'NaN', expected a number from 0.001 to 1000000000.",
                "tune: found '7', expected Quick | Thorough | Off.",
            ],
            messages
        );
    }

    private sealed class Collector : IProgress<TrainProgress>
    {
        public List<double> Fractions { get; } = [];

        public Action<double>? At { get; init; }

        public void Report(TrainProgress value)
        {
            lock (Fractions)
                Fractions.Add(value.Fraction);
            At?.Invoke(value.Fraction);
        }
    }
}
