namespace Butaca;

/// <summary>
/// Marks a method that lists Butaca's own parts of a kind, in the order of their types' names. Its body is generated as
/// Butaca is compiled (Butaca.Generator): a part is one new file, and stays where a program is trimmed or compiled
/// ahead of time. See docs/decisions/0003-parts-find-themselves.md.
/// </summary>
/// <param name="kind">The kind: an interface.</param>
/// <param name="maker">The generic method that makes the entry of a part from its type; null: the entry is an
/// instance.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OwnPartsAttribute(Type kind, string? maker = null) : Attribute
{
    /// <summary>The kind.</summary>
    public Type Kind { get; } = kind;

    /// <summary>Makes the entry of a part; null: an instance is one.</summary>
    public string? Maker { get; } = maker;
}
