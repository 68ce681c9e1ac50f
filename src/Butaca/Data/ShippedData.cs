namespace Butaca.Data;

/// <summary>The data set that Butaca ships.</summary>
public static class ShippedData
{
    private const string Folder = "data/movielens-small";

    /// <summary>
    /// Where it is: in the folder at hand or one above it (a clone), else beside the program (a tool).
    /// </summary>
    public static string Find()
    {
        for (DirectoryInfo? at = new(Directory.GetCurrentDirectory()); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, Folder);
            if (Directory.Exists(candidate))
                return Path.GetRelativePath(Directory.GetCurrentDirectory(), candidate);
        }
        return Path.Combine(AppContext.BaseDirectory, Folder);
    }
}
