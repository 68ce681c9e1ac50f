using Butaca.Server.Security;

namespace Butaca.Server.Web;

/// <inheritdoc cref="ILockedPage"/>
internal sealed class LockedPage : ILockedPage
{
    /// <inheritdoc/>
    public bool IsFor(HttpContext http) => WebSetup.IsForPage(http);

    /// <inheritdoc/>
    public Task ShowAsync(HttpContext http) => WebSetup.ShowLockedAsync(http);
}
