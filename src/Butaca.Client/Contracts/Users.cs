using System.ComponentModel.DataAnnotations;

namespace Butaca.Client.Contracts;

/// <summary>What a user's id may be.</summary>
public static class UserId
{
    /// <summary>What it may be, for people to read. The users of the data set are known by their ids there.</summary>
    public const string Expected = "expected 1 to 255 characters, none a control character, without blanks at the ends";

    /// <summary>The most characters that it may have.</summary>
    public const int Longest = 255;

    /// <summary>
    /// The same as a regular expression. <see cref="RegularExpressionAttribute"/> lets an empty text pass: it goes with
    /// a length.
    /// </summary>
    public const string Pattern =
        @"^[^\s\u0000-\u001F\u007F-\u009F](?:[^\u0000-\u001F\u007F-\u009F]{0,253}[^\s\u0000-\u001F\u007F-\u009F])?$";
}

/// <summary>What happened between a user and a movie.</summary>
public sealed record UserEvent
{
    /// <summary>
    /// Names the event: one that is sent again is not counted twice. By default the server gives one.
    /// </summary>
    [StringLength(64, MinimumLength = 1)]
    public string? Id { get; init; }

    /// <summary>The user. May be left out where the address names them.</summary>
    [
        RegularExpression(UserId.Pattern, ErrorMessage = UserId.Expected),
        StringLength(UserId.Longest, MinimumLength = 1, ErrorMessage = UserId.Expected)
    ]
    public string? User { get; init; }

    /// <summary>The movie's id.</summary>
    [Required]
    public required MovieId MovieId { get; init; }

    /// <summary>
    /// <c>watched</c>, <c>rated</c>, <c>dismissed</c> (never recommend it), <c>removed</c> (none of these any more), or
    /// a kind of the server's configuration (<c>Butaca:EventKinds</c>).
    /// </summary>
    [Required, StringLength(64, MinimumLength = 1)]
    public required string Kind { get; init; }

    /// <summary>The rating, for <c>rated</c>.</summary>
    [Range(0.0, 10.0)]
    public double? Rating { get; init; }

    /// <summary>When it happened; by default now. Without an offset it is UTC.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The id of the answer that led to it.</summary>
    [StringLength(64)]
    public string? Recommendation { get; init; }
}

/// <summary>Many events, stored all or none.</summary>
public sealed record EventBatch
{
    /// <summary>The events; each names its user.</summary>
    [Required, FewestEntries(1), MostEntries(1000)]
    public required IReadOnlyList<UserEvent> Events { get; init; }
}

/// <summary>What became of events that were sent. They are stored durably.</summary>
/// <param name="Stored">How many were new.</param>
/// <param name="Repeated">How many were known already, by their ids.</param>
/// <param name="Ids">The events' ids, in the order sent.</param>
public sealed record EventReceipt(int Stored, int Repeated, IReadOnlyList<string> Ids);

/// <summary>What became of one of many events. What is told as stored is stored durably.</summary>
/// <param name="Line">The number of its line, from 1.</param>
/// <param name="Outcome"><c>stored</c>, <c>repeated</c> (known already, by its id), or <c>refused</c>.</param>
public sealed record EventOutcome(int Line, string Outcome)
{
    /// <summary>The event's id; absent where it was refused.</summary>
    public string? Id { get; init; }

    /// <summary>The field that is wrong, of one that was refused.</summary>
    public string? Field { get; init; }

    /// <summary>What was found and what was expected, of one that was refused.</summary>
    public string? Error { get; init; }
}

/// <summary>What the server knows of a user, a page of it.</summary>
/// <param name="User">The user's id.</param>
/// <param name="Watched">What they watched, by movie id: the entries of this page.</param>
/// <param name="Dismissed">What they never want recommended, by movie id: the entries of this page.</param>
public sealed record UserHistory(string User, IReadOnlyList<WatchedMovie> Watched, IReadOnlyList<MovieItem> Dismissed)
{
    /// <summary>How many movies they watched, on all pages.</summary>
    public int WatchedTotal { get; init; }

    /// <summary>How many movies they dismissed, on all pages.</summary>
    public int DismissedTotal { get; init; }

    /// <summary>The address of the next page, from the root of the server; absent on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>A page of a user's events, in the order in which they were acknowledged.</summary>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Events">The events of this page, as they can be sent.</param>
public sealed record EventPage(int Total, IReadOnlyList<UserEvent> Events)
{
    /// <summary>The address of the next page, from the root of the server; absent on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>A watched movie.</summary>
/// <param name="Movie">The movie.</param>
/// <param name="Rating">How it was rated; absent where it wasn't.</param>
/// <param name="At">When it was watched; absent where unknown.</param>
public sealed record WatchedMovie(MovieItem Movie, float? Rating, DateTimeOffset? At);

/// <summary>A page of the users of whom something is known.</summary>
/// <param name="Users">The users of this page.</param>
public sealed record UserPage(IReadOnlyList<KnownUser> Users)
{
    /// <summary>Where the next page begins; absent on the last.</summary>
    public string? Cursor { get; init; }

    /// <summary>The address of the next page, from the root of the server; absent on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>Somebody of whom something is known.</summary>
/// <param name="User">The user's id.</param>
/// <param name="InData">Whether the data set knows them; others are known by events, or by what was recommended to
/// them.</param>
public sealed record KnownUser(string User, bool InData);

/// <summary>All that is known of a user, but for what models learned from it.</summary>
/// <param name="User">The user's id.</param>
/// <param name="InData">Whether the data set knows them.</param>
/// <param name="Watched">What counts as watched now, with ratings: what the data set says, and then the events.</param>
/// <param name="Dismissed">What counts as dismissed now.</param>
/// <param name="Events">Their events, in the order in which they were acknowledged, as they can be sent.</param>
/// <param name="Shown">What was recommended to them, oldest first, as long as it is kept for the statistics.</param>
public sealed record UserExport(
    string User,
    bool InData,
    IReadOnlyList<WatchedMovie> Watched,
    IReadOnlyList<MovieItem> Dismissed,
    IReadOnlyList<UserEvent> Events,
    IReadOnlyList<ShownRecommendations> Shown
);

/// <summary>A list of recommendations that a user was shown.</summary>
/// <param name="Id">The id of the answer.</param>
/// <param name="Model">The model that recommended.</param>
/// <param name="At">When.</param>
/// <param name="Movies">The ids of the movies, best first.</param>
public sealed record ShownRecommendations(string Id, string Model, DateTimeOffset At, IReadOnlyList<MovieId> Movies);

/// <summary>What was deleted of a user.</summary>
/// <param name="Events">How many events.</param>
/// <param name="Training">
/// Whether a model had learned from them, or one that is being trained may have: it forgets them with its next
/// training, and until then their history is part of its weights.
/// </param>
public sealed record Deletion(int Events, bool Training);
