using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Butaca.Server.Security;

/// <summary>
/// How often anybody may come: a key has an allowance of its own; without one, an address has. Requests and what comes
/// over a page's connection share it. Safe for many threads.
/// </summary>
/// <param name="options">How much it is.</param>
/// <param name="time">Tells how long to wait.</param>
internal sealed class Allowances(ServerOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    /// <summary>The bytes of an IPv6 address that name a network, of which one household has a whole one.</summary>
    private const int NetworkBytes = 8;

    /// <summary>The allowances, by who comes.</summary>
    public PartitionedRateLimiter<HttpContext> Limiter { get; } =
        PartitionedRateLimiter.Create<HttpContext, string>(http => PartitionOf(http, options.Limits));

    /// <summary>Waits until somebody may come: what a page sends can't be refused, only come later.</summary>
    /// <param name="http">The request that the page's connection began with.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async ValueTask WaitAsync(HttpContext http, CancellationToken cancellation)
    {
        while (true)
        {
            using (RateLimitLease lease = Limiter.AttemptAcquire(http))
                if (lease.IsAcquired)
                    return;
            await Task.Delay(Again, time, cancellation);
        }
    }

    /// <summary>
    /// Whose allowance an address has: an IPv6 network's of 64 bits, which whoever has one has all of.
    /// </summary>
    public static string NameOf(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
            address = address.MapToIPv4();
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6 })
            return $"{address}";
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }

    /// <inheritdoc/>
    public void Dispose() => Limiter.Dispose();

    private static RateLimitPartition<string> PartitionOf(HttpContext http, LimitOptions limits)
    {
        if (
            limits.RequestsPerSecond == 0
            || http.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
        )
            return RateLimitPartition.GetNoLimiter("");
        string name = http.User.HasKey()
            ? $"key {http.User.Identity!.Name}"
            : $"address {NameOf(http.Connection.RemoteIpAddress)}";
        return RateLimitPartition.GetTokenBucketLimiter(
            name,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = Math.Max(limits.Burst, limits.RequestsPerSecond),
                TokensPerPeriod = limits.RequestsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }
        );
    }
}
