using System.Net;
using System.Net.Http.Json;
using System.Text;
using Butaca.Client;
using Butaca.Client.Contracts;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Butaca.Server.Tests.Apis;

/// <summary>Who is let in without a key, how often anybody may come, and what is told to whom.</summary>
public sealed class AccessTests(AccessTests.LocalServer local) : IClassFixture<AccessTests.LocalServer>
{
    private readonly RunningServer _server = local.Server;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ThisMachineReadsButWritesNothing()
    {
        using HttpClient http = _server.Http(null);
        Assert.Equal(
            HttpStatusCode.OK,
            (await http.GetAsync(new Uri("/api/v1/movies/1", UriKind.Relative), Now)).StatusCode
        );
        using HttpResponseMessage refused = await http.PostAsJsonAsync(
            "/api/v1/users/ana/events",
            new UserEvent { MovieId = 1, Kind = "watched" },
            Now
        );
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    /// <summary>Requests whose answers name users or tell of them: method, address, body.</summary>
    public static TheoryData<string, string, string?> WhatNamesUsers { get; } =
        new()
        {
            { "GET", "/api/v1/users/1/history", null },
            { "GET", "/api/v1/users/1/recommendations", null },
            { "POST", "/api/v1/recommendations", """{"user":"1"}""" },
            { "POST", "/api/v1/recommendations/batch", """{"users":["1"]}""" },
            { "POST", "/api/v1/recommendations/together", """{"users":[{"watched":[2]},{"user":"1"}]}""" },
            { "GET", "/get_current_user_recommendation?userId=1", null },
            { "GET", "/api/v1/stats", null },
            { "GET", "/metrics", null },
        };

    /// <summary>A proxy that leaves no trace looks like this machine.</summary>
    [Theory, MemberData(nameof(WhatNamesUsers))]
    public async Task WhatNamesUsersNeedsAKeyOfThisMachineToo(string method, string address, string? body)
    {
        Assert.Equal(AnonymousAccess.Loopback, new AccessOptions().AnonymousRead); // what the server is set to
        foreach ((KeyScope? scope, bool isLetIn) in ((KeyScope?, bool)[])[(null, false), (KeyScope.Read, true)])
        {
            using HttpClient http = _server.Http(scope);
            using HttpRequestMessage message = new(new HttpMethod(method), new Uri(address, UriKind.Relative));
            if (body is not null)
                message.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await http.SendAsync(message, Now);
            Assert.Equal(isLetIn ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    [Fact]
    public async Task WhatIsReadWithoutAKeyIsCountedAndTakesNoRoom()
    {
        await using RunningServer server = new() { Settings = { "Butaca:Access:AnonymousRead=Everybody" } };
        await server.InitializeAsync();
        foreach ((int i, KeyScope? scope) in ((int, KeyScope?)[])[(0, null), (1, KeyScope.Read)])
        {
            using HttpClient http = server.Http(scope);
            using HttpResponseMessage list = await http.PostAsJsonAsync(
                "/api/v1/recommendations",
                new RecommendationRequest { Watched = [2, 4] },
                Now
            );
            RecommendationAnswer answer = (await list.Content.ReadFromJsonAsync<RecommendationAnswer>(Now))!;
            await server.Services.GetRequiredService<ImpressionLog>().FlushAsync(Now);
            using ButacaClient writer = server.Client();
            await writer.SendEventAsync(
                "ana",
                new UserEvent
                {
                    MovieId = answer.Recommendations[0].Movie.Id,
                    Kind = "watched",
                    Recommendation = answer.Id,
                },
                Now
            );
            ModelStatisticsItem counted = Assert.Single((await writer.GetStatisticsAsync(cancellation: Now)).Models);
            Assert.Equal((i + 1, i), ((int)counted.Lists, (int)counted.Watched)); // a list that took no room can't be named
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/movies?query=space")]
    [InlineData("/get_new_user_recommendation?movieIds=1,2")]
    public async Task WhatNamesNobodyNeedsNone(string address)
    {
        using HttpClient http = _server.Http(null);
        using HttpResponseMessage response = await http.GetAsync(new Uri(address, UriKind.Relative), Now);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task ThisMachineReadsWhatNamesUsersWhereThatIsSaidInSoManyWords()
    {
        await using RunningServer server = new()
        {
            Settings = { "Butaca:Access:AnonymousRead=LoopbackWithUsers", "Butaca:Model=popularity" },
        };
        await server.InitializeAsync();
        using HttpClient http = server.Http(null);
        Uri history = new("/api/v1/users/1/history", UriKind.Relative);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(history, Now)).StatusCode);
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(history, Now)).StatusCode);
    }

    [Fact]
    public async Task AnotherNameThatLeadsHereIsNotThisMachine()
    {
        using HttpClient http = _server.Http(null);
        http.DefaultRequestHeaders.Host = "movies.example";
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await http.GetAsync(new Uri("/api/v1/movies/1", UriKind.Relative), Now)).StatusCode
        );
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    public async Task WhatAProxyOfThisMachinePassesOnIsNotThisMachines(string header, string value)
    {
        using HttpClient http = _server.Http(null);
        http.DefaultRequestHeaders.Add(header, value);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await http.GetAsync(new Uri("/api/v1/movies/1", UriKind.Relative), Now)).StatusCode
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnAddressThatIsSentCountsWhereItIsSetUpTo(bool isSetUp)
    {
        await using RunningServer server = Limited();
        if (isSetUp)
            server.Settings.Add("ForwardedHeaders_Enabled=true"); // as ASPNETCORE_FORWARDEDHEADERS_ENABLED sets it
        await server.InitializeAsync();
        using HttpClient http = server.Http(null);
        HttpResponseMessage[] responses = await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(i =>
                {
                    HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/ping");
                    request.Headers.Add("X-Forwarded-For", i == 0 ? "127.0.0.1" : $"203.0.113.{i}");
                    return http.SendAsync(request, Now);
                })
        );
        Assert.Equal(!isSetUp, responses.Any(response => response.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.All(
            responses,
            response =>
                Assert.Contains(
                    response.StatusCode,
                    (HttpStatusCode[])[HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests]
                )
        );
        foreach (HttpResponseMessage response in responses)
            response.Dispose();
    }

    [Theory]
    [InlineData("en", "This house is private")]
    [InlineData("es", "Esta sala es privada")]
    public async Task ABrowserWithoutAKeyIsToldOnAPage(string language, string title)
    {
        using HttpClient http = _server.Http(null);
        http.DefaultRequestHeaders.Host = "movies.example";
        http.DefaultRequestHeaders.Add("Accept", "text/html,*/*;q=0.8");
        http.DefaultRequestHeaders.Add("Accept-Language", language);
        using HttpResponseMessage page = await http.GetAsync(new Uri("/movie/1", UriKind.Relative), Now),
            api = await http.GetAsync(new Uri("/api/v1/movies/1", UriKind.Relative), Now);
        Assert.Equal(
            (HttpStatusCode.Unauthorized, "text/html"),
            (page.StatusCode, page.Content.Headers.ContentType?.MediaType)
        );
        Assert.Contains(title, await page.Content.ReadAsStringAsync(Now), StringComparison.Ordinal);
        Assert.Contains(
            "default-src 'self'",
            page.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
        Assert.Equal(
            (HttpStatusCode.Unauthorized, "application/problem+json"),
            (api.StatusCode, api.Content.Headers.ContentType?.MediaType)
        );
        http.DefaultRequestHeaders.Add("X-Api-Key", "butaca_mistyped"); // who sends a key is no browser by itself
        using HttpResponseMessage wrong = await http.GetAsync(new Uri("/movie/1", UriKind.Relative), Now);
        Assert.Equal(
            (HttpStatusCode.Unauthorized, "application/problem+json"),
            (wrong.StatusCode, wrong.Content.Headers.ContentType?.MediaType)
        );
        using HttpResponseMessage style = await http.GetAsync(new Uri("/web/butaca.css", UriKind.Relative), Now);
        Assert.Equal(HttpStatusCode.OK, style.StatusCode); // or the page would be bare
    }

    [Fact]
    public async Task WhoComesTooOftenIsToldWhenToComeBack()
    {
        await using RunningServer server = Limited();
        await server.InitializeAsync();
        using HttpClient http = server.Http(KeyScope.Read);
        HttpResponseMessage[] responses = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(_ => http.GetAsync(new Uri("/api/v1/ping", UriKind.Relative), Now))
        );
        HttpResponseMessage[] refused =
        [
            .. responses.Where(response => response.StatusCode == HttpStatusCode.TooManyRequests),
        ];
        Assert.NotEmpty(refused);
        Assert.Contains(responses, response => response.StatusCode == HttpStatusCode.NoContent);
        Assert.All(refused, response => Assert.NotNull(response.Headers.RetryAfter));
        Assert.Equal("application/problem+json", refused[0].Content.Headers.ContentType?.MediaType);
        using HttpClient other = server.Http(KeyScope.Write); // another key has an allowance of its own
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await other.GetAsync(new Uri("/api/v1/ping", UriKind.Relative), Now)).StatusCode
        );
        foreach (HttpResponseMessage response in responses)
            response.Dispose();
    }

    [Theory]
    [InlineData("text/plain", "/api/v1/movies/999", HttpStatusCode.NotFound)]
    [InlineData("application/x-ndjson", "/api/v1/movies?limit=x", HttpStatusCode.BadRequest)]
    public async Task AnErrorIsToldWhateverIsAccepted(string accept, string address, HttpStatusCode status)
    {
        using HttpClient http = _server.Http(KeyScope.Read);
        http.DefaultRequestHeaders.Add("Accept", accept);
        using HttpResponseMessage response = await http.GetAsync(new Uri(address, UriKind.Relative), Now);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/api/v1/events", """{"events":[null]}""")]
    [InlineData("/api/v1/recommendations", """{"watched":[2],"genres":null}""")]
    [InlineData("/api/v1/recommendations", """{"watched":[2],"genres":[null]}""")]
    [InlineData("/api/v1/recommendations", """{"watched":[2],"exclude":null}""")]
    [InlineData("/api/v1/recommendations/batch", """{"users":[null]}""")]
    [InlineData("/api/v1/recommendations/batch", """{"users":["1\n"]}""")]
    [InlineData("/api/v1/movies", """{"title":"A","genres":null}""")]
    [InlineData("/api/v1/movies", """{"title":"A\u0000"}""")]
    [InlineData("/api/v1/models/als/train", """{"options":null}""")]
    [InlineData("/api/v1/users/ana/events", """{"id":"a\u0000","movieId":1,"kind":"watched"}""")]
    [InlineData("/api/v1/users/ana/events", """{"movieId":1,"kind":"watched","at":"2099-01-01T00:00:00Z"}""")]
    public async Task NothingThatIsNullOrUnprintableGetsFurther(string address, string body)
    {
        using HttpClient http = _server.Http(KeyScope.Admin);
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PostAsync(new Uri(address, UriKind.Relative), content, Now);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, await response.Content.ReadAsStringAsync(Now));
    }

    /// <summary>A server that this machine may read, and nobody too often.</summary>
    private static RunningServer Limited() =>
        new()
        {
            Settings =
            {
                "Butaca:Access:AnonymousRead=Loopback",
                "Butaca:Limits:RequestsPerSecond=20",
                "Butaca:Limits:Burst=20",
                "Butaca:Model=popularity",
            },
        };

    /// <summary>A server that this machine may read, as often as it likes.</summary>
    public sealed class LocalServer : IAsyncLifetime
    {
        internal RunningServer Server { get; } =
            new() { Settings = { "Butaca:Access:AnonymousRead=Loopback", "Butaca:Model=popularity" } };

        public ValueTask InitializeAsync() => Server.InitializeAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
