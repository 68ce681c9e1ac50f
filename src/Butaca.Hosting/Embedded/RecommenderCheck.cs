using Butaca.Hosting.Live;
using Butaca.Hosting.Training;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Butaca.Hosting.Embedded;

/// <summary>Healthy once lists are recommended.</summary>
/// <param name="state">What serves.</param>
/// <param name="startup">The start.</param>
internal sealed class RecommenderCheck(LiveState state, Startup startup) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            state.IsReady
                ? HealthCheckResult.Healthy(state.Deployment.For(null).Name)
                : HealthCheckResult.Unhealthy(startup.Failure ?? $"{state.Phase}")
        );
}
