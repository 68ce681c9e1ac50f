using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Butaca;

/// <summary>
/// Finds the parts of one kind (models, metrics, protocols, …) that an assembly holds, so that a new part is one new
/// file and no edit elsewhere: a class that implements the kind's interface and has a public constructor without
/// parameters. See docs/decisions/0003-parts-find-themselves.md.
/// </summary>
public static class Registry
{
    /// <summary>Why what looks for parts doesn't find them everywhere.</summary>
    internal const string Untrimmed =
        "Parts are found by reflection. Where a program is trimmed or compiled ahead of time, name them: new Edlae(), ScorerTable.Own.With<Mine>().";

    /// <summary>Creates one instance of each part of kind <typeparamref name="T"/>.</summary>
    /// <param name="assemblies">Where to look.</param>
    /// <returns>The parts, ordered by type name.</returns>
    [RequiresUnreferencedCode(Untrimmed)]
    public static IReadOnlyList<T> Find<T>(params ReadOnlySpan<Assembly> assemblies)
        where T : class
    {
        List<T> parts = [];
        foreach (Assembly assembly in assemblies)
        {
            foreach (Type type in assembly.GetTypes())
            {
                bool isPart =
                    type is { IsClass: true, IsAbstract: false }
                    && typeof(T).IsAssignableFrom(type)
                    && type.GetConstructor(Type.EmptyTypes) is not null;
                if (isPart)
                    parts.Add((T)Activator.CreateInstance(type)!);
            }
        }
        parts.Sort((a, b) => string.CompareOrdinal(a.GetType().Name, b.GetType().Name));
        return parts;
    }
}
