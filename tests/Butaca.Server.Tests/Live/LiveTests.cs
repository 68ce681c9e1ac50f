using System.Net;
using Butaca.Client;
using Butaca.Client.Contracts;
using Butaca.Hosting.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Butaca.Server.Tests.Live;

/// <summary>What is said to the server shows in its next answer, with no training in between.</summary>
public sealed class LiveTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly ButacaClient _client = server.Client();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task SomebodyUnknownGetsTheMostWatchedAndIsToldSo()
    {
        RecommendationAnswer answer = await _client.RecommendToAsync("live-unknown", 5, cancellation: Now);
        Assert.False(answer.Personal);
        Assert.Equal(5, answer.Recommendations.Count);
        int[] audiences = [.. answer.Recommendations.Select(r => r.Movie.Audience)];
        Assert.Equal(audiences.OrderDescending(), audiences);
        using HttpClient http = server.Http(KeyScope.Read);
        foreach (string user in (string[])["live-unknown", "5"]) // the same movies for everybody are nobody's
            Assert.Contains(
                "\"personal\":false",
                await http.GetStringAsync(
                    new Uri($"/api/v1/users/{user}/recommendations?model=popularity", UriKind.Relative),
                    Now
                ),
                StringComparison.Ordinal
            );
    }

    [Fact]
    public async Task WhatIsWatchedCountsInTheNextRequestAndNeverComesBack()
    {
        const string user = "live-watcher";
        RecommendationAnswer before = await _client.RecommendToAsync(user, 5, cancellation: Now);
        await _client.SendEventsAsync(
            [
                .. new long[] { 2, 4, 6 }.Select(id => new UserEvent
                {
                    User = user,
                    MovieId = id,
                    Kind = "watched",
                }),
            ],
            Now
        );
        RecommendationAnswer after = await _client.RecommendToAsync(user, 5, cancellation: Now);
        Assert.NotEqual(before.Id, after.Id);
        Assert.True(after.Personal);
        Assert.All(
            after.Recommendations.Where(r => r.Movie.Audience > 0),
            r => Assert.Contains("Sci-Fi", r.Movie.Genres)
        );
        Assert.DoesNotContain(after.Recommendations, r => (string)r.Movie.Id is "2" or "4" or "6");
        Assert.Contains(
            after.Recommendations.SelectMany(r => r.Reasons),
            reason => (string)reason.Id is "2" or "4" or "6"
        );
        Assert.All(
            after.Recommendations,
            r =>
                Assert.Equal(
                    r.Score,
                    r.Parts!.Watched + r.Parts.Prior + r.Parts.Time + r.Parts.Content + r.Parts.Network,
                    1e-4f
                )
        );

        MovieId dismissed = after.Recommendations[0].Movie.Id;
        await _client.SendEventAsync(user, new UserEvent { MovieId = dismissed, Kind = "dismissed" }, Now);
        RecommendationAnswer without = await _client.RecommendToAsync(user, 20, cancellation: Now);
        Assert.DoesNotContain(without.Recommendations, r => r.Movie.Id == dismissed);

        await _client.SendEventAsync(user, new UserEvent { MovieId = dismissed, Kind = "removed" }, Now);
        Assert.Contains(
            (await _client.RecommendToAsync(user, 20, cancellation: Now)).Recommendations,
            r => r.Movie.Id == dismissed
        );
    }

    [Fact]
    public async Task AnAnswerThatHasNotChangedKeepsItsId()
    {
        RecommendationAnswer first = await _client.RecommendToAsync("5", 5, cancellation: Now);
        Assert.Equal(first.Id, (await _client.RecommendToAsync("5", 5, cancellation: Now)).Id);
        Assert.NotEqual(first.Id, (await _client.RecommendToAsync("5", 6, cancellation: Now)).Id);
    }

    [Fact]
    public async Task TheSameEventCountsOnce()
    {
        UserEvent sent = new()
        {
            Id = "live-once",
            MovieId = 2,
            Kind = "watched",
        };
        Assert.Equal(1, (await _client.SendEventAsync("live-once", sent, Now)).Stored);
        EventReceipt again = await _client.SendEventAsync("live-once", sent, Now);
        Assert.Equal((0, 1), (again.Stored, again.Repeated));
        Assert.Single((await _client.GetHistoryAsync("live-once", Now)).Watched);
    }

    [Fact]
    public async Task ARatingAndItsTimeAreKept()
    {
        DateTimeOffset at = new(2005, 12, 31, 0, 0, 0, TimeSpan.Zero);
        await _client.SendEventAsync(
            "live-rater",
            new UserEvent
            {
                MovieId = 3,
                Kind = "rated",
                Rating = 4.5,
                At = at,
            },
            Now
        );
        WatchedMovie watched = Assert.Single((await _client.GetHistoryAsync("live-rater", Now)).Watched);
        Assert.Equal((3, 4.5f, at), (watched.Movie.Id, watched.Rating, watched.At));
    }

    [Fact]
    public async Task AMovieThatIsAddedIsRecommendedToTheRightUsersAtOnce()
    {
        MovieItem added = await _client.AddMovieAsync(
            new MovieDescription
            {
                Title = "Starship forever (1999)",
                Genres = ["Sci-Fi", "action"],
                Origin = "American",
                Synopsis = "A crew flies a starship light years through space and meets aliens on a distant planet.",
            },
            Now
        );
        Assert.Equal(1999, added.Year);
        Assert.Equal(["Sci-Fi", "Action"], added.Genres);
        Assert.Equal(added.Id, (await _client.SearchMoviesAsync("starship forever", cancellation: Now)).Movies[0].Id);
        await _client.SendEventsAsync(
            [
                .. Enumerable
                    .Range(1, 10)
                    .Select(i => new UserEvent
                    {
                        User = "live-space",
                        MovieId = 2 * i,
                        Kind = "watched",
                    }),
            ],
            Now
        );
        await _client.SendEventsAsync(
            [
                .. Enumerable
                    .Range(1, 10)
                    .Select(i => new UserEvent
                    {
                        User = "live-love",
                        MovieId = 2 * i - 1,
                        Kind = "watched",
                    }),
            ],
            Now
        );
        Assert.True(await RankAsync("live-space", added.Id) < await RankAsync("live-love", added.Id));
        Assert.Contains((await _client.GetSimilarMoviesAsync(2, 40, cancellation: Now)), r => r.Movie.Id == added.Id);

        await _client.ChangeMovieAsync(
            added.Id,
            new MovieDescription
            {
                Title = "Wedding forever (1999)",
                Genres = ["Romance", "Drama"],
                Synopsis = "Two lovers meet in a village summers after the wedding that broke their hearts.",
            },
            Now
        );
        Assert.Equal("Wedding forever (1999)", (await _client.GetMovieAsync(added.Id, Now)).Title);
        Assert.True(
            await RankAsync("live-space", added.Id) > await RankAsync("live-love", added.Id),
            $"{await RankAsync("live-space", added.Id)} {await RankAsync("live-love", added.Id)}"
        );
    }

    /// <summary>Whichever model answers, and wherever in a batch: only some have the movie.</summary>
    [Fact]
    public async Task AnOriginThatOnlyAnAddedMovieHasIsOneForEveryModel()
    {
        MovieItem added = await _client.AddMovieAsync(
            new MovieDescription
            {
                Title = "Far away (2003)",
                Genres = ["Drama"],
                Origin = "Ruritanian",
            },
            Now
        );
        Assert.Equal([added.Id], await IdsAsync("butaca"));
        Assert.Empty(await IdsAsync("popularity"));
        await foreach (
            RecommendationAnswer answer in _client.RecommendToManyAsync(
                new BatchRequest
                {
                    Users = ["1", "2"],
                    Origins = ["Ruritanian"],
                    Model = "popularity",
                },
                Now
            )
        )
            Assert.Empty(answer.Recommendations);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await Assert.ThrowsAsync<ButacaApiException>(() =>
                    _client.RecommendAsync(
                        new RecommendationRequest
                        {
                            User = "1",
                            Origins = ["Elsewhere"],
                            Model = "popularity",
                        },
                        Now
                    )
                )
            ).Status
        );
        int movies = (await _client.SummariseCatalogAsync(Now)).Movies;
        Assert.Equal(movies, (await _client.ListModelsAsync(Now)).Single(model => model.Name == "butaca").Movies); // it can recommend all
        Assert.Equal(
            SmallWorld.Movies,
            (await _client.ListModelsAsync(Now)).Single(model => model.Name == "popularity").Movies
        );

        async Task<MovieId[]> IdsAsync(string model) =>
            [
                .. (
                    await _client.RecommendAsync(
                        new RecommendationRequest
                        {
                            User = "1",
                            Origins = ["Ruritanian"],
                            Model = model,
                        },
                        Now
                    )
                ).Recommendations.Select(r => r.Movie.Id),
            ];
    }

    [Fact]
    public async Task AUserIsDeletedFromStorageMemoryAndAnswers()
    {
        // Somebody of the data set, with events of their own.
        await _client.SendEventAsync("8", new UserEvent { MovieId = 2, Kind = "watched" }, Now);
        RecommendationAnswer before = await _client.RecommendToAsync("8", 5, cancellation: Now);
        Assert.True(before.Personal);
        Deletion deletion = await _client.DeleteUserAsync("8", Now);
        Assert.Equal((1, true), (deletion.Events, deletion.Training));
        Assert.False((await _client.RecommendToAsync("8", 5, cancellation: Now)).Personal);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await Assert.ThrowsAsync<ButacaApiException>(() => _client.GetHistoryAsync("8", Now))).Status
        );
        IStore store = server.Services.GetRequiredService<IStore>();
        Assert.Empty(await store.EventsOfAsync("8", Now));
        Assert.Contains("8", await store.ForgottenAsync(Now));
        Judgement judgement = await _client.JudgeMovieAsync(
            new MovieDescription { Title = "Starship", Genres = ["Sci-Fi"] },
            1,
            100,
            cancellation: Now
        );
        Assert.DoesNotContain(judgement.Users, user => user.User == "8");
        Assert.Contains(judgement.Users, user => user.User == "10");
    }

    [Fact]
    public async Task AStreamHasALineForEachUserInTheirOrder()
    {
        List<string?> users = [];
        await foreach (
            RecommendationAnswer answer in _client.RecommendToManyAsync(
                new BatchRequest { Users = ["3", "live-nobody", "1"], N = 2 },
                Now
            )
        )
        {
            users.Add(answer.User);
            Assert.Equal(2, answer.Recommendations.Count);
        }
        Assert.Equal(["3", "live-nobody", "1"], users);
    }

    [Fact]
    public async Task AMovieThatIsntThereIsJudged()
    {
        Judgement judgement = await _client.JudgeMovieAsync(
            new MovieDescription
            {
                Title = "Another starship",
                Genres = ["Sci-Fi", "Action"],
                Year = 1990,
                Synopsis = "Aliens in space, on a planet light years away.",
            },
            5,
            5,
            cancellation: Now
        );
        Assert.Equal(5, judgement.Similar.Count);
        Assert.Equal(5, judgement.Users.Count);
        Assert.All(judgement.Users, user => Assert.Equal(0, int.Parse(user.User) % 2));
    }

    [Fact]
    public async Task EverythingIsThereAfterARestart()
    {
        await _client.SendEventAsync(
            "live-restart",
            new UserEvent
            {
                Id = "live-restart",
                MovieId = 2,
                Kind = "watched",
            },
            Now
        );
        MovieItem added = await _client.AddMovieAsync(
            new MovieDescription { Title = "Kept (2001)", Genres = ["Drama"] },
            Now
        );
        await server.StopAsync();
        await server.StartAsync();
        using ButacaClient again = server.Client();
        Assert.Single((await again.GetHistoryAsync("live-restart", Now)).Watched);
        Assert.Equal("Kept (2001)", (await again.GetMovieAsync(added.Id, Now)).Title);
        Assert.Equal(
            1,
            (
                await again.SendEventAsync(
                    "live-restart",
                    new UserEvent
                    {
                        Id = "live-restart",
                        MovieId = 2,
                        Kind = "watched",
                    },
                    Now
                )
            ).Repeated
        );
    }

    private async Task<int> RankAsync(string user, MovieId movie) =>
        (await _client.RecommendToAsync(user, 100, cancellation: Now))
            .Recommendations.Single(r => r.Movie.Id == movie)
            .Rank;
}
