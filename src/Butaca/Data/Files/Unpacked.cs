using System.IO.Compression;

namespace Butaca.Data.Files;

/// <summary>
/// Reads what lies in an archive, or in a folder of its own within a folder, as MovieLens's archives and those who
/// unpack them have it.
/// </summary>
internal static class Unpacked
{
    private const int MostEntries = 10_000;
    private const int MostDepth = 3;
    private const long AnywayAllowed = 64 << 20;
    private const int MostTimesLarger = 60; // tables pack to a quarter, dull ones to a twentieth; bombs to a thousandth

    /// <summary>Reads a path; an archive is unpacked into a temporary folder that is gone when this returns.</summary>
    /// <param name="path">A file, a folder or an archive.</param>
    /// <param name="isIt">Whether a path is what is looked for.</param>
    /// <param name="read">Reads what was found; <paramref name="path"/> itself where nothing was.</param>
    /// <param name="skipped">What the read reports what it leaves out to; null: nothing.</param>
    /// <exception cref="ButacaException">An archive is damaged, or grows too large.</exception>
    public static T Read<T>(string path, Func<string, bool> isIt, Func<string, T> read, SkipReport? skipped = null)
    {
        if (!IsArchive(path))
            return read(Directory.Exists(path) ? Within(path, isIt) : path);
        return InFolder(path, folder => Unpack(path, folder), folder => read(Within(folder, isIt)), _ => skipped);
    }

    /// <summary>
    /// Reads a temporary folder in the place of a path; it is gone when this returns, and errors name the path.
    /// </summary>
    /// <param name="path">What stands in the messages.</param>
    /// <param name="fill">Fills the folder.</param>
    /// <param name="read">Reads the folder.</param>
    /// <param name="skippedOf">The report of what the read left out; null: there is none.</param>
    public static T InFolder<T>(
        string path,
        Action<string> fill,
        Func<string, T> read,
        Func<T, SkipReport?>? skippedOf = null
    )
    {
        string folder = Directory.CreateTempSubdirectory("butaca-unpacked-").FullName;
        try
        {
            fill(folder);
            T result = read(folder);
            skippedOf?.Invoke(result)?.Rename(folder, path);
            return result;
        }
        catch (ButacaException exception)
        {
            throw new ButacaException(exception.Message.Replace(folder, path, StringComparison.Ordinal), exception)
            {
                Line = exception.Line,
                Detail = exception.Detail,
                Problem = exception.Problem,
                Value = exception.Value,
            };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <inheritdoc cref="Read{T}"/>
    public static void Read(string path, Func<string, bool> isIt, Action<string> read, SkipReport skipped) =>
        Read(
            path,
            isIt,
            found =>
            {
                read(found);
                return true;
            },
            skipped
        );

    /// <summary>
    /// The only file in a folder and those below it; a path that is no folder, or holds more, as it is.
    /// </summary>
    public static string OnlyFile(string path) =>
        Directory.Exists(path)
        && Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsNoHelper).Take(2).ToArray()
            is [var only]
            ? only
            : path;

    /// <summary>Whether a file was not added by a system's packer.</summary>
    private static bool IsNoHelper(string file) =>
        !Path.GetFileName(file).StartsWith('.') && !file.Contains("__MACOSX", StringComparison.Ordinal);

    /// <summary>Whether a path is a .zip file.</summary>
    public static bool IsArchive(string path)
    {
        if (!File.Exists(path))
            return false;
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        Span<byte> start = stackalloc byte[4];
        return stream.CanSeek // what is read of a pipe is gone
            && stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.SequenceEqual("PK\u0003\u0004"u8);
    }

    /// <summary>
    /// The folder itself, the only one of its folders, as deep as archives are nested, or the only file.
    /// </summary>
    private static string Within(string folder, Func<string, bool> isIt)
    {
        string at = folder;
        for (int depth = 0; depth < MostDepth && !isIt(at); depth++)
        {
            string[] folders =
            [
                .. Directory
                    .EnumerateDirectories(at)
                    .Where(f => Path.GetFileName(f) is not "__MACOSX" && !Path.GetFileName(f).StartsWith('.')),
            ];
            if (folders.Where(isIt).ToArray() is [string only])
                return only;
            if (folders is not [string alone])
                break;
            at = alone;
        }
        if (isIt(at))
            return at;
        string file = OnlyFile(folder);
        return isIt(file) ? file : folder;
    }

    /// <summary>The names in an archive; none where it is damaged, which unpacking it tells.</summary>
    public static IReadOnlyList<string> NamesIn(string archive)
    {
        try
        {
            using ZipArchive opened = ZipFile.OpenRead(archive);
            return [.. opened.Entries.Select(entry => entry.FullName)];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    /// <summary>Unpacks an archive into a folder.</summary>
    /// <exception cref="ButacaException">It is damaged, or grows too large.</exception>
    public static void Unpack(string file, string folder)
    {
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(file);
            if (archive.Entries.Count > MostEntries)
                Throw.File(file, $"more than {MostEntries} files", "a data set");
            long left = AnywayAllowed + MostTimesLarger * new FileInfo(file).Length;
            byte[] buffer = new byte[1 << 16];
            foreach (ZipArchiveEntry entry in archive.Entries.Where(entry => entry.Name.Length > 0))
            {
                string target = Path.GetFullPath(Path.Combine(folder, entry.FullName));
                if (!target.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                    Throw.File(
                        file,
                        $"the name '{Throw.Shorten(entry.FullName)}', which leaves the archive",
                        "a data set"
                    );
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                using Stream from = entry.Open();
                using FileStream to = new(target, FileMode.Create);
                for (int read; (read = from.Read(buffer)) > 0; to.Write(buffer, 0, read)) // what an archive says of its sizes need not be so
                {
                    left -= read;
                    if (left < 0)
                        Throw.File(file, $"more than {MostTimesLarger} times its size when unpacked", "a data set");
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or NotSupportedException)
        {
            throw new ButacaException(
                $"{file}: found a damaged archive ({exception.Message.TrimEnd('.')}), expected a .zip file. Unpack it and give the folder.",
                exception
            );
        }
    }
}
