using System.Collections.Immutable;

namespace Butaca.Data.Sources;

/// <summary>A layout in which descriptions of movies are published. One class in one file, found by itself.</summary>
public interface ISynopsisSource
{
    /// <summary>A short name.</summary>
    string Name { get; }

    /// <summary>One line: which files make up the layout.</summary>
    string Description { get; }

    /// <summary>
    /// Whether a file or folder has this layout, judged by names and headers alone; false where it does not exist.
    /// </summary>
    bool Recognises(string path);

    /// <summary>Reads the records one by one, those without a text left out and counted.</summary>
    /// <param name="path">A path that <see cref="Recognises"/>.</param>
    /// <param name="context">The skip report, progress and cancellation.</param>
    /// <exception cref="ButacaException">A file is malformed; the message says where.</exception>
    IEnumerable<SynopsisRecord> Read(string path, ReadContext context);
}

/// <summary>A description of a movie that is known by its title and year only.</summary>
/// <param name="Title">The title.</param>
/// <param name="Year">Year of release; null where unknown.</param>
/// <param name="Origin">Where the movie comes from, such as <c>"American"</c>; null where unknown.</param>
/// <param name="Genres">The source's own genres; empty where unknown.</param>
/// <param name="Synopsis">The text; never empty.</param>
public sealed record SynopsisRecord(
    string Title,
    int? Year,
    string? Origin,
    ImmutableArray<string> Genres,
    string Synopsis
)
{
    /// <summary>Who directed it; empty where unknown.</summary>
    public ImmutableArray<string> Directors { get; init; } = [];

    /// <summary>Who acts in it; empty where unknown.</summary>
    public ImmutableArray<string> Cast { get; init; } = [];

    /// <summary>Another title of the same, such as that of the page; null where there is none.</summary>
    public string? OtherTitle { get; init; }
}
