using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace Butaca.Client.Contracts;

/// <summary>How many entries a list or dictionary may have.</summary>
[AttributeUsage(AttributeTargets.Property)]
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Reason)]
internal sealed class MostEntriesAttribute(int entries) : MaxLengthAttribute(entries)
{
    /// <summary>Why the count is not lost where a program is trimmed.</summary>
    internal const string Reason =
        "Only the server checks, and what it has read are List<T> and Dictionary<K, V>, which need no reflection to be counted.";
}

/// <summary>How many entries a list must have.</summary>
[AttributeUsage(AttributeTargets.Property)]
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = MostEntriesAttribute.Reason)]
internal sealed class FewestEntriesAttribute(int entries) : MinLengthAttribute(entries);
