namespace Butaca.Hosting;

/// <summary>What a user did with a movie.</summary>
/// <param name="User">The user's id.</param>
/// <param name="Movie">The movie's id.</param>
/// <param name="Kind">What they did.</param>
/// <typeparam name="TUser">The type of users' ids.</typeparam>
/// <typeparam name="TMovie">The type of movies' ids.</typeparam>
public sealed record UserEvent<TUser, TMovie>(TUser User, TMovie Movie, EventKind Kind = EventKind.Watched)
    where TUser : notnull, IParsable<TUser>
    where TMovie : notnull, IParsable<TMovie>
{
    /// <summary>
    /// Tells the event from others, 1 to 64 characters: what is sent twice counts once. Default: a new one.
    /// </summary>
    public string Id { get; init; } = Guid.CreateVersion7().ToString("N");

    /// <summary>
    /// What they did, as one of <see cref="HostingOptions.EventKinds"/>, in place of <see cref="Kind"/>. Default: none.
    /// </summary>
    public string? OwnKind { get; init; }

    /// <summary>
    /// The rating, where <see cref="Kind"/> is <see cref="EventKind.Rated"/>; higher is better. Default: none.
    /// </summary>
    public double? Rating { get; init; }

    /// <summary>When it happened, from 1970 to 2106, not in the future. Default (null): when it is recorded.</summary>
    public DateTimeOffset? Time { get; init; }
}
