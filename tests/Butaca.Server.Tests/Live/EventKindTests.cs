using System.Net;
using Butaca.Client;
using Butaca.Client.Contracts;
using Butaca.Hosting.Training;
using Butaca.Server.Setup;

namespace Butaca.Server.Tests.Live;

/// <summary>Kinds of events that a configuration adds.</summary>
public sealed class EventKindTests
{
    private static readonly string[] Kinds =
    [
        "Butaca:EventKinds:purchase:As=watched",
        "Butaca:EventKinds:finish:As=rated",
        "Butaca:EventKinds:finish:Rating=5",
        "Butaca:EventKinds:hide:As=dismissed",
        "Butaca:EventKinds:refund:As=removed",
        "Butaca:EventKinds:click:As=kept",
    ];

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnEventOfAKindCountsAsTheConfigurationSays()
    {
        await using RunningServer server = new() { Settings = { $"Butaca:Model={Trainer.BaselineModel}" } };
        server.Settings.AddRange(Kinds);
        await server.InitializeAsync();
        using ButacaClient client = server.Client();
        RecommendationAnswer first = await client.RecommendToAsync("kim", n: 40, cancellation: Now);
        Assert.Equal(40, first.Recommendations.Count);

        await client.SendEventAsync("kim", Event(2, "click", first.Id), Now);
        Assert.Equal(40, (await client.RecommendToAsync("kim", n: 40, cancellation: Now)).Recommendations.Count);
        await client.SendEventAsync("kim", Event(4, "purchase", first.Id), Now);
        await client.SendEventsAsync(
            [Event(6, "finish") with { User = "kim" }, Event(8, "hide", first.Id) with { User = "kim" }],
            Now
        );
        EventOutcome[] lines = await client
            .SendEventsAsync(
                new[] { "purchase", "refund", "eaten" }
                    .Select(kind => Event(10, kind) with { User = "kim" })
                    .ToAsyncEnumerable(),
                Now
            )
            .ToArrayAsync(Now);
        Assert.Equal(["stored", "stored", "refused"], lines.Select(line => line.Outcome));
        Assert.Equal("kind", lines[2].Field);

        UserExport known = await client.ExportUserAsync("kim", Now);
        Assert.Equal([(4, null), (6, 5f)], Rated(known));
        Assert.Equal((MovieId)8, Assert.Single(known.Dismissed).Id);
        Assert.Equal(
            ["click", "purchase", "finish", "hide", "purchase", "refund"],
            known.Events.Select(told => told.Kind)
        );
        Assert.Equal(
            37,
            (await client.RecommendToAsync("kim", n: 40, cancellation: Now)).Recommendations.Count // 2 and 10 are there
        );
        ModelStatisticsItem shown = Assert.Single((await client.GetStatisticsAsync(cancellation: Now)).Models);
        Assert.Equal((1, 1), (shown.Watched, shown.Dismissed)); // a click is neither

        Assert.Equal(6, (await client.SendEventsAsync(known.Events, Now)).Repeated); // as they are
        await client.SendEventsAsync([.. known.Events.Select(told => told with { Id = null, User = "lee" })], Now);
        UserExport copy = await client.ExportUserAsync("lee", Now);
        Assert.Equal(Rated(known), Rated(copy));
        Assert.Equal(known.Dismissed.Select(movie => movie.Id), copy.Dismissed.Select(movie => movie.Id));
        Assert.Equal(6, (await client.DeleteUserAsync("kim", Now)).Events);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await Assert.ThrowsAsync<ButacaApiException>(() => client.ExportUserAsync("kim", Now))).Status
        );
    }

    [Fact]
    public async Task WhatAKindCannotSayIsRefused()
    {
        await using RunningServer server = new() { Settings = { $"Butaca:Model={Trainer.BaselineModel}" } };
        server.Settings.AddRange(Kinds);
        await server.InitializeAsync();
        using ButacaClient client = server.Client();
        ButacaApiException unknown = await Assert.ThrowsAsync<ButacaApiException>(() =>
            client.SendEventAsync("kim", Event(2, "bought"), Now)
        );
        Assert.Contains(
            "found 'bought', expected watched, rated, dismissed, removed, click, finish, hide, purchase or refund",
            unknown.Message,
            StringComparison.Ordinal
        );
        ButacaApiException rated = await Assert.ThrowsAsync<ButacaApiException>(() =>
            client.SendEventAsync("kim", Event(2, "finish") with { Rating = 4 }, Now)
        );
        Assert.Contains("found 4, expected none", rated.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ButacaApiException>(() => client.SendEventAsync("kim", Event(2, "kept"), Now));
    }

    [Theory]
    [InlineData("watched:As=kept", "EventKinds:watched: found a kind that Butaca has")]
    [InlineData("Purchase:As=watched", "EventKinds:Purchase: expected a name of 1 to 64 lower-case letters")]
    [InlineData("purchase:As=seen", "purchase:As")]
    [InlineData("purchase:As=77", "EventKinds:purchase:As: found 77, expected Watched, Rated")]
    [InlineData("purchase:Rating=4", "EventKinds:purchase:As: found none")]
    [InlineData("finish:As=rated", "EventKinds:finish:Rating: found none, expected 0 to 10")]
    [InlineData("finish:As=rated;finish:Rating=11", "EventKinds:finish:Rating: found 11, expected 0 to 10")]
    [InlineData("click:As=kept;click:Rating=1", "EventKinds:click:Rating: found 1, expected none")]
    public void AConfigurationThatSaysNothingUsableIsRefused(string settings, string told) =>
        Assert.Contains(
            told,
            Assert
                .Throws<ButacaException>(() =>
                    ServerSetup.Create([.. settings.Split(';').Select(setting => $"--Butaca:EventKinds:{setting}")])
                )
                .Message,
            StringComparison.Ordinal
        );

    private static IEnumerable<(MovieId Movie, float? Rating)> Rated(UserExport known) =>
        known.Watched.Select(watched => (watched.Movie.Id, watched.Rating));

    private static UserEvent Event(MovieId movie, string kind, string? recommendation = null) =>
        new()
        {
            MovieId = movie,
            Kind = kind,
            Recommendation = recommendation,
        };
}
