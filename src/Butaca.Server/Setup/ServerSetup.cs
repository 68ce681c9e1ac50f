using Butaca.Hosting.Cluster;
using Butaca.Hosting.Setup;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;
using Butaca.Server.Answers;
using Butaca.Server.Apis;
using Butaca.Server.Cluster;
using Butaca.Server.Mcp;
using Butaca.Server.Security;
using Butaca.Server.Web;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Timeouts;
using Scalar.AspNetCore;

namespace Butaca.Server.Setup;

/// <summary>Puts the server together.</summary>
public static class ServerSetup
{
    /// <summary>The address where nothing but loopback can reach it.</summary>
    private const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>
    /// A plot of 20,000 characters, each of three bytes, which an address spells as %E6%98%A0, and whatever else there
    /// is to say.
    /// </summary>
    private const int LongestAddress = 256 << 10;

    /// <summary>
    /// The configuration: of the folder at hand, or else the one beside the program, which explains the keys.
    /// </summary>
    private const string SettingsFile = "appsettings.json";

    /// <summary>Makes the server of a command line: <c>--Butaca:Folder=DIR</c>, <c>--urls URL</c> and so on.</summary>
    /// <exception cref="ButacaException">A value of the configuration can't be used.</exception>
    public static WebApplication Create(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot }
        );
        ServerOptions options = Options(builder.Configuration);
        Trainer.Models.Get(options.Model); // or says which there are
        CheckUrls(builder.Configuration[WebHostDefaults.ServerUrlsKey]);
        if (
            string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey])
            && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists()
        )
            builder.WebHost.UseUrls(DefaultUrl);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.Limits.BodyBytes;
            kestrel.Limits.MaxRequestLineSize = LongestAddress;
        });
        builder.Host.UseSystemd();
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical); // what keeps the host from starting is told once, by who runs it
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning); // more would log addresses, which name users
        builder.Logging.AddFilter(typeof(ApiKeyHandler).FullName, LogLevel.Warning); // anybody could fill the log by guessing keys; /metrics counts them
        builder.Logging.AddFilter(typeof(XmlKeyManager).FullName, LogLevel.Error); // it warns that its keys are not encrypted; they are on no disk
        if (options.Cluster.IsOn)
            ClusterSetup.Quiet(builder.Logging);
        AddServices(builder, options);
        WebApplication app = builder.Build();
        try
        {
            app.Services.GetRequiredService<IStore>();
        }
        catch (StoreException exception)
        {
            throw new ButacaException($"Butaca:Store: {exception.Message}", exception);
        }
        app.Services.GetRequiredService<Telemetry>(); // its metrics are there from the start
        Use(app);
        return app;
    }

    /// <summary>
    /// The configuration of the folder at hand and the environment, as the server would read it, for other programs.
    /// </summary>
    /// <exception cref="ButacaException">A value can't be used.</exception>
    public static ServerOptions ReadOptions() =>
        Options(
            new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(ContentRoot, SettingsFile), optional: true)
                .AddEnvironmentVariables()
                .Build()
        );

    /// <summary>The folder at hand where it has a configuration, else the program's.</summary>
    private static string ContentRoot =>
        File.Exists(Path.Combine(Directory.GetCurrentDirectory(), SettingsFile))
            ? Directory.GetCurrentDirectory()
            : AppContext.BaseDirectory;

    private static void CheckUrls(string? urls)
    {
        foreach (
            string url in (urls ?? "").Split(
                ';',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            )
        )
        {
            try
            {
                BindingAddress.Parse(url);
            }
            catch (FormatException exception)
            {
                throw new ButacaException(
                    $"urls: found '{url}', expected addresses such as {DefaultUrl}, separated by semicolons.",
                    exception
                );
            }
        }
    }

    private static ServerOptions Options(IConfiguration configuration)
    {
        ServerOptions options = new();
        try
        {
            configuration
                .GetSection(ServerOptions.Section)
                .Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException exception)
        {
            throw new ButacaException(
                $"The configuration can't be used: {exception.Message}{(exception.InnerException is { } inner ? $" {inner.Message}" : "")} docs/guide/server.md lists the keys.",
                exception
            );
        }
        foreach (object part in (object[])[options, options.Limits, options.Access, options.Cors, options.Cluster])
        {
            List<System.ComponentModel.DataAnnotations.ValidationResult> wrong = [];
            if (
                !System.ComponentModel.DataAnnotations.Validator.TryValidateObject(
                    part,
                    new(part),
                    wrong,
                    validateAllProperties: true
                )
            )
                throw new ButacaException(
                    $"The configuration can't be used: {string.Join(" ", wrong.Select(w => w.ErrorMessage))} docs/guide/server.md lists the keys."
                );
        }
        return options;
    }

    private static void AddServices(WebApplicationBuilder builder, ServerOptions options)
    {
        IServiceCollection services = builder.Services;
        services.AddSingleton(options);
        services.AddLive(
            options,
            () =>
                Stores.Open(
                    options.StoreConnection,
                    options.Limits.Seconds,
                    options.Cluster.IsOn ? options.Cluster.Name : null
                )
        );
        services.AddSingleton<AnswerCache>().AddSingleton<Advisor>().AddSingleton<Judge>();
        if (options.Cluster.IsOn)
            services.AddCluster();
        else
            services.AddSingleton<ITrainings>(s => s.GetRequiredService<TrainingService>());
        services.AddSingleton<Startup, ServerStartup>().AddHostedService(s => s.GetRequiredService<Startup>());
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services
            .AddProblemDetails(problems => problems.CustomizeProblemDetails = Problems.NameFields)
            .AddSingleton<IProblemDetailsWriter, AnyProblemWriter>()
            .AddSingleton<Problems>()
            .AddSingleton<IExceptionHandler>(s => s.GetRequiredService<Problems>())
            .AddValidation();
        services.AddRequestTimeouts(timeouts =>
        {
            timeouts.DefaultPolicy = TimeoutOf(options.Limits.Seconds);
            timeouts.AddPolicy(LimitOptions.LongTimeout, TimeoutOf(10 * options.Limits.Seconds));
        });
        services.AddOpenApi("v1", OpenApiDocument.Configure);
        services.AddSecurity().AddForPrograms(options);
        services.AddHealth();
        services.AddWeb(options.Cluster);
        if (options.Mcp.Enabled)
            services.AddMcp();
        services.AddTelemetry(builder.Configuration);
    }

    private static RequestTimeoutPolicy TimeoutOf(int seconds) =>
        new()
        {
            Timeout = TimeSpan.FromSeconds(seconds),
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            WriteTimeoutResponse = http =>
                Problems.WriteAsync(
                    http,
                    StatusCodes.Status503ServiceUnavailable,
                    $"It took longer than {seconds} seconds. Ask for less at once; Butaca:Limits:Seconds in the server's configuration sets the limit."
                ),
        };

    private static void Use(WebApplication app)
    {
        app.Use(RequestChecks.Head);
        app.UseRouting(); // after the method is settled
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseRequestTimeouts();
        app.Use(RequestChecks.TimeInLine);
        app.Use(RequestChecks.Charset);
        app.Use(RequestChecks.Slashes);
        app.Use(WebSetup.AddHeadersAsync);
        app.UseForPrograms();
        app.UseSecurity();
        app.Use(RequestChecks.Query);
        if (app.Services.GetService<ClusterNode>() is not null)
            app.Use(ClusterSetup.CatchUpAsync);
        app.MapWeb();
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint().Needs(KeyScope.Read);
        app.MapOpenApi().NamesNobody();
        app.MapScalarApiReference("/docs", reference => reference.DefaultFonts = false).NamesNobody();
        app.MapOriginal();
        RouteGroupBuilder v1 = app.MapGroup("/api/v1").WithEntityTags();
        KnownQuery.Require(v1);
        v1.MapGet("/ping", () => TypedResults.NoContent())
            .WithTags("server")
            .NamesNobody()
            .WithName("Ping")
            .WithSummary("Nothing: what the way here costs");
        v1.MapMovies();
        v1.MapRecommendations();
        v1.MapTogether();
        v1.MapUsers();
        v1.MapImports();
        v1.MapModels();
        v1.MapStatistics();
        if (app.Services.GetRequiredService<ServerOptions>().Mcp.Enabled)
            app.MapMcpTools();
    }
}
