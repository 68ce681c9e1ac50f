namespace Butaca.Data;

/// <summary>Names between bars, as in <c>Joel Coen|Ethan Coen</c>.</summary>
internal static class NameList
{
    /// <summary>The longest name of a person, genre or film.</summary>
    public const int Longest = 300;

    /// <summary>Whether a text can stand in a list and come out the same.</summary>
    public static bool IsName(string? text) =>
        !string.IsNullOrWhiteSpace(text) && !text.Contains('|', StringComparison.Ordinal) && text.Trim() == text;

    /// <summary>The names as a field holds them; null where there are none.</summary>
    public static string? Format(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? null : string.Join('|', names);
}
