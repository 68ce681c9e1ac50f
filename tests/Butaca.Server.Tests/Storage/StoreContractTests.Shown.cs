using Butaca.Server.Storage;

namespace Butaca.Server.Tests.Storage;

/// <summary>What was shown, and what became of it.</summary>
public abstract partial class StoreContractTests
{
    private static StoredEvent Event(
        string id,
        long movie,
        EventKind kind,
        string? recommendation,
        string person = "ana"
    ) => new(id, person, movie, kind, kind == EventKind.Rated ? 4 : null, 2000, recommendation);

    [Fact]
    public async Task StatisticsCountWhatBecameOfEachModelsLists()
    {
        await Store.AddShownAsync(
            [
                new("a1", "ana", "butaca", 1000, [1, 2, 3]),
                new("a2", "ana", "butaca", 1001, [4, 5]),
                new("a3", "bo", "butaca", 1002, [1, 12, 123]),
                new("a4", null, "butaca", 1003, [7]),
                new("b1", "bo", "movienet", 1004, [1, 2]),
                new("old", "cy", "movienet", 999, [1]),
            ],
            Cancellation
        );
        await Store.AppendAsync(
            [
                Event("1", 1, EventKind.Watched, "a1"),
                Event("2", 1, EventKind.Rated, "a1"), // the same movie of the same list: counts once
                Event("3", 2, EventKind.Rated, "a1"),
                Event("4", 3, EventKind.Dismissed, "a1"),
                Event("5", 9, EventKind.Watched, "a1"), // is not on the list
                Event("6", 4, EventKind.Removed, "a2"), // neither a watch nor a dismissal
                Event("7", 5, EventKind.Watched, null), // names no list
                Event("8", 23, EventKind.Watched, "a3", "bo"), // 23 is only a part of 123
                Event("9", 12, EventKind.Dismissed, "a3", "bo"),
                Event("10", 12, EventKind.Dismissed, "a3", "bo"), // once more: counts once
                Event("11", 7, EventKind.Watched, "a4", "cy"),
                Event("12", 1, EventKind.Watched, "unknown"),
                Event("13", 1, EventKind.Watched, "old", "cy"),
            ],
            Cancellation
        );

        Assert.Equal(
            [
                new ModelStatistics("butaca", Lists: 4, People: 2, Movies: 9, Watched: 3, Hits: 2, Dismissed: 2),
                new ModelStatistics("movienet", Lists: 1, People: 1, Movies: 2, Watched: 0, Hits: 0, Dismissed: 0),
            ],
            await Store.StatisticsAsync(1000, Cancellation)
        );
        Assert.Equal(
            new ModelStatistics("movienet", 2, 2, 3, 1, 1, 0),
            (await Store.StatisticsAsync(0, Cancellation))[1]
        );
        Assert.Empty(await Store.StatisticsAsync(5000, Cancellation));
    }

    [Fact]
    public async Task IdsThatAreTextsAreCountedToTheLetter()
    {
        await Store.AddShownAsync([new("a1", "ana", "m", 1000, ["a,b", "0042", "%", "c_d"])], Cancellation);
        await Store.AppendAsync(
            [
                new("1", "ana", "b", EventKind.Watched, null, 2000, "a1"),
                new("2", "ana", "a", EventKind.Watched, null, 2000, "a1"),
                new("3", "ana", 42, EventKind.Watched, null, 2000, "a1"),
                new("4", "ana", "cxd", EventKind.Watched, null, 2000, "a1"),
                new("5", "ana", "a,b", EventKind.Dismissed, null, 2000, "a1"),
                new("6", "ana", "0042", EventKind.Watched, null, 2000, "a1"),
                new("7", "ana", "%", EventKind.Watched, null, 2000, "a1"),
            ],
            Cancellation
        );
        Assert.Equal([new ModelStatistics("m", 1, 1, 4, 2, 1, 1)], await Store.StatisticsAsync(0, Cancellation));
    }

    [Fact]
    public async Task AListIsRememberedOnceAndForgottenByItsAge()
    {
        ShownList list = new("x", "ana", "m", 100, [1, 2]);
        await Store.AddShownAsync([list, list], Cancellation);
        await Store.AddShownAsync([list with { Movies = [3] }, new("empty", null, "m", 200, [])], Cancellation);
        await Store.AddShownAsync([], Cancellation);
        Assert.Equal([new ModelStatistics("m", 2, 1, 2, 0, 0, 0)], await Store.StatisticsAsync(0, Cancellation));
        Assert.Equal(0, await Store.DeleteShownBeforeAsync(100, Cancellation));
        Assert.Equal(1, await Store.DeleteShownBeforeAsync(101, Cancellation));
        Assert.Equal([new ModelStatistics("m", 1, 0, 0, 0, 0, 0)], await Store.StatisticsAsync(0, Cancellation));
    }
}
