using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Models;
using Microsoft.Extensions.Logging;

namespace Butaca.Hosting.Storage;

/// <summary>The trained models on disk: a folder each, under its name.</summary>
/// <param name="options">Where.</param>
/// <param name="log">Told of models that can't be read.</param>
public sealed partial class ModelShelf(HostingOptions options, ILogger<ModelShelf> log)
{
    /// <summary>
    /// Reads all models. One that can't be read is left out, and said so: it is trained again or copied anew.
    /// </summary>
    public IReadOnlyList<(TrainedModel Model, DateTimeOffset Time)> Load()
    {
        List<(TrainedModel, DateTimeOffset)> models = [];
        if (!Directory.Exists(options.ModelsFolder))
            return models;
        AtomicFile.Recover(options.ModelsFolder);
        foreach (string folder in Directory.EnumerateDirectories(options.ModelsFolder).Order(StringComparer.Ordinal))
        {
            if (!File.Exists(Path.Combine(folder, ModelFolder.ManifestFile)))
                continue; // the run folder of a long training
            try
            {
                if (ModelFolder.ReadManifest(folder).Model != Path.GetFileName(folder))
                {
                    Unreadable(log, folder, "a model serves from the folder of its name. Is this a copy?");
                    continue;
                }
                models.Add((ModelFolder.Load(folder), TimeOf(folder)));
            }
            catch (Exception exception)
                when (exception is ButacaException or IOException or UnauthorizedAccessException)
            {
                Unreadable(log, folder, exception.Message);
            }
        }
        return models;
    }

    /// <summary>
    /// The movies that the models know. What can't be read is left out: <see cref="Load"/> tells of it.
    /// </summary>
    internal IEnumerable<Movie> Movies()
    {
        if (Directory.Exists(options.ModelsFolder))
            AtomicFile.Recover(options.ModelsFolder);
        foreach (string name in Names())
        {
            Catalog catalog;
            try
            {
                catalog = DatasetFolder.ReadCatalog(FolderOf(name));
            }
            catch (Exception exception)
                when (exception is ButacaException or IOException or UnauthorizedAccessException)
            {
                continue;
            }
            foreach (Movie movie in catalog.Movies.ToArray())
                yield return movie;
        }
    }

    /// <summary>The names of the models that there are, whether they can be read or not.</summary>
    internal IEnumerable<string> Names() =>
        Directory.Exists(options.ModelsFolder)
            ? Directory
                .EnumerateDirectories(options.ModelsFolder)
                .Where(folder => File.Exists(Path.Combine(folder, ModelFolder.ManifestFile)))
                .Select(folder => Path.GetFileName(folder))
            : [];

    /// <summary>Writes a model, in place of an earlier one of its name once it is whole; then its curves.</summary>
    /// <param name="model">The model.</param>
    /// <param name="run">Its training, which ends here.</param>
    /// <returns>When it was trained.</returns>
    public DateTimeOffset Save(TrainedModel model, RunFolder run)
    {
        string folder = FolderOf(model.Manifest.Model);
        PrivateFiles.CreateFolder(options.ModelsFolder); // models hold histories
        ModelFolder.Save(folder, model);
        run.Finish();
        return TimeOf(folder);
    }

    /// <summary>Adds what was measured of a model to what is kept of it.</summary>
    public void SaveMetrics(ModelManifest measured) =>
        ModelFolder.SaveMetrics(FolderOf(measured.Model), measured.Metrics, measured.StandardErrors);

    /// <summary>Where a long training of a model keeps its curves and checkpoints.</summary>
    public string RunFolderOf(string name) => FolderOf(name) + ".run";

    /// <summary>Where a model is kept.</summary>
    public string FolderOf(string name) => Path.Combine(options.ModelsFolder, name);

    /// <summary>Where a model is put together that comes from elsewhere.</summary>
    internal string StagingFolderOf(string name) => Path.Combine(options.Folder, "incoming", name);

    /// <summary>When the model of a folder was trained.</summary>
    internal static DateTimeOffset TimeOf(string folder) =>
        new(File.GetLastWriteTimeUtc(Path.Combine(folder, ModelFolder.ManifestFile)));

    [LoggerMessage(Level = LogLevel.Error, Message = "{Folder} is left out: {Message}")]
    private static partial void Unreadable(ILogger log, string folder, string message);
}
