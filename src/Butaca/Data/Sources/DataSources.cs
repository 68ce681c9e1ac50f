using Butaca.Data.Files;

namespace Butaca.Data.Sources;

/// <summary>Finds the source that can read a path.</summary>
public static partial class DataSources
{
    /// <summary>Every layout of ratings that Butaca reads.</summary>
    public static IReadOnlyList<IRatingSource> Ratings { get; } = OwnRatings();

    /// <summary>Every layout of descriptions that Butaca reads.</summary>
    public static IReadOnlyList<ISynopsisSource> Synopses { get; } = OwnSynopses();

    /// <summary>Whether a path is a file or folder with ratings.</summary>
    internal static bool IsRatings(string path) => Ratings.Any(source => source.Recognises(path));

    /// <summary>The source of a file or folder with ratings.</summary>
    /// <exception cref="ButacaException">Nothing is there, or nothing that Butaca reads.</exception>
    public static IRatingSource RatingsAt(string path)
    {
        MustExist(path);
        IRatingSource? source = Ratings.FirstOrDefault(s => s.Recognises(path));
        if (source is null)
            Throw.File(path, Found(path), $"one of {List(Ratings.Select(s => (s.Name, s.Description)))}");
        return source;
    }

    /// <summary>The source of a file or folder with descriptions.</summary>
    /// <exception cref="ButacaException">Nothing is there, or nothing that Butaca reads.</exception>
    public static ISynopsisSource SynopsesAt(string path)
    {
        MustExist(path);
        ISynopsisSource? source = Synopses.FirstOrDefault(s => s.Recognises(path));
        if (source is null)
            Throw.File(path, Found(path), $"one of {List(Synopses.Select(s => (s.Name, s.Description)))}");
        return source;
    }

    private static void MustExist(string path)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            Throw.Missing(path, "Check the path.");
    }

    private static string Found(string path)
    {
        if (File.Exists(path))
            return CsvTable.HeaderOf(path) is { Count: > 1 } columns
                ? $"a table with the columns '{Throw.Shorten(string.Join(',', columns), 300)}'"
                : "a file of another kind";
        string[] names =
        [
            .. Directory
                .EnumerateFileSystemEntries(path)
                .Select(f => Path.GetFileName(f))
                .Order(StringComparer.Ordinal),
        ];
        return names.Length switch
        {
            0 => "an empty folder",
            > 8 => $"a folder with {string.Join(", ", names[..8])} and {names.Length - 8} more",
            _ => $"a folder with {string.Join(", ", names)}",
        };
    }

    private static string List(IEnumerable<(string Name, string Description)> sources) =>
        string.Join("; ", sources.Select(s => $"{s.Name} ({s.Description})"));

    [OwnParts(typeof(IRatingSource))]
    private static partial IReadOnlyList<IRatingSource> OwnRatings();

    [OwnParts(typeof(ISynopsisSource))]
    private static partial IReadOnlyList<ISynopsisSource> OwnSynopses();
}
