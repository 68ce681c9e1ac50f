namespace Butaca.Hosting.Storage;

/// <summary>A file that one process has, until it lets it go or ends.</summary>
internal static class LockFile
{
    /// <summary>Takes it, and makes it where it is not there; null: another process has it.</summary>
    /// <param name="file">The file, in a folder that there is.</param>
    /// <exception cref="IOException">It can't be written to, as on a disk that is read-only.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not write to it.</exception>
    public static FileStream? TryTake(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
            when (exception is not (FileNotFoundException or DirectoryNotFoundException) && IsTaken(file))
        {
            return null;
        }
    }

    /// <summary>
    /// Whether another process is what is in the way: it keeps the file from being shared for reading, too.
    /// </summary>
    private static bool IsTaken(string file)
    {
        try
        {
            using FileStream shared = new(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
