using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;

namespace Butaca.Server.Apis;

/// <summary>From an event as it is sent to one that can be stored.</summary>
internal static class EventChecks
{
    /// <summary>Completes an event.</summary>
    /// <param name="catalog">The movies that there are.</param>
    /// <param name="sent">The event; its attributes are checked already.</param>
    /// <param name="prefix">Where it stands, for an error: <c>events[3].</c></param>
    /// <param name="options">Knows the kinds of events.</param>
    /// <param name="time">Tells when, where the event doesn't.</param>
    /// <exception cref="RequestException">It contradicts itself, or names a movie or a kind that there isn't.</exception>
    public static StoredEvent Event(
        LiveCatalog catalog,
        UserEvent sent,
        string prefix,
        HostingOptions options,
        TimeProvider time
    )
    {
        TextChecks.Line(prefix + "id", sent.Id);
        TextChecks.Line(prefix + "recommendation", sent.Recommendation);
        if (sent.User is null)
            throw RequestException.Field(prefix + "user", "missing, expected the user's id");
        Id movie = Id.Parse(sent.MovieId);
        if (catalog.Catalog.Vocabulary.RowOf(movie) < 0)
            throw RequestException.Field(
                prefix + "movieId",
                $"found {sent.MovieId}, expected the id of a movie of the catalogue"
            );
        KnownKind kind =
            KnownKind.Of(sent.Kind, options)
            ?? throw RequestException.Field(
                prefix + "kind",
                $"found '{sent.Kind}', {KnownKind.Expected(options)}; Butaca:EventKinds in the server's configuration adds kinds"
            );
        if (kind.ProblemOfRating(sent.Rating) is { } rating)
            throw RequestException.Field(prefix + "rating", rating);
        DateTimeOffset now = time.GetUtcNow();
        if (EventRules.ProblemOfTime(sent.At, now) is { } at)
            throw RequestException.Field(prefix + "at", at);
        return new StoredEvent(
            sent.Id ?? Guid.CreateVersion7(now).ToString("N"),
            sent.User,
            movie,
            kind.Kind,
            kind.Rating ?? sent.Rating,
            EventRules.SecondsOf(sent.At, now),
            sent.Recommendation
        )
        {
            OwnKind = kind.Own,
        };
    }

    /// <summary>A stored event as it could be sent.</summary>
    public static UserEvent Sent(StoredEvent stored) =>
        new()
        {
            Id = stored.Id,
            User = stored.User,
            MovieId = stored.Movie.ToString(),
            Kind = new KnownKind(stored.Kind, stored.OwnKind).Name,
            Rating = stored.OwnKind is null ? stored.Rating : null,
            At = DateTimeOffset.FromUnixTimeSeconds(stored.Time),
            Recommendation = stored.Recommendation,
        };
}
