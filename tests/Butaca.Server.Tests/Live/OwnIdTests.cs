using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Butaca.Client;
using Butaca.Client.Contracts;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;
using Microsoft.Extensions.DependencyInjection;

namespace Butaca.Server.Tests.Live;

/// <summary>Users and movies under ids of their own.</summary>
public sealed class OwnIdTests(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private const string User = "cd613e30-d8f1-4adf-91b7-584a2265b1f5";

    private static readonly MovieDescription Starship = new()
    {
        Title = "Lost in Time (2026)",
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

    [Theory]
    [InlineData("f27caa37e5142225cceded48f6553502")]
    [InlineData("0042")]
    [InlineData("tt0133093")]
    [InlineData("a b,c?d#é 映画%41")]
    [InlineData("00")]
    [InlineData("films/2026/7")]
    [InlineData("a%2Fb/c%2f")]
    public async Task AMovieIsAddedUnderItsOwnId(string id)
    {
        using HttpClient http = server.Http(KeyScope.Write);
        string address = $"/api/v1/movies/{Uri.EscapeDataString(id)}";
        using HttpResponseMessage created = await http.PutAsJsonAsync(address, Starship, Now);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(address, created.Headers.Location!.OriginalString);
        using JsonDocument body = JsonDocument.Parse(await created.Content.ReadAsStringAsync(Now));
        Assert.Equal(id, body.RootElement.GetProperty("id").GetString());
        using HttpResponseMessage again = await http.PutAsJsonAsync(address, Starship, Now);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);

        Assert.Equal(Starship.Title, (await _client.GetMovieAsync(id, Now)).Title);
        Assert.NotEmpty(await _client.GetSimilarMoviesAsync(id, cancellation: Now));
        await _client.SendEventAsync($"fan of {id}", new UserEvent { MovieId = id, Kind = "watched" }, Now);
        UserHistory history = await _client.GetHistoryAsync($"fan of {id}", Now);
        Assert.Equal(id, Assert.Single(history.Watched).Movie.Id.ToString());
        RecommendationAnswer answer = await _client.RecommendAsync(
            new RecommendationRequest
            {
                Watched = [2, 4, 6],
                N = 100,
                LessLike = [id],
            },
            Now
        );
        Assert.DoesNotContain(answer.Recommendations, item => item.Movie.Id.ToString() == id);
        answer = await _client.RecommendAsync(new RecommendationRequest { Watched = [2, 4, 6], N = 100 }, Now);
        Assert.Contains(answer.Recommendations, item => item.Movie.Id.ToString() == id);
        await _client.WithdrawMovieAsync(id, Now);
        Assert.Contains(
            (await _client.ListWithdrawnMoviesAsync(cancellation: Now)).Movies,
            movie => movie.Id.ToString() == id
        );
    }

    [Fact]
    public async Task AWholeNumberIsTakenAsTextAndGivenAsNumber()
    {
        using HttpClient http = server.Http(KeyScope.Write);
        using HttpResponseMessage sent = await http.PostAsJsonAsync(
            "/api/v1/users/ana/events",
            new { movieId = "2", kind = "watched" },
            Now
        );
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        using JsonDocument history = JsonDocument.Parse(await http.GetStringAsync("/api/v1/users/ana/history", Now));
        Assert.Equal(
            2,
            history.RootElement.GetProperty("watched")[0].GetProperty("movie").GetProperty("id").GetInt64()
        );
        using HttpResponseMessage unknown = await http.PostAsJsonAsync(
            "/api/v1/recommendations",
            new { watched = (string[])["tt0133093-unknown", "2", "4"], n = 2 },
            Now
        );
        Assert.Equal(HttpStatusCode.OK, unknown.StatusCode);
    }

    [Fact]
    public async Task TheNextWholeNumberIsFree()
    {
        MovieDescription other = Starship with { Title = "Found in Time (2027)" };
        await _client.ChangeMovieAsync(900, other, Now);
        Assert.Equal(
            "901",
            (await _client.AddMovieAsync(other with { Title = "Late in Time (2028)" }, Now)).Id.ToString()
        );
    }

    [Fact]
    public async Task OwnIdsSurviveARestartAndATraining()
    {
        await _client.ChangeMovieAsync("0007", Starship with { Title = "Kept (2026)" }, Now);
        await _client.SendEventsAsync(
            [
                .. new MovieId[] { "0007", 2, 4, 6 }.Select(movie => new UserEvent
                {
                    User = User,
                    MovieId = movie,
                    Kind = "watched",
                }),
            ],
            Now
        );
        await server.StopAsync();
        await server.StartAsync();
        using ButacaClient client = server.Client();
        UserHistory history = await client.GetHistoryAsync(User, Now);
        Assert.Equal(["2", "4", "6", "0007"], history.Watched.Select(watched => watched.Movie.Id.ToString()));

        LiveState state = server.Services.GetRequiredService<LiveState>();
        Butaca.Data.Dataset data = await TrainingData.ReadAsync(
            state.SeedData,
            state.Deployment.Catalog,
            server.Services.GetRequiredService<IStore>(),
            Now
        );
        int user = data.Users.RowOf(User);
        Assert.Equal(
            ["2", "4", "6", "0007"],
            data.Interactions.MoviesOf(user).ToArray().Select(row => data.Catalog[row].Id.ToString())
        );
    }
}
