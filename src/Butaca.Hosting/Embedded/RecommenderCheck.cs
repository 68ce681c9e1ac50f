using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Butaca.Hosting.Embedded;

/// <summary>Healthy once lists are recommended and events are stored.</summary>
/// <param name="state">What serves.</param>
/// <param name="startup">The start.</param>
/// <param name="store">The store.</param>
internal sealed class RecommenderCheck(LiveState state, Startup startup, IStore store) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        if (startup.Failure is { } failure)
            return HealthCheckResult.Unhealthy(failure);
        if (!state.IsReady)
            return HealthCheckResult.Unhealthy($"{state.Stage}");
        try
        {
            await store.PingAsync(cancellationToken);
            return HealthCheckResult.Healthy(state.Deployment.For(null).Name);
        }
        catch (StoreException exception)
        {
            return HealthCheckResult.Degraded(exception.Message, exception); // what is known still answers
        }
    }
}
