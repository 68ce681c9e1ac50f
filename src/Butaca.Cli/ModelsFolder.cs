using Butaca.Models;

namespace Butaca.Cli;

/// <summary>Where models are, below the folder at hand, when a command line names none.</summary>
internal static class ModelsFolder
{
    /// <summary>The folder of all of them.</summary>
    public const string Name = "models";

    /// <summary>Where <c>butaca train</c> puts a model of this name.</summary>
    public static string For(string model) => $"{Name}/{model}";

    /// <summary>The model that was written last; by name among those of one moment.</summary>
    /// <exception cref="ButacaException">There is none.</exception>
    public static string Last()
    {
        AtomicFile.Recover(Name);
        return All()
                .OrderByDescending(folder => File.GetLastWriteTimeUtc(Manifest(folder)))
                .ThenBy(folder => folder, StringComparer.Ordinal)
                .FirstOrDefault()
            ?? throw new ButacaException(
                $"--model: found no model in {Name}, expected one. Train it (butaca train), or give its folder."
            );
    }

    /// <summary>The models that are there.</summary>
    public static IEnumerable<string> All() =>
        (Directory.Exists(Name) ? Directory.GetDirectories(Name) : []).Where(folder => File.Exists(Manifest(folder)));

    private static string Manifest(string folder) => Path.Combine(folder, ModelFolder.ManifestFile);
}
