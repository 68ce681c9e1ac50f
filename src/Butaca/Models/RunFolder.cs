using System.Globalization;

namespace Butaca.Models;

/// <summary>One point of a training curve.</summary>
/// <param name="Network">Which network, such as <c>movies</c>.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">Mean training loss of the epoch.</param>
/// <param name="Validation">The measure on what was held back; what it is, the model's documentation says.</param>
public sealed record CurvePoint(string Network, int Epoch, double Loss, double Validation);

/// <summary>
/// The folder of a long training: <c>curves.csv</c>, and a checkpoint from which an interrupted training goes on to the
/// same result. A checkpoint belongs to a key (model, options, seed, data): another training's is not used.
/// </summary>
public sealed class RunFolder
{
    private const string KeyFile = "key.txt";
    private readonly string _folder, _key;
    private readonly List<CurvePoint> _curve;

    /// <summary>Opens or creates the folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="key">Identifies the training.</param>
    public RunFolder(string folder, string key)
    {
        (_folder, _key) = (folder, key);
        Directory.CreateDirectory(folder);
        HasCheckpoint = File.Exists(Path.Combine(CheckpointFolder, KeyFile)) && File.ReadAllText(Path.Combine(CheckpointFolder, KeyFile)) == key;
        _curve = HasCheckpoint && File.Exists(CurvesPath) ? ReadCurves(CurvesPath) : [];
    }

    /// <summary>Whether there is a checkpoint of this very training.</summary>
    public bool HasCheckpoint { get; }

    /// <summary>All points so far.</summary>
    public IReadOnlyList<CurvePoint> Curve => _curve;

    private string CheckpointFolder => Path.Combine(_folder, "checkpoint");

    private string CurvesPath => Path.Combine(_folder, "curves.csv");

    /// <summary>Adds a point; it is written with the next checkpoint or at <see cref="Finish"/>.</summary>
    public void Record(CurvePoint point) => _curve.Add(point);

    /// <summary>Replaces the checkpoint, whole or not at all, and writes the curves.</summary>
    /// <param name="write">Writes the state into a folder.</param>
    public void Save(Action<ArrayFolder> write)
    {
        AtomicFile.WriteFolder(CheckpointFolder, _ => true, folder =>
        {
            write(new ArrayFolder(folder));
            File.WriteAllText(Path.Combine(folder, KeyFile), _key);
        });
        WriteCurves();
    }

    /// <summary>The state that <see cref="Save"/> wrote, or null where there is none of this training.</summary>
    public ArrayFolder? Load() => HasCheckpoint ? new ArrayFolder(CheckpointFolder) : null;

    /// <summary>Forgets curve points past an epoch: they will be made again.</summary>
    public void Rewind(string network, int epoch) => _curve.RemoveAll(point => point.Network == network && point.Epoch > epoch);

    /// <summary>Writes the curves and removes the checkpoint: the training is done.</summary>
    public void Finish()
    {
        WriteCurves();
        if (Directory.Exists(CheckpointFolder)) Directory.Delete(CheckpointFolder, recursive: true);
    }

    private void WriteCurves() => AtomicFile.WriteText(CurvesPath, writer =>
    {
        writer.WriteLine("network,epoch,loss,validation");
        foreach (CurvePoint point in _curve)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{point.Network},{point.Epoch},{point.Loss:R},{point.Validation:R}"));
    });

    private static List<CurvePoint> ReadCurves(string path) =>
        [.. File.ReadLines(path).Skip(1).Select(line => line.Split(',')).Select(f => new CurvePoint(
            f[0], int.Parse(f[1], CultureInfo.InvariantCulture), double.Parse(f[2], CultureInfo.InvariantCulture), double.Parse(f[3], CultureInfo.InvariantCulture)))];
}
