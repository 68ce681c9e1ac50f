using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Butaca.Hosting.Storage;

namespace Butaca.Server.Security;

/// <summary>
/// The keys that callers show: <c>butaca_&lt;id&gt;_&lt;secret&gt;</c>. Of the secret only its SHA-256 is kept: 256
/// random bits need no slow hash, nobody can guess them. Verifying takes place in memory; the table is read again every
/// <see cref="Refresh"/>, and at once when a key shows up that it doesn't hold, so that what another process made or
/// revoked counts without a restart. While the store is gone the keys that are known go on working. Safe for many
/// threads.
/// </summary>
public sealed partial class ApiKeys : IAsyncDisposable
{
    /// <summary>How long a revoked key may still work.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    /// <summary>How often unknown keys may have the table read: guessing them must not be work for the store.</summary>
    internal static readonly TimeSpan UnknownRefresh = TimeSpan.FromSeconds(1);

    /// <summary>How long a request with an unknown key waits for the table.</summary>
    internal static readonly TimeSpan UnknownPatience = TimeSpan.FromSeconds(1);

    private const string Prefix = "butaca_";
    private const int IdLength = 12;
    private const int SecretLength = 64;

    private readonly IStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly SemaphoreSlim _one = new(1); // reads at a time
    private readonly Lock _lock = new();
    private Task _reading = Task.CompletedTask;
    private FrozenDictionary<string, Entry> _table = FrozenDictionary<string, Entry>.Empty;
    private long _read;
    private bool _failed;

    private sealed record Entry(StoredKey Key, byte[] Hash);

    /// <summary>Starts with no key; <see cref="LoadAsync"/> reads them.</summary>
    public ApiKeys(IStore store, TimeProvider time, ILogger<ApiKeys> logger)
    {
        _store = store;
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(_ => _ = ReadOnceAsync(), null, Refresh, Refresh);
    }

    /// <summary>Makes a key without storing it.</summary>
    /// <param name="name">What it is for.</param>
    /// <param name="scope">What it may do.</param>
    /// <param name="now">When.</param>
    /// <returns>The key, to be shown once and then never again, and what is to be stored of it.</returns>
    public static (string Key, StoredKey Stored) Make(string name, KeyScope scope, DateTimeOffset now)
    {
        string id = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
        string secret = RandomNumberGenerator.GetHexString(SecretLength, lowercase: true);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));
        return ($"{Prefix}{id}_{secret}", new StoredKey(id, hash, name, scope, now.ToUnixTimeSeconds(), null));
    }

    /// <summary>Reads the keys from the store.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            await ReadAsync(cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Looks a key up.</summary>
    /// <returns>What is stored of it; null: it is none, or it was revoked.</returns>
    public ValueTask<StoredKey?> VerifyAsync(string key)
    {
        if (
            key.Length != Prefix.Length + IdLength + 1 + SecretLength
            || !key.StartsWith(Prefix, StringComparison.Ordinal)
            || key[Prefix.Length + IdLength] != '_'
        )
            return ValueTask.FromResult<StoredKey?>(null);
        return Find(key) is { } entry ? ValueTask.FromResult(Check(key, entry)) : VerifyUnknownAsync(key);
    }

    /// <summary>Stops reading the table.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _reading; // whoever reads still needs the store
        await _one.WaitAsync();
        _one.Release();
    }

    private Entry? Find(string key) =>
        _table
            .GetAlternateLookup<ReadOnlySpan<char>>()
            .TryGetValue(key.AsSpan(Prefix.Length, IdLength), out Entry? entry)
            ? entry
            : null;

    private static StoredKey? Check(string key, Entry entry)
    {
        Span<byte> secret = stackalloc byte[SecretLength];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        // What isn't ASCII becomes '?', which no secret has.
        Encoding.ASCII.TryGetBytes(key.AsSpan(key.Length - SecretLength), secret, out _);
        SHA256.HashData(secret, hash);
        return CryptographicOperations.FixedTimeEquals(hash, entry.Hash) && entry.Key.Revoked is null
            ? entry.Key
            : null;
    }

    /// <summary>
    /// A store that hangs is not waited for: the reading goes on, and a later request sees what it brought.
    /// </summary>
    private async ValueTask<StoredKey?> VerifyUnknownAsync(string key)
    {
        await ReadOnceAsync().WaitAsync(UnknownPatience, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Find(key) is { } entry ? Check(key, entry) : null;
    }

    /// <summary>
    /// Reads the table unless that was done just now; those who ask while it is read share the one reading.
    /// </summary>
    private Task ReadOnceAsync()
    {
        lock (_lock)
            return IsYoung ? Task.CompletedTask
                : _reading.IsCompleted ? _reading = Task.Run(TryReadAsync)
                : _reading;
    }

    /// <summary>Reads the table. If the store is gone, the table stays as it is.</summary>
    private async Task TryReadAsync()
    {
        try
        {
            await LoadAsync(CancellationToken.None);
            _failed = false;
        }
#pragma warning disable CA1031 // whatever keeps the store from answering, the keys that are known go on
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!_failed)
                LogUnreadable(_logger, exception.Message);
            _failed = true;
        }
    }

    private bool IsYoung =>
        Volatile.Read(ref _read) is var read and not 0 && _time.GetElapsedTime(read) < UnknownRefresh;

    private async Task ReadAsync(CancellationToken cancellation)
    {
        try
        {
            IReadOnlyList<StoredKey> keys = await _store.KeysAsync(cancellation);
            _table = keys.ToFrozenDictionary(
                key => key.Id,
                key => new Entry(key, Convert.FromHexString(key.Hash)),
                StringComparer.Ordinal
            );
        }
        finally
        {
            // The end counts, not the beginning: those who waited for a store that is gone shall not wait again, one
            // after the other.
            Volatile.Write(ref _read, _time.GetTimestamp());
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The API keys cannot be read; those that are known go on working. {Reason}"
    )]
    private static partial void LogUnreadable(ILogger logger, string reason);
}
