using Butaca.Server.Live;
using Butaca.Server.Storage;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Butaca.Server.Apis;

/// <summary>Whether the process lives, and whether it can answer.</summary>
internal static class HealthApi
{
    private const string Ready = "ready";

    public static void AddHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<ReadinessCheck>("state", tags: [Ready])
        .AddCheck<StoreCheck>("store", tags: [Ready]);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(new
    {
        Status = report.Status.ToString(),
        Checks = report.Entries.ToDictionary(entry => entry.Key, entry => new { Status = entry.Value.Status.ToString(), entry.Value.Description }),
    });

    private sealed class ReadinessCheck(ServerState state) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(state.IsReady ? HealthCheckResult.Healthy($"{state.Stage}") : HealthCheckResult.Unhealthy($"{state.Stage}"));
    }

    private sealed class StoreCheck(IStore store, ServerState state) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            if (!state.IsReady) return HealthCheckResult.Healthy("not asked before the server is ready");
            try
            {
                await store.PingAsync(cancellationToken);
                return HealthCheckResult.Healthy(store.Kind);
            }
            catch (StoreException exception)
            {
                return HealthCheckResult.Unhealthy($"{store.Kind} does not answer; the log says why.", exception); // the message may name hosts and paths
            }
        }
    }
}
