namespace Butaca.Hosting;

/// <summary>
/// What users do, read now and then; in its place or beside it, <see cref="IRecommender{TUser, TMovie}.RecordAsync"/>
/// tells events as they happen. Made anew in a scope of its own for each reading, so that it may use a database
/// context.
/// </summary>
/// <typeparam name="TUser">The type of users' ids.</typeparam>
/// <typeparam name="TMovie">The type of movies' ids.</typeparam>
public interface IEventSource<TUser, TMovie>
    where TUser : notnull, IParsable<TUser>
    where TMovie : notnull, IParsable<TMovie>
{
    /// <summary>
    /// Reads events in the order in which they happened. One that was read before does no harm: its id is known.
    /// </summary>
    /// <param name="after">The id of the last event that was read; null: none was.</param>
    /// <param name="cancellation">Ends the reading; what was read up to then is kept.</param>
    IAsyncEnumerable<UserEvent<TUser, TMovie>> ReadAsync(string? after, CancellationToken cancellation);
}
