using System.Diagnostics;
using Butaca.Hosting.Setup;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Butaca.Server.Setup;

/// <summary>
/// What the server tells of itself: metrics for Prometheus at <c>/metrics</c>, and traces by OTLP where configured.
/// </summary>
internal static class TelemetrySetup
{
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services
            .AddOpenTelemetry()
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(
                        Telemetry.MeterName,
                        "Microsoft.AspNetCore.Hosting",
                        "Microsoft.AspNetCore.Server.Kestrel",
                        "Microsoft.AspNetCore.RateLimiting"
                    )
                    .AddRuntimeInstrumentation()
                    .AddPrometheusExporter()
            );
        if (string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;
        telemetry.WithTracing(tracing =>
            tracing
                .AddAspNetCoreInstrumentation(options => options.EnrichWithHttpResponse = WithoutUsers)
                .AddOtlpExporter()
        );
    }

    /// <summary>Addresses name users; traces hold the route in their place.</summary>
    private static void WithoutUsers(Activity activity, HttpResponse response)
    {
        activity.SetTag("url.path", (response.HttpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "");
        activity.SetTag("url.query", null);
    }
}
