using Butaca.Hosting.Live;
using Microsoft.AspNetCore.SignalR;

namespace Butaca.Server.Web;

/// <summary>
/// What a page asks over its connection follows from what every server of the cluster has acknowledged before, as
/// requests do.
/// </summary>
/// <param name="state">Takes that in.</param>
internal sealed class PageCatchUp(LiveState state) : IHubFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next
    )
    {
        await state.CatchUpAsync(invocationContext.Context.ConnectionAborted);
        return await next(invocationContext);
    }
}
