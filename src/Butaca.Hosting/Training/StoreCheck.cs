using Butaca.Hosting.Cluster;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Butaca.Hosting.Training;

/// <summary>
/// Without the store, or one that takes no writes, what is known still answers: a reason to look after it, but none to
/// send nobody here any more. That is another server's having taken the store over; and in a cluster the store's being
/// away, since nobody knows then what others have done.
/// </summary>
internal sealed partial class StoreCheck(
    IStore store,
    LiveState state,
    TimeProvider time,
    ILogger<StoreCheck> log,
    ClusterNode? cluster = null
) : IHealthCheck
{
    /// <summary>
    /// Probes come without a key, and as many as somebody likes; and they wait no longer than a second.
    /// </summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>How long a probe waits for the store.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private Task _ping = Task.CompletedTask;
    private long _asked;
    private string _told = ""; // so that probes don't fill the log

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        if (!state.IsReady)
            return HealthCheckResult.Healthy("not asked before the server is ready");
        if (store.IsLost)
            return HealthCheckResult.Unhealthy("Another server took the store over. End this one.");
        try
        {
            await PingOnce().WaitAsync(Patience, time, cancellationToken);
            _told = "";
            return HealthCheckResult.Healthy(
                cluster is null
                    ? store.Kind
                    : $"{store.Kind}, {cluster.Alive} silos of the cluster {cluster.Options.Name}"
            );
        }
        catch (Exception exception) when (exception is StoreException or TimeoutException)
        {
            if (Interlocked.Exchange(ref _told, exception.Message) != exception.Message)
                TakesNoWrites(log, exception.Message);
            return new HealthCheckResult(
                cluster is null ? HealthStatus.Degraded : HealthStatus.Unhealthy,
                $"{store.Kind} does not answer or takes no writes; the log says why.", // the message may name hosts and paths
                exception
            );
        }
    }

    private Task PingOnce()
    {
        lock (_lock)
        {
            if (_asked != 0 && (!_ping.IsCompleted || time.GetElapsedTime(_asked) < Again))
                return _ping;
            _asked = time.GetTimestamp();
            return _ping = Task.Run(() => store.PingAsync(CancellationToken.None));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The store is not as it should be: {Message}")]
    private static partial void TakesNoWrites(ILogger log, string message);
}
