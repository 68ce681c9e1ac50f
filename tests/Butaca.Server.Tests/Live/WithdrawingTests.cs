using System.Net;
using System.Net.Http.Json;
using Butaca.Client;
using Butaca.Client.Contracts;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Butaca.Server.Tests.Live;

/// <summary>A movie that is withdrawn, and back; and one that is added twice by accident.</summary>
public sealed class WithdrawingTests(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private const long Movie = 4;

    private static readonly MovieDescription Starship = new()
    {
        Title = "Starship (1991)",
        Genres = ["Sci-Fi", "Action"],
        Synopsis = "Aliens in space, on a planet light years away.",
    };

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
    public async Task AWithdrawnMovieIsOfferedNowhereAndKnownToWhoWatchedIt()
    {
        MovieItem before = await _client.GetMovieAsync(Movie, Now);
        int movies = (await _client.SummariseCatalogAsync(Now)).Movies;
        Assert.All(await OffersAsync(), offer => Assert.True(offer.Has, offer.Where));
        await _client.SendEventAsync("fan", new UserEvent { MovieId = Movie, Kind = "watched" }, Now);
        RecommendationAnswer earlier = await _client.RecommendAsync(Asked("fan"), Now);

        Assert.Equal(before.Synopsis, (await _client.WithdrawMovieAsync(Movie, Now)).Synopsis);
        Assert.Equal(before.Title, (await _client.WithdrawMovieAsync(Movie, Now)).Title); // twice is once
        Assert.All(await OffersAsync(), offer => Assert.False(offer.Has, offer.Where));
        Assert.Equal(movies - 1, (await _client.SummariseCatalogAsync(Now)).Movies);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await Assert.ThrowsAsync<ButacaApiException>(() => _client.GetMovieAsync(Movie, Now))).Status
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (
                await Assert.ThrowsAsync<ButacaApiException>(() =>
                    _client.GetSimilarMoviesAsync(Movie, cancellation: Now)
                )
            ).Status
        );
        Assert.Equal(before.Title, (await _client.GetHistoryAsync("fan", Now)).Watched.Single().Movie.Title);
        RecommendationAnswer later = await _client.RecommendAsync(Asked("fan"), Now);
        Assert.Equal(
            earlier.Recommendations.Select(r => (r.Movie.Id, r.Score)),
            later.Recommendations.Select(r => (r.Movie.Id, r.Score))
        ); // what they watched says what it said

        LiveState state = server.Services.GetRequiredService<LiveState>();
        await state.TakeAsync(state.Deployment.For(null).Trained, _ => default, () => true); // a model that comes later
        Assert.All(await OffersAsync(), offer => Assert.False(offer.Has, offer.Where));
        await server.StopAsync();
        await server.StartAsync();
        _client.Dispose();
        _client = server.Client();
        Assert.All(await OffersAsync(), offer => Assert.False(offer.Has, offer.Where));

        await _client.ChangeMovieAsync(
            Movie,
            new MovieDescription
            {
                Title = before.Title,
                Genres = before.Genres,
                Origin = before.Origin,
                Synopsis = before.Synopsis,
            },
            Now
        );
        Assert.Equal(before.Title, (await _client.GetMovieAsync(Movie, Now)).Title);
        Assert.All(await OffersAsync(), offer => Assert.True(offer.Has, offer.Where));
    }

    [Fact]
    public async Task WithdrawnMoviesAreListedAndAGenreOfThemAloneIsNoChoice()
    {
        (string genre, MoviePage page) = (
            await Task.WhenAll(
                (await _client.SummariseCatalogAsync(Now)).Genres.Select(async genre =>
                    (
                        genre,
                        await _client.SearchMoviesAsync(
                            filter: new MovieQuery { Genres = [genre] },
                            limit: 100,
                            cancellation: Now
                        )
                    )
                )
            )
        ).MinBy(found => found.Item2.Total);
        Assert.Equal(page.Total, page.Movies.Count);
        int before = (await _client.ListWithdrawnMoviesAsync(cancellation: Now)).Total;
        foreach (MovieItem movie in page.Movies)
            await _client.WithdrawMovieAsync(movie.Id, Now);
        Assert.DoesNotContain(genre, (await _client.SummariseCatalogAsync(Now)).Genres);

        MoviePage withdrawn = await _client.ListWithdrawnMoviesAsync(limit: 100, cancellation: Now);
        Assert.Equal(before + page.Total, withdrawn.Total);
        Assert.Equal(
            withdrawn
                .Movies.Select(movie => movie.Id)
                .OrderBy(id => long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)),
            withdrawn.Movies.Select(movie => movie.Id)
        );
        Assert.Equal(withdrawn.Movies[1].Id, (await _client.ListWithdrawnMoviesAsync(1, 1, Now)).Movies.Single().Id);
        foreach (MovieItem movie in page.Movies)
        {
            Assert.Equal(movie.Title, withdrawn.Movies.Single(listed => listed.Id == movie.Id).Title);
            await _client.ChangeMovieAsync(
                movie.Id,
                new MovieDescription
                {
                    Title = movie.Title,
                    Year = movie.Year,
                    Genres = movie.Genres,
                    Origin = movie.Origin,
                    Synopsis = movie.Synopsis,
                },
                Now
            );
        }
        Assert.Equal(before, (await _client.ListWithdrawnMoviesAsync(cancellation: Now)).Total);
        Assert.Contains(genre, (await _client.SummariseCatalogAsync(Now)).Genres);
    }

    /// <summary>A sender that had no answer sends again.</summary>
    [Fact]
    public async Task AMovieThatIsThereAlreadyIsNotAddedTwice()
    {
        MovieItem added = await _client.AddMovieAsync(Starship with { Title = "Twice (1992)" }, Now);
        Assert.Equal(added.Id, (await _client.AddMovieAsync(Starship with { Title = "Twice (1992)" }, Now)).Id);
        Assert.NotEqual(
            added.Id,
            (await _client.AddMovieAsync(Starship with { Title = "Twice (1992)", Year = 1993 }, Now)).Id
        ); // a remake
        using HttpClient http = server.Http(KeyScope.Write);
        using HttpResponseMessage again = await http.PostAsJsonAsync(
            "/api/v1/movies",
            Starship with
            {
                Title = "Twice (1992)",
            },
            Now
        );
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        await _client.WithdrawMovieAsync(added.Id, Now);
        Assert.Equal(added.Id, (await _client.AddMovieAsync(Starship with { Title = "Twice (1992)" }, Now)).Id);
        Assert.Equal("Twice (1992)", (await _client.GetMovieAsync(added.Id, Now)).Title);

        MovieItem twin = await _client.AddMovieAsync(Starship with { Title = "Twin (1992)" }, Now);
        await _client.ChangeMovieAsync(twin.Id, Starship with { Title = "Twice (1992)" }, Now);
        await _client.WithdrawMovieAsync(added.Id, Now);
        Assert.Equal(twin.Id, (await _client.AddMovieAsync(Starship with { Title = "Twice (1992)" }, Now)).Id); // the one that is offered
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await Assert.ThrowsAsync<ButacaApiException>(() => _client.GetMovieAsync(added.Id, Now))).Status
        );
    }

    /// <summary>Everywhere that movies are offered, and whether this one is.</summary>
    private async Task<(string Where, bool Has)[]> OffersAsync()
    {
        using HttpClient http = server.Http(KeyScope.Read);
        RecommendationRequest asked = new() { Watched = [2, 6, 8], N = 100 };
        Judgement judgement = await _client.JudgeMovieAsync(Starship, 100, 0, cancellation: Now);
        Assert.Equal(Enumerable.Range(1, judgement.Similar.Count), judgement.Similar.Select(r => r.Rank));
        return
        [
            ("recommendations", Has((await _client.RecommendAsync(asked, Now)).Recommendations)),
            ("filtered", Has((await _client.RecommendAsync(asked with { Genres = ["Sci-Fi"] }, Now)).Recommendations)),
            (
                "to nobody",
                Has(
                    (
                        await _client.RecommendAsync(new RecommendationRequest { Watched = [], N = 100 }, Now)
                    ).Recommendations
                )
            ),
            (
                "to a user, from memory",
                Has((await _client.RecommendToAsync("live-stranger", 100, cancellation: Now)).Recommendations)
            ),
            (
                "varied",
                Has((await _client.RecommendAsync(asked with { Novelty = 0.5, Diversity = 0.5 }, Now)).Recommendations)
            ),
            ("a batch", await BatchHasAsync()),
            (
                "MovieNet's call",
                (
                    await http.GetFromJsonAsync<string[]>(
                        "/get_new_user_recommendation?movieIds=2,6,8&model=3&n=100",
                        Now
                    )
                )!.Any(title => title.StartsWith("Space 4 ", StringComparison.Ordinal))
            ),
            (
                "popularity",
                Has((await _client.RecommendAsync(asked with { Model = "popularity" }, Now)).Recommendations)
            ),
            ("similar", Has(await _client.GetSimilarMoviesAsync(2, 100, cancellation: Now))),
            ("judgement", Has(judgement.Similar)),
            (
                "search",
                (await _client.SearchMoviesAsync("Space 4", limit: 100, cancellation: Now)).Movies.Any(movie =>
                    movie.Id == Movie
                )
            ),
            (
                "catalogue",
                (await _client.SearchMoviesAsync(limit: 100, cancellation: Now)).Movies.Any(movie => movie.Id == Movie)
            ),
        ];

        async Task<bool> BatchHasAsync()
        {
            await foreach (
                RecommendationAnswer answer in _client.RecommendToManyAsync(
                    new BatchRequest { Users = ["live-stranger"], N = 100 },
                    Now
                )
            )
                return Has(answer.Recommendations);
            return false;
        }

        static bool Has(IEnumerable<RecommendedMovie> movies) => movies.Any(r => r.Movie.Id == Movie);
    }

    private static RecommendationRequest Asked(string user) => new() { User = user, N = 100 };
}
