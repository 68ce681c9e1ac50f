using Butaca.Models;

namespace Butaca.Cli;

/// <summary>What a training chose by itself, as people read it.</summary>
internal static class ChosenOptions
{
    /// <summary>
    /// The options, such as <c>timeWidth=2 (given 1), lambda=500</c>; null where the training chose none.
    /// </summary>
    public static string? Describe(ModelManifest manifest) =>
        manifest.Chosen is null
            ? null
            : string.Join(
                ", ",
                manifest.Chosen.Select(option =>
                    manifest.Options.TryGetValue(option.Key, out string? given) && given != option.Value
                        ? $"{option.Key}={option.Value} (given {given})"
                        : $"{option.Key}={option.Value}"
                )
            );
}
