using Butaca.Models;
using Butaca.Training.Models;

namespace Butaca.Tests.Models;

public sealed class RunFolderTests : IDisposable
{
    private static readonly CurvePoint[] Points =
    [
        new("movies", 1, 0.1 + 0.2, 1e-17),
        new("movies", 2, 0.25, double.NaN),
        new("likelihood", 1, 12345.678901234567, -1),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ACheckpointAndItsCurvesComeBackTheSame()
    {
        RunFolder run = new(_folder["run"], "key");
        Assert.Null(run.Load());
        foreach (CurvePoint point in Points)
            run.Record(point);
        run.Save(arrays => arrays.Write("weights", [1.5f, -2], 2));

        RunFolder again = new(_folder["run"], "key");
        Assert.True(again.HasCheckpoint);
        Assert.Equal(Points, again.Curve);
        Assert.Equal([1.5f, -2], again.Load()!.Read<float>("weights", 2));
        again.Rewind("movies", 1);
        Assert.Equal([Points[0], Points[2]], again.Curve);
    }

    [Fact]
    public void AnothersCheckpointIsNotUsed()
    {
        RunFolder run = new(_folder["run"], "key");
        run.Record(Points[0]);
        run.Save(arrays => arrays.Write("weights", [1f], 1));
        RunFolder other = new(_folder["run"], "another key");
        Assert.False(other.HasCheckpoint);
        Assert.Null(other.Load());
        Assert.Empty(other.Curve);
        Assert.True(new RunFolder(_folder["run"], "key").HasCheckpoint); // looking does no harm
    }

    [Fact]
    public void ASaveThatFailsLeavesTheOldCheckpoint()
    {
        RunFolder run = new(_folder["run"], "key");
        run.Save(arrays => arrays.Write("weights", [1f], 1));
        Assert.Throws<IOException>(() =>
            run.Save(arrays =>
            {
                arrays.Write("weights", [2f], 1);
                throw new IOException("The disk is full.");
            })
        );
        Assert.Equal([1f], new RunFolder(_folder["run"], "key").Load()!.Read<float>("weights", 1));
        Assert.Equal(
            ["checkpoint", "curves.csv"],
            Directory.EnumerateFileSystemEntries(_folder["run"]).Select(Path.GetFileName).Order()
        );
    }

    [Fact]
    public void AFinishedTrainingKeepsItsCurvesAlone()
    {
        RunFolder run = new(_folder["run"], "key");
        run.Record(Points[0]);
        run.Save(arrays => arrays.Write("weights", [1f], 1));
        run.Finish();
        Assert.False(run.HasCheckpoint);
        Assert.Equal(["curves.csv"], Directory.EnumerateFileSystemEntries(_folder["run"]).Select(Path.GetFileName));
        Assert.Equal(
            "network,epoch,loss,validation\nmovies,1,0.30000000000000004,1E-17\n",
            File.ReadAllText(_folder["run/curves.csv"])
        );
        run.Finish(); // once more does nothing
    }

    [Fact]
    public void DeletingLeavesWhatIsNotOurs()
    {
        new RunFolder(_folder["run"], "key").Save(arrays => arrays.Write("weights", [1f], 1));
        _folder.Write("run/notes.txt", "mine");
        RunFolder.Delete(_folder["run"]);
        Assert.Equal(["notes.txt"], Directory.EnumerateFileSystemEntries(_folder["run"]).Select(Path.GetFileName));
        File.Delete(_folder["run/notes.txt"]);
        RunFolder.Delete(_folder["run"]);
        Assert.False(Directory.Exists(_folder["run"]));
        RunFolder.Delete(_folder["run"]); // need not exist
    }

    [Fact]
    public void TheKeyTellsTrainingsApart()
    {
        ModelManifest manifest = ModelManifest.Of(new Ease(), new EaseOptions(), 1, Toy.Of(3, [0, 1]));
        string[] keys =
        [
            RunFolder.KeyOf(manifest),
            RunFolder.KeyOf(manifest with { Seed = 2 }),
            RunFolder.KeyOf(manifest with { Model = "edlae" }),
            RunFolder.KeyOf(manifest with { ButacaVersion = "9.9.9" }),
            RunFolder.KeyOf(ModelManifest.Of(new Ease(), new EaseOptions { Lambda = 7 }, 1, Toy.Of(3, [0, 1]))),
            RunFolder.KeyOf(ModelManifest.Of(new Ease(), new EaseOptions(), 1, Toy.Of(3, [0, 2]))),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(keys[0], RunFolder.KeyOf(ModelManifest.Of(new Ease(), new EaseOptions(), 1, Toy.Of(3, [0, 1]))));
    }
}
