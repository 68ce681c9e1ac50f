namespace Butaca.Server;

/// <summary>A file that one process has, until it lets it go or ends.</summary>
internal static class LockFile
{
    /// <summary>Takes it, and makes it where it is not there; null: another process has it.</summary>
    /// <param name="file">The file, in a folder that there is.</param>
    public static FileStream? TryTake(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
            when (exception is not (FileNotFoundException or DirectoryNotFoundException) && File.Exists(file))
        {
            return null;
        }
    }
}
