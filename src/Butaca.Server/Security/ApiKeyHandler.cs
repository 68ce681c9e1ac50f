using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Butaca.Hosting.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Butaca.Server.Security;

/// <summary>
/// Tells who sends a request: whoever has a key (<c>Authorization: Bearer KEY</c> or <c>X-Api-Key: KEY</c>), or
/// somebody without one where <see cref="AccessOptions.AnonymousRead"/> lets them in: they have no scope, and are let
/// in only where nobody is named, unless it says that this machine reads as with a key.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes,
    ILoggerFactory log,
    UrlEncoder encoder,
    ApiKeys keys,
    ServerOptions options,
    ILockedPage locked
) : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, log, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string ScopeClaim = "scope";
    public const string Anonymous = "anonymous";

    /// <summary>How a key is sent, and where it comes from.</summary>
    public const string KeyHint = "Send it as Authorization: Bearer KEY; 'butaca keys create' makes one.";

    private const string Bearer = "Bearer ";
    private const string Header = "X-Api-Key";

    /// <summary>What proxies add, and what becomes of X-Forwarded-For where the server reads it.</summary>
    private static readonly string[] ProxyHeaders =
    [
        "Forwarded",
        "Via",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Original-For",
        "X-Real-IP",
    ];

    /// <summary>The key that was sent; null without one.</summary>
    private string? Presented =>
        (string?)Request.Headers[Header]
        ?? (
            Request.Headers.Authorization.ToString() is var sent
            && sent.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                ? sent[Bearer.Length..].Trim()
                : null
        );

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Presented is not { } presented)
            return WithoutKey();
        return await keys.VerifyAsync(presented) is { } key
            ? Success(key.Id, key.Scope)
            : AuthenticateResult.Fail("unknown");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!locked.IsFor(Context) || Presented is not null)
            return Problems.WriteAsync(
                Context,
                StatusCodes.Status401Unauthorized,
                $"This needs a valid key. {KeyHint}"
            );
        Response.Headers.WWWAuthenticate = "Bearer";
        return locked.ShowAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Context.User.Identity?.Name == Anonymous
            ? HandleChallengeAsync(properties)
            : Problems.WriteAsync(
                Context,
                StatusCodes.Status403Forbidden,
                "The key's scope does not reach so far (read, write, admin). 'butaca keys create --scope' makes another."
            );

    private AuthenticateResult WithoutKey() =>
        options.Access.AnonymousRead switch
        {
            AnonymousAccess.Everybody => Success(Anonymous, null),
            AnonymousAccess.Loopback when IsThisMachine() => Success(Anonymous, null), // behind a plain proxy everybody looks like it
            AnonymousAccess.LoopbackWithUsers when IsThisMachine() => Success(Anonymous, KeyScope.Read),
            _ => AuthenticateResult.NoResult(),
        };

    /// <summary>
    /// By its own name, too: a page of another host that has its name lead here is a stranger in a browser of this
    /// machine.
    /// </summary>
    private bool IsThisMachine() =>
        IPAddress.IsLoopback(Context.Connection.RemoteIpAddress ?? IPAddress.None)
        && IsOwnName(Request.Host.Host)
        && !ProxyHeaders.Any(Request.Headers.ContainsKey);

    private static bool IsOwnName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static AuthenticateResult Success(string id, KeyScope? scope)
    {
        ClaimsIdentity identity = new([new Claim(ClaimTypes.Name, id)], SchemeName);
        if (scope is { } reached)
            identity.AddClaim(new Claim(ScopeClaim, ((int)reached).ToString(CultureInfo.InvariantCulture)));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}
