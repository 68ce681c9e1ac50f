using System.Text.Json.Serialization;

namespace Butaca.Data.Exports;

/// <summary>A row of an export that gave no movie.</summary>
/// <param name="Title">The title in the file.</param>
/// <param name="Year">The year in the file; null where it has none.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">The titles that it fits, parted by semicolons, or what it is instead of a movie; null where there is no more to say.</param>
public sealed record UnmatchedTitle(string Title, int? Year, UnmatchedReason Reason, string? Detail = null)
{
    /// <summary>The reason in English, such as <c>fits several: Sabrina (1954); Sabrina (1995)</c>.</summary>
    [JsonIgnore]
    public string Explanation =>
        Reason switch
        {
            UnmatchedReason.FitsSeveral => $"fits several: {Detail}",
            UnmatchedReason.NoMovie => $"no movie but {Detail}",
            _ => "not in the catalogue",
        };
}

/// <summary>Why a row of an export gave no movie.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UnmatchedReason>))]
public enum UnmatchedReason
{
    /// <summary>No movie has that title and year.</summary>
    [JsonStringEnumMemberName("notInCatalogue")]
    NotInCatalogue,

    /// <summary>Movies of several titles might be meant.</summary>
    [JsonStringEnumMemberName("fitsSeveral")]
    FitsSeveral,

    /// <summary>It is a series, an episode or a game.</summary>
    [JsonStringEnumMemberName("noMovie")]
    NoMovie,
}
