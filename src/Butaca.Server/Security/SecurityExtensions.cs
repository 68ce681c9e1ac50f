using System.Globalization;
using System.Threading.RateLimiting;
using Butaca.Server.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.RateLimiting;

namespace Butaca.Server.Security;

/// <summary>Who may do what, and how often.</summary>
internal static class SecurityExtensions
{
    /// <summary>The policy of requests that cost much more than others.</summary>
    public const string Heavy = "heavy";

    /// <summary>The policy of searches: as many as the heavy ones, but not in their line, where batches may take a minute.</summary>
    public const string Search = "search";

    private const int MostInLine = 64;

    public static IServiceCollection AddSecurity(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton<ApiKeys>();
        services.AddAuthentication(ApiKeyHandler.SchemeName).AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        services.AddAuthorization(policies =>
        {
            foreach (KeyScope scope in Enum.GetValues<KeyScope>())
                policies.AddPolicy(scope.ToString(), policy => policy.RequireAssertion(context => Reaches(context.User, scope)));
        });
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = RejectAsync;
            // Requests that work for long: a few at once, some in line.
            foreach (string policy in (string[])[Heavy, Search])
                limiter.AddConcurrencyLimiter(policy, line => (line.PermitLimit, line.QueueLimit) = (Math.Max(2, Environment.ProcessorCount), MostInLine));
            if (options.Limits.RequestsPerSecond > 0) limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => PartitionOf(http, options.Limits));
        });
        return services;
    }

    /// <summary>Requires a key that reaches so far.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder builder, KeyScope scope) where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(scope.ToString());

    private static bool Reaches(System.Security.Claims.ClaimsPrincipal user, KeyScope scope) =>
        user.FindFirst(ApiKeyHandler.ScopeClaim) is { } claim && int.Parse(claim.Value, CultureInfo.InvariantCulture) >= (int)scope;

    /// <summary>A key has its own allowance; without one, an address has.</summary>
    private static RateLimitPartition<string> PartitionOf(HttpContext http, LimitOptions limits)
    {
        if (http.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)) return RateLimitPartition.GetNoLimiter("health");
        string name = http.User.Identity is { IsAuthenticated: true, Name: { } key } && key != ApiKeyHandler.Anonymous ? $"key {key}" : $"address {http.Connection.RemoteIpAddress}";
        return RateLimitPartition.GetTokenBucketLimiter(name, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(limits.Burst, limits.RequestsPerSecond),
            TokensPerPeriod = limits.RequestsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        });
    }

    private static async ValueTask RejectAsync(Microsoft.AspNetCore.RateLimiting.OnRejectedContext context, CancellationToken cancellation)
    {
        HttpContext http = context.HttpContext;
        http.Response.Headers.RetryAfter = "1";
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        await http.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new ProblemDetailsContext
        {
            HttpContext = http,
            ProblemDetails = { Status = StatusCodes.Status429TooManyRequests, Detail = "Too many requests. Wait a second; Butaca:Limits in the server's configuration sets how many there may be." },
        });
    }
}
