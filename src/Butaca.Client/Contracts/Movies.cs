using System.ComponentModel.DataAnnotations;

namespace Butaca.Client.Contracts;

/// <summary>A movie of the server's catalogue.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title, such as <c>Alien (1979)</c>.</param>
/// <param name="Year">Year of release; absent where unknown.</param>
/// <param name="Genres">Its genres; empty where none are listed.</param>
/// <param name="Origin">Where it comes from, such as <c>British-American</c>; absent where unknown.</param>
/// <param name="Synopsis">What happens in it; absent where unknown.</param>
/// <param name="Audience">How many people of the training data have watched it.</param>
public sealed record MovieItem(
    long Id,
    string Title,
    int? Year,
    IReadOnlyList<string> Genres,
    string? Origin,
    string? Synopsis,
    int Audience
);

/// <summary>A page of movies.</summary>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Movies">The movies of this page.</param>
public sealed record MoviePage(int Total, IReadOnlyList<MovieItem> Movies);

/// <summary>What a movie is. Everything but the title may be left out.</summary>
public sealed record MovieDescription
{
    /// <summary>The years that a movie may be of.</summary>
    public const int FirstYear = 1870;

    /// <summary>The latest year that a movie may have.</summary>
    public const int LastYear = 2100;

    /// <summary>The title, such as <c>Alien (1979)</c>.</summary>
    [Required, StringLength(300, MinimumLength = 1)]
    public required string Title { get; init; }

    /// <summary>Year of release; by default the year at the title's end.</summary>
    [Range(FirstYear, LastYear)]
    public int? Year { get; init; }

    /// <summary>Genres of the catalogue.</summary>
    [MaxLength(20)]
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>Where it comes from, such as <c>American</c>.</summary>
    [StringLength(100)]
    public string? Origin { get; init; }

    /// <summary>What happens in it.</summary>
    [StringLength(20_000)]
    public string? Synopsis { get; init; }
}

/// <summary>What a movie that isn't in the catalogue would be here.</summary>
/// <param name="Model">The model that judged.</param>
/// <param name="Similar">The movies that it resembles, most alike first.</param>
/// <param name="People">The people of the training data who would like it most; none where everybody may read and no key was sent.</param>
public sealed record Judgement(
    string Model,
    IReadOnlyList<RecommendedMovie> Similar,
    IReadOnlyList<LikelyPersonItem> People
);

/// <summary>Somebody who would like a movie.</summary>
/// <param name="Rank">1 for the likeliest.</param>
/// <param name="Person">The person's id.</param>
/// <param name="Score">The model's score.</param>
public sealed record LikelyPersonItem(int Rank, string Person, float Score);

/// <summary>What a catalogue has to choose from.</summary>
/// <param name="Movies">Number of movies that are not withdrawn.</param>
/// <param name="Genres">The genres of these movies. A movie that is added may be of others, which only withdrawn movies have.</param>
/// <param name="Origins">The origins that filters take, the most frequent first.</param>
/// <param name="FromYear">The earliest year of release; absent where no movie has one.</param>
/// <param name="ToYear">The latest.</param>
public sealed record CatalogSummary(
    int Movies,
    IReadOnlyList<string> Genres,
    IReadOnlyList<string> Origins,
    int? FromYear,
    int? ToYear
);
