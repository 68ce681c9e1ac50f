using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Server.Tests.Storage;
using Butaca.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Butaca.Server.Tests.Live;

public sealed class ImpressionLogTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OldListsGoAlsoWhereNobodyAsksForNewOnes()
    {
        using TemporaryFolder folder = new();
        FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
        await using IStore sqlite = Stores.Open(folder["butaca.db"]);
        await sqlite.MigrateAsync(Now);
        (IStore store, FaultyStore faults) = FaultyStore.Before(sqlite);
        using ImpressionLog shown = new(
            store,
            new ServerOptions { KeepShownDays = 1 },
            time,
            NullLogger<ImpressionLog>.Instance
        );
        await shown.StartAsync(Now);
        shown.Add(new ShownList("1", "ana", "butaca", time.GetUtcNow().ToUnixTimeSeconds(), [1]), () => false);
        await shown.FlushAsync(Now);
        Assert.Single(await sqlite.StatisticsAsync(default, Now));
        time.Advance(TimeSpan.FromDays(2));
        for (int i = 0; i < 500 && (await sqlite.StatisticsAsync(default, Now)).Count > 0; i++)
            await Task.Delay(10, Now); // it cleans beside us
        Assert.Empty(await sqlite.StatisticsAsync(default, Now));
        Assert.InRange(faults.Calls[nameof(IStore.DeleteShownBeforeAsync)], 2, int.MaxValue);
        await shown.StopAsync(Now);
    }
}
