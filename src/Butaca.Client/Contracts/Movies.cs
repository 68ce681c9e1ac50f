using System.Collections.ObjectModel;
using System.ComponentModel.DataAnnotations;

namespace Butaca.Client.Contracts;

/// <summary>A movie of the server's catalogue.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title, such as <c>Alien (1979)</c>.</param>
/// <param name="Year">Year of release; absent where unknown.</param>
/// <param name="Genres">Its genres; empty where none are listed.</param>
/// <param name="Origin">Where it comes from, such as <c>British-American</c>; absent where unknown.</param>
/// <param name="Synopsis">What happens in it; absent where unknown.</param>
/// <param name="Audience">How many users of the training data have watched it.</param>
public sealed record MovieItem(
    MovieId Id,
    string Title,
    int? Year,
    IReadOnlyList<string> Genres,
    string? Origin,
    string? Synopsis,
    int Audience
)
{
    /// <summary>
    /// Its title as people write it, in the language that was asked for where the data set has it: <c>The Matrix</c> of
    /// <c>Matrix, The (1999)</c>, <c>El padrino</c>.
    /// </summary>
    public string Name { get; set; } = Title;

    /// <summary>The language of <see cref="Name"/>, such as <c>es</c>.</summary>
    public string? NameLanguage { get; init; }

    /// <summary>
    /// What it is called otherwise: in the data set's own language, in the one asked for, behind its title.
    /// </summary>
    public IReadOnlyList<string> OtherNames { get; set; } = [];

    /// <summary>The language of the synopsis; absent where there is none.</summary>
    public string? SynopsisLanguage { get; init; }

    /// <summary>Who directed it; empty where unknown.</summary>
    public IReadOnlyList<string> Directors { get; set; } = [];

    /// <summary>Who acts in it; empty where unknown.</summary>
    public IReadOnlyList<string> Cast { get; set; } = [];

    /// <summary>The languages spoken in it, by their English names; empty where unknown.</summary>
    public IReadOnlyList<string> Languages { get; set; } = [];

    /// <summary>
    /// Its ids elsewhere, by source: <c>imdb</c>, <c>tmdb</c> and whatever others it was given; empty where none is
    /// known.
    /// </summary>
    public IReadOnlyDictionary<string, string> ExternalIds { get; set; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>
    /// Whether nobody in the training data has watched it: it can be recommended only for what it is.
    /// </summary>
    public bool IsNew { get; init; }

    /// <summary>What a search met; absent where it was the title, and outside searches.</summary>
    public MovieMatch? Match { get; init; }

    /// <summary>Titles and synopses in other languages; absent in lists of movies.</summary>
    public IReadOnlyList<MovieText>? Translations { get; init; }
}

/// <summary>What of a movie a search met, other than the title that is shown.</summary>
/// <param name="Field"><c>title</c>, the data set's own, <c>translation</c>, <c>director</c>, <c>cast</c>,
/// <c>externalId</c> or <c>description</c>.</param>
/// <param name="Text">The title, name or id that it met, such as <c>El padrino</c>; of what is told of a movie the
/// words.</param>
public sealed record MovieMatch(string Field, string Text)
{
    /// <summary>The language of a title that it met, such as <c>es</c>; null of a name, and where unknown.</summary>
    public string? Language { get; init; }
}

/// <summary>A movie's titles and synopsis in a language.</summary>
public sealed record MovieText
{
    /// <summary>The language's tag, such as <c>es</c> or <c>pt-BR</c>.</summary>
    [Required, StringLength(35, MinimumLength = 2)]
    public required string Language { get; init; }

    /// <summary>The titles, the one to show first.</summary>
    [MostEntries(10)]
    public IReadOnlyList<string> Titles { get; set; } = [];

    /// <summary>What happens in it; absent where unknown.</summary>
    [StringLength(20_000)]
    public string? Synopsis { get; init; }
}

/// <summary>A page of movies.</summary>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Movies">The movies of this page.</param>
public sealed record MoviePage(int Total, IReadOnlyList<MovieItem> Movies)
{
    /// <summary>
    /// How many movies the filters leave out only since what they ask for isn't known of them; <c>unknown=true</c> lets
    /// them in.
    /// </summary>
    public int UnknownLeftOut { get; init; }

    /// <summary>The address of the next page, from the root of the server; absent on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>What a movie is. Everything but the title may be left out.</summary>
public record MovieDescription
{
    /// <summary>The years that a movie may be of.</summary>
    public const int FirstYear = 1870;

    /// <summary>The latest year that a movie may have.</summary>
    public const int LastYear = 2100;

    /// <summary>How many external ids a movie may have.</summary>
    public const int MostExternalIds = 20;

    /// <summary>The title, such as <c>Alien (1979)</c>.</summary>
    [Required, StringLength(300, MinimumLength = 1)]
    public required string Title { get; init; }

    /// <summary>Year of release; by default the year at the title's end.</summary>
    [Range(FirstYear, LastYear)]
    public int? Year { get; init; }

    /// <summary>Genres of the catalogue.</summary>
    [MostEntries(20)]
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>Where it comes from, such as <c>American</c>.</summary>
    [StringLength(100)]
    public string? Origin { get; init; }

    /// <summary>Who directed it.</summary>
    [MostEntries(100)]
    public IReadOnlyList<string> Directors { get; init; } = [];

    /// <summary>Who acts in it, the leading parts first.</summary>
    [MostEntries(100)]
    public IReadOnlyList<string> Cast { get; init; } = [];

    /// <summary>The languages spoken in it, by their English names.</summary>
    [MostEntries(20)]
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>What happens in it.</summary>
    [StringLength(20_000)]
    public string? Synopsis { get; init; }

    /// <summary>Titles and synopses in other languages.</summary>
    [MostEntries(50)]
    public IReadOnlyList<MovieText> Translations { get; init; } = [];

    /// <summary>
    /// Its ids elsewhere, by source: <c>imdb</c>, such as <c>tt0133093</c>, <c>tmdb</c>, such as <c>603</c>, or any
    /// other name of lower-case letters, digits, - and _. Imports and searches find it by them.
    /// </summary>
    [MostEntries(MostExternalIds)]
    public IReadOnlyDictionary<string, string> ExternalIds { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}

/// <summary>A movie among many that are added or changed at once.</summary>
public sealed record CatalogMovie : MovieDescription
{
    /// <summary>
    /// Its id: the movie of this id is changed, or added where there is none. By default the next whole number, unless
    /// a movie is like it in everything.
    /// </summary>
    public MovieId? Id { get; init; }
}

/// <summary>What became of one of many movies. What is told as done is stored durably.</summary>
/// <param name="Line">The number of its line, from 1.</param>
/// <param name="Outcome"><c>added</c>, <c>changed</c> (or brought back), <c>unchanged</c>, or <c>refused</c>.</param>
public sealed record MovieOutcome(int Line, string Outcome)
{
    /// <summary>The movie's id; absent where it was refused.</summary>
    public MovieId? Id { get; init; }

    /// <summary>The field that is wrong, of one that was refused.</summary>
    public string? Field { get; init; }

    /// <summary>What was found and what was expected, of one that was refused.</summary>
    public string? Error { get; init; }
}

/// <summary>What a movie that isn't in the catalogue would be here.</summary>
/// <param name="Model">The model that judged.</param>
/// <param name="Similar">The movies that it resembles, most alike first.</param>
/// <param name="Users">The users of the training data who would like it most; none where everybody may read and no
/// key was sent.</param>
public sealed record Judgement(
    string Model,
    IReadOnlyList<RecommendedMovie> Similar,
    IReadOnlyList<LikelyUserItem> Users
);

/// <summary>Somebody who would like a movie.</summary>
/// <param name="Rank">1 for the likeliest.</param>
/// <param name="User">The user's id.</param>
/// <param name="Score">The model's score.</param>
public sealed record LikelyUserItem(int Rank, string User, float Score);

/// <summary>What a catalogue has to choose from.</summary>
/// <param name="Movies">Number of movies that are not withdrawn.</param>
/// <param name="Genres">The genres of these movies. A movie that is added may be of others, which only withdrawn movies
/// have.</param>
/// <param name="Origins">The origins that filters take, the most frequent first.</param>
/// <param name="FromYear">The earliest year of release; absent where no movie has one.</param>
/// <param name="ToYear">The latest.</param>
public sealed record CatalogSummary(
    int Movies,
    IReadOnlyList<string> Genres,
    IReadOnlyList<string> Origins,
    int? FromYear,
    int? ToYear
)
{
    /// <summary>The languages that filters take, the most frequent first.</summary>
    public IReadOnlyList<string> Languages { get; set; } = [];

    /// <summary>The languages that movies are translated into, by tag.</summary>
    public IReadOnlyList<string> Translations { get; set; } = [];
}
