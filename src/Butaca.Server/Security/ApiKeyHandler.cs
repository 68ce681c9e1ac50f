using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Butaca.Server.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Butaca.Server.Security;

/// <summary>
/// Tells who sends a request: whoever has a key (<c>Authorization: Bearer KEY</c> or <c>X-Api-Key: KEY</c>), or a reader
/// without one where <see cref="AccessOptions.AnonymousRead"/> lets them.
/// </summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory log, UrlEncoder encoder, ApiKeys keys, ServerOptions options)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, log, encoder)
{
    public const string SchemeName = "ApiKey", ScopeClaim = "scope", Anonymous = "anonymous";
    private const string Bearer = "Bearer ", Header = "X-Api-Key";

    /// <summary>What proxies add, and what becomes of X-Forwarded-For where the server reads it.</summary>
    private static readonly string[] ProxyHeaders = ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-For", "X-Real-IP"];

    /// <summary>The key that was sent; null without one.</summary>
    private string? Presented => (string?)Request.Headers[Header]
        ?? (Request.Headers.Authorization.ToString() is var sent && sent.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? sent[Bearer.Length..].Trim() : null);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Presented is not { } presented) return IsTrusted() ? Success(Anonymous, KeyScope.Read) : AuthenticateResult.NoResult();
        return await keys.VerifyAsync(presented) is { } key ? Success(key.Id, key.Scope) : AuthenticateResult.Fail("unknown");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        if (Web.WebSetup.IsForPage(Context) && Presented is null) return Web.WebSetup.ShowLockedAsync(Context);
        return Problem(StatusCodes.Status401Unauthorized, "This needs a valid key: Authorization: Bearer KEY. 'butaca keys create' makes one.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Context.User.Identity?.Name == Anonymous
        ? HandleChallengeAsync(properties)
        : Problem(StatusCodes.Status403Forbidden, "The key's scope does not reach so far (read, write, admin). 'butaca keys create --scope' makes another.");

    private Task Problem(int status, string detail)
    {
        Response.StatusCode = status;
        return Context.RequestServices.GetRequiredService<IProblemDetailsService>()
            .WriteAsync(new ProblemDetailsContext { HttpContext = Context, ProblemDetails = { Status = status, Detail = detail } }).AsTask();
    }

    private bool IsTrusted() => options.Access.AnonymousRead switch
    {
        AnonymousAccess.Everybody => true,
        // By its own name, too: a page of another host that has its name lead here is a stranger in a browser of this machine.
        AnonymousAccess.Loopback => IPAddress.IsLoopback(Context.Connection.RemoteIpAddress ?? IPAddress.None) && IsOwnName(Request.Host.Host) && !ProxyHeaders.Any(Request.Headers.ContainsKey), // or a proxy of this machine would let all in
        _ => false,
    };

    private static bool IsOwnName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static AuthenticateResult Success(string id, KeyScope scope)
    {
        ClaimsIdentity identity = new([new Claim(ClaimTypes.Name, id), new Claim(ScopeClaim, ((int)scope).ToString(CultureInfo.InvariantCulture))], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}
