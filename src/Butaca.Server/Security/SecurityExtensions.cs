using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Butaca.Hosting.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.RateLimiting;

namespace Butaca.Server.Security;

/// <summary>Who may do what, and how often.</summary>
internal static class SecurityExtensions
{
    /// <summary>The policy of requests that cost much more than others.</summary>
    public const string Heavy = "heavy";

    /// <summary>
    /// The policy of searches: as many as the heavy ones, but not in their line, where batches may take a minute.
    /// </summary>
    public const string Search = "search";

    private const string AnybodyLetIn = "anybody";
    private static readonly string[] Lines = [Heavy, Search];

    private const int MostInLine = 64;

    private static int MostAtOnce => Math.Max(2, Environment.ProcessorCount);

    public static IServiceCollection AddSecurity(this IServiceCollection services)
    {
        services.AddSingleton<ApiKeys>().AddSingleton<Allowances>();
        services
            .AddAuthentication(ApiKeyHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        services.AddAuthorization(policies =>
        {
            foreach (KeyScope scope in Enum.GetValues<KeyScope>())
                policies.AddPolicy(
                    scope.ToString(),
                    policy => policy.RequireAssertion(context => context.User.Reaches(scope))
                );
            policies.AddPolicy(AnybodyLetIn, policy => policy.RequireAuthenticatedUser());
        });
        services.AddRateLimiter(limiter =>
        {
            limiter.OnRejected = RejectAsync;
            // Requests that work for long: a few at once, some in line.
            foreach (string policy in Lines)
                limiter.AddConcurrencyLimiter(
                    policy,
                    line => (line.PermitLimit, line.QueueLimit) = (MostAtOnce, MostInLine)
                );
        });
        return services;
    }

    /// <summary>
    /// Who comes too often is refused before anything is asked of the key's scope, so that guessing has its bounds,
    /// too; who is refused for want of a key stands in no line of costly work.
    /// </summary>
    public static void UseSecurity(this WebApplication app)
    {
        app.UseAuthentication();
        RateLimiterOptions allowances = new()
        {
            OnRejected = RejectAsync,
            GlobalLimiter = app.Services.GetRequiredService<Allowances>().Limiter,
        };
        foreach (string policy in Lines)
            allowances.AddPolicy(policy, _ => RateLimitPartition.GetNoLimiter(policy));
        app.UseRateLimiter(allowances);
        app.UseAuthorization();
        app.UseRateLimiter();
    }

    /// <summary>Requires a key that reaches so far.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder builder, KeyScope scope)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(scope.ToString());

    /// <summary>Requires a key, or none where everybody may read: for answers that name nobody.</summary>
    public static TBuilder NamesNobody<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(AnybodyLetIn);

    /// <summary>Whether an endpoint's answers name nobody.</summary>
    public static bool IsOpen(Endpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().All(data => data.Policy == AnybodyLetIn);

    /// <summary>Whether somebody's key, or what they may without one, reaches so far.</summary>
    public static bool Reaches(this ClaimsPrincipal caller, KeyScope scope) =>
        caller.FindFirst(ApiKeyHandler.ScopeClaim) is { } claim
        && int.Parse(claim.Value, CultureInfo.InvariantCulture) >= (int)scope;

    /// <summary>Whether somebody showed a key.</summary>
    public static bool HasKey(this ClaimsPrincipal caller) =>
        caller.Identity is { IsAuthenticated: true, Name: { } name } && name != ApiKeyHandler.Anonymous;

    /// <summary>An allowance knows when it has more; a line doesn't know when it moves on.</summary>
    private static ValueTask RejectAsync(OnRejectedContext context, CancellationToken cancellation) =>
        new(
            Problems.WriteAsync(
                context.HttpContext,
                StatusCodes.Status429TooManyRequests,
                context.Lease.TryGetMetadata(MetadataName.RetryAfter, out _)
                    ? "Too many requests. Wait a second; Butaca:Limits:RequestsPerSecond and Butaca:Limits:Burst in the server's configuration set how many there may be."
                    : $"Too many costly requests: {MostAtOnce} are at work, as many as may be at once, and {MostInLine} wait. Wait a second, and send fewer of them at once."
            )
        );
}
