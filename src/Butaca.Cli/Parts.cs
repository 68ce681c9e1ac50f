using System.Reflection;
using System.Runtime.Loader;
using Butaca.Evaluation;
using Butaca.Models;
using Butaca.Training.Models;

namespace Butaca.Cli;

/// <summary>
/// The models, protocols, metrics and scorers at hand: Butaca's own, and those of the assemblies that a command line
/// names.
/// </summary>
internal sealed class Parts
{
    private Parts(Assembly[] others)
    {
        Others = others;
        Models = new ModelRegistry([typeof(Popularity).Assembly, .. others]);
        Protocols = Registry.Find<IProtocol>([typeof(IProtocol).Assembly, .. others]);
        Metrics = [.. Evaluator.Metrics, .. Registry.Find<IMetric>(others)];
    }

    /// <summary>Butaca's own.</summary>
    public static Parts Own { get; } = new([]);

    /// <summary>The assemblies beside Butaca's own.</summary>
    public Assembly[] Others { get; }

    /// <summary>The models that can be trained.</summary>
    public ModelRegistry Models { get; }

    /// <summary>The models of lists that train in seconds: what is measured where nobody names any.</summary>
    public IEnumerable<IModel> QuickModels => Models.All.Where(model => model.IsForLists && !model.KeepsCheckpoints);

    /// <summary>The protocols.</summary>
    public IReadOnlyList<IProtocol> Protocols { get; }

    /// <summary>The metrics.</summary>
    public IReadOnlyList<IMetric> Metrics { get; }

    /// <summary>The protocol of a name.</summary>
    /// <param name="option">Where it was asked for, for an error.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="ButacaException">There is none.</exception>
    public IProtocol Protocol(string option, string name)
    {
        IProtocol? found = Protocols.FirstOrDefault(protocol => protocol.Name == name);
        if (found is null)
            Throw.Option(option, name, $"one of {string.Join(", ", Protocols.Select(protocol => protocol.Name))}");
        return found;
    }

    /// <summary>Reads the parts of some assemblies, beside Butaca's own.</summary>
    /// <param name="option">Where they were named, for an error.</param>
    /// <param name="files">The assemblies.</param>
    /// <exception cref="ButacaException">
    /// A file is no assembly, was built for another version, or holds no part.
    /// </exception>
    public static Parts Of(string option, IReadOnlyList<string> files) =>
        files.Count == 0 ? Own : new Parts([.. files.Select(file => Load(option, file))]);

    private static Assembly Load(string option, string file)
    {
        string path = Path.GetFullPath(file);
        if (!File.Exists(path))
            Throw.Option(option, file, "a .NET assembly (.dll) that exists");
        try
        {
            // What it refers to may lie beside it; Butaca itself is the one that runs.
            AssemblyDependencyResolver beside = new(path);
            AssemblyLoadContext.Default.Resolving += (context, name) =>
                beside.ResolveAssemblyToPath(name) is { } found ? context.LoadFromAssemblyPath(found) : null;
            Assembly assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
            bool holdsParts = assembly
                .GetTypes()
                .Any(type =>
                    !type.IsAbstract
                    && (
                        type.IsAssignableTo(typeof(IModel))
                        || type.IsAssignableTo(typeof(IProtocol))
                        || type.IsAssignableTo(typeof(IMetric))
                        || type.IsAssignableTo(typeof(ILoadableScorer))
                    )
                );
            if (!holdsParts)
                Throw.Option(option, file, "an assembly with a model, a metric, a protocol or a scorer");
            return assembly;
        }
        catch (Exception exception)
            when (exception is BadImageFormatException or FileLoadException or ReflectionTypeLoadException)
        {
            throw new ButacaException(
                $"{option}: found '{file}', which can't be loaded ({exception.Message.Split('\n')[0].TrimEnd()}), expected a .NET assembly built with this version of Butaca.",
                exception
            );
        }
    }
}
