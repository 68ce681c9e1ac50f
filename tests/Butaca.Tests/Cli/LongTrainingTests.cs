using Butaca.Cli;
using Butaca.Data;
using Butaca.Models;
using Spectre.Console;

namespace Butaca.Tests.Cli;

public sealed class LongTrainingTests : IDisposable
{
    private static readonly Dataset Data = Toy.Of(3, [0, 1], [1, 2]);

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _notes = new() { NewLine = "\n" };

    public void Dispose()
    {
        _folder.Dispose();
        _notes.Dispose();
    }

    /// <summary>Counts to three epochs, and is interrupted before one of them.</summary>
    private sealed class Counting(int interruptAt = 0) : Model<NoOptions>
    {
        public override string Name => "counting";

        public override string Summary => "Counts.";

        public override bool KeepsCheckpoints => true;

        public List<int> Epochs { get; } = [];

        protected override Scorer Fit(Dataset data, NoOptions options, TrainContext context)
        {
            RunFolder run = context.Run!;
            int done = run.Load() is { } state ? state.Read<int>("epoch", 1)[0] : 0;
            for (int epoch = done + 1; epoch <= 3; epoch++)
            {
                if (epoch == interruptAt)
                    throw new OperationCanceledException();
                Epochs.Add(epoch);
                run.Record(new CurvePoint("movies", epoch, 1.0 / epoch, epoch));
                int current = epoch;
                run.Save(arrays => arrays.Write("epoch", [current], 1));
            }
            return new FixedScorer(1, 2, 3);
        }
    }

    [Fact]
    public void AnInterruptedTrainingGoesOn()
    {
        Counting interrupted = new(interruptAt: 3);
        Counting second = new();
        LongTraining run = Open(interrupted);
        Assert.Throws<OperationCanceledException>(() => run.Train(() => Train(interrupted, run)));
        Assert.Equal("The same command goes on from the last checkpoint: model.run\n", Notes());

        run = Open(second);
        run.Train(() => Train(second, run));
        Assert.Equal([3], second.Epochs);
        run.Finish();
        Assert.Equal([1, 2, 3], run.Run.Curve.Select(point => point.Epoch));
        Assert.Equal(
            "Resuming from the checkpoint in model.run. To start anew, add --fresh.\nTraining curves: model.run/curves.png\n",
            Notes()
        );
        Assert.Equal(
            ["curves.csv", "curves.png"],
            Directory.EnumerateFileSystemEntries(_folder["model.run"]).Select(Path.GetFileName).Order()
        );
    }

    [Fact]
    public void FreshForgetsTheCheckpoint()
    {
        Counting interrupted = new(interruptAt: 2);
        Counting second = new();
        LongTraining run = Open(interrupted);
        Assert.Throws<OperationCanceledException>(() => run.Train(() => Train(interrupted, run)));
        run = Open(second, fresh: true);
        run.Train(() => Train(second, run));
        Assert.Equal([1, 2, 3], second.Epochs);
    }

    [Fact]
    public void AnotherSeedIsAnotherTraining()
    {
        Counting interrupted = new(interruptAt: 2);
        Counting second = new();
        LongTraining run = Open(interrupted);
        Assert.Throws<OperationCanceledException>(() => run.Train(() => Train(interrupted, run)));
        run = Open(second, seed: 2);
        run.Train(() => Train(second, run));
        Assert.Equal([1, 2, 3], second.Epochs);
    }

    [Fact]
    public async Task AQuickModelLeavesNoRunFolder()
    {
        string data = Toy.Write(_folder, "data", Data);
        var (code, console) = await ConsoleCapture.Run(
            "train",
            "popularity",
            "--data",
            data,
            "--output",
            _folder["model"],
            "--fresh"
        );
        Assert.Equal((CommandLine.Success, ""), (code, console.Out));
        Assert.False(Directory.Exists(_folder["model.run"]));
    }

    [Fact]
    public void ATrainingWithoutRoundsTakesAnOthersCurvesAway()
    {
        Counting counting = new();
        LongTraining run = Open(counting);
        run.Train(() => Train(counting, run));
        run.Finish();
        Open(SharedOptions.Models.Get("popularity")).Finish();
        Assert.False(Directory.Exists(_folder["model.run"]));
    }

    [Fact]
    public void AnotherTrainingLeavesACheckpointThatIsNotItsOwn()
    {
        Counting interrupted = new(interruptAt: 3);
        Counting second = new();
        LongTraining run = Open(interrupted);
        Assert.Throws<OperationCanceledException>(() => run.Train(() => Train(interrupted, run)));
        Open(SharedOptions.Models.Get("popularity")).Finish();
        run = Open(second);
        run.Train(() => Train(second, run));
        Assert.Equal([3], second.Epochs);
    }

    [Fact]
    public void CurvesAreOnePanelANetwork()
    {
        CurvePoint[] one =
        [
            .. Enumerable
                .Range(1, 40)
                .Select(epoch => new CurvePoint(
                    "movies",
                    epoch,
                    1.0 / epoch,
                    epoch == 1 ? double.NaN : 1 - 1.0 / epoch
                )),
        ];
        CurvePoint[] two = [.. one, new("likelihood", 1, 0.5, double.NaN)];
        TrainingCurves.Write(_folder["one.png"], one);
        TrainingCurves.Write(_folder["two.png"], two);
        (int width, int height) = SpaceVerbTests.SizeOfPng(_folder["one.png"]);
        Assert.Equal((width, 2 * height), SpaceVerbTests.SizeOfPng(_folder["two.png"]));
    }

    private LongTraining Open(IModel model, long seed = 1, bool fresh = false) =>
        LongTraining.Open(
            new Terminal(ConsoleOn(TextWriter.Null), ConsoleOn(_notes)),
            _folder["model"] + Path.DirectorySeparatorChar,
            model,
            model.CreateOptions(),
            seed,
            Data,
            fresh
        );

    private static Scorer Train(IModel model, LongTraining run) =>
        model.Train(Data, model.CreateOptions(), new TrainContext { Run = run.Run });

    private static IAnsiConsole ConsoleOn(TextWriter writer) =>
        AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(writer),
            }
        );

    private string Notes()
    {
        string notes = _notes
            .ToString()
            .Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        _notes.GetStringBuilder().Clear();
        return notes;
    }
}
