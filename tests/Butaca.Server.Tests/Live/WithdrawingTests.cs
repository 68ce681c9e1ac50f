using System.Net;
using Butaca.Client;
using Butaca.Client.Contracts;

namespace Butaca.Server.Tests.Live;

/// <summary>A movie that is withdrawn, and back; and one that is added twice by accident.</summary>
public sealed class WithdrawingTests(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private const long Movie = 4;

    private static readonly MovieDescription Starship = new() { Title = "Starship (1991)", Genres = ["Sci-Fi", "Action"], Synopsis = "Aliens in space, on a planet light years away." };

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
        await _client.SendEventAsync("fan", new PersonEvent { MovieId = Movie, Kind = "watched" }, Now);
        RecommendationAnswer earlier = await _client.RecommendAsync(Asked("fan"), Now);

        await _client.WithdrawMovieAsync(Movie, Now);
        await _client.WithdrawMovieAsync(Movie, Now); // twice is once
        Assert.All(await OffersAsync(), offer => Assert.False(offer.Has, offer.Where));
        Assert.Equal(movies - 1, (await _client.SummariseCatalogAsync(Now)).Movies);
        Assert.All((await _client.ListModelsAsync(Now)).Where(model => model.Trained is not null), model => Assert.True(model.Movies <= movies - 1));
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<ButacaApiException>(() => _client.GetMovieAsync(Movie, Now))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<ButacaApiException>(() => _client.GetSimilarMoviesAsync(Movie, cancellation: Now))).Status);
        Assert.Equal(before.Title, (await _client.GetHistoryAsync("fan", Now)).Watched.Single().Movie.Title);
        RecommendationAnswer later = await _client.RecommendAsync(Asked("fan"), Now);
        Assert.Equal(earlier.Recommendations.Select(r => (r.Movie.Id, r.Score)), later.Recommendations.Select(r => (r.Movie.Id, r.Score))); // what they watched says what it said

        await server.StopAsync();
        await server.StartAsync();
        _client.Dispose();
        _client = server.Client();
        Assert.All(await OffersAsync(), offer => Assert.False(offer.Has, offer.Where));

        await _client.ChangeMovieAsync(Movie, new MovieDescription { Title = before.Title, Genres = before.Genres, Origin = before.Origin, Synopsis = before.Synopsis }, Now);
        Assert.Equal(before.Title, (await _client.GetMovieAsync(Movie, Now)).Title);
        Assert.All(await OffersAsync(), offer => Assert.True(offer.Has, offer.Where));
    }

    /// <summary>A sender that had no answer sends again.</summary>
    [Fact]
    public async Task AMovieThatIsThereAlreadyIsNotAddedTwice()
    {
        MovieItem added = await _client.AddMovieAsync(Starship with { Title = "Twice (1992)" }, Now);
        Assert.Equal(added.Id, (await _client.AddMovieAsync(Starship with { Title = "Twice (1992)" }, Now)).Id);
        Assert.NotEqual(added.Id, (await _client.AddMovieAsync(Starship with { Title = "Twice (1992)", Year = 1993 }, Now)).Id); // a remake
        await _client.WithdrawMovieAsync(added.Id, Now);
        Assert.Equal(added.Id, (await _client.AddMovieAsync(Starship with { Title = "Twice (1992)" }, Now)).Id);
        Assert.Equal("Twice (1992)", (await _client.GetMovieAsync(added.Id, Now)).Title);
    }

    /// <summary>Everywhere that movies are offered, and whether this one is.</summary>
    private async Task<(string Where, bool Has)[]> OffersAsync()
    {
        RecommendationRequest asked = new() { Watched = [2, 6, 8], N = 100 };
        Judgement judgement = await _client.JudgeMovieAsync(Starship, 100, 0, cancellation: Now);
        Assert.Equal(Enumerable.Range(1, judgement.Similar.Count), judgement.Similar.Select(r => r.Rank));
        return
        [
            ("recommendations", Has((await _client.RecommendAsync(asked, Now)).Recommendations)),
            ("filtered", Has((await _client.RecommendAsync(asked with { Genres = ["Sci-Fi"] }, Now)).Recommendations)),
            ("to nobody", Has((await _client.RecommendAsync(new RecommendationRequest { Watched = [], N = 100 }, Now)).Recommendations)),
            ("to a person, from memory", Has((await _client.RecommendToAsync("live-stranger", 100, cancellation: Now)).Recommendations)),
            ("popularity", Has((await _client.RecommendAsync(asked with { Model = "popularity" }, Now)).Recommendations)),
            ("similar", Has(await _client.GetSimilarMoviesAsync(2, 100, cancellation: Now))),
            ("judgement", Has(judgement.Similar)),
            ("search", (await _client.SearchMoviesAsync("Space 4", limit: 100, cancellation: Now)).Movies.Any(movie => movie.Id == Movie)),
            ("catalogue", (await _client.SearchMoviesAsync(limit: 100, cancellation: Now)).Movies.Any(movie => movie.Id == Movie)),
        ];

        static bool Has(IEnumerable<RecommendedMovie> movies) => movies.Any(r => r.Movie.Id == Movie);
    }

    private static RecommendationRequest Asked(string person) => new() { Person = person, N = 100 };
}
