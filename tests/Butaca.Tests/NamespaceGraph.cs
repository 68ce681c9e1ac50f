using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Butaca.Tests;

/// <summary>
/// Which namespace of an assembly uses which other one of it, and which types make it so: as compiled, so that what is
/// inherited, inferred or found in an outer namespace counts too. Names are short: of <c>Butaca.Data.Files</c> in the
/// assembly <c>Butaca</c>, <c>Data.Files</c>; the assembly's own is <see cref="Root"/>.
/// </summary>
internal sealed partial class NamespaceGraph
{
    /// <summary>The namespace named as the assembly is.</summary>
    public const string Root = "(root)";

    private readonly SortedDictionary<string, SortedDictionary<string, SortedSet<string>>> _edges = new(
        StringComparer.Ordinal
    );

    /// <summary>All namespaces.</summary>
    public IReadOnlyCollection<string> Namespaces => _edges.Keys;

    /// <summary>Reads an assembly that lies beside the tests.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="sources">Its files: a constant leaves no trace of where it comes from, but its using does.</param>
    public static NamespaceGraph Of(string name, IEnumerable<string> sources)
    {
        NamespaceGraph graph = new();
        using DefaultAssemblyResolver resolver = new();
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        foreach (string? folder in platform.Split(Path.PathSeparator).Select(Path.GetDirectoryName).Distinct())
            resolver.AddSearchDirectory(folder);
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(
            Path.Combine(AppContext.BaseDirectory, $"{name}.dll"),
            new ReaderParameters { AssemblyResolver = resolver }
        );
        foreach (TypeDefinition type in assembly.MainModule.Types.Where(type => Belongs(type.Namespace, name)))
        {
            IEnumerable<TypeReference> used = WithNested(type)
                .SelectMany(Uses)
                .SelectMany(Parts)
                .Select(Outermost)
                .Where(other => other.Scope == assembly.MainModule && Belongs(other.Namespace, name));
            graph.Add(Short(type.Namespace, name));
            foreach (TypeReference other in used)
                graph.Add(
                    Short(type.Namespace, name),
                    Short(other.Namespace, name),
                    $"{NameOf(type)} uses {NameOf(other)}"
                );
        }
        foreach (string file in sources)
        {
            string text = File.ReadAllText(file);
            if (Declared().Match(text) is not { Success: true } declared)
                continue; // top-level statements
            string from = Short(declared.Groups["name"].Value, name);
            foreach (Match import in Using().Matches(text))
            {
                string to = Short(import.Groups["name"].Value, name);
                if (graph._edges.ContainsKey(to) && !graph.Uses(from).Contains(to))
                    graph.Add(from, to, $"{Path.GetFileName(file)} has it as a using");
            }
        }
        return graph;
    }

    /// <summary>Says that a namespace uses another.</summary>
    public void Add(string from, string to, string reason)
    {
        Add(from);
        Add(to);
        if (from == to)
            return;
        if (!_edges[from].TryGetValue(to, out SortedSet<string>? reasons))
            _edges[from].Add(to, reasons = new(StringComparer.Ordinal));
        reasons.Add(reason);
    }

    /// <summary>What a namespace uses.</summary>
    public IReadOnlyCollection<string> Uses(string name) => _edges[name].Keys;

    /// <summary>By which types a namespace uses another.</summary>
    public string Reasons(string from, string to) => $"{from} → {to}: {string.Join(", ", _edges[from][to])}";

    /// <summary>The shortest circle, an edge a line with the types that make it; empty: there is none.</summary>
    public IReadOnlyList<string> Circle()
    {
        string[]? shortest = _edges
            .Keys.Select(CircleThrough)
            .Where(circle => circle is not null)
            .MinBy(circle => circle!.Length);
        return shortest is null
            ? []
            : [.. shortest.Select((from, i) => Reasons(from, shortest[(i + 1) % shortest.Length]))];
    }

    /// <summary>What each namespace uses, a line each.</summary>
    public override string ToString() =>
        string.Join('\n', _edges.Select(node => $"  {node.Key}: {string.Join(", ", node.Value.Keys)}"));

    private void Add(string name)
    {
        if (!_edges.ContainsKey(name))
            _edges.Add(name, new(StringComparer.Ordinal));
    }

    private string[]? CircleThrough(string start)
    {
        Dictionary<string, string> cameFrom = new(StringComparer.Ordinal);
        Queue<string> queue = new([start]);
        while (queue.TryDequeue(out string? at))
        {
            foreach (string next in _edges[at].Keys.Where(next => cameFrom.TryAdd(next, at)))
            {
                if (next == start)
                    return WayTo(start, cameFrom);
                queue.Enqueue(next);
            }
        }
        return null;
    }

    private static string[] WayTo(string start, Dictionary<string, string> cameFrom)
    {
        List<string> way = [start];
        for (string at = cameFrom[start]; at != start; at = cameFrom[at])
            way.Insert(1, at);
        return [.. way];
    }

    private static bool Belongs(string space, string name) =>
        space == name || space.StartsWith($"{name}.", StringComparison.Ordinal);

    private static string Short(string space, string name) =>
        space == name ? Root
        : Belongs(space, name) ? space[(name.Length + 1)..]
        : space;

    private static string NameOf(TypeReference type) => type.Name.Split('`')[0];

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) =>
        type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private static TypeReference Outermost(TypeReference type) =>
        type.DeclaringType is { } outer ? Outermost(outer) : type;

    /// <summary>A type without what wraps it, and its arguments.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) =>
        type switch
        {
            null or GenericParameter => [],
            GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
            IModifierType modified => Parts(modified.ElementType).Concat(Parts(modified.ModifierType)),
            TypeSpecification wrapped => Parts(wrapped.ElementType),
            _ => [type],
        };

    /// <summary>
    /// All but the lists of own parts: a list names every part, and every part implements what is listed. That can't
    /// be otherwise where parts find themselves (docs/decisions/0003-parts-find-themselves.md), and no code leans on it.
    /// </summary>
    private static IEnumerable<TypeReference?> Uses(TypeDefinition type) =>
        [
            type.BaseType,
            .. type.Interfaces.Select(implemented => implemented.InterfaceType),
            .. OfAttributes(type),
            .. Constraints(type),
            .. type.Fields.SelectMany(field => OfAttributes(field).Append(field.FieldType)),
            .. type.Properties.SelectMany(OfAttributes),
            .. type.Methods.Where(method => !IsListOfParts(method)).SelectMany(Uses),
        ];

    private static bool IsListOfParts(MethodDefinition method) =>
        method.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "OwnPartsAttribute");

    private static IEnumerable<TypeReference?> Uses(MethodDefinition method) =>
        [
            method.ReturnType,
            .. OfAttributes(method),
            .. Constraints(method),
            .. method.Parameters.SelectMany(parameter => OfAttributes(parameter).Append(parameter.ParameterType)),
            .. method.HasBody ? Uses(method.Body) : [],
        ];

    private static IEnumerable<TypeReference?> Uses(MethodBody body) =>
        [
            .. body.Variables.Select(variable => variable.VariableType),
            .. body.ExceptionHandlers.Select(handler => handler.CatchType),
            .. body.Instructions.SelectMany(instruction => Uses(instruction.Operand)),
        ];

    private static IEnumerable<TypeReference?> Uses(object? operand) =>
        operand switch
        {
            TypeReference type => [type],
            GenericInstanceMethod method => method.GenericArguments.Append(method.DeclaringType),
            MemberReference member => [member.DeclaringType],
            _ => [],
        };

    private static IEnumerable<TypeReference?> Constraints(IGenericParameterProvider generic) =>
        generic.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(each => each.ConstraintType);

    private static IEnumerable<TypeReference?> OfAttributes(ICustomAttributeProvider part) =>
        part.CustomAttributes.SelectMany(attribute =>
            attribute
                .ConstructorArguments.Concat(attribute.Properties.Select(property => property.Argument))
                .Select(argument => argument.Value as TypeReference)
                .Append(attribute.AttributeType)
        );

    [GeneratedRegex(@"^namespace (?<name>[A-Za-z.]+);", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Declared();

    [GeneratedRegex(
        @"^using (static )?(?<name>[A-Za-z.]+);",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1000
    )]
    private static partial Regex Using();
}
