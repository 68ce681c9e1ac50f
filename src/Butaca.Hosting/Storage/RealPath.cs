namespace Butaca.Hosting.Storage;

/// <summary>
/// Where a path leads, through all symbolic links on the way: two names of one file have one of these.
/// </summary>
internal static class RealPath
{
    /// <summary>Links on one way; more are a circle.</summary>
    private const int MostLinks = 40;

    /// <summary>Follows a path, as the system does. What there isn't, at its end, is no link.</summary>
    /// <param name="path">The path, from the folder at hand where it is relative.</param>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Of(string path)
    {
        string start = Path.Combine(Directory.GetCurrentDirectory(), path); // '..' is for after the link before it was followed
        string at = Path.GetPathRoot(start)!;
        Stack<string> names = new();
        Push(names, start[at.Length..]);
        int links = 0;
        while (names.TryPop(out string? name))
        {
            if (name is "" or ".")
                continue;
            if (name == "..")
            {
                at = Path.GetDirectoryName(at) ?? at;
                continue;
            }
            string next = Path.Join(at, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                at = next;
                continue;
            }
            if (++links > MostLinks)
                throw new IOException($"{path}: found links that lead in a circle, expected a file or none");
            string root = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : "";
            if (root.Length > 0)
                at = root;
            Push(names, target[root.Length..]);
        }
        return at;
    }

    private static void Push(Stack<string> names, string path)
    {
        foreach (string name in path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Reverse())
            names.Push(name);
    }
}
