using System.Runtime.CompilerServices;

namespace Butaca.Tests;

/// <summary>Where the repository is that the tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The data set that ships with the repository.</summary>
    public static string MovieLensSmall => Path.Combine(Root, "data", "movielens-small");

    private static string Find([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
