using Butaca.Hosting.Cluster;
using Butaca.Server.Apis;
using Butaca.Server.Security;
using Butaca.Server.Web.Components;
using Butaca.Server.Web.Services;
using Butaca.Server.Web.Wording;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.SignalR;

namespace Butaca.Server.Web;

/// <summary>The page for people: Razor components, rendered here, that call the same services as the API.</summary>
internal static class WebSetup
{
    /// <summary>Scripts, styles and data come from here alone; nothing inline; nobody frames the page.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

    /// <summary>A browser's longest message in bytes: the longest synopsis, each character written as six.</summary>
    private const int LongestMessage = 6 * Apis.MovieChecks.LongestSynopsis + (16 << 10);

    private static readonly string[] WithOwnPolicy = ["/docs", "/scalar"];

    public static void AddWeb(this IServiceCollection services, ClusterOptions cluster)
    {
        services
            .AddSingleton<ILockedPage, LockedPage>()
            .AddRazorComponents()
            .AddInteractiveServerComponents(circuits =>
            {
                // What a page shows follows from its address, or is kept by the browser's tab: a lost connection costs
                // a reload, so few are kept.
                circuits.DisconnectedCircuitMaxRetained = 50;
                circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(1);
            })
            .AddHubOptions(hub =>
            {
                hub.MaximumReceiveMessageSize = LongestMessage;
                hub.AddFilter<PageAllowance>();
                if (cluster.IsOn)
                    hub.AddFilter<PageCatchUp>();
            });
        services.AddDataProtection();
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<IServiceProvider>(
                (keys, all) =>
                    keys.XmlRepository = all.GetService<ClusterNode>() is { } node
                        ? new KeysInStore(node.Store)
                        : new KeysInMemory()
            );
        services.AddHttpContextAccessor();
        services
            .AddSingleton<Picks>()
            .AddSingleton<Starters>()
            .AddSingleton<Maps>()
            .AddSingleton<MovieLinkList>()
            .AddScoped<Forgotten>();
    }

    public static void MapWeb(this WebApplication app)
    {
        app.UseWhen(
            IsForBrowser,
            page =>
            {
                page.UseResponseCompression();
                page.Use(ShowMissingAsync);
            }
        );
        app.UseWhen(
            http =>
                HttpMethods.IsGet(http.Request.Method)
                && IsForBrowser(http)
                && Taste.Says(http.Request.GetEncodedUrl()),
            saying => saying.Run(HearAsync)
        );
        app.UseAntiforgery();
        WebFiles.Map(app);
        Letterboxd.Map(app);
        app.MapGet("/language/{code}", Languages.Choose).ExcludeFromDescription();
        app.MapGet("/web/manifest/{language}", Manifest).NamesNobody().ExcludeFromDescription();
        app.MapGet("/web/map/{key}/{language}", MapData).NamesNobody().ExcludeFromDescription();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null) // the policy above says it
            .NamesNobody()
            .DisableRequestTimeout(); // a page's connection lasts as long as the page
    }

    /// <summary>Whether a browser asks for a page, not for a file.</summary>
    public static bool IsForPage(HttpContext http) =>
        IsForBrowser(http) && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    /// <summary>What a browser installs: the page as an app of its own.</summary>
    private static IResult Manifest(string language, HttpResponse response)
    {
        Texts texts = Texts.Of(language);
        response.Headers.CacheControl = "public, max-age=86400";
        return Results.Json(
            new
            {
                name = "Butaca",
                short_name = "Butaca",
                description = texts.TonightLead,
                lang = texts.Language,
                start_url = "/",
                scope = "/",
                display = "standalone",
                background_color = "#3d0a16",
                theme_color = "#3d0a16",
                icons = new object[]
                {
                    new
                    {
                        src = WebFiles.Url("icon.svg"),
                        sizes = "any",
                        type = "image/svg+xml",
                    },
                    new
                    {
                        src = WebFiles.Url("icon-192.png"),
                        sizes = "192x192",
                        type = "image/png",
                    },
                    new
                    {
                        src = WebFiles.Url("icon-512.png"),
                        sizes = "512x512",
                        type = "image/png",
                    },
                },
            },
            contentType: "application/manifest+json"
        );
    }

    /// <summary>Goes to the address of what a plain form says.</summary>
    private static Task HearAsync(HttpContext http)
    {
        string uri = http.Request.GetEncodedUrl();
        string query = Languages.Keep(uri, Taste.Parse(uri).Query());
        http.Response.Headers.CacheControl = "no-store";
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        string path = http.Request.Path.ToUriComponent();
        http.Response.Headers.Location = (path is ['/', '/' or '\\', ..] ? "/" : path) + query; // never elsewhere
        return Task.CompletedTask;
    }

    private static IResult MapData(Maps maps, string key, string language, HttpResponse response)
    {
        if (maps.Data(key, Texts.Of(language).Language) is not { } data)
            return Results.NotFound();
        response.Headers.CacheControl = "private, max-age=86400";
        return Results.Bytes(data, "application/json");
    }

    /// <summary>Browsers that ask for a page, as opposed to programs that use the API.</summary>
    private static bool IsForBrowser(HttpContext http) =>
        !http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        && (
            http.Request.Path.StartsWithSegments("/web", StringComparison.Ordinal)
            || http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
        );

    /// <summary>An address without a page is told of on a page.</summary>
    private static async Task ShowMissingAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (
            http.GetEndpoint() is null
            && http.Response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false }
        )
            await new RazorComponentResult<App> { StatusCode = StatusCodes.Status404NotFound }.ExecuteAsync(http);
    }

    /// <summary>
    /// What every answer says to browsers, refusals included; those of the API also to caches on the way.
    /// </summary>
    public static Task AddHeadersAsync(HttpContext http, RequestDelegate next)
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer"; // addresses hold what somebody watched
        if (!Array.Exists(WithOwnPolicy, path => http.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)))
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
        if (ProgramsSetup.IsForPrograms(http))
            headers.CacheControl = "no-store"; // it may be one user's, and the next event makes it another
        return next(http);
    }
}
