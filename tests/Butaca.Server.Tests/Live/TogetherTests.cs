using Butaca.Client;
using Butaca.Client.Contracts;

namespace Butaca.Server.Tests.Live;

/// <summary>One list for several users, over HTTP.</summary>
public sealed class TogetherTests(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private ButacaClient _client = null!;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _client = server.Client();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task SomebodyKnownAndAListOfMoviesGetOneList()
    {
        TogetherAnswer answer = await _client.RecommendTogetherAsync(
            new TogetherRequest
            {
                Users =
                [
                    new TogetherUser { User = "1" },
                    new TogetherUser { Name = "Luis", Watched = [3, 5, 7] },
                    new TogetherUser { Watched = [] },
                ],
                N = 6,
            },
            Now
        );
        Assert.Equal(["1", "Luis", "3"], answer.Users.Select(user => user.Name));
        Assert.Equal(["1", null, null], answer.Users.Select(user => user.User));
        Assert.Equal([true, true, false], answer.Users.Select(user => user.Personal));
        Assert.Equal([1, 2, 3, 4, 5, 6], answer.Recommendations.Select(movie => movie.Rank));
        Assert.All(
            answer.Recommendations,
            movie => Assert.Equal(["1", "Luis", "3"], movie.Users.Select(fit => fit.Name))
        );
        Assert.Contains(answer.Recommendations, movie => movie.Users[1] is { IsFor: true, Reasons.Count: > 0 });
        UserHistory known = await _client.GetHistoryAsync("1", Now);
        Assert.Empty(
            answer
                .Recommendations.Select(movie => movie.Movie.Id)
                .Intersect([3, 5, 7, .. known.Watched.Select(watched => watched.Movie.Id)])
        );
    }

    [Fact]
    public async Task WhatSomebodyDismissedOrDislikesIsOnNobodysList()
    {
        TogetherRequest request = new()
        {
            Users = [new TogetherUser { User = "together" }, new TogetherUser { Watched = [3, 5, 7] }],
            N = 100,
        };
        MovieId[] before = await IdsAsync(request);
        await _client.SendEventAsync("together", new UserEvent { MovieId = before[0], Kind = "dismissed" }, Now);
        Assert.DoesNotContain(before[0], await IdsAsync(request));
        Assert.DoesNotContain(
            before[1],
            await IdsAsync(
                request with
                {
                    Users = [request.Users[0], request.Users[1] with { LessLike = [before[1]] }],
                }
            )
        );
    }

    [Fact]
    public async Task WhatOneHasSeenIsMarkedWhereAskedFor()
    {
        TogetherRequest request = new()
        {
            Users = [new TogetherUser { Watched = [2, 4] }, new TogetherUser { Watched = [4, 5] }],
            N = 100,
        };
        Assert.Empty((await IdsAsync(request)).Intersect([2, 4, 5]));
        TogetherAnswer answer = await _client.RecommendTogetherAsync(request with { Seen = true }, Now);
        Assert.DoesNotContain(answer.Recommendations, movie => movie.Movie.Id == 4);
        TogetherMovie seen = answer.Recommendations.Single(movie => movie.Movie.Id == 5);
        Assert.Equal([false, true], seen.Users.Select(fit => fit.HasSeen));
        Assert.Null(seen.Users[1].Score);
    }

    private async Task<MovieId[]> IdsAsync(TogetherRequest request) =>
        [.. (await _client.RecommendTogetherAsync(request, Now)).Recommendations.Select(movie => movie.Movie.Id)];
}
