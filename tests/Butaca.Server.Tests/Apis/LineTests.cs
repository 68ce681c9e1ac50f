using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Butaca.Hosting.Storage;
using Microsoft.AspNetCore.Http;

namespace Butaca.Server.Tests.Apis;

/// <summary>The line of requests that cost much: who stands in it, and what is said once it is full.</summary>
public sealed class LineTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Batch = "/api/v1/recommendations/batch";

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AFullLineRefusesWhoMayAndWhoMayNotNeverStandsInIt()
    {
        using HttpClient reader = server.Http(KeyScope.Read),
            stranger = server.Http(null);
        int places = Math.Max(2, Environment.ProcessorCount) + 64;
        List<TcpClient> waiting = [];
        try
        {
            for (int i = 0; i < places; i++)
                waiting.Add(await BeginAsync($"{reader.DefaultRequestHeaders.Authorization}"));
            using HttpResponseMessage full = await RefusedAsync(patience =>
                reader.PostAsJsonAsync(Batch, new { users = new[] { "1" } }, patience)
            );
            JsonElement problem = await full.Content.ReadFromJsonAsync<JsonElement>(Now);
            Assert.Contains("64 wait", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.NotNull(full.Headers.RetryAfter);
            using HttpResponseMessage refused = await stranger.PostAsJsonAsync(
                Batch,
                new { users = new[] { "1" } },
                Now
            );
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            (
                await RefusedAsync(patience =>
                    reader.GetAsync(new Uri("/get_new_movie_recommendation", UriKind.Relative), patience)
                )
            ).Dispose(); // costs as much as any
        }
        finally
        {
            waiting.ForEach(client => client.Dispose());
        }
    }

    /// <summary>
    /// As the rate limiter does for a request in its line whose time ends: it comes back, and nothing was answered.
    /// </summary>
    [Fact]
    public async Task WhoseTimeEndsInLineIsNotAnsweredWithNothing()
    {
        DefaultHttpContext http = new() { RequestAborted = new CancellationToken(canceled: true) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            RequestChecks.TimeInLine(http, _ => Task.CompletedTask)
        );
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests; // answered
        await RequestChecks.TimeInLine(http, _ => Task.CompletedTask);
        await RequestChecks.TimeInLine(new DefaultHttpContext(), _ => Task.CompletedTask);
    }

    /// <summary>Asks until there is no place left: those before may still be on their way.</summary>
    private static async Task<HttpResponseMessage> RefusedAsync(Func<CancellationToken, Task<HttpResponseMessage>> ask)
    {
        while (true)
        {
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Now);
            patience.CancelAfter(TimeSpan.FromMilliseconds(200));
            try
            {
                HttpResponseMessage response = await ask(patience.Token);
                if (response.StatusCode == HttpStatusCode.TooManyRequests)
                    return response;
                response.Dispose(); // it came before those that are on their way
            }
            catch (OperationCanceledException) when (!Now.IsCancellationRequested)
            {
                // it stood in the line
            }
        }
    }

    /// <summary>
    /// Begins a request whose body doesn't end; so much of it comes at once that it isn't taken for slow.
    /// </summary>
    private async Task<TcpClient> BeginAsync(string key)
    {
        TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port, Now);
        string head =
            $"POST {Batch} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {key}\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + new string(' ', 20_000)), Now);
        return client;
    }
}
