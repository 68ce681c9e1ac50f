using Butaca.Data;
using Butaca.Hosting.Storage;

namespace Butaca.Hosting.Live;

/// <summary>A movie that a user watched.</summary>
/// <param name="Movie">The movie's id.</param>
/// <param name="Rating">The rating; NaN where there is none.</param>
/// <param name="Time">When, in seconds since 1970-01-01 UTC; 0 where unknown.</param>
public readonly record struct Watching(Id Movie, float Rating, uint Time);

/// <summary>
/// All that the server knows of a user at a moment: what the data set says, then their events. Immutable.
/// </summary>
#pragma warning disable CA1001 // The source of a token without a timer holds nothing that had to be released.
public sealed class UserState
#pragma warning restore CA1001
{
    private static readonly HashSet<Id> _noneImplied = []; // as with most users: one for them all
    private static long _versions;
    private readonly CancellationTokenSource _end = new();
    private readonly Watching[] _watched;
    private readonly Id[] _dismissed;
    private readonly HashSet<Id> _implied; // movies whose rating is what a kind of events implies

    private UserState(
        string id,
        Watching[] watched,
        Id[] dismissed,
        HashSet<Id> implied,
        long firstEvent,
        long lastEvent
    )
    {
        _implied = implied;
        Id = id;
        FirstEvent = firstEvent;
        LastEvent = lastEvent;
        _watched = watched;
        _dismissed = dismissed;
    }

    /// <summary>The version of the latest state of anybody.</summary>
    public static long LastVersion => Interlocked.Read(ref _versions);

    /// <summary>The user's id.</summary>
    public string Id { get; }

    /// <summary>Tells this state from any other of this process, of the same user or another.</summary>
    public long Version { get; } = Interlocked.Increment(ref _versions);

    /// <summary>What they watched, ascending by id.</summary>
    public ReadOnlySpan<Watching> Watched => _watched;

    /// <summary>Ids of what they never want recommended, ascending.</summary>
    public ReadOnlySpan<Id> Dismissed => _dismissed;

    /// <summary>
    /// Is cancelled once this is no longer what is known of the user: answers that follow from it go with it.
    /// </summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>Whether nothing is known of them.</summary>
    public bool IsUnknown => _watched.Length == 0 && _dismissed.Length == 0;

    /// <summary>The number of the first event that this follows from; 0: none, or not told.</summary>
    public long FirstEvent { get; }

    /// <summary>The number of the last event that this follows from; 0: none.</summary>
    public long LastEvent { get; }

    /// <summary>Whether more is known of the user by now, so that this only spares reading all of it again.</summary>
    public bool IsOld => _end.IsCancellationRequested;

    /// <summary>Lets events happen to what the data set says.</summary>
    /// <param name="id">The user's id.</param>
    /// <param name="before">What the data set says they watched.</param>
    /// <param name="events">
    /// Their events, in the order in which they were acknowledged: of what contradicts itself, what was said last
    /// counts, whatever time it bears. Clocks step back; and who takes something back has been told that it is. Of
    /// ratings that kinds of events imply, the greatest counts, and none where the user rated the movie.
    /// </param>
    /// <param name="last">The number of the last of them.</param>
    /// <param name="first">The number of the first of them, where it is known.</param>
    public static UserState Of(
        string id,
        IEnumerable<Watching> before,
        IEnumerable<StoredEvent> events,
        long last = 0,
        long first = 0
    ) => After(id, before, [], [], events, first, last);

    /// <summary>This user after more events.</summary>
    /// <param name="events">Those that were acknowledged after <see cref="LastEvent"/>, in their order.</param>
    /// <param name="last">The number of the last of them.</param>
    /// <param name="first">The number of the user's first event, where it is known.</param>
    public UserState With(IEnumerable<StoredEvent> events, long last, long first = 0) =>
        After(Id, _watched, _dismissed, _implied, events, first, last);

    private static UserState After(
        string id,
        IEnumerable<Watching> before,
        IEnumerable<Id> dismissedBefore,
        HashSet<Id> impliedBefore,
        IEnumerable<StoredEvent> events,
        long first,
        long last
    )
    {
        Dictionary<Id, Watching> watched = before.ToDictionary(watching => watching.Movie);
        HashSet<Id> dismissed = [.. dismissedBefore];
        HashSet<Id> implied = [.. impliedBefore];
        foreach (StoredEvent e in events)
        {
            switch (e.Kind)
            {
                case EventKind.Watched or EventKind.Rated:
                    float rating = watched.TryGetValue(e.Movie, out Watching earlier) ? earlier.Rating : float.NaN;
                    if (e.Rating is { } given) // watching again doesn't take back the rating
                    {
                        if (e.OwnKind is null)
                        {
                            rating = (float)given;
                            implied.Remove(e.Movie);
                        }
                        else if (float.IsNaN(rating) || (implied.Contains(e.Movie) && given > rating))
                        {
                            rating = (float)given;
                            implied.Add(e.Movie);
                        }
                    }
                    watched[e.Movie] = new Watching(e.Movie, rating, (uint)e.Time);
                    break;
                case EventKind.Dismissed:
                    dismissed.Add(e.Movie);
                    break;
                case EventKind.Removed:
                    watched.Remove(e.Movie);
                    dismissed.Remove(e.Movie);
                    implied.Remove(e.Movie);
                    break;
                case EventKind.Kept:
                    break;
                default:
                    throw new InvalidOperationException($"'{e.Kind}' is no kind of event.");
            }
        }
        return new UserState(
            id,
            [.. watched.Values.OrderBy(watching => watching.Movie)],
            [.. dismissed.Order()],
            implied.Count == 0 ? _noneImplied : implied,
            first,
            last
        );
    }

    /// <summary>This is no longer what is known of the user.</summary>
    internal void End() => _end.Cancel();

    /// <summary>
    /// The history as a model takes it: rows of a catalogue; movies that it doesn't have are left out.
    /// </summary>
    public StoredHistory On(Catalog catalog)
    {
        List<(int Row, float Rating, uint Time)> known = [];
        foreach (Watching watching in _watched)
            if (catalog.Vocabulary.RowOf(watching.Movie) is >= 0 and int row)
                known.Add((row, watching.Rating, watching.Time));
        known.Sort((a, b) => a.Row.CompareTo(b.Row)); // ids ascend, and so do rows but for those of added movies
        return new StoredHistory(
            [.. known.Select(movie => movie.Row)],
            known.TrueForAll(movie => float.IsNaN(movie.Rating)) ? [] : [.. known.Select(movie => movie.Rating)],
            known.TrueForAll(movie => movie.Time == 0) ? [] : [.. known.Select(movie => movie.Time)]
        );
    }
}
