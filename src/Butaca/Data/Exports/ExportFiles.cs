using System.IO.Compression;

namespace Butaca.Data.Exports;

/// <summary>
/// The lists of movies in what a user brought: a file, a folder, or an archive, also one that was unpacked and packed
/// again.
/// </summary>
internal static class ExportFiles
{
    private const long MostBytes = 64 << 20;
    private const int MostEntries = 2_000;
    private static readonly string[] Extensions = [".csv", ".tsv", ".txt", ".json", ".xml"];

    /// <summary>
    /// Letterboxd's folders of what is no history, and those that archives are given by their makers.
    /// </summary>
    private static readonly string[] OtherFolders = ["likes", "lists", "deleted", "orphaned", "__macosx", "notes"];

    /// <summary>The parts of Letterboxd's archive that are history; the first tells most.</summary>
    private static readonly string[] Letterboxd = ["ratings.csv", "watched.csv", "diary.csv", "reviews.csv"];

    /// <summary>Reads what a path holds.</summary>
    /// <exception cref="ButacaException">Nothing is there, or too much.</exception>
    public static IReadOnlyList<ExportFile> Open(string path)
    {
        if (Directory.Exists(path))
            return OfFolder(path);
        if (!File.Exists(path))
            Throw.Missing(path, "Check the path.");
        using FileStream stream = File.OpenRead(path);
        return Open(path, stream);
    }

    /// <summary>Reads what a stream holds.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="stream">The file.</param>
    /// <exception cref="ButacaException">It is too large, or a damaged archive.</exception>
    public static IReadOnlyList<ExportFile> Open(string name, Stream stream)
    {
        long left = MostBytes;
        byte[] content = ReadAll(name, stream, ref left);
        return content.AsSpan().StartsWith("PK\u0003\u0004"u8) || content.AsSpan().StartsWith("PK\u0005\u0006"u8)
            ? OfArchive(name, content)
            : [new ExportFile(name, content)];
    }

    private static List<ExportFile> OfFolder(string folder)
    {
        List<ExportFile> files = [];
        long left = MostBytes;
        string[] names =
        [
            .. Directory
                .EnumerateFiles(
                    folder,
                    "*",
                    new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 }
                )
                .Take(MostEntries + 1)
                .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')),
        ];
        Check(folder, names.Length);
        foreach (string name in Chosen(names))
        {
            using FileStream stream = File.OpenRead(Path.Combine(folder, name));
            files.Add(new ExportFile(Path.Combine(folder, name), ReadAll(name, stream, ref left)));
        }
        if (files.Count == 0)
            Throw.File(
                folder,
                "a folder without .csv, .json or .xml files",
                "a service's export",
                problem: FileProblem.NothingInArchive
            );
        return files;
    }

    private static List<ExportFile> OfArchive(string file, byte[] content)
    {
        try
        {
            using ZipArchive archive = new(new MemoryStream(content), ZipArchiveMode.Read);
            Check(file, archive.Entries.Count);
            Dictionary<string, ZipArchiveEntry> entries = new(StringComparer.Ordinal);
            foreach (ZipArchiveEntry entry in archive.Entries)
                entries.TryAdd(entry.FullName.Replace('\\', '/'), entry);
            if (
                entries.ContainsKey("xl/workbook.xml")
                || (entries.ContainsKey("mimetype") && entries.ContainsKey("content.xml"))
            )
                Throw.File(
                    file,
                    "a spreadsheet's workbook",
                    "a table as csv: save it as that",
                    problem: FileProblem.NothingInArchive
                );
            List<ExportFile> files = [];
            long left = MostBytes;
            foreach (string name in Chosen([.. entries.Keys]))
            {
                using Stream stream = entries[name].Open();
                files.Add(new ExportFile(name, ReadAll($"{file}: {name}", stream, ref left)));
            }
            if (files.Count == 0)
                Throw.File(
                    file,
                    "an archive without .csv, .json or .xml files",
                    "a service's export",
                    problem: FileProblem.NothingInArchive
                );
            return files;
        }
        catch (Exception exception) when (exception is InvalidDataException or NotSupportedException)
        {
            throw new ButacaException(
                $"{file}: found a damaged archive ({exception.Message.TrimEnd('.')}), expected a .zip file. Unpack it and give the file in it.",
                exception
            )
            {
                Problem = FileProblem.DamagedArchive,
            };
        }
    }

    /// <summary>
    /// The names of lists; of Letterboxd's archive those that are history or a watchlist, the most telling first.
    /// </summary>
    private static IEnumerable<string> Chosen(IReadOnlyList<string> names)
    {
        string[] lists =
        [
            .. names
                .Where(name =>
                    Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase)
                    && !Path.GetFileName(name).StartsWith('.')
                    && !name.Split('/')[..^1].Any(part => OtherFolders.Contains(part, StringComparer.OrdinalIgnoreCase))
                )
                .Order(StringComparer.Ordinal),
        ];
        string[] letterboxd = [.. lists.Where(name => Place(name) >= 0 || ExportKinds.IsWatchlist(name))];
        return letterboxd.Any(name => Place(name) is 0 or 1) ? letterboxd.OrderBy(Place) : lists;

        static int Place(string name) =>
            Array.FindIndex(
                Letterboxd,
                list => list.Equals(Path.GetFileName(name), StringComparison.OrdinalIgnoreCase)
            );
    }

    private static void Check(string file, int entries)
    {
        if (entries > MostEntries)
            throw new ButacaException($"{file}: found more than {MostEntries} files, expected a service's export.")
            {
                Problem = FileProblem.TooManyFiles,
                Value = $"{MostEntries}",
            };
    }

    /// <summary>Reads what is there, whatever an archive says of its size.</summary>
    private static byte[] ReadAll(string name, Stream stream, ref long left)
    {
        using MemoryStream content = new();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0; content.Write(buffer, 0, read))
        {
            left -= read;
            if (left < 0)
                throw new ButacaException(
                    $"{name}: found more than {MostBytes >> 20} MB, expected a list of movies that somebody watched."
                )
                {
                    Problem = FileProblem.TooLarge,
                    Value = $"{MostBytes >> 20}",
                };
        }
        return content.ToArray();
    }
}

/// <summary>A file of an export.</summary>
/// <param name="Name">Its name, for messages and for what it tells.</param>
/// <param name="Content">What it holds.</param>
internal sealed record ExportFile(string Name, byte[] Content)
{
    /// <summary>Reads it as a table.</summary>
    /// <param name="sources">Whose ids the catalogue knows besides IMDb's and The Movie Database's.</param>
    /// <exception cref="ButacaException">It is none.</exception>
    public ExportTable Read(IReadOnlyList<string> sources)
    {
        ReadOnlySpan<byte> start = Content
            .AsSpan(Content.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0)
            .TrimStart(" \t\r\n"u8);
        if (Content.Length == 0)
            Throw.File(
                Name,
                "an empty file",
                "a header line with the names of the columns",
                problem: FileProblem.Empty
            );
        return start.StartsWith("["u8) || start.StartsWith("{"u8)
                ? ExportJson.Read(Name, Content) with
                {
                    Sources = sources,
                }
            : start.StartsWith("<"u8) ? ExportXml.Read(Name, Content) with { Sources = sources }
            : ExportTable.OfCsv(Name, Content, sources);
    }
}
