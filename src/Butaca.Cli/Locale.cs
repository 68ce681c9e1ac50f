using Butaca.Data;

namespace Butaca.Cli;

/// <summary>The language of the person at the keyboard, as their environment names it.</summary>
internal static class Locale
{
    /// <summary>POSIX's order: the first that is set decides.</summary>
    private static readonly string[] Variables = ["LC_ALL", "LC_MESSAGES", "LANG"];

    /// <summary>The locale's tag, such as es-ES of <c>es_ES.UTF-8</c>; null where none is set, or it is C.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static string? Language(Func<string, string?> variable)
    {
        string? locale = Variables.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        string? name = locale?.Split('.', '@')[0].Replace('_', '-');
        return name is not null && LanguageTag.TryParse(name, out string? tag) ? tag : null;
    }
}
