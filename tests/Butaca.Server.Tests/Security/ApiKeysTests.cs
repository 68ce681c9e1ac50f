using Butaca.Hosting.Storage;
using Butaca.Server.Security;
using Butaca.Server.Tests.Storage;
using Butaca.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Butaca.Server.Tests.Security;

public sealed class ApiKeysTests : IAsyncLifetime
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
    private IStore _sqlite = null!;
    private IStore _store = null!;
    private FaultyStore _faults = null!;
    private ApiKeys _keys = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private int Readings => _faults.Calls.GetValueOrDefault(nameof(IStore.KeysAsync));

    public async ValueTask InitializeAsync()
    {
        _sqlite = Stores.Open(_folder["keys.db"]);
        await _sqlite.MigrateAsync(Cancellation);
        (_store, _faults) = FaultyStore.Before(_sqlite);
        _keys = new ApiKeys(_store, _time, NullLogger<ApiKeys>.Instance);
        await _keys.LoadAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _keys.DisposeAsync();
        await _sqlite.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>What another process does: past this one's table.</summary>
    private async Task<(string Key, string Id)> MadeElsewhereAsync()
    {
        (string key, StoredKey stored) = ApiKeys.Make("elsewhere", KeyScope.Read, _time.GetUtcNow());
        await _sqlite.AddKeyAsync(stored, Cancellation);
        return (key, stored.Id);
    }

    /// <summary>A key of which this process knows.</summary>
    private async Task<string> MadeAsync(string name, KeyScope scope)
    {
        (string key, StoredKey stored) = ApiKeys.Make(name, scope, _time.GetUtcNow());
        await _store.AddKeyAsync(stored, Cancellation);
        await _keys.LoadAsync(Cancellation);
        return key;
    }

    [Fact]
    public async Task AKeyWorksFromTheMomentItIsMadeUntilItIsRevoked()
    {
        string key = await MadeAsync("shop", KeyScope.Write);
        Assert.Matches("^butaca_[0-9a-f]{12}_[0-9a-f]{64}$", key);
        StoredKey found = Assert.IsType<StoredKey>(await _keys.VerifyAsync(key));
        Assert.Equal(("shop", KeyScope.Write, 20_000L * 86_400), (found.Name, found.Scope, found.Created));
        Assert.True(await _store.RevokeKeyAsync(found.Id, 1, Cancellation));
        await _keys.LoadAsync(Cancellation);
        Assert.Null(await _keys.VerifyAsync(key));
    }

    [Fact]
    public async Task TheSecretIsNotStored()
    {
        string key = await MadeAsync("shop", KeyScope.Write);
        string secret = key[^64..];
        StoredKey stored = Assert.Single(await _sqlite.KeysAsync(Cancellation));
        Assert.DoesNotContain(secret, stored.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(key, await MadeAsync("shop", KeyScope.Write));
    }

    [Fact]
    public async Task WhatIsNoKeyIsRefused()
    {
        string key = await MadeAsync("shop", KeyScope.Write);
        string[] wrong =
        [
            "",
            "butaca_",
            "Bearer x",
            key[..^1],
            key + "0",
            key.ToUpperInvariant(),
            "x" + key[1..],
            key.Replace('_', '-'),
            key[..^1] + (key[^1] == '0' ? '1' : '0'),
            key[..^1] + 'é',
            key[..^2] + "😀",
            key[..^1] + '\0',
            key[..^64] + new string('0', 64),
        ];
        foreach (string other in wrong)
            Assert.Null(await _keys.VerifyAsync(other));
        Assert.NotNull(await _keys.VerifyAsync(key));
    }

    [Fact]
    public async Task AKeyMadeElsewhereWorksAtOnceAndARevokedOneStopsWithinFiveSeconds()
    {
        _time.Advance(ApiKeys.UnknownRefresh);
        (string key, string id) = await MadeElsewhereAsync();
        Assert.NotNull(await _keys.VerifyAsync(key));
        await _sqlite.RevokeKeyAsync(id, 1, Cancellation);
        Assert.NotNull(await _keys.VerifyAsync(key));
        int readings = Readings;
        _time.Advance(ApiKeys.Refresh);
        for (int i = 0; i < 500 && (Readings == readings || await _keys.VerifyAsync(key) is not null); i++)
            await Task.Delay(10, Cancellation); // the timer reads beside us
        Assert.Null(await _keys.VerifyAsync(key));
    }

    [Fact]
    public async Task GuessingKeysIsNoWorkForTheStore()
    {
        string known = await MadeAsync("shop", KeyScope.Read);
        string unknown = ApiKeys.Make("", KeyScope.Read, _time.GetUtcNow()).Key;
        int readings = Readings;
        for (int i = 0; i < 1000; i++)
            Assert.NotNull(await _keys.VerifyAsync(known));
        for (int i = 0; i < 1000; i++)
            Assert.Null(await _keys.VerifyAsync(unknown));
        Assert.Equal(readings, Readings); // the table was read when the key was made, at this very moment
        _time.Advance(ApiKeys.UnknownRefresh);
        await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(_ => Task.Run(async () => Assert.Null(await _keys.VerifyAsync(unknown)), Cancellation))
        );
        Assert.Equal(readings + 1, Readings);
        _time.Advance(ApiKeys.UnknownRefresh - Moment);
        Assert.Null(await _keys.VerifyAsync(unknown));
        Assert.Equal(readings + 1, Readings);
    }

    [Fact]
    public async Task NobodyWithAnUnknownKeyWaitsLongForAStoreThatHangs()
    {
        string known = await MadeAsync("shop", KeyScope.Read);
        (string other, _) = await MadeElsewhereAsync();
        int readings = Readings;
        TaskCompletionSource back = new();
        _faults.Until = back.Task;
        _time.Advance(ApiKeys.UnknownRefresh);
        Task<StoredKey?>[] guesses = [.. Enumerable.Range(0, 100).Select(_ => _keys.VerifyAsync(other).AsTask())];
        Assert.NotNull(await _keys.VerifyAsync(known));
        _time.Advance(ApiKeys.UnknownPatience);
        Assert.All(await Task.WhenAll(guesses).WaitAsync(TimeSpan.FromSeconds(10), Cancellation), Assert.Null);
        for (int i = 0; i < 500 && Readings == readings; i++)
            await Task.Delay(10, Cancellation);
        Assert.Equal(readings + 1, Readings); // they shared it, and it goes on
        back.SetResult();
        for (int i = 0; i < 500 && await _keys.VerifyAsync(other) is null; i++)
            await Task.Delay(10, Cancellation);
        Assert.NotNull(await _keys.VerifyAsync(other));
    }

    [Fact]
    public async Task KnownKeysWorkWhileTheStoreIsGone()
    {
        string known = await MadeAsync("shop", KeyScope.Read);
        (string other, _) = await MadeElsewhereAsync();
        _faults.IsGone = true;
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await _keys.VerifyAsync(known));
        Assert.Null(await _keys.VerifyAsync(other));
        await Assert.ThrowsAsync<StoreException>(() => _keys.LoadAsync(Cancellation));
        _faults.IsGone = false;
        _time.Advance(ApiKeys.UnknownRefresh);
        for (int i = 0; i < 500 && await _keys.VerifyAsync(other) is null; i++)
            await Task.Delay(10, Cancellation); // a reading that failed may still be on its way
        Assert.NotNull(await _keys.VerifyAsync(other));
    }
}
