using Butaca.Hosting.Storage;
using Butaca.Models;

namespace Butaca.Hosting.Cluster;

/// <summary>
/// The models of the cluster: in the store for all, in this silo's folder as a copy. A model is known by its manifest,
/// which names its files by their SHA-256, so that what is here already isn't fetched. Safe for many threads.
/// </summary>
/// <param name="store">Where they are for all.</param>
/// <param name="shelf">Where the copies are.</param>
internal sealed class ModelVault(IClusterStore store, ModelShelf shelf) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<string, (StoredModel Stored, TrainedModel Model)> _loaded = new(StringComparer.Ordinal);

    /// <summary>Whether a model is read and ready to serve. Where another is being fetched, this one is not.</summary>
    public async Task<bool> HasAsync(StoredModel model)
    {
        if (!await _one.WaitAsync(TimeSpan.Zero))
            return false;
        try
        {
            return _loaded.TryGetValue(model.Name, out (StoredModel Stored, TrainedModel Model) known)
                && known.Stored == model;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Reads a model, and fetches of it what isn't here.</summary>
    /// <exception cref="ButacaException">It can't be read.</exception>
    /// <exception cref="StaleException">It has been replaced meanwhile.</exception>
    public async Task<TrainedModel> FetchAsync(StoredModel model, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (
                _loaded.TryGetValue(model.Name, out (StoredModel Stored, TrainedModel Model) known)
                && known.Stored == model
            )
                return known.Model;
            string manifest = Path.Combine(shelf.FolderOf(model.Name), ModelFolder.ManifestFile);
            if (!File.Exists(manifest) || await File.ReadAllTextAsync(manifest, cancellation) != model.Manifest)
                await CopyAsync(model, cancellation);
            TrainedModel trained = ModelFolder.Load(shelf.FolderOf(model.Name));
            _loaded[model.Name] = (model, trained);
            return trained;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// Puts the files of a model of this silo's folder into the store, where they aren't yet. It serves nobody before
    /// <see cref="IClusterStore.PutModelAsync"/>.
    /// </summary>
    public async Task<StoredModel> OfferAsync(string name, CancellationToken cancellation)
    {
        string folder = shelf.FolderOf(name);
        string text = await File.ReadAllTextAsync(Path.Combine(folder, ModelFolder.ManifestFile), cancellation);
        ModelManifest manifest = ModelFolder.ReadManifest(folder);
        IReadOnlySet<string> there = await store.ModelFilesAsync([.. manifest.Files.Values], cancellation);
        foreach ((string file, string hash) in manifest.Files.DistinctBy(file => file.Value))
        {
            if (there.Contains(hash))
                continue;
            await using FileStream content = File.OpenRead(Path.Combine(folder, file));
            await store.AddModelFileAsync(hash, content, cancellation);
        }
        return new StoredModel(name, text, ModelShelf.TimeOf(folder).ToUnixTimeSeconds());
    }

    /// <summary>Copies a model into this silo's folder, in place of an earlier one once it is whole.</summary>
    private async Task CopyAsync(StoredModel model, CancellationToken cancellation)
    {
        string folder = shelf.FolderOf(model.Name);
        string staging = shelf.StagingFolderOf(model.Name);
        if (Directory.Exists(staging))
            Directory.Delete(staging, recursive: true); // of a process that was killed
        PrivateFiles.CreateFolder(staging);
        try
        {
            await File.WriteAllTextAsync(Path.Combine(staging, ModelFolder.ManifestFile), model.Manifest, cancellation);
            ModelManifest manifest = ModelFolder.ReadManifest(staging);
            ModelManifest? earlier = File.Exists(Path.Combine(folder, ModelFolder.ManifestFile))
                ? ModelFolder.ReadManifest(folder)
                : null;
            foreach ((string file, string hash) in manifest.Files)
            {
                string target = Path.Combine(staging, file);
                PrivateFiles.CreateFolder(Path.GetDirectoryName(target)!);
                if (earlier?.Files.GetValueOrDefault(file) == hash)
                {
                    File.Copy(Path.Combine(folder, file), target); // of another content it would be refused when it is read
                    continue;
                }
                await using FileStream content = File.Create(target);
                if (!await store.ReadModelFileAsync(hash, content, cancellation))
                    throw new StaleException($"{model.Name} was replaced meanwhile.");
            }
            PrivateFiles.CreateFolder(Path.GetDirectoryName(folder)!);
            AtomicFile.WriteFolder(
                folder,
                existing => File.Exists(Path.Combine(existing, ModelFolder.ManifestFile)),
                target =>
                {
                    foreach (string entry in Directory.EnumerateFileSystemEntries(staging))
                        Directory.Move(entry, Path.Combine(target, Path.GetFileName(entry)));
                }
            );
            File.SetLastWriteTimeUtc(
                Path.Combine(folder, ModelFolder.ManifestFile),
                DateTimeOffset.FromUnixTimeSeconds(model.Trained).UtcDateTime
            );
        }
        finally
        {
            Directory.Delete(staging, recursive: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
