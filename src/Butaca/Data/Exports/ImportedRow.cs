using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Butaca.Data.Exports;

/// <summary>What a row of an export became.</summary>
/// <param name="File">The file, of an archive the one in it.</param>
/// <param name="Line">Its line, from 1; where a file has no lines, its place.</param>
/// <param name="Title">The title in the file, or the id where there is none.</param>
/// <param name="Year">The year in the file; null where it has none.</param>
/// <param name="Outcome">What it became.</param>
/// <param name="Movie">The movie's row in the catalogue; −1 where it became none.</param>
/// <param name="Detail">Why, or what of it couldn't be read; null where there is no more to say.</param>
public sealed record ImportedRow(
    string File,
    long Line,
    string Title,
    int? Year,
    ImportOutcome Outcome,
    int Movie,
    string? Detail = null
)
{
    /// <summary>Where several movies might be meant, these, as rows of the catalogue; else empty.</summary>
    [JsonIgnore]
    public ImmutableArray<int> Rivals { get; init; } = [];

    /// <summary>
    /// What is wrong with a row that can't be read; null where it can, or for no reason that has a name.
    /// </summary>
    [JsonIgnore]
    public FileProblem? Problem { get; init; }

    /// <summary>The rating from 0.5 to 5; null where the row has none.</summary>
    public float? Rating { get; init; }

    /// <summary>When it was watched or noted down; null where the row doesn't tell.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Whether the row counts as watched, rather than as something to see.</summary>
    public bool IsWatched { get; init; } = true;

    /// <summary>The outcome as files and JSON name it, such as <c>titleAndYear</c>.</summary>
    [JsonIgnore]
    public string OutcomeName => char.ToLowerInvariant($"{Outcome}"[0]) + $"{Outcome}"[1..];

    /// <summary>The outcome in English, such as <c>fits several: Sabrina (1954); Sabrina (1995)</c>.</summary>
    [JsonIgnore]
    public string Explanation =>
        Outcome switch
        {
            ImportOutcome.Id => "by its id",
            ImportOutcome.TitleAndYear => "by title and year",
            ImportOutcome.Title => "by title alone",
            ImportOutcome.Doubtful => "doubtful",
            ImportOutcome.FitsSeveral => $"fits several: {Detail}",
            ImportOutcome.NoMovie => $"no movie but {Detail}",
            ImportOutcome.OtherMovie => $"another movie: {Detail}",
            ImportOutcome.Unreadable => Detail ?? "can't be read",
            _ => "not in the catalogue",
        };
}

/// <summary>What a row of an export became.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImportOutcome>))]
public enum ImportOutcome
{
    /// <summary>A movie, by an id that its service shares with the data set.</summary>
    [JsonStringEnumMemberName("id")]
    Id,

    /// <summary>A movie, by title and year.</summary>
    [JsonStringEnumMemberName("titleAndYear")]
    TitleAndYear,

    /// <summary>A movie, by its title; the row has no year.</summary>
    [JsonStringEnumMemberName("title")]
    Title,

    /// <summary>A movie whose title of that year is much like it; it counts.</summary>
    [JsonStringEnumMemberName("doubtful")]
    Doubtful,

    /// <summary>None: no movie has that title and year, or that id.</summary>
    [JsonStringEnumMemberName("notInCatalogue")]
    NotInCatalogue,

    /// <summary>None: movies of several titles might be meant.</summary>
    [JsonStringEnumMemberName("fitsSeveral")]
    FitsSeveral,

    /// <summary>None: it is a series, an episode or a game.</summary>
    [JsonStringEnumMemberName("noMovie")]
    NoMovie,

    /// <summary>None: the movie of that title and year is by somebody else, or has another id.</summary>
    [JsonStringEnumMemberName("otherMovie")]
    OtherMovie,

    /// <summary>None: the row can't be read.</summary>
    [JsonStringEnumMemberName("unreadable")]
    Unreadable,
}
