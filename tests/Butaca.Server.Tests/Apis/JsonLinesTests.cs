using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Butaca.Client;
using Butaca.Client.Contracts;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;

namespace Butaca.Server.Tests.Apis;

/// <summary>Movies and events by the thousand, a line of JSON each.</summary>
public sealed class JsonLinesTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PUT")]
    [InlineData("POST")]
    public async Task EachLineIsToldWhatBecameOfIt(string method)
    {
        string own = $"own {method}";
        (HttpStatusCode status, MovieOutcome[] outcomes) = await SendAsync<MovieOutcome>(
            method,
            "/api/v1/movies",
            $$$"""
            {"id":"{{{own}}}","title":"Mine (2020)","genres":["drama"],"externalIds":{"imdb":"tt0078748"}}
            {"id":5,"title":"Love 5, by {{{method}}} (1982)"}

            {"title":"Numbered {{{method}}} (2021)"}
            {"title":
            {"titel":"A"}
            {"title":"A","genres":["Nonsense"]}
            {"title":"A","year":12}
            {"title":"A","translations":[null]}
            {"title":"A","translations":[{"language":"x"}]}
            {"id":"{{{own}}}","title":"Twice"}
            {"id":"summary","title":"A"}
            {"title":"Numbered {{{method}}} (2021)"}
            null
            """
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            [
                (1, "added", null),
                (2, "changed", null),
                (4, "added", null),
                (5, "refused", "title"),
                (6, "refused", "titel"),
                (7, "refused", "genres"),
                (8, "refused", "year"),
                (9, "refused", "translations"),
                (10, "refused", "translations[0].language"),
                (11, "refused", "id"),
                (12, "refused", "id"),
                (13, "refused", "title"),
                (14, "refused", "body"),
            ],
            outcomes.Select(outcome => (outcome.Line, outcome.Outcome, outcome.Field))
        );
        Assert.All(outcomes, outcome => Assert.Equal(outcome.Outcome == "refused", outcome.Error is not null));
        Assert.Equal(
            "unknown, expected one of id, title, year, genres, origin, directors, cast, languages, synopsis, translations, externalIds. Did you mean title?",
            outcomes[4].Error
        );
        Assert.Equal($"found {own}, which line 1 has, expected each id once", outcomes[9].Error);
        using ButacaClient client = server.Client();
        Assert.Equal("tt0078748", (await client.GetMovieAsync(own, Now)).ExternalIds["imdb"]);
        Assert.Equal($"Love 5, by {method} (1982)", (await client.GetMovieAsync(5, Now)).Title);
        Assert.Equal($"Numbered {method} (2021)", (await client.GetMovieAsync(outcomes[2].Id!.Value, Now)).Title);

        MovieOutcome[] again =
        [
            .. (
                await SendAsync<MovieOutcome>(
                    method,
                    "/api/v1/movies",
                    $$"""
                    {"title":"Numbered {{method}} (2021)"}
                    {"id":5,"title":"Love 5, by {{method}} (1982)"}
                    """
                )
            ).Answers,
        ];
        Assert.Equal(["unchanged", "unchanged"], again.Select(outcome => outcome.Outcome));
        Assert.Equal([outcomes[2].Id, 5], again.Select(outcome => outcome.Id));
    }

    [Fact]
    public async Task EventsThatCanBeUsedAreStoredAndTheOthersTold()
    {
        const string lines = """
            {"id":"1","user":"lined","movieId":2,"kind":"watched"}
            {"id":"2","user":"lined","movieId":999,"kind":"watched"}
            {"id":"3","user":"lined","movieId":4,"kind":"eaten"}
            {"id":"4","movieId":4,"kind":"watched"}
            {"id":"1","user":"lined","movieId":2,"kind":"watched"}
            {"id":"5","user":"lined","movieId":6,"kind":"dismissed"}
            """;
        (HttpStatusCode status, EventOutcome[] outcomes) = await SendAsync<EventOutcome>(
            "POST",
            "/api/v1/events",
            lines
        );
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            [
                (1, "stored", null),
                (2, "refused", "movieId"),
                (3, "refused", "kind"),
                (4, "refused", "user"),
                (5, "repeated", null),
                (6, "stored", null),
            ],
            outcomes.Select(outcome => (outcome.Line, outcome.Outcome, outcome.Field))
        );
        using ButacaClient client = server.Client();
        UserHistory known = await client.GetHistoryAsync("lined", Now);
        Assert.Equal((MovieId)2, Assert.Single(known.Watched).Movie.Id);
        Assert.Equal((MovieId)6, Assert.Single(known.Dismissed).Id);
        Assert.Equal(
            2,
            (await SendAsync<EventOutcome>("POST", "/api/v1/events", lines)).Answers.Count(outcome =>
                outcome.Outcome == "repeated" && outcome.Line != 5
            )
        );
    }

    [Fact]
    public async Task TheClientSendsAndReadsLines()
    {
        using ButacaClient client = server.Client();
        List<EventOutcome> outcomes = await client
            .SendEventsAsync(
                Enumerable
                    .Range(0, 2500)
                    .Select(i => new UserEvent
                    {
                        User = $"crowd {i % 50}",
                        MovieId = 1 + i % 40,
                        Kind = "watched",
                    })
                    .ToAsyncEnumerable(),
                Now
            )
            .ToListAsync(Now);
        Assert.Equal(Enumerable.Range(1, 2500), outcomes.Select(outcome => outcome.Line));
        Assert.All(outcomes, outcome => Assert.Equal("stored", outcome.Outcome));
        Assert.Equal(2500, outcomes.Select(outcome => outcome.Id).Distinct().Count());
        List<MovieOutcome> movies = await client
            .PutMoviesAsync(
                Enumerable
                    .Range(0, 300)
                    .Select(i => new CatalogMovie
                    {
                        Id = $"client/{i}",
                        Title = $"Film {i} (2020)",
                        Genres = ["Drama"],
                    })
                    .ToAsyncEnumerable(),
                Now
            )
            .ToListAsync(Now);
        Assert.Equal(300, movies.Count(outcome => outcome.Outcome == "added"));
        Assert.Equal("Film 299 (2020)", (await client.GetMovieAsync("client/299", Now)).Title);
    }

    [Fact]
    public async Task WhatIsAcknowledgedIsThereAfterARestartAndOthersAnswersAreKept()
    {
        await using RunningServer own = new() { Settings = { $"Butaca:Model={Trainer.BaselineModel}" } };
        await own.InitializeAsync();
        using (ButacaClient client = own.Client())
        {
            string before = (await client.RecommendToAsync("1", cancellation: Now)).Id;
            await client.PutMoviesAsync(Movies(), Now).ToListAsync(Now);
            await client
                .SendEventsAsync(
                    new[]
                    {
                        new UserEvent
                        {
                            User = "other",
                            MovieId = "kept 1",
                            Kind = "watched",
                        },
                    }.ToAsyncEnumerable(),
                    Now
                )
                .ToListAsync(Now);
            Assert.Equal(before, (await client.RecommendToAsync("1", cancellation: Now)).Id);
            await client.ChangeMovieAsync(1, new MovieDescription { Title = "Changed" }, Now); // the model knows this one
            Assert.NotEqual(before, (await client.RecommendToAsync("1", cancellation: Now)).Id);
        }
        await own.StopAsync();
        await own.StartAsync();
        using ButacaClient again = own.Client();
        Assert.Equal("Kept 99 (2020)", (await again.GetMovieAsync("kept 99", Now)).Title);
        Assert.Equal((MovieId)"kept 1", Assert.Single((await again.GetHistoryAsync("other", Now)).Watched).Movie.Id);

        static async IAsyncEnumerable<CatalogMovie> Movies()
        {
            for (int i = 0; i < 100; i++)
            {
                await Task.Yield();
                yield return new CatalogMovie { Id = $"kept {i}", Title = $"Kept {i} (2020)" };
            }
        }
    }

    [Theory]
    [InlineData("application/json", "application/json")]
    [InlineData("application/x-ndjson", "application/x-ndjson")]
    [InlineData("*/*", "application/x-ndjson")]
    public async Task ABatchIsAnsweredAsAsked(string accept, string type)
    {
        using HttpClient http = server.Http(KeyScope.Admin);
        http.DefaultRequestHeaders.Accept.ParseAdd(accept);
        using StringContent body = new("""{"users":["1","2"],"n":3}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PostAsync(
            new Uri("/api/v1/recommendations/batch", UriKind.Relative),
            body,
            Now
        );
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        string text = await response.Content.ReadAsStringAsync(Now);
        string array =
            type == "application/json" ? text : $"[{text.TrimEnd().Replace("\n", ",", StringComparison.Ordinal)}]";
        using JsonDocument answers = JsonDocument.Parse(array);
        Assert.Equal(
            ["1", "2"],
            answers.RootElement.EnumerateArray().Select(answer => answer.GetProperty("user").GetString())
        );
    }

    [Theory]
    [InlineData("/api/v1/movies", "", "body")]
    [InlineData("/api/v1/events", "\n \n", "body")]
    [InlineData("/api/v1/events", null, "body")]
    public async Task WhatHoldsNoLinesIsRefused(string address, string? text, string field)
    {
        using HttpClient http = server.Http(KeyScope.Admin);
        using HttpContent body = Lines(text ?? $$"""{"id":"{{new string('x', 1_100_000)}}"}""");
        using HttpResponseMessage response = await http.PostAsync(new Uri(address, UriKind.Relative), body, Now);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using JsonDocument problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Now));
        Assert.True(problem.RootElement.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Theory]
    [InlineData("PUT", "/api/v1/movies", "application/json")]
    [InlineData("POST", "/api/v1/movies", "text/plain")]
    [InlineData("POST", "/api/v1/movies", null)]
    [InlineData("POST", "/api/v1/events", null)]
    public async Task WhatIsNeitherJsonNorLinesIsRefused(string method, string address, string? type)
    {
        using HttpClient http = server.Http(KeyScope.Admin);
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(address, UriKind.Relative));
        request.Content = Lines("{}");
        request.Content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        using HttpResponseMessage response = await http.SendAsync(request, Now);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData("PUT", "/api/v1/movies")]
    [InlineData("POST", "/api/v1/movies")]
    [InlineData("POST", "/api/v1/events")]
    public async Task LinesNeedAKeyThatWrites(string method, string address)
    {
        foreach (
            (KeyScope? scope, HttpStatusCode expected) in ((KeyScope?, HttpStatusCode)[])
                [(null, HttpStatusCode.Unauthorized), (KeyScope.Read, HttpStatusCode.Forbidden)]
        )
        {
            using HttpClient http = server.Http(scope);
            using HttpRequestMessage request = new(new HttpMethod(method), new Uri(address, UriKind.Relative));
            request.Content = Lines("{}");
            using HttpResponseMessage response = await http.SendAsync(request, Now);
            Assert.Equal(expected, response.StatusCode);
        }
    }

    private static StringContent Lines(string text)
    {
        StringContent body = new(text, Encoding.UTF8);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return body;
    }

    private async Task<(HttpStatusCode Status, T[] Answers)> SendAsync<T>(string method, string address, string lines)
    {
        using HttpClient http = server.Http(KeyScope.Write);
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(address, UriKind.Relative));
        request.Content = Lines(lines);
        using HttpResponseMessage response = await http.SendAsync(request, Now);
        string text = await response.Content.ReadAsStringAsync(Now);
        return (
            response.StatusCode,
            [
                .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => JsonSerializer.Deserialize<T>(line, JsonSerializerOptions.Web)!),
            ]
        );
    }
}
