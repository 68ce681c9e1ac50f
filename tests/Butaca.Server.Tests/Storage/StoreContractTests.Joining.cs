using Butaca.Hosting.Storage;

namespace Butaca.Server.Tests.Storage;

/// <summary>Programs beside a server, which change no tables.</summary>
public abstract partial class StoreContractTests
{
    [Fact]
    public async Task WhoJoinsAStoreOfThisVersionUsesIt()
    {
        await using IStore beside = await OpenAsync();
        await beside.JoinAsync(create: false, Cancellation);
        await beside.JoinAsync(create: true, Cancellation);
        Assert.Empty(await beside.KeysAsync(Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhoJoinsAnOlderStoreIsToldAndChangesNothing(bool create)
    {
        await ExecuteAsync("DELETE FROM schema_versions WHERE scriptname = '0006-external-ids'");
        await using IStore beside = await OpenAsync();
        for (int i = 0; i < 2; i++) // the second time finds what the first left
        {
            StoreException exception = await Assert.ThrowsAsync<StoreException>(() =>
                beside.JoinAsync(create, Cancellation)
            );
            Assert.False(exception.IsTransient);
            Assert.Contains(
                "found the tables of an older Butaca (without 0006-external-ids)",
                exception.Message,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task WhoJoinsAnEmptyStoreMakesItsTablesOnlyToCreate()
    {
        await ExecuteAsync(
            $"{WithoutCluster} DROP TABLE schema_versions; DROP TABLE events; DROP TABLE shown; DROP TABLE movies; DROP TABLE api_keys; DROP TABLE forgotten; DROP TABLE settings; DROP TABLE withdrawn; DROP TABLE shown_days; DROP TABLE shown_people; DROP TABLE shown_outcomes"
        );
        await using IStore beside = await OpenAsync();
        StoreException exception = await Assert.ThrowsAsync<StoreException>(() =>
            beside.JoinAsync(create: false, Cancellation)
        );
        Assert.Contains("found no tables of Butaca", exception.Message, StringComparison.Ordinal);
        await beside.JoinAsync(create: true, Cancellation);
        Assert.Empty(await beside.KeysAsync(Cancellation));
    }
}
