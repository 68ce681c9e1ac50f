using System.Text.Json.Serialization;
using Butaca.Data;

namespace Butaca.Models;

/// <summary>What a model folder says of itself: <c>model.json</c>.</summary>
public sealed record ModelManifest
{
    /// <summary>The value of <see cref="Kind"/>.</summary>
    public const string ButacaModel = "butaca-model";

    /// <summary>The format that this version writes. It reads this and older ones.</summary>
    public const int CurrentFormat = 2;

    /// <summary>
    /// The format of models all of whose ids are whole numbers, in order: earlier versions of Butaca read them, too.
    /// </summary>
    public const int NumbersFormat = 1;

    /// <summary>
    /// Marks the file as ours; filled in when a model is saved. Empty by default, so that another program's file, which
    /// has none, doesn't pass for one.
    /// </summary>
    public string Kind { get; init; } = "";

    /// <summary>Version of the folder's layout; filled in when a model is saved.</summary>
    public int Format { get; init; }

    /// <summary>The version of Butaca that wrote it.</summary>
    public string ButacaVersion { get; init; } = "";

    /// <summary>The model's name, such as <c>edlae</c>.</summary>
    public string Model { get; init; } = "";

    /// <summary>The model's options, as they were given to the training.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// What the training took instead, where it chose by itself (see <see cref="Models.Scorer.Chosen"/>); null where it
    /// chose nothing, and in models of earlier versions.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] // so that their checksums stay what they were
    public IReadOnlyDictionary<string, string>? Chosen { get; init; }

    /// <summary>The seed of the training.</summary>
    public long Seed { get; init; }

    /// <summary>Identifies the data that it was trained on: see <see cref="DatasetHash"/>.</summary>
    public string DataHash { get; init; } = "";

    /// <summary>Users that it was trained on.</summary>
    public int Users { get; init; }

    /// <summary>Movies of the catalogue.</summary>
    public int Movies { get; init; }

    /// <summary>Interactions that it was trained on.</summary>
    public int Interactions { get; init; }

    /// <summary>Measured on users who were not trained on, if there were any: metric → mean.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// Metric → standard error of the mean over users; null where it was not measured, and in models of earlier
    /// versions.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] // so that their checksums stay what they were
    public IReadOnlyDictionary<string, double>? StandardErrors { get; init; }

    /// <summary>The class that reads the weights.</summary>
    public string Scorer { get; init; } = "";

    /// <summary>SHA-256 of every other file, by its path within the folder.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>SHA-256 of this manifest with an empty checksum.</summary>
    public string Checksum { get; init; } = "";

    /// <summary>The manifest of a fresh training.</summary>
    public static ModelManifest Of(IModel model, object options, long seed, Dataset data) =>
        new()
        {
            Kind = ButacaModel,
            Format = CurrentFormat,
            ButacaVersion = typeof(ModelManifest).Assembly.GetName().Version!.ToString(3),
            Model = model.Name,
            Options = ModelOption.Values(model, options),
            Seed = seed,
            DataHash = DatasetHash.Of(data),
            Users = data.Users.Count,
            Movies = data.Catalog.Count,
            Interactions = data.Interactions.Count,
        };
}
