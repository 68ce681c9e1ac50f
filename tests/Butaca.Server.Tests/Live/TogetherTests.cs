using Butaca.Client;
using Butaca.Client.Contracts;

namespace Butaca.Server.Tests.Live;

/// <summary>One list for several people, over HTTP.</summary>
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
                People =
                [
                    new TogetherPerson { Person = "1" },
                    new TogetherPerson { Name = "Luis", Watched = [3, 5, 7] },
                    new TogetherPerson { Watched = [] },
                ],
                N = 6,
            },
            Now
        );
        Assert.Equal(["1", "Luis", "3"], answer.People.Select(person => person.Name));
        Assert.Equal(["1", null, null], answer.People.Select(person => person.Person));
        Assert.Equal([true, true, false], answer.People.Select(person => person.Personal));
        Assert.Equal([1, 2, 3, 4, 5, 6], answer.Recommendations.Select(movie => movie.Rank));
        Assert.All(
            answer.Recommendations,
            movie => Assert.Equal(["1", "Luis", "3"], movie.People.Select(fit => fit.Name))
        );
        Assert.Contains(answer.Recommendations, movie => movie.People[1] is { IsFor: true, Reasons.Count: > 0 });
        PersonHistory known = await _client.GetHistoryAsync("1", Now);
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
            People = [new TogetherPerson { Person = "together" }, new TogetherPerson { Watched = [3, 5, 7] }],
            N = 100,
        };
        MovieId[] before = await IdsAsync(request);
        await _client.SendEventAsync("together", new PersonEvent { MovieId = before[0], Kind = "dismissed" }, Now);
        Assert.DoesNotContain(before[0], await IdsAsync(request));
        Assert.DoesNotContain(
            before[1],
            await IdsAsync(
                request with
                {
                    People = [request.People[0], request.People[1] with { LessLike = [before[1]] }],
                }
            )
        );
    }

    [Fact]
    public async Task WhatOneHasSeenIsMarkedWhereAskedFor()
    {
        TogetherRequest request = new()
        {
            People = [new TogetherPerson { Watched = [2, 4] }, new TogetherPerson { Watched = [4, 5] }],
            N = 100,
        };
        Assert.Empty((await IdsAsync(request)).Intersect([2, 4, 5]));
        TogetherAnswer answer = await _client.RecommendTogetherAsync(request with { Seen = true }, Now);
        Assert.DoesNotContain(answer.Recommendations, movie => movie.Movie.Id == 4);
        TogetherMovie seen = answer.Recommendations.Single(movie => movie.Movie.Id == 5);
        Assert.Equal([false, true], seen.People.Select(fit => fit.HasSeen));
        Assert.Null(seen.People[1].Score);
    }

    private async Task<MovieId[]> IdsAsync(TogetherRequest request) =>
        [.. (await _client.RecommendTogetherAsync(request, Now)).Recommendations.Select(movie => movie.Movie.Id)];
}
