namespace Butaca.Data;

/// <summary>
/// What a read left out on purpose, by reason. Malformed input is an error, and skipped only where
/// <see cref="ReadOptions.Lenient"/> asks for that.
/// </summary>
public sealed class SkipReport
{
    private const int MostOdd = 20;
    private readonly Dictionary<string, SkippedRows> _reasons = new(StringComparer.Ordinal);
    private int _odd;

    /// <summary>The reasons in order of first appearance.</summary>
    public IReadOnlyCollection<SkippedRows> Reasons => _reasons.Values;

    /// <summary>Counts skipped rows.</summary>
    /// <param name="reason">Why, in words that hold for all of them.</param>
    /// <param name="file">Where the first was; null where that is unknown.</param>
    /// <param name="line">The first one's line, from 1; null where that is unknown.</param>
    /// <param name="count">How many; nothing happens at 0.</param>
    public void Add(string reason, string? file = null, long? line = null, long count = 1)
    {
        if (count == 0)
            return;
        _reasons[reason] = _reasons.TryGetValue(reason, out SkippedRows? known)
            ? known with
            {
                Count = known.Count + count,
            }
            : new SkippedRows(reason, count, file, line);
    }

    /// <summary>Names files in a temporary folder after what was put there.</summary>
    internal void Rename(string folder, string path)
    {
        foreach (SkippedRows rows in _reasons.Values.ToArray())
            _reasons[rows.Reason] = rows with
            {
                FirstFile = rows.FirstFile?.Replace(folder, path, StringComparison.Ordinal),
            };
    }

    /// <summary>Counts a row that can't be read: the first twenty say what is wrong with each.</summary>
    internal void AddOdd(string file, long line, string problem) =>
        Add(
            _odd++ < MostOdd ? $"row that can't be read, line {line}: {problem}" : "further rows that can't be read",
            file,
            line
        );
}

/// <summary>Rows skipped for one reason.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Count">How many.</param>
/// <param name="FirstFile">The file of the first of them; null where unknown.</param>
/// <param name="FirstLine">The line of the first of them, from 1; null where unknown.</param>
public sealed record SkippedRows(string Reason, long Count, string? FirstFile, long? FirstLine);

/// <summary>A data set as it was read.</summary>
/// <param name="Dataset">The data.</param>
/// <param name="Skipped">What was left out, and why.</param>
public sealed record LoadedDataset(Dataset Dataset, SkipReport Skipped);
