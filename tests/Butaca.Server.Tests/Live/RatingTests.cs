using System.Text.Json;
using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Server.Answers;

namespace Butaca.Server.Tests.Live;

/// <summary>That ratings reach the models, whichever way they come.</summary>
public sealed class RatingTests
{
    private static readonly Catalog Movies = SmallWorld.Data().Catalog;

    private static readonly DateTimeOffset Day = new(2005, 12, 31, 0, 0, 0, TimeSpan.Zero);

    private static StoredEvent Event(string id, Id movie, EventKind kind, double? rating, long time) =>
        new(id, "ana", movie, kind, rating, time, null);

    [Fact]
    public void AUsersHistoryHoldsTheirRatings()
    {
        UserState user = UserState.Of(
            "ana",
            [new Watching(2, 3.5f, 10), new Watching(4, float.NaN, 0)],
            [
                Event("1", 6, EventKind.Rated, 0.5, 20),
                Event("2", 6, EventKind.Watched, null, 30),
                Event("3", 8, EventKind.Rated, 4, 40),
                Event("4", 8, EventKind.Removed, null, 50),
                Event("5", 999, EventKind.Rated, 4, 60),
            ]
        );
        StoredHistory history = user.On(Movies);
        Assert.Equal([1, 3, 5], history.Movies);
        Assert.Equal([3.5f, float.NaN, 0.5f], history.Ratings);
        Assert.Equal([10u, 0u, 30u], history.Times);
        StoredHistory unrated = UserState.Of("bo", [new Watching(4, float.NaN, 0)], []).On(Movies);
        Assert.Empty(unrated.Ratings);
        Assert.Empty(unrated.Times);
    }

    [Fact]
    public void TheGreatestRatingThatKindsOfEventsImplyCountsWhereTheUserGaveNone()
    {
        StoredEvent[] events =
        [
            Implied("1", 2, 3),
            Implied("2", 2, 5),
            Implied("3", 2, 4), // 5 it stays
            Implied("4", 4, 5),
            Event("5", 4, EventKind.Rated, 1, 50), // they say it themselves
            Implied("6", 4, 5),
            Implied("7", 6, 5), // the data set has a rating
            Implied("8", 8, 5),
            Event("9", 8, EventKind.Removed, null, 90),
            Implied("10", 8, 3), // what was before is taken back
            Event("11", 10, EventKind.Watched, null, 110),
            Implied("12", 10, 2),
            Event("13", 12, EventKind.Kept, null, 130) with
            {
                OwnKind = "click",
            },
        ];
        Watching[] before = [new Watching(6, 2, 0)];
        UserState atOnce = UserState.Of("ana", before, events);
        Assert.Equal(
            [(2, 5f), (4, 1f), (6, 2f), (8, 3f), (10, 2f)],
            atOnce.Watched.ToArray().Select(watching => (int.Parse($"{watching.Movie}"), watching.Rating))
        );
        UserState oneByOne = events.Aggregate(UserState.Of("ana", before, []), (known, e) => known.With([e], 0));
        Assert.Equal(atOnce.Watched, oneByOne.Watched);
        Assert.Empty(atOnce.Dismissed.ToArray());

        static StoredEvent Implied(string id, Id movie, double rating) =>
            Event(id, movie, EventKind.Rated, rating, 10) with
            {
                OwnKind = "finish",
            };
    }

    [Fact]
    public void AListOfMoviesMayCarryRatings()
    {
        HistoryEntry[] watched =
        [
            6,
            new HistoryEntry
            {
                MovieId = 2,
                Rating = 4.5,
                Time = Day,
            },
            new ImportedMovie(4, 0.5f, null),
            new HistoryEntry { MovieId = 999, Rating = 1 },
        ];
        StoredHistory history = Advisor.HistoryOf(Movies, watched);
        Assert.Equal([1, 3, 5], history.Movies);
        Assert.Equal([4.5f, 0.5f, float.NaN], history.Ratings);
        Assert.Equal([(uint)Day.ToUnixTimeSeconds(), 0u, 0u], history.Times);
        Assert.Empty(Advisor.HistoryOf(Movies, [2, "4"]).Ratings);
    }

    [Fact]
    public void AnEntryIsAnIdWhereThereIsNoMoreToSay()
    {
        JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        };
        HistoryEntry[] entries =
        [
            2,
            "tt0078748",
            new HistoryEntry { MovieId = 4, Rating = 4.5 },
            new HistoryEntry { MovieId = 6, Time = Day },
        ];
        string text = JsonSerializer.Serialize(entries, json);
        Assert.Equal(
            """[2,"tt0078748",{"movieId":4,"rating":4.5},{"movieId":6,"time":"2005-12-31T00:00:00+00:00"}]""",
            text
        );
        Assert.Equal(entries, JsonSerializer.Deserialize<HistoryEntry[]>(text, json));
    }
}
