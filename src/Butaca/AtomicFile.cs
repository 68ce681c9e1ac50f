using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Butaca;

/// <summary>Writes files and folders so that a reader, a crash or a cancellation never meets half of one.</summary>
public static partial class AtomicFile
{
    /// <summary>
    /// The temporary folders that this process fills: what else has its number is another's of before, as in a
    /// container that starts anew.
    /// </summary>
    private static readonly ConcurrentDictionary<string, bool> Filling = new(StringComparer.Ordinal);

    /// <summary>Writes a file under a temporary name beside it, flushes it to the disk, then renames it.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="write">Writes the content. If it throws, the old file stays as it was.</param>
    public static void Write(string path, Action<Stream> write)
    {
        path = FullPath(path);
        if (path.StartsWith("/dev/", StringComparison.Ordinal)) // a device is written to, never replaced
        {
            using FileStream device = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            write(device);
            return;
        }
        if (File.Exists(path))
            path = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path; // a link stays one
        string temporary = Temporary(path);
        Directory.CreateDirectory(Path.GetDirectoryName(temporary)!);
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary); // no-op after the move
        }
    }

    /// <summary>Writes a text file, as <see cref="Write"/> does. UTF-8 without a byte order mark.</summary>
    public static void WriteText(string path, Action<TextWriter> write) =>
        Write(
            path,
            stream =>
            {
                using StreamWriter writer = new(stream, bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };
                write(writer);
            }
        );

    /// <summary>
    /// Makes sure that <see cref="Write"/> may write a file, so that long work before it is not in vain.
    /// </summary>
    /// <exception cref="ButacaException">The path is a folder, or nothing can be written beside it.</exception>
    public static void CheckFile(string path)
    {
        path = FullPath(path);
        if (path.StartsWith("/dev/", StringComparison.Ordinal))
            return;
        if (Directory.Exists(path))
            Throw.File(path, "a folder", "a file or a name that is free; choose another path");
        string folder = Path.GetDirectoryName(path)!;
        while (!Directory.Exists(folder) && !File.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
            folder = parent; // Write makes the rest
        try
        {
            using FileStream probe = new(
                Temporary(Path.Combine(folder, "probe")),
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ButacaException(
                $"{path}: nothing can be written there ({exception.Message.TrimEnd('.')}). Choose another path.",
                exception
            );
        }
    }

    /// <summary>
    /// Fills a folder under a temporary name beside it, then renames it; an older folder goes only then.
    /// </summary>
    /// <param name="path">The folder; replaced if it exists.</param>
    /// <param name="mayReplace">Says whether an existing, not empty folder is one of ours and may go.</param>
    /// <param name="fill">Receives the temporary folder's path.</param>
    /// <exception cref="ButacaException">The path is a file, or a folder that may not be replaced.</exception>
    public static void WriteFolder(string path, Func<string, bool> mayReplace, Action<string> fill)
    {
        RecoverFolder(path);
        path = CheckFolder(path, mayReplace);
        bool exists = Directory.Exists(path);
        string temporary = Temporary(path);
        string old = temporary + ".old";
        Filling[temporary] = true;
        try
        {
            Directory.CreateDirectory(temporary);
            fill(temporary);
            foreach (string file in Directory.EnumerateFiles(temporary, "*", SearchOption.AllDirectories))
            {
                using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite);
                stream.Flush(flushToDisk: true);
            }
            if (exists)
                Directory.Move(path, old);
            try
            {
                Directory.Move(temporary, path);
            }
            catch when (exists)
            {
                Directory.Move(old, path);
                throw;
            }
            if (exists)
                Directory.Delete(old, recursive: true);
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
            Filling.TryRemove(temporary, out _);
        }
    }

    /// <summary>
    /// Makes sure that <see cref="WriteFolder"/> may write a folder, so that long work before it is not in vain.
    /// </summary>
    /// <returns>The folder's full path.</returns>
    /// <exception cref="ButacaException">The path is a file, or a folder that may not be replaced.</exception>
    public static string CheckFolder(string path, Func<string, bool> mayReplace)
    {
        path = Path.TrimEndingDirectorySeparator(FullPath(path));
        if (File.Exists(path))
            Throw.File(path, "a file", "a folder or a name that is free; choose another --output");
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any() && !mayReplace(path))
            Throw.File(
                path,
                "a folder with other content",
                "an empty or new folder, or an earlier output of the same kind; choose another --output"
            );
        return path;
    }

    /// <summary>
    /// Takes away what processes that were killed while they wrote left in a folder; where one was killed between
    /// taking the old folder away and putting the new one there, the old one comes back.
    /// </summary>
    /// <param name="parent">The folder; it need not exist.</param>
    public static void Recover(string parent) => Recover(parent, _ => true);

    /// <summary>Does what <see cref="Recover(string)"/> does for one folder, which may be there or not.</summary>
    /// <param name="path">The folder.</param>
    public static void RecoverFolder(string path)
    {
        path = Path.TrimEndingDirectorySeparator(FullPath(path));
        if (Path.GetDirectoryName(path) is { } parent)
            Recover(parent, left => left == path);
    }

    private static void Recover(string parent, Func<string, bool> isAsked)
    {
        if (!Directory.Exists(parent))
            return;
        // The old ones first: their names end in .tmp.old, and their place may be free.
        foreach (
            string left in Directory
                .EnumerateDirectories(parent)
                .OrderByDescending(folder => folder.EndsWith(".old", StringComparison.Ordinal))
        )
        {
            Match match = LeftPattern().Match(left);
            if (!match.Success || !isAsked(match.Groups["path"].Value) || IsAtWork(match))
                continue;
            string path = match.Groups["path"].Value;
            if (match.Groups["old"].Success && !Directory.Exists(path))
                Directory.Move(left, path);
            else
                Directory.Delete(left, recursive: true);
        }
    }

    /// <summary>Whether who left a folder still works on it: this process, or another that runs.</summary>
    private static bool IsAtWork(Match left)
    {
        int process = int.Parse(left.Groups["process"].Value, CultureInfo.InvariantCulture);
        return process == Environment.ProcessId
            ? Filling.ContainsKey(left.Groups["temporary"].Value)
            : IsRunning(process);
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using Process other = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex(
        @"^(?<temporary>(?<path>.+)\.(?<process>[0-9]{1,9})-[0-9a-f]{32}\.tmp)(?<old>\.old)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex LeftPattern();

    private static string FullPath(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            Throw.Option("output", path, "a path (perhaps a variable on the command line is unset)");
        return Path.GetFullPath(path);
    }

    private static string Temporary(string path) => $"{FullPath(path)}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
}
