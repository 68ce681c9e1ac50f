namespace Butaca.Data.Exports;

/// <summary>What a row of an export says.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Titles">Its titles, the service's own first; empty where it has an id alone.</param>
/// <param name="Year">Year of release; null where the row has none.</param>
internal sealed record ExportRow(string File, long Line, IReadOnlyList<string> Titles, int? Year)
{
    /// <summary>0.5 to 5, as in MovieLens; NaN where the row has none.</summary>
    public float Rating { get; init; } = float.NaN;

    /// <summary>Seconds since 1970-01-01 UTC; 0 where the row has none.</summary>
    public uint Time { get; init; }

    /// <summary>Whether <see cref="Time"/> is when it was watched, rather than when it was noted down.</summary>
    public bool IsWatchTime { get; init; }

    /// <summary>Its ids in services and registers, the most telling first.</summary>
    public IReadOnlyList<ExternalId> ExternalIds { get; init; } = [];

    /// <summary>MovieLens's id; null where the row has none.</summary>
    public long? MovieLensId { get; init; }

    /// <summary>Who directed it; empty where the row doesn't say.</summary>
    public string Directors { get; init; } = "";

    /// <summary>What the row is instead of a movie, such as a series; null where it is one.</summary>
    public string? Instead { get; init; }

    /// <summary>Whether it is one of the kinds of <see cref="ExportKinds.IsMinor"/>.</summary>
    public bool IsMinor { get; init; }

    /// <summary>The title in the film's own language; empty where the row has none.</summary>
    public string OriginalTitle { get; init; } = "";

    /// <summary>Whether somebody watched it, rather than wants to.</summary>
    public bool IsWatched { get; init; } = true;

    /// <summary>What of the row can't be read; null where all can.</summary>
    public string? Note { get; init; }

    /// <summary>Its title, or its id where it has none.</summary>
    public string Name =>
        Titles.Count > 0 ? Titles[0]
        : ExternalIds.Count > 0 ? $"{ExternalIds[0]}"
        : "";
}
