using System.IO.Compression;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Net.Http.Headers;

namespace Butaca.Server.Apis;

/// <summary>
/// What HTTP offers to programs that use the API: compressed answers, and answers to pages of other sites.
/// </summary>
internal static class ProgramsSetup
{
    public static void AddForPrograms(this IServiceCollection services, ServerOptions options)
    {
        services.AddResponseCompression(compression =>
        {
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
            compression.MimeTypes =
            [
                .. ResponseCompressionDefaults.MimeTypes,
                "application/problem+json",
                JsonLines.ContentType,
            ];
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Optimal);
        services.AddCors(cors =>
            cors.AddDefaultPolicy(policy =>
            {
                policy
                    .AllowAnyHeader()
                    .AllowAnyMethod()
                    .WithExposedHeaders(
                        HeaderNames.ETag,
                        HeaderNames.Location,
                        HeaderNames.RetryAfter,
                        OriginalApi.ModelHeader
                    );
                if (options.Cors.All.Contains(CorsOptions.Any))
                    policy.AllowAnyOrigin(); // keys are sent in a header, never by the browser itself
                else
                    policy.WithOrigins(options.Cors.All);
            })
        );
    }

    public static void UseForPrograms(this WebApplication app)
    {
        bool isShared = app.Services.GetRequiredService<ServerOptions>().Cors.All.Length > 0;
        app.UseWhen(
            IsForPrograms,
            programs =>
            {
                if (isShared)
                    programs.UseCors(); // before keys are asked for: a browser asks first, without one
                programs.Use(CompressOverHttps);
                programs.UseResponseCompression();
            }
        );
    }

    /// <summary>Whether a program asks, rather than a browser for a page.</summary>
    public static bool IsForPrograms(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || http.Request.Path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase)
        || http.Request.Path.Value!.StartsWith("/get_", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The length of a compressed answer can give away a secret in it to a page that has a browser ask (BREACH). A
    /// browser adds no key by itself, and the API's answers hold no tokens; the pages do, and are not compressed over
    /// HTTPS.
    /// </summary>
    private static Task CompressOverHttps(HttpContext http, RequestDelegate next)
    {
        http.Features.Set<IHttpsCompressionFeature>(new Compressing());
        return next(http);
    }

    private sealed class Compressing : IHttpsCompressionFeature
    {
        public HttpsCompressionMode Mode { get; set; } = HttpsCompressionMode.Compress;
    }
}
