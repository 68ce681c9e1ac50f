namespace Butaca.Hosting.Storage;

/// <summary>
/// Files and folders with what users did: for the user alone who runs the server, whatever the system's default is.
/// </summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Makes a folder where there is none. One that is there already stays as it is.</summary>
    public static DirectoryInfo CreateFolder(string path) =>
        OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, OwnFolder);

    /// <summary>
    /// Makes an empty file where there is none. One that is there is not opened: closing it would undo the process's
    /// locks on it.
    /// </summary>
    public static void CreateFile(string path)
    {
        if (File.Exists(path))
            return;
        FileStreamOptions options = new()
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnFile;
        using FileStream file = new(path, options);
    }

    /// <summary>
    /// Takes a file from everybody but its user and its group. Where it is missing, or another user's, nothing is done.
    /// </summary>
    public static void CloseToOthers(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
            return;
        try
        {
            UnixFileMode mode = File.GetUnixFileMode(path);
            if ((mode & Others) != UnixFileMode.None)
                File.SetUnixFileMode(path, mode & ~Others);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // a disk that is read-only, or a file of whoever made it: theirs to close
        }
    }
}
