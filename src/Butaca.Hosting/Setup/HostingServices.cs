using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Butaca.Hosting.Setup;

/// <summary>What a server and a program of somebody else's have in common.</summary>
internal static class HostingServices
{
    /// <summary>
    /// Adds the store, what is known of movies and users, the models and their training; not what starts it.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Where everything is.</param>
    /// <param name="openStore">Opens the store.</param>
    public static void AddLive(this IServiceCollection services, HostingOptions options, Func<IStore> openStore)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(_ => openStore());
        services.AddSingleton<LiveState>().AddSingleton<ModelShelf>().AddSingleton<Telemetry>();
        services.AddSingleton<ImpressionLog>().AddHostedService(all => all.GetRequiredService<ImpressionLog>());
        services.AddSingleton<TrainingService>().AddHostedService(all => all.GetRequiredService<TrainingService>());
        services.AddHostedService<TrainingSchedule>();
    }
}
