using System.ComponentModel.DataAnnotations;

namespace Butaca.Client.Contracts;

/// <summary>
/// Asks for one list for two to six users; everything of <see cref="RecommendationSettings"/> holds for all of them.
/// </summary>
public sealed record TogetherRequest : RecommendationSettings
{
    /// <summary>The users.</summary>
    [Required, FewestEntries(2), MostEntries(6)]
    public required IReadOnlyList<TogetherUser> Users { get; init; }

    /// <summary>
    /// How much whoever gets least counts: 0, the average alone, to 1, the least happy alone; by default what measured
    /// best.
    /// </summary>
    [Range(0.0, 1.0)]
    public double? Fairness { get; init; }

    /// <summary>Also movies that some of the users have seen, marked; never one that all have.</summary>
    public bool Seen { get; init; }
}

/// <summary>
/// One of the users who want to watch something together: one whom the server knows, or a list of watched movies.
/// </summary>
public sealed record TogetherUser
{
    /// <summary>What the answer calls them; by default the user's id, or the place in the list, from 1.</summary>
    [StringLength(100)]
    public string? Name { get; init; }

    /// <summary>The user's id.</summary>
    [
        RegularExpression(UserId.Pattern, ErrorMessage = UserId.Expected),
        StringLength(UserId.Longest, MinimumLength = 1, ErrorMessage = UserId.Expected)
    ]
    public string? User { get; init; }

    /// <summary>Watched movies, as ids or as objects with the rating and the time; unknown ones are ignored.</summary>
    [MostEntries(10_000)]
    public IReadOnlyList<HistoryEntry>? Watched { get; init; }

    /// <summary>Ids of movies that they dislike: fewer like them for this user, and none of them for anybody.</summary>
    [MostEntries(1000)]
    public IReadOnlyList<MovieId> LessLike { get; init; } = [];
}

/// <summary>One list for several users.</summary>
/// <param name="Id">Names this answer: events that it leads to can say so.</param>
/// <param name="Model">The model that recommends.</param>
/// <param name="Users">For whom, in the order asked.</param>
/// <param name="Recommendations">
/// The movies, in an order that shares the list; fewer than asked for only where fewer pass.
/// </param>
public sealed record TogetherAnswer(
    string Id,
    string Model,
    IReadOnlyList<TogetherMember> Users,
    IReadOnlyList<TogetherMovie> Recommendations
)
{
    /// <summary>
    /// How many movies the filters leave out only since what they ask for isn't known of them; <c>unknown</c> lets them
    /// in.
    /// </summary>
    public int UnknownLeftOut { get; init; }
}

/// <summary>One of the users whom a list is for.</summary>
/// <param name="Name">What the answer calls them.</param>
/// <param name="User">Their id; absent for a list of movies.</param>
/// <param name="Personal">
/// Whether their part follows from what they watched. If not, the most watched movies stand in.
/// </param>
public sealed record TogetherMember(string Name, string? User, bool Personal);

/// <summary>A movie for several users.</summary>
/// <param name="Rank">1 for the first.</param>
/// <param name="Movie">The movie.</param>
/// <param name="Users">What it is to each of them, in the order asked.</param>
public sealed record TogetherMovie(int Rank, MovieItem Movie, IReadOnlyList<TogetherFit> Users);

/// <summary>What a movie is to one of several users.</summary>
/// <param name="Name">What the answer calls them.</param>
/// <param name="Fit">How well it fits them, as a share, 0 … 1, of how well their own best movie does.</param>
/// <param name="IsFor">Whether it is for them: it fits them at least half as well as whom it fits best.</param>
/// <param name="HasSeen">Whether they have seen it.</param>
/// <param name="Score">
/// The model's score for them, comparable within their scores only; absent where they have seen it.
/// </param>
/// <param name="Reasons">Which of their watched movies speak for it most.</param>
/// <param name="Parts">
/// What the score consists of; absent where no reasons were asked for, or where it doesn't follow from what they
/// watched.
/// </param>
public sealed record TogetherFit(
    string Name,
    double Fit,
    bool IsFor,
    bool HasSeen,
    float? Score,
    IReadOnlyList<ReasonItem> Reasons,
    PartsItem? Parts = null
);
