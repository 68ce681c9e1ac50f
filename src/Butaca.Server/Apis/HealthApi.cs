using Butaca.Hosting.Live;
using Butaca.Hosting.Training;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Butaca.Server.Apis;

/// <summary>Whether the process lives, and whether it can answer.</summary>
internal static class HealthApi
{
    private const string Ready = "ready";

    public static void AddHealth(this IServiceCollection services) =>
        services
            .AddSingleton<StoreCheck>()
            .AddHealthChecks()
            .AddCheck<ReadinessCheck>("state", tags: [Ready])
            .AddCheck<StoreCheck>("store", tags: [Ready]);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        routes.MapHealthChecks(
            "/health/ready",
            new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteAsync }
        );
    }

    private static Task WriteAsync(HttpContext http, HealthReport report) =>
        http.Response.WriteAsJsonAsync(
            new
            {
                Status = report.Status.ToString(),
                Checks = report.Entries.ToDictionary(
                    entry => entry.Key,
                    entry => new { Status = entry.Value.Status.ToString(), entry.Value.Description }
                ),
            }
        );

    private sealed class ReadinessCheck(LiveState state, ClusterStart? cluster = null) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        ) =>
            Task.FromResult(
                cluster is { IsLeaving: true } ? HealthCheckResult.Unhealthy("leaving the cluster")
                : state.IsReady ? HealthCheckResult.Healthy($"{state.Phase}")
                : HealthCheckResult.Unhealthy($"{state.Phase}")
            );
    }
}
