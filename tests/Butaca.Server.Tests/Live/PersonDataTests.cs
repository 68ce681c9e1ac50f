using System.Net;
using System.Net.Http.Json;
using Butaca.Client;
using Butaca.Client.Contracts;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;

namespace Butaca.Server.Tests.Live;

/// <summary>What is known of people: it can be listed, taken along and erased.</summary>
public sealed class PersonDataTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PeopleAreListedTakenAlongAndErased()
    {
        await using RunningServer server = new() { Settings = { $"Butaca:Model={Trainer.BaselineModel}" } };
        await server.InitializeAsync();
        using ButacaClient client = server.Client();
        string[] ofData = [.. Enumerable.Range(1, SmallWorld.People).Select(person => $"{person}")];
        await client.SendEventAsync(
            "zoë & co",
            new PersonEvent
            {
                MovieId = 2,
                Kind = "rated",
                Rating = 4.5,
            },
            Now
        );
        await client.SendEventAsync("zoë & co", new PersonEvent { MovieId = 4, Kind = "dismissed" }, Now);
        await client.SendEventAsync("1", new PersonEvent { MovieId = 2, Kind = "watched" }, Now);
        RecommendationAnswer shown = await client.RecommendToAsync("asked only", n: 3, cancellation: Now);
        await client.ExportPersonAsync("asked only", Now); // by which it is written
        string[] listed = await PeopleAsync(client);
        Assert.Equal([.. ofData, "asked only", "zoë & co"], listed);
        Assert.Equal(listed, await PagesAsync(server));

        PersonExport zoe = await client.ExportPersonAsync("zoë & co", Now);
        Assert.False(zoe.InData);
        Assert.Equal(4.5f, Assert.Single(zoe.Watched).Rating);
        Assert.Equal((MovieId)4, Assert.Single(zoe.Dismissed).Id);
        Assert.Equal(["rated", "dismissed"], zoe.Events.Select(told => told.Kind));
        PersonExport asked = await client.ExportPersonAsync("asked only", Now);
        Assert.Equal(shown.Id, Assert.Single(asked.Shown).Id);
        Assert.Equal(shown.Recommendations.Select(r => r.Movie.Id), asked.Shown[0].Movies);
        PersonExport first = await client.ExportPersonAsync("1", Now);
        Assert.True(first.InData);
        Assert.Single(first.Events);

        foreach (string person in (string[])["zoë & co", "asked only", "1"])
        {
            await client.DeletePersonAsync(person, Now);
            ButacaApiException gone = await Assert.ThrowsAsync<ButacaApiException>(() =>
                client.ExportPersonAsync(person, Now)
            );
            Assert.Equal(HttpStatusCode.NotFound, gone.Status);
        }
        Assert.Equal(ofData[1..], await PeopleAsync(client));
        await client.SendEventAsync("1", new PersonEvent { MovieId = 2, Kind = "watched" }, Now); // who comes back is known anew
        listed = await PeopleAsync(client);
        Assert.Equal([.. ofData[1..], "1"], listed);
        Assert.Equal(listed, await PagesAsync(server));
        Assert.False((await client.ExportPersonAsync("1", Now)).InData);
    }

    private static async Task<string[]> PeopleAsync(ButacaClient client) =>
        [.. (await client.ListPeopleAsync(Now).ToListAsync(Now)).Select(known => known.Person)];

    /// <summary>The same by the addresses of the next pages.</summary>
    private static async Task<List<string>> PagesAsync(RunningServer server)
    {
        using HttpClient http = server.Http(KeyScope.Read);
        List<string> people = [];
        string? next = "/api/v1/people?limit=7";
        while (next is not null)
        {
            PeoplePage page = (await http.GetFromJsonAsync<PeoplePage>(new Uri(next, UriKind.Relative), Now))!;
            Assert.InRange(page.People.Count, 0, 7);
            people.AddRange(page.People.Select(known => known.Person));
            next = page.Next;
        }
        return people;
    }
}
