using System.Collections.Immutable;
using System.Globalization;

namespace Butaca.Data;

/// <summary>What a movie is, apart from who watched it. Everything but the id may be missing.</summary>
/// <param name="Id">The id in the data set.</param>
/// <param name="Title">The title as the data set prints it, such as <c>"Matrix, The (1999)"</c>; never empty.</param>
public sealed record Movie(long Id, string Title)
{
    /// <summary>MovieLens's word for a movie without genres. It is no genre: <see cref="Genres"/> is empty then.</summary>
    public const string NoGenres = "(no genres listed)";

    /// <summary>How an error names what a year may be.</summary>
    internal const string ExpectedYear = "a year, 1 to 9999";

    /// <summary>Year of release, 1 to 9999, or null where unknown.</summary>
    public int? Year { get; init; }

    /// <summary>Genres in the data set's order, each once, none with | in it; empty where none are listed.</summary>
    public ImmutableArray<string> Genres { get; init; } = [];

    /// <summary>Where the movie comes from, such as <c>"American"</c> or <c>"British-American"</c>; null where unknown.</summary>
    public string? Origin { get; init; }

    /// <summary>What happens in it, as prose; null where unknown.</summary>
    public string? Synopsis { get; init; }

    /// <summary>Whether all of it is equal, the genres one by one.</summary>
    public bool Equals(Movie? other) =>
        other is not null
        && Id == other.Id
        && Title == other.Title
        && Year == other.Year
        && Origin == other.Origin
        && Synopsis == other.Synopsis
        && Genres.AsSpan().SequenceEqual(other.Genres.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Title);

    /// <summary>Whether a number may be a <see cref="Year"/>.</summary>
    internal static bool IsYear(long year) => year is >= 1 and <= 9999;

    /// <summary>The title that a movie without one is given.</summary>
    public static string TitleOf(long id) => string.Create(CultureInfo.InvariantCulture, $"Movie {id}");
}
