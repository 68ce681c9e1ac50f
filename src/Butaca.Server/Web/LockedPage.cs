using Butaca.Server.Security;
using Butaca.Server.Web.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Butaca.Server.Web;

/// <inheritdoc cref="ILockedPage"/>
internal sealed class LockedPage : ILockedPage
{
    /// <inheritdoc/>
    public bool IsFor(HttpContext http) => WebSetup.IsForPage(http);

    /// <summary>Tells a browser that it needs a key, and whoever runs the server how to let it in.</summary>
    public Task ShowAsync(HttpContext http) =>
        new RazorComponentResult<Locked> { StatusCode = StatusCodes.Status401Unauthorized }.ExecuteAsync(http);
}
