using Butaca.Data;

namespace Butaca.Hosting.Storage;

/// <summary>
/// What the server must not lose: events, added movies, keys, and what was shown to whom. Whatever a method has
/// returned from is durable: it survives the end of the process. Writes take effect in the order in which they were
/// asked for. What goes wrong with the database is a <see cref="StoreException"/>. Safe for many threads.
/// </summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>The name of the setting that says which model serves whom.</summary>
    internal const string RoutingSetting = "routing";

    /// <summary>The kind of store, for people to read: <c>SQLite</c> or <c>PostgreSQL</c>.</summary>
    string Kind { get; }

    /// <summary>Names the store, for people to read: without passwords.</summary>
    string Where { get; }

    /// <summary>Events, and other writes, that wait to be committed.</summary>
    int Waiting { get; }

    /// <summary>Reads and writes that the database failed since this was opened.</summary>
    long Failures { get; }

    /// <summary>
    /// Whether another server took the store over from this one, as a write or <see cref="PingAsync"/> noticed. What
    /// this one has in memory is out of date from then on, so that it writes no more, even if the other one ends: only
    /// a new start reads what happened meanwhile.
    /// </summary>
    bool IsLost { get; }

    /// <summary>
    /// Has the store for one server alone, and does nothing where it has it already, until this is disposed of or its
    /// process ends: what a server knows of users and movies is in its memory, so two on one store would each miss
    /// what the other was told. Programs that only read or write a little, such as the one that makes keys, needn't.
    /// </summary>
    /// <exception cref="StoreException">Another server has it. Transient: the other one may be about to
    /// end.</exception>
    Task ClaimAsync(CancellationToken cancellation);

    /// <summary>
    /// Creates the tables, or brings older ones up to date. Called before anything but <see cref="ClaimAsync"/>.
    /// </summary>
    Task MigrateAsync(CancellationToken cancellation);

    /// <summary>
    /// In place of <see cref="MigrateAsync"/> for programs beside a server, which may be of another version and at
    /// work: makes the tables where there are none, and changes none.
    /// </summary>
    /// <param name="create">Whether there may be none.</param>
    /// <param name="cancellation">Ends the work, undone.</param>
    /// <exception cref="StoreException">There are none, or those of another version.</exception>
    Task JoinAsync(bool create, CancellationToken cancellation);

    /// <summary>
    /// Asks the store for a sign of life by a small write: one that only reads would pass on a full disk.
    /// </summary>
    /// <exception cref="StoreException">It doesn't answer, takes no writes, or is another server's.</exception>
    Task PingAsync(CancellationToken cancellation);

    /// <summary>
    /// Stores events in one transaction. An event whose id is known already is skipped: sending twice is harmless.
    /// </summary>
    /// <returns>For each event, whether it was new.</returns>
    Task<IReadOnlyList<bool>> AppendAsync(IReadOnlyList<StoredEvent> events, CancellationToken cancellation);

    /// <summary>A user's events, in the order in which they were acknowledged.</summary>
    Task<IReadOnlyList<StoredEvent>> EventsOfAsync(string user, CancellationToken cancellation);

    /// <summary>Some of a user's events, in the order in which they were acknowledged.</summary>
    /// <param name="user">The user.</param>
    /// <param name="offset">How many to leave out first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The events, and how many they have in all.</returns>
    Task<(IReadOnlyList<StoredEvent> Events, int Total)> EventsOfAsync(
        string user,
        int offset,
        int limit,
        CancellationToken cancellation
    );

    /// <summary>
    /// A user's events since one of them, in the order in which they were acknowledged: what is known of the others
    /// needn't be read again.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="after">The number of the last that is known; 0: none is.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The events, and the number of the last; <paramref name="after"/> where there is none.</returns>
    Task<(IReadOnlyList<StoredEvent> Events, long Last)> EventsAfterAsync(
        string user,
        long after,
        CancellationToken cancellation
    );

    /// <summary>Users who have events, or were shown something, in the store's own order of ids.</summary>
    /// <param name="after">Only those after this one; empty: from the first on.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellation">Ends the work.</param>
    Task<IReadOnlyList<string>> UsersAsync(string after, int limit, CancellationToken cancellation);

    /// <summary>What was recommended to a user, oldest first.</summary>
    Task<IReadOnlyList<ShownList>> ShownOfAsync(string user, CancellationToken cancellation);

    /// <summary>
    /// All events of all users, in the order in which they were acknowledged, without holding them all in memory.
    /// </summary>
    IAsyncEnumerable<StoredEvent> EventsAsync(CancellationToken cancellation);

    /// <summary>The number of the last event of anybody; 0: there is none.</summary>
    Task<long> LastEventAsync(CancellationToken cancellation);

    /// <summary>Deletes a user's events and what was shown to them, in one transaction.</summary>
    /// <param name="user">The user.</param>
    /// <param name="forget">Whether to remember that this user is to be forgotten, since the training data knows them
    /// too.</param>
    /// <param name="cancellation">Ends the work, undone.</param>
    /// <returns>Number of events deleted.</returns>
    Task<int> DeleteUserAsync(string user, bool forget, CancellationToken cancellation);

    /// <summary>Users of the training data who are to be forgotten.</summary>
    Task<IReadOnlyList<string>> ForgottenAsync(CancellationToken cancellation);

    /// <summary>Adds a movie, or replaces the one of the same id; it is withdrawn no more.</summary>
    Task PutMovieAsync(Movie movie, CancellationToken cancellation) => PutMoviesAsync([movie], cancellation);

    /// <summary>
    /// Adds movies, or replaces those of the same ids, in one transaction; they are withdrawn no more.
    /// </summary>
    Task PutMoviesAsync(IReadOnlyCollection<Movie> movies, CancellationToken cancellation);

    /// <summary>Withdraws a movie, of the data set or added.</summary>
    Task WithdrawMovieAsync(Id id, CancellationToken cancellation);

    /// <summary>The ids of all movies that are withdrawn.</summary>
    Task<IReadOnlyList<Id>> WithdrawnAsync(CancellationToken cancellation);

    /// <summary>All movies that were added or replaced, in order of id.</summary>
    Task<IReadOnlyList<Movie>> MoviesAsync(CancellationToken cancellation);

    /// <summary>
    /// Remembers what was recommended, in one transaction. An id that is known already is skipped; lists that are only
    /// counted have none.
    /// </summary>
    Task AddShownAsync(IReadOnlyList<ShownList> lists, CancellationToken cancellation);

    /// <summary>Forgets what was shown to a user.</summary>
    Task DeleteShownOfAsync(string user, CancellationToken cancellation);

    /// <summary>Forgets lists that were shown before a time.</summary>
    Task<int> DeleteShownBeforeAsync(long time, CancellationToken cancellation);

    /// <summary>What became of the recommendations of each model.</summary>
    /// <param name="since">Only lists shown from that day of UTC on.</param>
    /// <param name="cancellation">Ends the work.</param>
    Task<IReadOnlyList<ModelStatistics>> StatisticsAsync(DateOnly since, CancellationToken cancellation);

    /// <summary>Stores a new key.</summary>
    Task AddKeyAsync(StoredKey key, CancellationToken cancellation);

    /// <summary>All keys, revoked ones too, oldest first.</summary>
    Task<IReadOnlyList<StoredKey>> KeysAsync(CancellationToken cancellation);

    /// <summary>Revokes a key.</summary>
    /// <returns>Whether there was such a key that was not revoked yet.</returns>
    Task<bool> RevokeKeyAsync(string id, long time, CancellationToken cancellation);

    /// <summary>A setting that an administrator made through the API; null: never set.</summary>
    Task<string?> GetSettingAsync(string name, CancellationToken cancellation);

    /// <summary>Keeps a setting.</summary>
    Task SetSettingAsync(string name, string value, CancellationToken cancellation);
}

/// <summary>An event as it is stored.</summary>
/// <param name="Id">Given by the sender: the same id is the same event. 1 to 64 characters.</param>
/// <param name="User">The user's id, 1 to 255 characters.</param>
/// <param name="Movie">The movie's id.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Rating">The rating, for <see cref="EventKind.Rated"/>; else null.</param>
/// <param name="Time">When it happened, in seconds since 1970-01-01 UTC.</param>
/// <param name="Recommendation">The id of the recommendation that led to it; null: none named.</param>
public sealed record StoredEvent(
    string Id,
    string User,
    Id Movie,
    EventKind Kind,
    double? Rating,
    long Time,
    string? Recommendation
)
{
    /// <summary>
    /// The name of its kind, where it is one of <see cref="HostingOptions.EventKinds"/>: <see cref="Kind"/> and
    /// <see cref="Rating"/> are what that meant when the event was acknowledged. Default (null): it is none.
    /// </summary>
    public string? OwnKind { get; init; }
}

/// <summary>A list of recommendations that was shown.</summary>
/// <param name="Id">The id of the answer.</param>
/// <param name="User">For whom; null for nobody who is known.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Time">When, in seconds since 1970-01-01 UTC.</param>
/// <param name="Movies">The ids of the movies, best first.</param>
public sealed record ShownList(string Id, string? User, string Model, long Time, IReadOnlyList<Id> Movies)
{
    /// <summary>
    /// Whether it is only counted, so that no event can name it: what anybody may ask for must not fill the disk.
    /// Default: no.
    /// </summary>
    public bool IsOnlyCounted { get; init; }
}

/// <summary>What became of a model's recommendations.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Lists">Lists shown.</param>
/// <param name="Users">Different users to whom they were shown.</param>
/// <param name="Movies">Movies on those lists.</param>
/// <param name="Watched">Movies on those lists that were watched or rated afterwards by an event which named the
/// list.</param>
/// <param name="Hits">Lists of which at least one movie was.</param>
/// <param name="Dismissed">Movies on those lists that were dismissed by an event which named the list.</param>
public sealed record ModelStatistics(
    string Model,
    long Lists,
    long Users,
    long Movies,
    long Watched,
    long Hits,
    long Dismissed
);

/// <summary>An API key as it is stored: never the key itself.</summary>
/// <param name="Id">Names the key; the part before the secret.</param>
/// <param name="Hash">SHA-256 of the secret part, in hexadecimal.</param>
/// <param name="Name">What it is for, given by whoever made it.</param>
/// <param name="Scope">What it may do.</param>
/// <param name="Created">When it was made, in seconds since 1970-01-01 UTC.</param>
/// <param name="Revoked">When it was revoked; null: it is valid.</param>
public sealed record StoredKey(string Id, string Hash, string Name, KeyScope Scope, long Created, long? Revoked);

/// <summary>What a key may do; each includes the ones before.</summary>
public enum KeyScope
{
    /// <summary>Search, look and be recommended to.</summary>
    Read = 1,

    /// <summary>Also send events, delete users, add and withdraw movies.</summary>
    Write = 2,

    /// <summary>Also train and activate models.</summary>
    Admin = 3,
}
