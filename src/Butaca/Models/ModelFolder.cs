using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Butaca.Data;
using Butaca.Data.Files;

namespace Butaca.Models;

/// <summary>
/// A model with all that it needs to recommend: its data (catalogue and training users) and its scorer.
/// </summary>
/// <param name="Manifest">What it is and where it comes from.</param>
/// <param name="Data">The catalogue, and the users it was trained on.</param>
/// <param name="Scorer">The trained model.</param>
public sealed record TrainedModel(ModelManifest Manifest, Dataset Data, Scorer Scorer)
{
    /// <summary>Where the model places the movies of its catalogue.</summary>
    /// <exception cref="ButacaException">It places them nowhere.</exception>
    public IMovieVectors MovieVectors() =>
        Scorer as IMovieVectors
        ?? throw new ButacaException(
            $"{Manifest.Model} places movies in no space, expected a model that does: one with {nameof(IModel.PlacesMovies)}."
        );

    /// <summary>The model with further movies, placed by what they are: they can be recommended at once.</summary>
    /// <param name="movies">The movies; their ids are above all of the catalogue.</param>
    /// <exception cref="ButacaException">
    /// The model knows movies by their audience alone, or an id is in the way.
    /// </exception>
    public TrainedModel WithMovies(IReadOnlyCollection<Movie> movies)
    {
        if (Scorer is not IExtendableScorer scorer)
            throw new ButacaException(
                $"{Manifest.Model} knows movies by their audience alone and takes no new ones. Use a model with {nameof(IModel.TakesNewMovies)}, or train again."
            );
        Dataset larger = Data.WithMovies(movies);
        return this with { Data = larger, Scorer = scorer.Extend(larger) };
    }
}

/// <summary>
/// A model on disk: <c>model.json</c> (the manifest, with a SHA-256 of every other file and of itself), the catalogue
/// as <c>movies.csv</c> and <c>synopses.csv</c>, the training users and the scorer's arrays as <c>.npy</c> files.
/// Written whole or not at all; checked whole before anything is computed with it. See
/// docs/decisions/0004-model-folder.md.
/// </summary>
public static class ModelFolder
{
    /// <summary>The manifest's file name.</summary>
    public const string ManifestFile = "model.json";

    private const string UsersFolder = "users";
    private const string ScorerFolder = "scorer";

    private static readonly JsonTypeInfo<ModelManifest> Json = new ModelJson(
        new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }
    ).ModelManifest;

    /// <summary>Writes a model. An older model in the same place is replaced once the new one is whole.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="model">The model; what its manifest says of the folder is filled in.</param>
    /// <exception cref="ButacaException">
    /// The folder exists and is no model, or the model couldn't be read back.
    /// </exception>
    public static void Save(string folder, TrainedModel model)
    {
        string scorer = model.Scorer.GetType().Name;
        if (model.Scorer is not ILoadableScorer)
            throw new ButacaException(
                $"{scorer} can't be read back, expected a scorer that implements {nameof(ILoadableScorer)}: it loads what {nameof(Scorer.Save)} wrote."
            );
        if (model.Scorer.MovieCount != model.Data.Catalog.Count)
            throw new ButacaException(
                $"{scorer}: found scores for {model.Scorer.MovieCount} movies, expected {model.Data.Catalog.Count}, as many as the data has. Save a model with the data that it was trained on."
            );
        AtomicFile.WriteFolder(
            folder,
            IsOurs,
            target =>
            {
                DatasetFolder.WriteCatalog(target, model.Data.Catalog);
                SaveUsers(new ArrayFolder(Subfolder(target, UsersFolder)), model.Data);
                model.Scorer.Save(new ArrayFolder(Subfolder(target, ScorerFolder)));
                Dictionary<string, string> checksums = Files(target)
                    .ToDictionary(file => file, file => Checksum(Path.Combine(target, file)));
                Vocabulary movies = model.Data.Catalog.Vocabulary;
                bool isAsBefore = model.Data.Users.IsAllNumbers && movies.IsAllNumbers && movies.IsSorted;
                ModelManifest manifest = model.Manifest with
                {
                    Kind = ModelManifest.ButacaModel,
                    Format = isAsBefore ? ModelManifest.NumbersFormat : ModelManifest.CurrentFormat,
                    Scorer = scorer,
                    Chosen = model.Scorer.Chosen ?? model.Manifest.Chosen,
                    Files = checksums,
                };
                File.WriteAllText(Path.Combine(target, ManifestFile), Text(manifest));
            }
        );
    }

    /// <summary>Adds what was measured of a model to its manifest. When it was written stays what it was.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="metrics">Metric → mean.</param>
    /// <param name="standardErrors">Metric → standard error of the mean.</param>
    /// <exception cref="ButacaException">The folder is no model, of a newer version, or was changed.</exception>
    public static void SaveMetrics(
        string folder,
        IReadOnlyDictionary<string, double> metrics,
        IReadOnlyDictionary<string, double>? standardErrors
    )
    {
        ModelManifest manifest = ReadManifest(folder) with { Metrics = metrics, StandardErrors = standardErrors };
        string path = Path.Combine(folder, ManifestFile);
        DateTime written = File.GetLastWriteTimeUtc(path);
        AtomicFile.WriteText(path, writer => writer.Write(Text(manifest)));
        File.SetLastWriteTimeUtc(path, written);
    }

    /// <summary>Complains at once where <see cref="Save"/> would, before a training of hours.</summary>
    /// <exception cref="ButacaException">The folder exists and is no model.</exception>
    public static void CheckWritable(string folder) => AtomicFile.CheckFolder(folder, IsOurs);

    /// <summary>Reads what a model says of itself, without its weights.</summary>
    /// <exception cref="ButacaException">The folder is no model, of a newer version, or was changed.</exception>
    public static ModelManifest ReadManifest(string folder)
    {
        string path = Path.Combine(folder, ManifestFile);
        if (!File.Exists(path))
            AtomicFile.RecoverFolder(Path.GetDirectoryName(Path.GetFullPath(path))!); // a killed process may have taken it away to put a new one there
        if (!File.Exists(path))
            Throw.Missing(path, "Expected a model folder, as 'butaca train' writes it.");
        ModelManifest? manifest = null;
        try
        {
            string text = File.ReadAllText(path);
            manifest = JsonSerializer.Deserialize(text, Json);
        }
        catch (JsonException exception)
        {
            Throw.File(
                path,
                $"no readable manifest ({exception.Message})",
                "a model's manifest; train or copy the model again",
                exception
            );
        }
        if (manifest is not { Kind: ModelManifest.ButacaModel })
            Throw.File(
                path,
                $"the kind '{manifest?.Kind}'",
                $"'{ModelManifest.ButacaModel}'; this is another program's file"
            );
        if (manifest.Format > ModelManifest.CurrentFormat)
            Throw.File(
                path,
                $"model format {manifest.Format}, written by Butaca {manifest.ButacaVersion}",
                $"format {ModelManifest.CurrentFormat} or older; update Butaca"
            );
        if (Checksum(manifest with { Checksum = "" }) != manifest.Checksum)
            Throw.File(
                path,
                "a checksum that does not fit the content",
                "an unchanged manifest; train or copy the model again"
            );
        return manifest;
    }

    /// <summary>Reads a model that has one of Butaca's own scorers.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="ButacaException">
    /// The folder is no model, incomplete, changed, or of a newer version.
    /// </exception>
    public static TrainedModel Load(string folder) => Load(folder, ScorerTable.Own);

    /// <summary>
    /// Reads a model that may have a scorer of other assemblies. Where a program is trimmed, give a <see
    /// cref="ScorerTable"/>.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="scorers">
    /// Where the <see cref="ILoadableScorer"/>s of other programs are; Butaca's own are known.
    /// </param>
    /// <exception cref="ButacaException">
    /// The folder is no model, incomplete, changed, or of a newer version.
    /// </exception>
    [RequiresUnreferencedCode(Registry.Untrimmed)]
    [RequiresDynamicCode(Registry.Untrimmed)]
    public static TrainedModel Load(string folder, params ReadOnlySpan<Assembly> scorers) =>
        Load(folder, ScorerTable.Own.With(scorers));

    /// <summary>Reads a model that may have a scorer of another program.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="scorers">The scorers that are known, such as <c>ScorerTable.Own.With&lt;Mine&gt;()</c>.</param>
    /// <exception cref="ButacaException">
    /// The folder is no model, incomplete, changed, or of a newer version.
    /// </exception>
    public static TrainedModel Load(string folder, ScorerTable scorers)
    {
        ModelManifest manifest = ReadManifest(folder);
        foreach ((string file, string checksum) in manifest.Files)
        {
            string path = Path.Combine(folder, file);
            if (!File.Exists(path))
                Throw.Missing(path, "The model folder is incomplete; train or copy the model again.");
            if (Checksum(path) != checksum)
                Throw.File(
                    path,
                    "content that does not fit the checksum in model.json",
                    "the file as it was written (is it cut short or changed?); train or copy the model again"
                );
        }
        Catalog catalog = DatasetFolder.ReadCatalog(folder);
        Dataset data = LoadUsers(new ArrayFolder(Path.Combine(folder, UsersFolder)), catalog);
        return new TrainedModel(manifest, data, LoadScorer(folder, manifest, data, scorers));
    }

    /// <summary>
    /// Whether a folder is a model, whole or not, and holds nothing else: <c>model.json</c> is a name that other
    /// programs use too.
    /// </summary>
    private static bool IsOurs(string folder)
    {
        bool holdsOnlyOurs = Directory
            .EnumerateFileSystemEntries(folder)
            .All(entry =>
                Path.GetFileName(entry) is var name
                && (name is ManifestFile or UsersFolder or ScorerFolder || DatasetFolder.IsCatalogFile(name))
            );
        string manifest = Path.Combine(folder, ManifestFile);
        if (!holdsOnlyOurs)
            return false;
        try
        {
            if (File.Exists(manifest))
                return JsonSerializer.Deserialize(File.ReadAllText(manifest), Json)
                    is { Kind: ModelManifest.ButacaModel };
        }
        catch (JsonException)
        {
            // cut short or changed: its neighbours tell
        }
        return Directory.Exists(Path.Combine(folder, UsersFolder))
            && Directory.Exists(Path.Combine(folder, ScorerFolder));
    }

    private static void SaveUsers(ArrayFolder arrays, Dataset data)
    {
        Interactions x = data.Interactions;
        if (data.Users.IsAllNumbers)
            arrays.Write("ids", data.Users.Numbers, data.Users.Count);
        else
            arrays.WriteTexts("ids", [.. data.Users.Ids.Select(id => id.ToString())]);
        arrays.Write("starts", x.UserStarts, x.UserStarts.Length);
        arrays.Write("movies", x.Movies, x.Movies.Length);
        arrays.Write("ratings", x.Ratings, x.Ratings.Length);
        arrays.Write("times", x.Times, x.Times.Length);
    }

    private static Dataset LoadUsers(ArrayFolder arrays, Catalog catalog)
    {
        Vocabulary users = LoadIds(arrays);
        int[] starts = arrays.ReadStarts("starts", users.Count);
        int[] movies = arrays.ReadRows("movies", catalog.Count, starts);
        return new Dataset(
            catalog,
            users,
            new Interactions(
                catalog.Count,
                starts,
                movies,
                arrays.Read<float>("ratings", -1),
                arrays.Read<uint>("times", -1)
            )
        );
    }

    /// <summary>Whole numbers are an array; of ids that aren't there is a list of texts.</summary>
    private static Vocabulary LoadIds(ArrayFolder arrays)
    {
        const string name = "ids";
        if (arrays.Has(name))
            return Vocabulary.Of(arrays.Read<long>(name, -1).Select(Id.FromInt64));
        string[] texts = arrays.ReadTexts(name);
        string? wrong = Array.Find(texts, text => !Id.TryParse(text, out _));
        if (wrong is not null)
            Throw.File(arrays.FileOf($"{name}.json"), $"'{wrong}'", $"{Id.Expected}; train or copy the model again");
        return Vocabulary.Of(texts.Select(Id.Parse));
    }

    private static Scorer LoadScorer(string folder, ModelManifest manifest, Dataset data, ScorerTable scorers)
    {
        if (scorers.Find(manifest.Scorer) is not { } load)
        {
            Throw.File(
                Path.Combine(folder, ManifestFile),
                $"the scorer '{manifest.Scorer}'",
                $"one that this version of Butaca knows; update Butaca, or give the scorer's assembly to {nameof(ModelFolder)}.{nameof(Load)}"
            );
            throw null;
        }
        return load(new ArrayFolder(Path.Combine(folder, ScorerFolder)), data);
    }

    private static string Subfolder(string folder, string name) =>
        Directory.CreateDirectory(Path.Combine(folder, name)).FullName;

    private static IEnumerable<string> Files(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    private static string Checksum(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string Text(ModelManifest manifest)
    {
        manifest = manifest with { Checksum = "" };
        return JsonSerializer.Serialize(manifest with { Checksum = Checksum(manifest) }, Json) + "\n";
    }

    private static string Checksum(ModelManifest manifest) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(manifest, Json))));
}
