using System.Globalization;

namespace Butaca.Models;

/// <summary>One point of a training curve.</summary>
/// <param name="Network">Which network, such as <c>movies</c>.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">Mean training loss of the epoch.</param>
/// <param name="Validation">The measure on what was held back; what it is, the model's documentation says.</param>
public sealed record CurvePoint(string Network, int Epoch, double Loss, double Validation);

/// <summary>
/// The folder of a training in rounds: <c>curves.csv</c>, and a checkpoint from which an interrupted training goes on
/// to the same result. A checkpoint belongs to a key (model, options, seed, data): another training's is not used.
/// </summary>
public sealed class RunFolder
{
    private const string KeyFile = "key.txt";
    private const string CheckpointName = "checkpoint";
    private const string CurvesName = "curves.csv";
    private const string PictureName = "curves.png";
    private readonly string _folder;
    private readonly string _key;
    private readonly List<CurvePoint> _curve;

    /// <summary>What identifies a training: everything that decides its result but the machine.</summary>
    /// <param name="manifest">What would be written of the trained model.</param>
    public static string KeyOf(ModelManifest manifest) =>
        string.Join(
            '\n',
            [
                $"butaca {manifest.ButacaVersion}",
                $"model {manifest.Model}",
                string.Create(CultureInfo.InvariantCulture, $"seed {manifest.Seed}"),
                $"data {manifest.DataHash}",
                .. manifest.Options.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key}={o.Value}"),
            ]
        );

    /// <summary>Removes what an earlier training left in a folder, and the folder if it holds nothing else.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    public static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        string checkpoint = Path.Combine(folder, CheckpointName);
        if (Directory.Exists(checkpoint))
            Directory.Delete(checkpoint, recursive: true);
        File.Delete(Path.Combine(folder, CurvesName));
        File.Delete(Path.Combine(folder, PictureName));
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }

    /// <summary>Opens the folder, which the first thing that is written creates.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="key">Identifies the training.</param>
    public RunFolder(string folder, string key)
    {
        _folder = folder;
        _key = key;
        HasCheckpoint =
            File.Exists(Path.Combine(CheckpointFolder, KeyFile))
            && File.ReadAllText(Path.Combine(CheckpointFolder, KeyFile)) == key;
        _curve = HasCheckpoint && File.Exists(CurvesPath) ? ReadCurves(CurvesPath) : [];
    }

    /// <summary>The curves that a training left in a folder, which need not exist.</summary>
    public static IReadOnlyList<CurvePoint> CurvesIn(string folder) =>
        File.Exists(Path.Combine(folder, CurvesName)) ? ReadCurves(Path.Combine(folder, CurvesName)) : [];

    /// <summary>Whether there is a checkpoint of this very training.</summary>
    public bool HasCheckpoint { get; private set; }

    /// <summary>All points so far.</summary>
    public IReadOnlyList<CurvePoint> Curve => _curve;

    /// <summary>Where a picture of the curves belongs.</summary>
    public string PicturePath => Path.Combine(_folder, PictureName);

    private string CheckpointFolder => Path.Combine(_folder, CheckpointName);

    private string CurvesPath => Path.Combine(_folder, CurvesName);

    /// <summary>Adds a point; it is written with the next checkpoint or at <see cref="Finish"/>.</summary>
    public void Record(CurvePoint point) => _curve.Add(point);

    /// <summary>Replaces the checkpoint, whole or not at all, and writes the curves.</summary>
    /// <param name="write">Writes the state into a folder.</param>
    public void Save(Action<ArrayFolder> write)
    {
        AtomicFile.WriteFolder(
            CheckpointFolder,
            _ => true,
            folder =>
            {
                write(new ArrayFolder(folder));
                File.WriteAllText(Path.Combine(folder, KeyFile), _key);
            }
        );
        HasCheckpoint = true;
        WriteCurves();
    }

    /// <summary>The state that <see cref="Save"/> wrote, or null where there is none of this training.</summary>
    public ArrayFolder? Load() => HasCheckpoint ? new ArrayFolder(CheckpointFolder) : null;

    /// <summary>Forgets curve points past an epoch: they will be made again.</summary>
    public void Rewind(string network, int epoch) =>
        _curve.RemoveAll(point => point.Network == network && point.Epoch > epoch);

    /// <summary>
    /// Writes the curves, in place of those of an earlier training, and removes the checkpoint: the training is done.
    /// Another training's checkpoint, which that one may still go on from, stays, and its curves with it.
    /// </summary>
    /// <returns>Whether there are curves of this training now.</returns>
    public bool Finish()
    {
        if (HasCheckpoint && Directory.Exists(CheckpointFolder))
            Directory.Delete(CheckpointFolder, recursive: true);
        HasCheckpoint = false;
        if (Directory.Exists(CheckpointFolder))
            return false;
        if (_curve.Count > 0)
            WriteCurves();
        else
            Delete(_folder);
        return _curve.Count > 0;
    }

    private void WriteCurves() =>
        AtomicFile.WriteText(
            CurvesPath,
            writer =>
            {
                writer.WriteLine("network,epoch,loss,validation");
                foreach (CurvePoint point in _curve)
                    writer.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{point.Network},{point.Epoch},{point.Loss:R},{point.Validation:R}"
                        )
                    );
            }
        );

    private static List<CurvePoint> ReadCurves(string path) =>
        [
            .. File.ReadLines(path)
                .Skip(1)
                .Select(line => line.Split(','))
                .Select(f => new CurvePoint(
                    f[0],
                    int.Parse(f[1], CultureInfo.InvariantCulture),
                    double.Parse(f[2], CultureInfo.InvariantCulture),
                    double.Parse(f[3], CultureInfo.InvariantCulture)
                )),
        ];
}
