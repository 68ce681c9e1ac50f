using System.ComponentModel.DataAnnotations;

namespace Butaca.Client.Contracts;

/// <summary>How to recommend; everything may be left out.</summary>
public record RecommendationSettings
{
    /// <summary>The farthest place at which a page of a list may begin.</summary>
    public const int MostOffset = 1000;

    /// <summary>How many movies.</summary>
    [Range(1, 100)]
    public int N { get; init; } = 10;

    /// <summary>The model; by default the active one.</summary>
    [StringLength(64)]
    public string? Model { get; init; }

    /// <summary>Only movies of one of these genres.</summary>
    [MostEntries(20)]
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>Whether a movie must have all these genres rather than one of them.</summary>
    public bool AllGenres { get; init; }

    /// <summary>Only movies from one of these origins.</summary>
    [MostEntries(20)]
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Only movies in which one of these languages is spoken.</summary>
    [MostEntries(20)]
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>
    /// Only movies by one of these directors; accents and case don't matter, and a part of a name will do.
    /// </summary>
    [MostEntries(20)]
    public IReadOnlyList<string> Directors { get; init; } = [];

    /// <summary>Only movies with one of these actors.</summary>
    [MostEntries(20)]
    public IReadOnlyList<string> Cast { get; init; } = [];

    /// <summary>Also movies whose origin, languages, directors or cast are asked for but not known.</summary>
    public bool Unknown { get; init; }

    /// <summary>Only movies from this year on.</summary>
    [Range(MovieDescription.FirstYear, MovieDescription.LastYear)]
    public int? FromYear { get; init; }

    /// <summary>Only movies up to this year.</summary>
    [Range(MovieDescription.FirstYear, MovieDescription.LastYear)]
    public int? ToYear { get; init; }

    /// <summary>Ids of movies that must not be recommended.</summary>
    [MostEntries(1000)]
    public IReadOnlyList<MovieId> Exclude { get; init; } = [];

    /// <summary>0, the most accurate, to 1, the most varied.</summary>
    [Range(0.0, 1.0)]
    public double Diversity { get; init; }

    /// <summary>0, the most accurate, to 1, hidden gems.</summary>
    [Range(0.0, 1.0)]
    public double Novelty { get; init; }

    /// <summary>Ids of disliked movies: fewer like them, and none of them.</summary>
    [MostEntries(1000)]
    public IReadOnlyList<MovieId> LessLike { get; init; } = [];

    /// <summary>
    /// <c>watch</c>: what they are likely to watch; <c>like</c>: what they are likely to watch and to like. By default
    /// <c>like</c> where a rating of theirs is known and the model knows ratings; other models know no difference.
    /// </summary>
    [AllowedValues(null, "watch", "like", ErrorMessage = "expected watch or like")]
    public string? Goal { get; init; }

    /// <summary>The time to recommend for; by default the history's own. Without an offset it is UTC.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How many reasons each recommendation carries at most.</summary>
    [Range(0, 10)]
    public int Reasons { get; init; } = 2;
}

/// <summary>Asks for recommendations for a user, or for a list of watched movies. One of the two is given.</summary>
public sealed record RecommendationRequest : RecommendationSettings
{
    /// <summary>The user's id.</summary>
    [
        RegularExpression(UserId.Pattern, ErrorMessage = UserId.Expected),
        StringLength(UserId.Longest, MinimumLength = 1, ErrorMessage = UserId.Expected)
    ]
    public string? User { get; init; }

    /// <summary>
    /// Watched movies, as ids or as objects with the rating and the time; unknown ones are ignored. What an import says
    /// of watched movies can be given as it is.
    /// </summary>
    [MostEntries(10_000)]
    public IReadOnlyList<HistoryEntry>? Watched { get; init; }

    /// <summary>
    /// How many of the best to leave out: a page begins there. Pages of one length have no movie in common.
    /// </summary>
    [Range(0, MostOffset)]
    public int Offset { get; init; }
}

/// <summary>Asks for recommendations for many users; the answer is one line of JSON a user.</summary>
public sealed record BatchRequest : RecommendationSettings
{
    /// <summary>The users' ids.</summary>
    [Required, FewestEntries(1), MostEntries(1000)]
    public required IReadOnlyList<string> Users { get; init; }

    /// <summary>
    /// How many of the best to leave out: a page begins there. Pages of one length have no movie in common.
    /// </summary>
    [Range(0, MostOffset)]
    public int Offset { get; init; }
}

/// <summary>Recommendations.</summary>
/// <param name="Id">Names this answer: events that it leads to can say so.</param>
/// <param name="User">For whom; absent for a list of movies.</param>
/// <param name="Model">The model that recommends.</param>
/// <param name="Personal">
/// Whether the list follows from the history. If not, nothing useful is known of the user, and the most watched
/// movies stand in.
/// </param>
/// <param name="Recommendations">The movies, best first; fewer than asked for only where fewer pass the
/// filters.</param>
public sealed record RecommendationAnswer(
    string Id,
    string? User,
    string Model,
    bool Personal,
    IReadOnlyList<RecommendedMovie> Recommendations
)
{
    /// <summary>
    /// How many movies the filters leave out only since what they ask for isn't known of them; <c>unknown</c> lets them
    /// in.
    /// </summary>
    public int UnknownLeftOut { get; init; }
}

/// <summary>A recommended movie.</summary>
/// <param name="Rank">1 for the best; a page goes on from the one before.</param>
/// <param name="Movie">The movie.</param>
/// <param name="Score">The model's score, comparable within one list only.</param>
/// <param name="Reasons">The watched movies that speak for it most.</param>
/// <param name="Parts">What the score consists of. Null where no reasons were asked for, or where the list doesn't
/// follow from what was watched.</param>
public sealed record RecommendedMovie(
    int Rank,
    MovieItem Movie,
    float Score,
    IReadOnlyList<ReasonItem> Reasons,
    PartsItem? Parts = null
)
{
    /// <summary>
    /// How they would rate it; absent where the model doesn't predict ratings, and where none of theirs is known.
    /// </summary>
    public PredictedStars? Stars { get; init; }

    /// <summary>
    /// The watched movies that were rated low and speak against it most; it would come earlier without them.
    /// </summary>
    public IReadOnlyList<ReasonItem> Against { get; set; } = [];
}

/// <summary>How somebody would rate a movie, on the scale of the data set, which in MovieLens is 0.5 to 5.</summary>
/// <param name="Expected">The rating that is expected.</param>
/// <param name="From">The low end of an interval in which four of five such ratings lie.</param>
/// <param name="To">The high end.</param>
public sealed record PredictedStars(float Expected, float From, float To);

/// <summary>
/// What a score consists of: the parts add up to it, but for rounding. A part that a model doesn't have is 0.
/// </summary>
/// <param name="Watched">What the watched movies contribute together, those included that speak against it.</param>
/// <param name="Prior">How much the movie is watched, by whomever, and how much what it is promises; of a movie that
/// nobody has watched yet, how probable it is that anybody will.</param>
/// <param name="Time">How much it was watched around the time to recommend for, beside always.</param>
/// <param name="Content">What it is (genres, year and so its age at that time, whether it has a synopsis), beside what
/// the user watches, as far as no single watched movie accounts for it.</param>
/// <param name="Network">What the model's networks say to this user of a typical movie, known or new, and what of the
/// score belongs to no other part.</param>
public sealed record PartsItem(float Watched, float Prior, float Time, float Content, float Network);

/// <summary>A watched movie that speaks for a recommendation, or against it.</summary>
/// <param name="Id">The watched movie's id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Contribution">Its part of the score; below 0 where it speaks against it.</param>
/// <param name="Share">Its share, 0 … 1, among all watched movies that speak for the recommendation; below 0 where it
/// speaks against it.</param>
public sealed record ReasonItem(MovieId Id, string Title, float Contribution, double Share)
{
    /// <summary>Its title as people write it, in the language that was asked for where the data set has it.</summary>
    public string Name { get; set; } = Title;

    /// <summary>The language of <see cref="Name"/>.</summary>
    public string? NameLanguage { get; init; }
}
