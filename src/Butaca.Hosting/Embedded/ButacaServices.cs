using System.ComponentModel.DataAnnotations;
using Butaca.Hosting.Setup;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;
using Microsoft.Extensions.DependencyInjection;

namespace Butaca.Hosting.Embedded;

/// <summary>Adds Butaca to a program's services.</summary>
public static class ButacaServices
{
    /// <summary>
    /// Adds an <see cref="IRecommender{TUser, TMovie}"/>, the health checks <c>butaca</c> and <c>butaca-store</c>, the
    /// metrics of the meter <see cref="Telemetry.MeterName"/>, and what keeps it up to date in the background. Say
    /// where the movies come from by <see cref="ButacaBuilder{TUser, TMovie}.AddMovies{TSource}"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Where everything is kept, and when models are trained.</param>
    /// <typeparam name="TUser">The type of users' ids: whole numbers, texts, GUIDs, or a type of yours that reads what
    /// its <c>ToString</c> writes.</typeparam>
    /// <typeparam name="TMovie">The type of movies' ids.</typeparam>
    /// <exception cref="ButacaException">An option can't be used.</exception>
    public static ButacaBuilder<TUser, TMovie> AddButaca<TUser, TMovie>(
        this IServiceCollection services,
        Action<EmbeddingOptions>? configure = null
    )
        where TUser : notnull, IParsable<TUser>
        where TMovie : notnull, IParsable<TMovie>
    {
        EmbeddingOptions options = new();
        configure?.Invoke(options);
        Check(options);
        services.AddSingleton(options);
        services.AddLive(options, () => Stores.Open(options.StoreConnection));
        services.AddSingleton<ITrainings>(all => all.GetRequiredService<TrainingService>());
        services.AddSingleton<MovieReader<TMovie>>();
        services
            .AddSingleton<Startup, EmbeddedStartup<TMovie>>()
            .AddHostedService(all => all.GetRequiredService<Startup>());
        services
            .AddSingleton<EmbeddedRecommender<TUser, TMovie>>()
            .AddSingleton<IRecommender<TUser, TMovie>>(all =>
                all.GetRequiredService<EmbeddedRecommender<TUser, TMovie>>()
            );
        services.AddHostedService<SourceReading<TUser, TMovie>>();
        services
            .AddSingleton<StoreCheck>()
            .AddHealthChecks()
            .AddCheck<RecommenderCheck>("butaca")
            .AddCheck<StoreCheck>("butaca-store");
        return new ButacaBuilder<TUser, TMovie>(services);
    }

    private static void Check(EmbeddingOptions options)
    {
        List<ValidationResult> wrong = [];
        if (!Validator.TryValidateObject(options, new ValidationContext(options), wrong, validateAllProperties: true))
            throw new ButacaException(
                $"{nameof(AddButaca)}: {string.Join(" ", wrong.Select(result => result.ErrorMessage))}"
            );
        Trainer.Models.Get(options.Model); // or says which there are
    }
}

/// <summary>Tells Butaca where movies and events come from.</summary>
/// <param name="services">The program's services.</param>
/// <typeparam name="TUser">The type of users' ids.</typeparam>
/// <typeparam name="TMovie">The type of movies' ids.</typeparam>
public sealed class ButacaBuilder<TUser, TMovie>(IServiceCollection services)
    where TUser : notnull, IParsable<TUser>
    where TMovie : notnull, IParsable<TMovie>
{
    /// <summary>Takes the movies from a source.</summary>
    /// <typeparam name="TSource">The source.</typeparam>
    public ButacaBuilder<TUser, TMovie> AddMovies<TSource>()
        where TSource : class, IMovieSource
    {
        services.AddScoped<IMovieSource, TSource>();
        return this;
    }

    /// <summary>Takes events from a source, now and then.</summary>
    /// <typeparam name="TSource">The source.</typeparam>
    public ButacaBuilder<TUser, TMovie> AddEvents<TSource>()
        where TSource : class, IEventSource<TUser, TMovie>
    {
        services.AddScoped<IEventSource<TUser, TMovie>, TSource>();
        return this;
    }
}
