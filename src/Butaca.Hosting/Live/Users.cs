using System.Globalization;
using Butaca.Data;
using Butaca.Hosting.Cluster;
using Butaca.Hosting.Storage;
using Microsoft.Extensions.Caching.Memory;

namespace Butaca.Hosting.Live;

/// <summary>
/// The users, as the store and the data set know them. States are kept in memory until an event changes them; what a
/// method acknowledges is in the store, and in every answer that begins afterwards. Safe for many threads.
/// </summary>
/// <param name="store">Keeps the events.</param>
/// <param name="seedData">What the data set says.</param>
/// <param name="lookout">Tells what other servers on the store have written; null: there are none.</param>
public sealed class Users(IStore store, SeedData seedData, Lookout? lookout = null) : IDisposable
{
    /// <summary>Watched movies that are kept in memory, over all users: 16 bytes each.</summary>
    private const long MostWatched = 4_000_000;

    /// <summary>What a state takes besides, in watched movies.</summary>
    private const int Overhead = 32;

    /// <summary>Begins a place among the users of the data set, and among those of the store alone.</summary>
    private const char DataCursor = 'd';
    private const char StoredCursor = 's';

    /// <summary>For how long a request may go on that began before a deletion.</summary>
    private static readonly TimeSpan LongestRequest = TimeSpan.FromHours(1);

    /// <summary>
    /// A state is read and cached, or dropped, under its stripe: an older one can't enter after a change.
    /// </summary>
    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];
    private readonly MemoryCache _deleted = new(new MemoryCacheOptions()); // by user: no state up to this version is theirs any more
    private readonly MemoryCache _states = new(new MemoryCacheOptions { SizeLimit = MostWatched });

    /// <summary>What is known of a user; somebody of whom nothing is known has an empty state.</summary>
    public ValueTask<UserState> GetAsync(string user, CancellationToken cancellation) =>
        lookout is not null ? new ValueTask<UserState>(CheckAsync(user, lookout, cancellation))
        : _states.TryGetValue(user, out UserState? known) && !known!.IsOld ? ValueTask.FromResult(known!)
        : new ValueTask<UserState>(ReadAsync(user, null, cancellation));

    /// <summary>
    /// Stores events, all or none. Once begun it ends, whoever went away: memory would not know what became of it.
    /// </summary>
    /// <returns>For each, whether it was new.</returns>
    public async Task<IReadOnlyList<bool>> AppendAsync(IReadOnlyList<StoredEvent> events)
    {
        bool areAllNew = false;
        try
        {
            IReadOnlyList<bool> isNew = await store.AppendAsync(events, CancellationToken.None);
            areAllNew = isNew.All(n => n);
            return isNew;
        }
        finally // also where it failed: it may have been stored, and may still be, before what is stored next
        {
            foreach (string user in events.Select(e => e.User).Distinct())
                await (areAllNew ? OutdateAsync(user) : DropAsync(user));
        }
    }

    /// <summary>
    /// Users of whom something is known: those of the data set in its order, then the others in the store's.
    /// </summary>
    /// <param name="cursor">Where to go on, as this gave it; null: from the first on.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The users, each with whether the data set knows them; and where to go on, null where there is nobody
    /// left.</returns>
    /// <exception cref="RequestException">The cursor is none of this.</exception>
    public async Task<(IReadOnlyList<(string User, bool IsOfData)> Users, string? Next)> ListAsync(
        string? cursor,
        int limit,
        CancellationToken cancellation
    )
    {
        Vocabulary users = seedData.Data.Users;
        bool isStored = cursor?.StartsWith(StoredCursor) == true;
        int row = 0;
        if (
            cursor is not null
            && !isStored
            && !(
                cursor.StartsWith(DataCursor)
                && int.TryParse(cursor.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out row)
            )
        )
            throw RequestException.Field(
                "cursor",
                $"found '{cursor}', expected one of an answer, as its 'next' has it"
            );
        List<(string, bool)> found = [];
        for (; !isStored && row < users.Count && found.Count < limit; row++)
            if (users.IdOf(row).ToString() is var user && !seedData.HasForgotten(user))
                found.Add((user, true));
        if (!isStored && row < users.Count)
            return (found, $"{DataCursor}{row}");
        string after = isStored ? cursor![1..] : "";
        while (true)
        {
            IReadOnlyList<string> page = await store.UsersAsync(after, limit, cancellation);
            foreach (string user in page)
            {
                if (found.Count == limit)
                    return (found, $"{StoredCursor}{after}");
                after = user;
                if (seedData.RowOf(user) < 0)
                    found.Add((user, false));
            }
            if (page.Count < limit)
                return (found, null);
        }
    }

    /// <summary>
    /// Deletes all that a user left, and has the data set forget them. Once begun it ends, whoever went away.
    /// </summary>
    /// <returns>Number of events deleted.</returns>
    public async Task<int> DeleteAsync(string user)
    {
        bool isKnown = seedData.Knows(user);
        try
        {
            return await store.DeleteUserAsync(user, isKnown, CancellationToken.None);
        }
        finally
        {
            await ForgetAsync(user);
        }
    }

    /// <summary>Forgets a user whom another server has deleted from the store.</summary>
    public async Task ForgetAsync(string user)
    {
        if (seedData.Knows(user))
            seedData.Forget(user);
        _deleted.Set(user, UserState.LastVersion, LongestRequest);
        await DropAsync(user);
    }

    /// <summary>
    /// Whether somebody was deleted after a state of theirs was read: nothing that follows from it may be kept.
    /// </summary>
    public bool IsGone(UserState state) => _deleted.TryGetValue(state.Id, out long version) && state.Version <= version;

    /// <inheritdoc/>
    public void Dispose()
    {
        _deleted.Dispose();
        _states.Dispose();
        foreach (SemaphoreSlim stripe in _stripes)
            stripe.Dispose();
    }

    private SemaphoreSlim StripeOf(string user) =>
        _stripes[(uint)user.GetHashCode(StringComparison.Ordinal) % _stripes.Length];

    /// <summary>What is in memory, where the store has nothing else; so that it is right, whoever wrote last.</summary>
    private async Task<UserState> CheckAsync(string user, Lookout store, CancellationToken cancellation)
    {
        EventSpan now = await store.EventsOfAsync(user, cancellation);
        return _states.TryGetValue(user, out UserState? known) && IsOf(known!, now)
            ? known!
            : await ReadAsync(user, now, cancellation);
    }

    private static bool IsOf(UserState state, EventSpan span) =>
        !state.IsOld && state.FirstEvent == span.First && state.LastEvent >= span.Last;

    /// <param name="user">The user.</param>
    /// <param name="span">Their events by the store, so far at least; null: only this server writes.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    private async Task<UserState> ReadAsync(string user, EventSpan? span, CancellationToken cancellation)
    {
        SemaphoreSlim stripe = StripeOf(user);
        await stripe.WaitAsync(cancellation);
        try
        {
            if (
                _states.TryGetValue(user, out UserState? known) && (span is { } now ? IsOf(known!, now) : !known!.IsOld)
            )
                return known!;
            long first = span?.First ?? 0;
            if (span is not null && known?.FirstEvent != first)
                known = null; // the user was deleted, and has come back
            (IReadOnlyList<StoredEvent> events, long last) = await store.EventsAfterAsync(
                user,
                known?.LastEvent ?? 0,
                cancellation
            );
            UserState state =
                known?.With(events, last, first) ?? UserState.Of(user, seedData.WatchedBy(user), events, last, first);
            MemoryCacheEntryOptions entry = new() { Size = Overhead + state.Watched.Length + state.Dismissed.Length };
            entry.RegisterPostEvictionCallback((_, gone, _, _) => ((UserState)gone!).End());
            _states.Set(user, state, entry);
            return state;
        }
        finally
        {
            stripe.Release();
        }
    }

    /// <summary>
    /// Has the next request read what is new: whoever did a hundred thousand things has them read once.
    /// </summary>
    private async Task OutdateAsync(string user)
    {
        SemaphoreSlim stripe = StripeOf(user);
        await stripe.WaitAsync();
        if (_states.TryGetValue(user, out UserState? known))
            known!.End();
        stripe.Release();
    }

    private async Task DropAsync(string user)
    {
        SemaphoreSlim stripe = StripeOf(user);
        await stripe.WaitAsync();
        _states.Remove(user);
        stripe.Release();
    }
}
