using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Butaca.Client;
using Butaca.Client.Contracts;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;
using Butaca.Server.Setup;

namespace Butaca.Server.Tests.Apis;

/// <summary>What users of HTTP expect of every endpoint, whatever it is about.</summary>
public sealed class HttpTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string ApiRoot = "/api/v1/";

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    /// <summary>Method, address and body of each operation of the API.</summary>
    public static TheoryData<string, string, string?> Operations =>
        new(
            ContractTests
                .Successes.Select(row => (row.Data.Item1, row.Data.Item2, row.Data.Item3))
                .Where(row => row.Item2.StartsWith(ApiRoot, StringComparison.Ordinal))
        );

    /// <summary>Addresses that can be read.</summary>
    public static TheoryData<string> Reads =>
        new(ContractTests.Successes.Where(row => row.Data.Item1 == "GET").Select(row => row.Data.Item2));

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task AnUnknownParameterIsRefused(string method, string address, string? body)
    {
        using HttpResponseMessage response = await SendAsync(
            method,
            $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}gener=Drama",
            body
        );
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using JsonDocument problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Now));
        Assert.StartsWith(
            "unknown, expected ",
            problem.RootElement.GetProperty("errors").GetProperty("gener")[0].GetString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("GET", "/api/v1/movies?gener=Drama", null, "Did you mean genre?")]
    [InlineData("GET", "/api/v1/users/1/recommendations?offest=3", null, "Did you mean offset?")]
    [InlineData("GET", "/api/v1/movies/1?language=es", null, "language: unknown, expected lang")]
    [InlineData("POST", "/api/v1/movies", """{"titel":"A"}""", "Did you mean title?")]
    public async Task WhatWasMeantIsTold(string method, string address, string? body, string told)
    {
        using HttpResponseMessage response = await SendAsync(method, address, body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(told, await response.Content.ReadAsStringAsync(Now), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/movies?Limit=2&GENRE=Drama")]
    [InlineData("/get_new_user_recommendation?movieIds=1&model=3&callback=x")] // who calls the original is not told to change
    public async Task WhatWasTakenIsTaken(string address)
    {
        using HttpResponseMessage response = await SendAsync("GET", address);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Reads))]
    [InlineData("/")]
    [InlineData("/api/v1/movies/999")]
    [InlineData("/api/v1/movies?limit=x")]
    [InlineData("/health/ready")]
    public async Task HeadAnswersAsGetDoesWithoutABody(string address)
    {
        using HttpResponseMessage get = await SendAsync("GET", address);
        using HttpResponseMessage head = await SendAsync("HEAD", address);
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Now));
    }

    [Theory]
    [InlineData("/api/v1/movies?query=space")]
    [InlineData("/api/v1/movies/1")]
    [InlineData("/api/v1/movies/1/similar?n=3")]
    [InlineData("/api/v1/movies/summary")]
    [InlineData("/api/v1/models")]
    [InlineData("/api/v1/users/1/history")]
    [InlineData("/api/v1/users/1/recommendations?n=3")]
    public async Task WhoHasTheAnswerIsToldSo(string address)
    {
        using HttpResponseMessage first = await SendAsync("GET", address);
        string tag = first.Headers.ETag!.ToString();
        using HttpResponseMessage same = await SendAsync("GET", address, header: ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(tag, same.Headers.ETag!.ToString());
        Assert.Empty(await same.Content.ReadAsByteArrayAsync(Now));
        using HttpResponseMessage other = await SendAsync("GET", address, header: ("If-None-Match", "\"other\""));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(Now), await other.Content.ReadAsStringAsync(Now));
    }

    [Fact]
    public async Task AnotherAnswerHasAnotherTag()
    {
        using ButacaClient client = server.Client();
        string address = "/api/v1/users/tagged/recommendations";
        using HttpResponseMessage before = await SendAsync("GET", address);
        await client.SendEventAsync("tagged", new UserEvent { MovieId = 2, Kind = "watched" }, Now);
        using HttpResponseMessage after = await SendAsync(
            "GET",
            address,
            header: ("If-None-Match", before.Headers.ETag!.ToString())
        );
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task AnswersAreCompressedForWhoeverAsks(string encoding)
    {
        const string address = "/api/v1/movies?limit=20";
        using HttpResponseMessage plain = await SendAsync("GET", address);
        using HttpResponseMessage compressed = await SendAsync("GET", address, header: ("Accept-Encoding", encoding));
        Assert.Equal([encoding], compressed.Content.Headers.ContentEncoding);
        byte[] bytes = await compressed.Content.ReadAsByteArrayAsync(Now);
        using MemoryStream stream = new(bytes);
        using StreamReader text = new(
            encoding == "br"
                ? new BrotliStream(stream, CompressionMode.Decompress)
                : new GZipStream(stream, CompressionMode.Decompress)
        );
        string expected = await plain.Content.ReadAsStringAsync(Now);
        Assert.Equal(expected, await text.ReadToEndAsync(Now));
        Assert.True(bytes.Length < expected.Length / 3, $"{bytes.Length} of {expected.Length} bytes");
    }

    [Fact]
    public async Task NoOtherSiteReadsAnswersUnlessToldSo()
    {
        using HttpResponseMessage response = await SendAsync(
            "GET",
            "/api/v1/movies/1",
            header: ("Origin", "https://shop.example.com")
        );
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task TheSitesOfTheConfigurationReadAnswers()
    {
        await using RunningServer shared = new()
        {
            Settings =
            {
                $"Butaca:Model={Trainer.BaselineModel}",
                "Butaca:Cors:Origins=https://shop.example.com http://localhost:3000",
            },
        };
        await shared.InitializeAsync();
        using HttpClient http = shared.Http(null);
        using HttpRequestMessage preflight = new(HttpMethod.Options, new Uri("/api/v1/events", UriKind.Relative))
        {
            Headers =
            {
                { "Origin", "http://localhost:3000" },
                { "Access-Control-Request-Method", "POST" },
                { "Access-Control-Request-Headers", "authorization" },
            },
        };
        using HttpResponseMessage allowed = await http.SendAsync(preflight, Now);
        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal(["http://localhost:3000"], allowed.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal(["POST"], allowed.Headers.GetValues("Access-Control-Allow-Methods"));
        foreach (
            (string origin, bool may) in ((string, bool)[])
                [
                    ("https://shop.example.com", true),
                    ("https://shop.example.com:444", false),
                    ("http://shop.example.com", false),
                ]
        )
        {
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri("/api/v1/movies/1", UriKind.Relative));
            request.Headers.Add("Origin", origin);
            using HttpResponseMessage response = await http.SendAsync(request, Now);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode); // which a page has to be able to read
            Assert.Equal(may, response.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Theory]
    [InlineData("https://shop.example.com/")]
    [InlineData("shop.example.com")]
    [InlineData("https://shop.example.com,https://other.example.com")]
    [InlineData("ftp://shop.example.com")]
    public void AnOriginThatIsNoneIsTold(string origin) =>
        Assert.Contains(
            $"Butaca:Cors:Origins: found '{origin}', expected",
            Assert.Throws<ButacaException>(() => ServerSetup.Create([$"--Butaca:Cors:Origins={origin}"])).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task PagesOfAListHaveEachMovieOnce()
    {
        using ButacaClient client = server.Client();
        RecommendationAnswer[] pages =
        [
            await client.RecommendToAsync("1", n: 4, cancellation: Now),
            await client.RecommendToAsync("1", n: 4, offset: 4, cancellation: Now),
            await client.RecommendAsync(
                new RecommendationRequest
                {
                    User = "1",
                    N = 4,
                    Offset = 8,
                },
                Now
            ),
        ];
        RecommendationAnswer whole = await client.RecommendToAsync("1", n: 12, cancellation: Now);
        RecommendedMovie[] paged = [.. pages.SelectMany(page => page.Recommendations)];
        Assert.Equal(whole.Recommendations.Select(r => r.Movie.Id), paged.Select(r => r.Movie.Id));
        Assert.Equal(Enumerable.Range(1, 12), paged.Select(r => r.Rank));
        Assert.Empty((await client.RecommendToAsync("1", offset: 1000, cancellation: Now)).Recommendations);
        RecommendationAnswer[] many =
        [
            await client
                .RecommendToManyAsync(
                    new BatchRequest
                    {
                        Users = ["1"],
                        N = 4,
                        Offset = 4,
                    },
                    Now
                )
                .SingleAsync(Now),
            await client.RecommendAsync(
                new RecommendationRequest
                {
                    Watched = [2, 4],
                    N = 4,
                    Offset = 4,
                },
                Now
            ),
        ];
        Assert.Equal(pages[1].Recommendations.Select(r => r.Movie.Id), many[0].Recommendations.Select(r => r.Movie.Id));
        Assert.Equal([5, 6, 7, 8], many[1].Recommendations.Select(r => r.Rank));
    }

    [Fact]
    public async Task AHistoryIsReadPageByPage()
    {
        using ButacaClient client = server.Client();
        foreach (int movie in (int[])[2, 4, 6])
            await client.SendEventAsync("paged é", new UserEvent { MovieId = movie, Kind = "watched" }, Now);
        await client.SendEventAsync("paged é", new UserEvent { MovieId = 1, Kind = "dismissed" }, Now);
        UserHistory first = await client.GetHistoryAsync("paged é", 0, 2, Now);
        Assert.Equal([2, 4], first.Watched.Select(watched => watched.Movie.Id));
        Assert.Single(first.Dismissed);
        Assert.Equal((3, 1), (first.WatchedTotal, first.DismissedTotal));
        using HttpResponseMessage next = await SendAsync("GET", first.Next!);
        using JsonDocument second = JsonDocument.Parse(await next.Content.ReadAsStringAsync(Now));
        Assert.Equal(6, second.RootElement.GetProperty("watched")[0].GetProperty("movie").GetProperty("id").GetInt32());
        Assert.Equal(0, second.RootElement.GetProperty("dismissed").GetArrayLength());
        Assert.False(second.RootElement.TryGetProperty("next", out _));
    }

    [Fact]
    public async Task EventsAreReadPageByPageAndAsTheyWereSent()
    {
        using ButacaClient client = server.Client();
        UserEvent[] sent =
        [
            new()
            {
                Id = "a",
                User = "eventful",
                MovieId = 2,
                Kind = "rated",
                Rating = 4.5,
                At = new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero),
            },
            new()
            {
                Id = "b",
                User = "eventful",
                MovieId = 2,
                Kind = "removed",
                At = new DateTimeOffset(2020, 1, 2, 3, 4, 6, TimeSpan.Zero),
            },
        ];
        await client.SendEventsAsync(sent, Now);
        EventPage first = await client.GetEventsAsync("eventful", 0, 1, Now);
        Assert.Equal(2, first.Total);
        Assert.Equal(sent[..1], first.Events);
        Assert.Equal("/api/v1/users/eventful/events?limit=1&offset=1", first.Next);
        EventPage second = await client.GetEventsAsync("eventful", 1, 1, Now);
        Assert.Equal(sent[1..], second.Events);
        Assert.Null(second.Next);
        await client.DeleteUserAsync("eventful", Now);
        ButacaApiException gone = await Assert.ThrowsAsync<ButacaApiException>(() =>
            client.GetEventsAsync("eventful", cancellation: Now)
        );
        Assert.Equal(HttpStatusCode.NotFound, gone.Status);
    }

    private async Task<HttpResponseMessage> SendAsync(
        string method,
        string address,
        string? body = null,
        (string Name, string Value)? header = null
    )
    {
        using HttpClient http = server.Http(KeyScope.Admin);
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(address, UriKind.Relative));
        if (header is { } sent)
            request.Headers.Add(sent.Name, sent.Value);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await http.SendAsync(request, Now);
    }
}
