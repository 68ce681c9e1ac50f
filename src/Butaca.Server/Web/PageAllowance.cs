using Butaca.Server.Security;
using Microsoft.AspNetCore.SignalR;

namespace Butaca.Server.Web;

/// <summary>
/// What a page sends over its connection passes the same limits as requests: each click may cost as much as one.
/// </summary>
/// <param name="allowances">The limits.</param>
internal sealed class PageAllowance(Allowances allowances) : IHubFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next
    )
    {
        if (invocationContext.Context.GetHttpContext() is { } http)
            await allowances.WaitAsync(http, invocationContext.Context.ConnectionAborted);
        return await next(invocationContext);
    }
}
