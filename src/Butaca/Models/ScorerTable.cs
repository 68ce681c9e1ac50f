using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Butaca.Data;

namespace Butaca.Models;

/// <summary>
/// The scorers that a model folder may name, by the names of their classes: Butaca's own, and those of a program
/// (<see cref="With{T}"/>). Nothing is looked for at run time, so it also works where a program is trimmed or compiled
/// ahead of time.
/// </summary>
public sealed partial class ScorerTable
{
    private readonly Dictionary<string, Func<ArrayFolder, Dataset, Scorer>> _loaders;

    private ScorerTable(IEnumerable<KeyValuePair<string, Func<ArrayFolder, Dataset, Scorer>>> loaders) =>
        _loaders = new(loaders, StringComparer.Ordinal);

    /// <summary>Butaca's own scorers.</summary>
    public static ScorerTable Own { get; } = new(OwnLoaders());

    /// <summary>The names, in no order.</summary>
    internal IReadOnlyCollection<string> Names => _loaders.Keys;

    /// <summary>The table with a scorer of another program.</summary>
    /// <typeparam name="T">The scorer.</typeparam>
    /// <exception cref="ButacaException">A scorer of this name is in the table.</exception>
    public ScorerTable With<T>()
        where T : Scorer, ILoadableScorer
    {
        if (_loaders.ContainsKey(typeof(T).Name))
            throw new ButacaException(
                $"'{typeof(T).Name}': found two scorers of this name, expected one, since a model folder names it. Rename {typeof(T).FullName}."
            );
        return new ScorerTable(_loaders.Append(Loader<T>()));
    }

    /// <summary>The table with the scorers of other assemblies; a scorer that is in the table already stays.</summary>
    [RequiresUnreferencedCode(Registry.Untrimmed)]
    [RequiresDynamicCode(Registry.Untrimmed)]
    internal ScorerTable With(ReadOnlySpan<Assembly> assemblies)
    {
        ScorerTable table = new(_loaders);
        foreach (Assembly assembly in assemblies)
        {
            foreach (Type type in assembly.GetTypes())
            {
                if (!type.IsAbstract && !type.IsGenericType && type.IsAssignableTo(typeof(ILoadableScorer)))
                    table._loaders.TryAdd(type.Name, LoaderOf(type));
            }
        }
        return table;
    }

    /// <summary>How the scorer of a name is read back; null: none is known.</summary>
    internal Func<ArrayFolder, Dataset, Scorer>? Find(string name) => _loaders.GetValueOrDefault(name);

    [OwnParts(typeof(ILoadableScorer), nameof(Loader))]
    private static partial IReadOnlyList<KeyValuePair<string, Func<ArrayFolder, Dataset, Scorer>>> OwnLoaders();

    private static KeyValuePair<string, Func<ArrayFolder, Dataset, Scorer>> Loader<T>()
        where T : ILoadableScorer => new(typeof(T).Name, T.Load);

    [RequiresUnreferencedCode(Registry.Untrimmed)]
    [RequiresDynamicCode(Registry.Untrimmed)]
    private static Func<ArrayFolder, Dataset, Scorer> LoaderOf(Type type) =>
        (
            (KeyValuePair<string, Func<ArrayFolder, Dataset, Scorer>>)
                typeof(ScorerTable)
                    .GetMethod(nameof(Loader), BindingFlags.NonPublic | BindingFlags.Static)!
                    .MakeGenericMethod(type)
                    .Invoke(null, null)!
        ).Value;
}
