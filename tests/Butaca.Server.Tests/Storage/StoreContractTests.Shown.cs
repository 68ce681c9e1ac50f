using Butaca.Data;
using Butaca.Hosting;
using Butaca.Hosting.Storage;

namespace Butaca.Server.Tests.Storage;

/// <summary>What was shown, and what became of it.</summary>
public abstract partial class StoreContractTests
{
    /// <summary>The second day, in seconds since 1970-01-01 UTC.</summary>
    private const long Today = 86_400;

    protected static readonly DateOnly Epoch = new(1970, 1, 1);

    private static StoredEvent Event(
        string id,
        long movie,
        EventKind kind,
        string? recommendation,
        string user = "ana"
    ) => new(id, user, movie, kind, kind == EventKind.Rated ? 4 : null, 2000, recommendation);

    [Fact]
    public async Task StatisticsCountWhatBecameOfEachModelsLists()
    {
        await Store.AddShownAsync(
            [
                new("a1", "ana", "butaca", Today + 0, [1, 2, 3]),
                new("a2", "ana", "butaca", Today + 1, [4, 5]),
                new("a3", "bo", "butaca", Today + 2, [1, 12, 123]),
                new("a4", null, "butaca", Today + 3, [7]),
                new("b1", "bo", "movienet", Today + 4, [1, 2]),
                new("old", "cy", "movienet", Today - 1, [1]),
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
                new ModelStatistics("butaca", Lists: 4, Users: 2, Movies: 9, Watched: 3, Hits: 2, Dismissed: 2),
                new ModelStatistics("movienet", Lists: 1, Users: 1, Movies: 2, Watched: 0, Hits: 0, Dismissed: 0),
            ],
            await Store.StatisticsAsync(Epoch.AddDays(1), Cancellation)
        );
        Assert.Equal(
            new ModelStatistics("movienet", 2, 2, 3, 1, 1, 0),
            (await Store.StatisticsAsync(Epoch, Cancellation))[1]
        );
        Assert.Empty(await Store.StatisticsAsync(Epoch.AddDays(2), Cancellation));
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
        Assert.Equal([new ModelStatistics("m", 1, 1, 4, 2, 1, 1)], await Store.StatisticsAsync(Epoch, Cancellation));
    }

    [Fact]
    public async Task AListIsRememberedOnceAndForgottenByItsAge()
    {
        ShownList list = new("x", "ana", "m", 100, [1, 2]);
        await Store.AddShownAsync([list, list], Cancellation);
        await Store.AddShownAsync([list with { Movies = [3] }, new("empty", null, "m", 200, [])], Cancellation);
        await Store.AddShownAsync([], Cancellation);
        Assert.Equal([new ModelStatistics("m", 2, 1, 2, 0, 0, 0)], await Store.StatisticsAsync(Epoch, Cancellation));
        Assert.Equal(0, await Store.DeleteShownBeforeAsync(100, Cancellation));
        Assert.Equal(1, await Store.DeleteShownBeforeAsync(101, Cancellation));
        Assert.Equal([new ModelStatistics("m", 1, 0, 0, 0, 0, 0)], await Store.StatisticsAsync(Epoch, Cancellation));
    }

    [Fact]
    public async Task SomebodyIsCountedOnceHoweverManyDaysTheyCome()
    {
        for (int day = 0; day < 5; day++)
            await Store.AddShownAsync(
                [new($"a{day}", "ana", "m", day * Today, [1]), new($"b{day}", "bo", "m", (4 - day) * Today, [1])], // his arrive late
                Cancellation
            );
        await Store.AddShownAsync([new("c", "cy", "m", Today, [1])], Cancellation);
        for (int day = 0; day < 5; day++)
            Assert.Equal(
                new ModelStatistics(
                    "m",
                    Lists: 2 * (5 - day) + (day < 2 ? 1 : 0),
                    day < 2 ? 3 : 2,
                    2 * (5 - day) + (day < 2 ? 1 : 0),
                    0,
                    0,
                    0
                ),
                Assert.Single(await Store.StatisticsAsync(Epoch.AddDays(day), Cancellation))
            );
        Assert.Equal(5, await Store.DeleteShownBeforeAsync(2 * Today, Cancellation));
        Assert.Equal([new ModelStatistics("m", 6, 2, 6, 0, 0, 0)], await Store.StatisticsAsync(Epoch, Cancellation));
        await Store.DeleteUserAsync("ana", forget: false, Cancellation);
        Assert.Equal([new ModelStatistics("m", 3, 1, 3, 0, 0, 0)], await Store.StatisticsAsync(Epoch, Cancellation));
        await Store.DeleteUserAsync("bo", forget: false, Cancellation);
        Assert.Empty(await Store.StatisticsAsync(Epoch, Cancellation));
    }

    [Fact]
    public async Task AListThatIsOnlyCountedTakesNoRoom()
    {
        await Store.AddShownAsync(
            [
                .. Enumerable
                    .Range(0, 1000)
                    .Select(i => new ShownList($"{i}", null, "m", i % 2 * Today, [1, 2, 3]) { IsOnlyCounted = true }),
            ],
            Cancellation
        );
        await Store.AddShownAsync([new("kept", "ana", "m", Today, [1])], Cancellation);
        await Store.AppendAsync(
            [Event("1", 1, EventKind.Watched, "1"), Event("2", 1, EventKind.Watched, "kept")],
            Cancellation
        );
        Assert.Equal(
            [new ModelStatistics("m", 1001, 1, 3001, 1, 1, 0)],
            await Store.StatisticsAsync(Epoch, Cancellation)
        );
        Assert.Equal(0, await Store.DeleteShownBeforeAsync(Today, Cancellation)); // the first day's were no rows
        Assert.Equal(
            [new ModelStatistics("m", 501, 1, 1501, 1, 1, 0)],
            await Store.StatisticsAsync(Epoch, Cancellation)
        );
    }

    [Fact]
    public async Task AnEventMayComeBeforeItsListIsWritten()
    {
        await Store.AppendAsync(
            [
                Event("1", 1, EventKind.Watched, "a1"),
                Event("2", 1, EventKind.Rated, "a1"),
                Event("3", 2, EventKind.Rated, "a1"),
                Event("4", 2, EventKind.Rated, "a1", "bo"), // it isn't his
                Event("5", 9, EventKind.Dismissed, "a1"), // is not on the list
            ],
            Cancellation
        );
        await Store.AddShownAsync([new("a1", "ana", "m", 1000, [1, 2, 3])], Cancellation);
        await Store.AppendAsync([Event("6", 3, EventKind.Dismissed, "a1")], Cancellation);
        await Store.AppendAsync([Event("7", 3, EventKind.Watched, "a1")], Cancellation);
        Assert.Equal([new ModelStatistics("m", 1, 1, 3, 3, 1, 1)], await Store.StatisticsAsync(Epoch, Cancellation));
        await Store.DeleteShownOfAsync("ana", Cancellation);
        Assert.Empty(await Store.StatisticsAsync(Epoch, Cancellation));
    }

    /// <summary>Counted with what was shown, not when it is asked for: the same as counting all of it anew.</summary>
    [Fact]
    public async Task StatisticsAreWhatCountingAllOfItAnewGives()
    {
        Random random = Seeds.Create(5, "statistics");
        List<ShownList> shown = [];
        List<StoredEvent> told = [];
        for (int i = 0; i < 300; i++)
        {
            string user = $"p{random.Next(12)}";
            ShownList list = new(
                $"{i}",
                random.Next(5) == 0 ? null : user,
                $"m{random.Next(3)}",
                random.Next(6) * Today + random.Next(86_400),
                [.. Enumerable.Range(0, 3).Select(_ => (Id)(1L + random.Next(20))).Distinct()]
            );
            StoredEvent e = Event(
                $"{i}",
                1 + random.Next(20),
                (EventKind)(1 + random.Next(3)),
                $"{random.Next(300)}",
                user
            );
            shown.Add(list);
            told.Add(e);
            await Task.WhenAll(Store.AddShownAsync([list], Cancellation), Store.AppendAsync([e], Cancellation));
        }
        await Store.DeleteUserAsync("p3", forget: false, Cancellation);
        await Store.DeleteShownBeforeAsync(Today + 500, Cancellation);
        shown.RemoveAll(list => list.User == "p3" || list.Time < Today + 500);
        for (int day = 0; day < 6; day++)
            Assert.Equal(
                Counted(shown.Where(list => list.Time >= day * Today), told),
                await Store.StatisticsAsync(Epoch.AddDays(day), Cancellation)
            );
    }

    private static IEnumerable<ModelStatistics> Counted(IEnumerable<ShownList> lists, List<StoredEvent> events) =>
        lists
            .GroupBy(list => list.Model)
            .OrderBy(model => model.Key, StringComparer.Ordinal)
            .Select(model =>
            {
                (int Watched, int Dismissed)[] became =
                [
                    .. model.Select(list =>
                    {
                        IEnumerable<StoredEvent> own = events.Where(e =>
                            e.Recommendation == list.Id
                            && list.Movies.Contains(e.Movie)
                            && (list.User is null || list.User == e.User)
                        );
                        return (
                            own.Where(e => e.Kind != EventKind.Dismissed).Select(e => e.Movie).Distinct().Count(),
                            own.Where(e => e.Kind == EventKind.Dismissed).Select(e => e.Movie).Distinct().Count()
                        );
                    }),
                ];
                return new ModelStatistics(
                    model.Key,
                    model.Count(),
                    model.Select(list => list.User).OfType<string>().Distinct().Count(),
                    model.Sum(list => list.Movies.Count),
                    became.Sum(list => list.Watched),
                    became.Count(list => list.Watched > 0),
                    became.Sum(list => list.Dismissed)
                );
            });

    [Fact]
    public async Task WhatIsNotWaitedForAnyMoreIsStopped()
    {
        await ExecuteAsync(
            """
            DROP TABLE settings;
            CREATE VIEW settings AS
            WITH RECURSIVE many(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM many WHERE x < 300000000)
            SELECT 'slow' AS name, CAST(MAX(x) AS TEXT) AS value FROM many
            """
        );
        using CancellationTokenSource limit = new(TimeSpan.FromMilliseconds(300));
        Task<string?> read = Task.Run(() => Store.GetSettingAsync("slow", limit.Token), Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            read.WaitAsync(TimeSpan.FromSeconds(20), Cancellation)
        );
        Assert.Equal(0, Store.Failures);
    }
}
