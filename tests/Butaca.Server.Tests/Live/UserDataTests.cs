using System.Net;
using System.Net.Http.Json;
using Butaca.Client;
using Butaca.Client.Contracts;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;

namespace Butaca.Server.Tests.Live;

/// <summary>What is known of users: it can be listed, taken along and erased.</summary>
public sealed class UserDataTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UsersAreListedTakenAlongAndErased()
    {
        await using RunningServer server = new() { Settings = { $"Butaca:Model={Trainer.BaselineModel}" } };
        await server.InitializeAsync();
        using ButacaClient client = server.Client();
        string[] ofData = [.. Enumerable.Range(1, SmallWorld.Users).Select(user => $"{user}")];
        await client.SendEventAsync(
            "zoë & co",
            new UserEvent
            {
                MovieId = 2,
                Kind = "rated",
                Rating = 4.5,
            },
            Now
        );
        await client.SendEventAsync("zoë & co", new UserEvent { MovieId = 4, Kind = "dismissed" }, Now);
        await client.SendEventAsync("1", new UserEvent { MovieId = 2, Kind = "watched" }, Now);
        RecommendationAnswer shown = await client.RecommendToAsync("asked only", n: 3, cancellation: Now);
        await client.ExportUserAsync("asked only", Now); // by which it is written
        string[] listed = await UsersAsync(client);
        Assert.Equal([.. ofData, "asked only", "zoë & co"], listed);
        Assert.Equal(listed, await PagesAsync(server));

        UserExport zoe = await client.ExportUserAsync("zoë & co", Now);
        Assert.False(zoe.InData);
        Assert.Equal(4.5f, Assert.Single(zoe.Watched).Rating);
        Assert.Equal((MovieId)4, Assert.Single(zoe.Dismissed).Id);
        Assert.Equal(["rated", "dismissed"], zoe.Events.Select(told => told.Kind));
        UserExport asked = await client.ExportUserAsync("asked only", Now);
        Assert.Equal(shown.Id, Assert.Single(asked.Shown).Id);
        Assert.Equal(shown.Recommendations.Select(r => r.Movie.Id), asked.Shown[0].Movies);
        UserExport first = await client.ExportUserAsync("1", Now);
        Assert.True(first.InData);
        Assert.Single(first.Events);

        foreach (string user in (string[])["zoë & co", "asked only", "1"])
        {
            await client.DeleteUserAsync(user, Now);
            ButacaApiException gone = await Assert.ThrowsAsync<ButacaApiException>(() =>
                client.ExportUserAsync(user, Now)
            );
            Assert.Equal(HttpStatusCode.NotFound, gone.Status);
        }
        Assert.Equal(ofData[1..], await UsersAsync(client));
        await client.SendEventAsync("1", new UserEvent { MovieId = 2, Kind = "watched" }, Now); // who comes back is known anew
        listed = await UsersAsync(client);
        Assert.Equal([.. ofData[1..], "1"], listed);
        Assert.Equal(listed, await PagesAsync(server));
        Assert.False((await client.ExportUserAsync("1", Now)).InData);
    }

    private static async Task<string[]> UsersAsync(ButacaClient client) =>
        [.. (await client.ListUsersAsync(Now).ToListAsync(Now)).Select(known => known.User)];

    /// <summary>The same by the addresses of the next pages.</summary>
    private static async Task<List<string>> PagesAsync(RunningServer server)
    {
        using HttpClient http = server.Http(KeyScope.Read);
        List<string> users = [];
        string? next = "/api/v1/users?limit=7";
        while (next is not null)
        {
            UserPage page = (await http.GetFromJsonAsync<UserPage>(new Uri(next, UriKind.Relative), Now))!;
            Assert.InRange(page.Users.Count, 0, 7);
            users.AddRange(page.Users.Select(known => known.User));
            next = page.Next;
        }
        return users;
    }
}
