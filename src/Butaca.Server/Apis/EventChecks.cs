using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;

namespace Butaca.Server.Apis;

/// <summary>From an event as it is sent to one that can be stored.</summary>
internal static class EventChecks
{
    /// <summary>How far the sender's clock may be ahead of ours.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    /// <summary>Completes an event.</summary>
    /// <param name="catalog">The movies that there are.</param>
    /// <param name="sent">The event; its attributes are checked already.</param>
    /// <param name="prefix">Where it stands, for an error: <c>events[3].</c></param>
    /// <param name="time">Tells when, where the event doesn't.</param>
    /// <exception cref="RequestException">It contradicts itself, or names a movie that there isn't.</exception>
    public static StoredEvent Event(LiveCatalog catalog, PersonEvent sent, string prefix, TimeProvider time)
    {
        TextChecks.Line(prefix + "id", sent.Id);
        TextChecks.Line(prefix + "recommendation", sent.Recommendation);
        if (sent.Person is null)
            throw RequestException.Field(prefix + "person", "missing, expected the person's id");
        Id movie = Id.Parse(sent.MovieId);
        if (catalog.Catalog.Vocabulary.RowOf(movie) < 0)
            throw RequestException.Field(
                prefix + "movieId",
                $"found {sent.MovieId}, expected the id of a movie of the catalogue"
            );
        EventKind kind = Enum.Parse<EventKind>(sent.Kind, ignoreCase: true);
        if (kind == EventKind.Rated != sent.Rating is not null)
            throw RequestException.Field(
                prefix + "rating",
                kind == EventKind.Rated
                    ? "missing, expected a number: the kind is 'rated'"
                    : $"found {sent.Rating}, expected none: the kind is '{sent.Kind}'"
            );
        DateTimeOffset now = time.GetUtcNow();
        if (sent.At > now + Ahead)
            throw RequestException.Field(
                prefix + "at",
                $"found {sent.At:O}, expected a time that has come: whatever is said later counts for less"
            );
        long at = (sent.At < now ? sent.At.Value : now).ToUnixTimeSeconds(); // a model is not told of what is to come
        if (at is < 0 or > uint.MaxValue)
            throw RequestException.Field(
                prefix + "at",
                $"found {sent.At:O}, expected a time from 1970-01-01 to 2106-02-07 06:28:15 UTC"
            );
        return new StoredEvent(
            sent.Id ?? Guid.CreateVersion7(now).ToString("N"),
            sent.Person,
            movie,
            kind,
            sent.Rating,
            at,
            sent.Recommendation
        );
    }
}
