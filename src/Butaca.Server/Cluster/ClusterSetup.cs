using Butaca.Hosting.Cluster;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace Butaca.Server.Cluster;

/// <summary>What a server has besides where it shares its store with others.</summary>
internal static class ClusterSetup
{
    /// <summary>What follows from nothing that another server could have changed.</summary>
    private static readonly string[] WithoutState =
    [
        "/health",
        "/metrics",
        "/openapi",
        "/docs",
        "/scalar",
        "/web",
        "/api/v1/ping",
    ];

    public static void AddCluster(this IServiceCollection services)
    {
        services.AddSingleton(all => (IClusterStore)all.GetRequiredService<IStore>());
        services.AddSingleton<Lookout>().AddSingleton<ModelVault>().AddSingleton<ISilo, Silo>();
        services.AddSingleton(all => new ClusterNode(
            all.GetRequiredService<IClusterStore>(),
            all.GetRequiredService<Lookout>(),
            all.GetRequiredService<ModelVault>(),
            all.GetRequiredService<ISilo>(),
            all.GetRequiredService<ServerOptions>().Cluster
        ));
        services.AddSingleton<ClusterStart>().AddHostedService(all => all.GetRequiredService<ClusterStart>());
        services.AddSingleton<ClusterTrainings>().AddHostedService(all => all.GetRequiredService<ClusterTrainings>());
        services.AddSingleton<ITrainings>(all => all.GetRequiredService<ClusterTrainings>());
    }

    /// <summary>Keeps to what whoever runs a silo can do something about.</summary>
    public static void Quiet(ILoggingBuilder logging)
    {
        logging.AddFilter("Orleans", LogLevel.Error); // who comes and goes is told by /health/ready and /metrics
        logging.AddFilter(typeof(XmlKeyManager).Namespace, LogLevel.None); // it looks for keys before there are tables, and again when it needs one
    }

    /// <summary>Before anything is answered, what all servers have acknowledged is taken in.</summary>
    public static async Task CatchUpAsync(HttpContext http, RequestDelegate next)
    {
        if (
            !Array.Exists(
                WithoutState,
                path => http.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)
            )
        )
            await http.RequestServices.GetRequiredService<LiveState>().CatchUpAsync(http.RequestAborted);
        await next(http);
    }
}
