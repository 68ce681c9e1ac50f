using System.Net;
using System.Security.Claims;
using Butaca.Server.Security;
using Butaca.Server.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;

namespace Butaca.Server.Tests.Security;

public sealed class AllowancesTests
{
    private static readonly ServerOptions Few = new() { Limits = { RequestsPerSecond = 2, Burst = 3 } };

    private static DefaultHttpContext From(string address) =>
        new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("::1", "::/64")]
    public void AnAddressHasTheAllowanceOfItsNetwork(string address, string name) =>
        Assert.Equal(name, Allowances.NameOf(IPAddress.Parse(address)));

    [Fact]
    public void WhoHasManyAddressesOfANetworkHasOneAllowance()
    {
        using Allowances allowances = new(Few, TimeProvider.System);
        bool[] isLetIn =
        [
            .. Enumerable
                .Range(1, 10)
                .Select(i => allowances.Limiter.AttemptAcquire(From($"2001:db8::{i:x}")).IsAcquired),
        ];
        Assert.Equal(3, isLetIn.Count(let => let));
        Assert.True(allowances.Limiter.AttemptAcquire(From("2001:db8:0:1::1")).IsAcquired);
    }

    [Fact]
    public async Task WhatAPageSendsPassesTheSameLimits()
    {
        using Allowances allowances = new(Few, TimeProvider.System);
        DefaultHttpContext page = From("203.0.113.7");
        Assert.True(allowances.Limiter.AttemptAcquire(page).IsAcquired); // the page itself
        PageAllowance filter = new(allowances);
        HubInvocationContext click = new(
            new Connection(page),
            page.RequestServices,
            new Page(),
            typeof(Page).GetMethod(nameof(Page.Click))!,
            []
        );
        int clicks = 0;
        Task<object?>[] sent =
        [
            .. Enumerable
                .Range(0, 5)
                .Select(_ =>
                    filter
                        .InvokeMethodAsync(click, _ => ValueTask.FromResult<object?>(Interlocked.Increment(ref clicks)))
                        .AsTask()
                ),
        ];
        Assert.Equal([true, true, false, false, false], sent.Select(one => one.IsCompleted)); // two were left
        await Task.WhenAll(sent);
        Assert.Equal(5, clicks); // later, but none was lost
    }

    private sealed class Page : Hub
    {
        public static void Click() { }
    }

    private sealed class Connection : HubCallerContext, IHttpContextFeature
    {
        public Connection(HttpContext http)
        {
            HttpContext = http;
            Features.Set<IHttpContextFeature>(this);
        }

        public HttpContext? HttpContext { get; set; }

        public override string ConnectionId => "1";

        public override string? UserIdentifier => null;

        public override ClaimsPrincipal? User => null;

        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override CancellationToken ConnectionAborted => TestContext.Current.CancellationToken;

        public override void Abort() { }
    }
}
