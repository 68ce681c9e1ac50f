using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Butaca.Hosting.Storage;

namespace Butaca.Server.Tests.Apis;

/// <summary>Every endpoint: success, wrong type, out of range, unknown id, no key, wrong scope, too large.</summary>
public sealed class ContractTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Event = """{"movieId":2,"kind":"watched"}""";

    private static string ManyIds =>
        JsonSerializer.Serialize(
            new { title = "A", externalIds = Enumerable.Range(0, 21).ToDictionary(i => $"s{i}", _ => "1") }
        );

    /// <summary>Method, address, body, scope that it needs, status.</summary>
    public static TheoryData<string, string, string?, KeyScope, int> Successes =>
        new()
        {
            { "GET", "/api/v1/ping", null, KeyScope.Read, 204 },
            { "GET", "/get_new_user_recommendation?movieIds=1,2&model=3&n=8", null, KeyScope.Read, 200 },
            { "GET", "/get_new_user_recommendation?movieIds=1,2&model=1&n=8", null, KeyScope.Read, 200 },
            { "GET", "/get_new_user_recommendation?movieIds=1,2,4&ratings=4.5,,1&model=3", null, KeyScope.Read, 200 },
            { "GET", "/get_current_user_recommendation?userId=1&model=3&n=8", null, KeyScope.Read, 200 },
            {
                "GET",
                "/get_new_movie_recommendation?year=1992&origin=American&genres=Action,Drama&plot=a%20starship&model=3&n=8",
                null,
                KeyScope.Read,
                200
            },
            { "GET", "/api/v1/movies?query=space&genre=Sci-Fi&limit=5", null, KeyScope.Read, 200 },
            { "GET", "/api/v1/movies/summary", null, KeyScope.Read, 200 },
            { "GET", "/api/v1/movies/withdrawn?limit=5", null, KeyScope.Write, 200 },
            { "GET", "/api/v1/movies/1", null, KeyScope.Read, 200 },
            { "GET", "/api/v1/movies/1/similar?n=3", null, KeyScope.Read, 200 },
            {
                "POST",
                "/api/v1/movies",
                """{"title":"New (2020)","genres":["drama"],"origin":"American","synopsis":"A wedding."}""",
                KeyScope.Write,
                201
            },
            {
                "PUT",
                "/api/v1/movies/3",
                """{"title":"Love 3, changed (1981)","genres":["Drama"]}""",
                KeyScope.Write,
                200
            },
            { "DELETE", "/api/v1/movies/39", null, KeyScope.Write, 200 },
            {
                "POST",
                "/api/v1/movies/judge?n=3&users=3",
                """{"title":"New (2020)","genres":["Sci-Fi"]}""",
                KeyScope.Read,
                200
            },
            {
                "GET",
                "/api/v1/users/1/recommendations?n=3&genre=Sci-Fi&genre=Drama&fromYear=1981&toYear=2000&diversity=0.5&novelty=0.2&exclude=5&lessLike=7&reasons=1&at=2005-01-01T00:00:00Z",
                null,
                KeyScope.Read,
                200
            },
            { "POST", "/api/v1/recommendations", """{"watched":[2,4],"n":3}""", KeyScope.Read, 200 },
            { "POST", "/api/v1/recommendations", """{"watched":[2,4],"goal":"like"}""", KeyScope.Read, 200 },
            { "GET", "/api/v1/users/1/recommendations?goal=watch", null, KeyScope.Read, 200 },
            {
                "POST",
                "/api/v1/recommendations",
                """{"watched":[2,{"movieId":4,"rating":4.5},{"movieId":"6","rating":null,"time":"2005-12-31T00:00:00Z"}],"n":3}""",
                KeyScope.Read,
                200
            },
            { "POST", "/api/v1/recommendations/batch", """{"users":["1","2"],"n":3}""", KeyScope.Read, 200 },
            {
                "POST",
                "/api/v1/recommendations/together",
                """{"users":[{"name":"Ana","watched":[2,4],"lessLike":[7]},{"watched":[3]}],"n":3,"fairness":0.7,"seen":true}""",
                KeyScope.Read,
                200
            },
            { "POST", "/api/v1/users/contract/events", Event, KeyScope.Write, 200 },
            {
                "POST",
                "/api/v1/events",
                """{"events":[{"user":"contract","movieId":2,"kind":"rated","rating":4}]}""",
                KeyScope.Write,
                200
            },
            { "POST", "/api/v1/imports?name=watched.csv", "Name,Year\nAlien,1979\n", KeyScope.Read, 200 },
            { "GET", "/api/v1/users/1/history", null, KeyScope.Read, 200 },
            { "GET", "/api/v1/users?limit=5", null, KeyScope.Read, 200 },
            { "GET", "/api/v1/users/1/export", null, KeyScope.Read, 200 },
            { "GET", "/api/v1/users/1/events?offset=0&limit=5", null, KeyScope.Read, 200 },
            { "DELETE", "/api/v1/users/nobody", null, KeyScope.Write, 200 },
            { "GET", "/api/v1/models", null, KeyScope.Read, 200 },
            { "POST", "/api/v1/models/butaca/activate", """{"share":1}""", KeyScope.Admin, 200 },
            { "GET", "/api/v1/stats", null, KeyScope.Read, 200 },
            { "GET", "/metrics", null, KeyScope.Read, 200 },
            { "GET", "/openapi/v1.json", null, KeyScope.Read, 200 },
        };

    /// <summary>All that needs a key: <see cref="Successes"/>, and what no test may set going.</summary>
    public static TheoryData<string, string, string?, KeyScope> Guarded =>
        new([
            ("POST", "/api/v1/models/butaca/train", "{}", KeyScope.Admin),
            ("GET", "/api/v1/models/training", null, KeyScope.Read),
            ("DELETE", "/api/v1/models/training", null, KeyScope.Admin),
            ("GET", "/docs", null, KeyScope.Read),
            .. Successes.Select(row => (row.Data.Item1, row.Data.Item2, row.Data.Item3, row.Data.Item4)),
        ]);

    /// <summary>Method, address, body, status, the field that is named; null: none.</summary>
    public static TheoryData<string, string, string?, int, string?> Failures =>
        new()
        {
            { "GET", "/get_new_user_recommendation?model=3", null, 400, "movieIds" },
            { "GET", "/get_new_user_recommendation?movieIds=,&model=3", null, 400, "movieIds" },
            { "GET", "/get_new_user_recommendation?movieIds=1&model=9", null, 400, "model" },
            { "GET", "/get_new_user_recommendation?movieIds=1&model=3&n=0", null, 400, "n" },
            { "GET", "/get_current_user_recommendation?userId=99999&model=3", null, 404, null },
            { "GET", "/get_current_user_recommendation?userId=&model=3", null, 400, "userId" },
            { "GET", "/get_new_movie_recommendation?year=12&model=3", null, 400, "year" },
            { "GET", "/get_new_movie_recommendation?genres=Nonsense&model=3", null, 400, "genres" },
            { "GET", "/api/v1/movies?limit=101", null, 400, "limit" },
            { "GET", "/api/v1/movies?limit=x", null, 400, "limit" },
            { "GET", "/api/v1/movies?genre=Nonsense", null, 400, "genre" },
            { "GET", "/api/v1/movies?fromYear=2000&toYear=1990", null, 400, "fromYear" },
            { "GET", "/api/v1/movies/withdrawn?limit=101", null, 400, "limit" },
            { "GET", "/api/v1/movies/withdrawn?offset=-1", null, 400, "offset" },
            { "GET", "/api/v1/movies/999", null, 404, null },
            { "GET", "/api/v1/movies/x", null, 404, null },
            { "GET", "/api/v1/movies/999/similar", null, 404, null },
            { "GET", "/api/v1/movies/1/similar?model=nonsense", null, 400, "model" },
            { "POST", "/api/v1/movies", "{}", 400, "title" },
            { "POST", "/api/v1/movies", """{"title":"  "}""", 400, "title" },
            { "POST", "/api/v1/movies", """{"title":"A\nB"}""", 400, "title" },
            { "POST", "/api/v1/movies", """{"title":"A","origin":"\u0007"}""", 400, "origin" },
            { "POST", "/api/v1/movies", """{"title":"A","synopsis":"\u0000"}""", 400, "synopsis" },
            { "POST", "/api/v1/movies", """{"title":"A","year":12}""", 400, "year" },
            { "POST", "/api/v1/movies", """{"title":"A","year":"x"}""", 400, "year" },
            { "POST", "/api/v1/movies", """{"title":"A","genres":["Nonsense"]}""", 400, "genres" },
            { "POST", "/api/v1/movies", """{"title":"A","colour":"red"}""", 400, "colour" },
            { "POST", "/api/v1/movies", """{"title":"A","externalIds":{"imdb":"78748"}}""", 400, "externalIds.imdb" },
            {
                "POST",
                "/api/v1/movies",
                """{"title":"A","externalIds":{"imdb":"tt0000000"}}""",
                400,
                "externalIds.imdb"
            },
            { "POST", "/api/v1/movies", """{"title":"A","externalIds":{"tmdb":"0348"}}""", 400, "externalIds.tmdb" },
            { "POST", "/api/v1/movies", """{"title":"A","externalIds":{"tmdb":348}}""", 400, "externalIds.tmdb" },
            { "POST", "/api/v1/movies", """{"title":"A","externalIds":{"tmdb":null}}""", 400, "externalIds.tmdb" },
            { "POST", "/api/v1/movies", """{"title":"A","externalIds":{"isan":" 1"}}""", 400, "externalIds.isan" },
            { "POST", "/api/v1/movies", """{"title":"A","externalIds":{"IMDb":"tt0078748"}}""", 400, "externalIds" },
            { "POST", "/api/v1/movies", """{"title":"A","externalIds":{"imdb_id":"tt0078748"}}""", 400, "externalIds" },
            { "POST", "/api/v1/movies", """{"title":"A","externalIds":["tt0078748"]}""", 400, "externalIds" },
            { "POST", "/api/v1/movies", """{"title":"A","externalIds":null}""", 400, "externalIds" },
            { "POST", "/api/v1/movies", ManyIds, 400, "externalIds" },
            {
                "PUT",
                "/api/v1/movies/3",
                """{"title":"A","externalIds":{"imdb":"nm0000206"}}""",
                400,
                "externalIds.imdb"
            },
            { "POST", "/api/v1/movies", """{"title":"A","title":"B"}""", 400, "title" },
            {
                "POST",
                "/api/v1/movies",
                """{"title":"A","externalIds":{"isan":"1","isan":"2"}}""",
                400,
                "externalIds.isan"
            },
            { "POST", "/api/v1/movies", "no json", 400, "body" },
            { "PUT", "/api/v1/movies/summary", """{"title":"A"}""", 400, "id" },
            { "DELETE", "/api/v1/movies/999", null, 404, null },
            { "DELETE", "/api/v1/movies/x", null, 404, null },
            { "POST", "/api/v1/movies/judge?users=101", """{"title":"A"}""", 400, "users" },
            { "GET", "/api/v1/users/1/recommendations?n=101", null, 400, "n" },
            { "GET", "/api/v1/users/1/recommendations?n=x", null, 400, "n" },
            { "GET", "/api/v1/users/1/recommendations?novelty=2", null, 400, "novelty" },
            { "GET", "/api/v1/users/1/recommendations?genre=Nonsense", null, 400, "genre" },
            { "GET", "/api/v1/users/1/recommendations?at=yesterday", null, 400, "at" },
            { "GET", "/api/v1/users/1/recommendations?goal=love", null, 400, "goal" },
            { "POST", "/api/v1/recommendations", """{"watched":[2],"goal":"love"}""", 400, "goal" },
            { "GET", "/api/v1/users/%20a/recommendations", null, 400, "user" },
            { "POST", "/api/v1/recommendations", "{}", 400, "user" },
            { "POST", "/api/v1/recommendations", """{"user":""}""", 400, "user" },
            { "POST", "/api/v1/recommendations", """{"watched":[2],"n":1000}""", 400, "n" },
            { "POST", "/api/v1/recommendations", """{"watched":[true]}""", 400, "watched[0]" },
            { "POST", "/api/v1/recommendations", """{"watched":[2],"colour":"red"}""", 400, "colour" },
            { "POST", "/api/v1/recommendations", """{"watched":[2,null]}""", 400, "watched[1]" },
            { "POST", "/api/v1/recommendations", """{"watched":[{"rating":4}]}""", 400, "movieId" },
            {
                "POST",
                "/api/v1/recommendations",
                """{"watched":[1,{"movieId":2,"rating":11}]}""",
                400,
                "watched[1].rating"
            },
            {
                "POST",
                "/api/v1/recommendations",
                """{"watched":[1,{"movieId":2,"rating":"good"}]}""",
                400,
                "watched[1].rating"
            },
            { "POST", "/api/v1/recommendations", """{"watched":[{"movieId":2,"stars":4}]}""", 400, "watched[0].stars" },
            {
                "POST",
                "/api/v1/recommendations",
                """{"watched":[{"movieId":2,"time":"1912-04-15T00:00:00Z"}]}""",
                400,
                "time"
            },
            { "GET", "/get_new_user_recommendation?movieIds=1,2&ratings=4", null, 400, "ratings" },
            { "GET", "/get_new_user_recommendation?movieIds=1,2&ratings=4,good", null, 400, "ratings" },
            { "GET", "/get_new_user_recommendation?movieIds=1,2&ratings=4,11", null, 400, "ratings" },
            { "POST", "/api/v1/recommendations/batch", """{"users":[]}""", 400, "users" },
            { "POST", "/api/v1/recommendations/together", "{}", 400, "users" },
            { "POST", "/api/v1/recommendations/together", """{"users":[{"watched":[2]}]}""", 400, "users" },
            { "POST", "/api/v1/recommendations/together", """{"users":[{"watched":[2]},null]}""", 400, "users[1]" },
            { "POST", "/api/v1/recommendations/together", """{"users":[{"watched":[2]},{}]}""", 400, "users[1].user" },
            {
                "POST",
                "/api/v1/recommendations/together",
                """{"users":[{"watched":[2]},{"user":"1","watched":[2]}]}""",
                400,
                "users[1].user"
            },
            {
                "POST",
                "/api/v1/recommendations/together",
                """{"users":[{"watched":[2]},{"user":"a\nb"}]}""",
                400,
                "users[1].user"
            },
            {
                "POST",
                "/api/v1/recommendations/together",
                """{"users":[{"watched":[2]},{"watched":[true]}]}""",
                400,
                "users[1].watched[0]"
            },
            {
                "POST",
                "/api/v1/recommendations/together",
                """{"users":[{"watched":[2]},{"watched":[3]}],"fairness":2}""",
                400,
                "fairness"
            },
            {
                "POST",
                "/api/v1/recommendations/together",
                """{"users":[{"watched":[2]},{"watched":[3]}],"genres":["Nonsense"]}""",
                400,
                "genres"
            },
            { "POST", "/api/v1/recommendations/batch", """{"users":["1","a\nb"]}""", 400, "users[1]" },
            { "POST", "/api/v1/recommendations/batch", """{"users":[""]}""", 400, "users[0]" },
            { "POST", "/api/v1/recommendations/batch", """{"users":["1"],"genres":["Nonsense"]}""", 400, "genres" },
            { "POST", "/api/v1/users/contract/events", """{"movieId":999,"kind":"watched"}""", 400, "movieId" },
            { "POST", "/api/v1/users/contract/events", """{"movieId":2,"kind":"eaten"}""", 400, "kind" },
            { "POST", "/api/v1/users/contract/events", """{"movieId":2,"kind":"rated"}""", 400, "rating" },
            { "POST", "/api/v1/users/contract/events", """{"movieId":2,"kind":"rated","rating":11}""", 400, "rating" },
            { "POST", "/api/v1/users/contract/events", """{"movieId":2,"kind":"watched","rating":4}""", 400, "rating" },
            {
                "POST",
                "/api/v1/users/contract/events",
                """{"movieId":2,"kind":"watched","user":"other"}""",
                400,
                "user"
            },
            {
                "POST",
                "/api/v1/users/contract/events",
                """{"movieId":2,"kind":"watched","at":"1912-04-15T00:00:00Z"}""",
                400,
                "at"
            },
            { "POST", "/api/v1/events", """{"events":[]}""", 400, "events" },
            {
                "POST",
                "/api/v1/events",
                """{"events":[{"user":"a","movie":2,"kind":"watched"}]}""",
                400,
                "events[0].movie"
            },
            { "POST", "/api/v1/events", """{"events":[{"movieId":2,"kind":"watched"}]}""", 400, "events[0].user" },
            {
                "POST",
                "/api/v1/events",
                """{"events":[{"user":"","movieId":2,"kind":"watched"}]}""",
                400,
                "events[0].user"
            },
            { "POST", "/api/v1/users/contract/events", """{"movieId":2,"kind":"watched","user":""}""", 400, "user" },
            {
                "POST",
                "/api/v1/events",
                """{"events":[{"user":"a","movieId":2,"kind":"watched"},{"user":"a","movieId":999,"kind":"watched"}]}""",
                400,
                "events[1].movieId"
            },
            { "POST", "/api/v1/imports", "no,export\n", 400, null },
            { "GET", "/api/v1/users/unknown/history", null, 404, null },
            { "GET", "/api/v1/users/unknown/events", null, 404, null },
            { "GET", "/api/v1/users/unknown/export", null, 404, null },
            { "GET", "/api/v1/users?cursor=12", null, 400, "cursor" },
            { "GET", "/api/v1/users?cursor=d-1", null, 400, "cursor" },
            { "GET", "/api/v1/users?limit=0", null, 400, "limit" },
            { "GET", "/api/v1/users/1/history?limit=1001", null, 400, "limit" },
            { "GET", "/api/v1/users/1/events?offset=-1", null, 400, "offset" },
            { "GET", "/api/v1/users/1/recommendations?offset=1001", null, 400, "offset" },
            { "POST", "/api/v1/recommendations", """{"watched":[2],"offset":-1}""", 400, "offset" },
            {
                "POST",
                "/api/v1/recommendations/together",
                """{"users":[{"watched":[2]},{"watched":[3]}],"offset":1}""",
                400,
                "offset"
            },
            { "POST", "/api/v1/models/nonsense/activate", "{}", 404, null },
            { "POST", "/api/v1/models/als/activate", "{}", 409, null },
            { "POST", "/api/v1/models/butaca/activate", """{"share":0}""", 400, "share" },
            { "POST", "/api/v1/models/nonsense/train", "{}", 404, null },
            { "POST", "/api/v1/models/als/train", """{"options":{"nonsense":"1"}}""", 400, null },
            { "GET", "/api/v1/models/training", null, 404, null },
            { "DELETE", "/api/v1/models/training", null, 409, null },
            { "GET", "/api/v1/stats?since=yesterday", null, 400, "since" },
            { "GET", "/api/v1/nonsense", null, 404, null },
        };

    [Theory]
    [MemberData(nameof(Successes))]
    public async Task AnswersWithAKeyThatReachesSoFar(
        string method,
        string address,
        string? body,
        KeyScope needed,
        int status
    )
    {
        using HttpResponseMessage response = await SendAsync(method, address, body, needed);
        Assert.True(
            (int)response.StatusCode == status,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task RefusesWithoutAKeyOrWithASmallerOne(string method, string address, string? body, KeyScope needed)
    {
        using HttpResponseMessage without = await SendAsync(method, address, body, null);
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal("application/problem+json", without.Content.Headers.ContentType?.MediaType);
        if (needed == KeyScope.Read)
            return;
        using HttpResponseMessage smaller = await SendAsync(method, address, body, needed - 1);
        Assert.Equal(HttpStatusCode.Forbidden, smaller.StatusCode);
        Assert.Equal("application/problem+json", smaller.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task NamesWhatIsWrong(string method, string address, string? body, int status, string? field)
    {
        using HttpResponseMessage response = await SendAsync(method, address, body, KeyScope.Admin);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using JsonDocument problem = JsonDocument.Parse(text);
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
        if (field is null)
            return;
        JsonElement errors = problem.RootElement.GetProperty("errors");
        Assert.True(errors.TryGetProperty(field, out JsonElement messages), text);
        string message = messages[0].GetString()!;
        Assert.NotEqual("", message);
        Assert.Equal(message.Trim(), message);
    }

    [Fact]
    public async Task AFieldThatThereIsNotIsToldBesideThoseThatThereAre()
    {
        using HttpResponseMessage response = await SendAsync(
            "POST",
            "/api/v1/movies",
            """{"title":"A","colour":"red"}""",
            KeyScope.Write
        );
        using JsonDocument problem = JsonDocument.Parse(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        Assert.Equal(
            "colour: unknown, expected one of title, year, genres, origin, directors, cast, languages, synopsis, translations, externalIds",
            problem.RootElement.GetProperty("detail").GetString()
        );
    }

    [Theory]
    [InlineData("/api/v1/movies")]
    [InlineData("/api/v1/movies/judge")]
    [InlineData("/api/v1/recommendations")]
    [InlineData("/api/v1/recommendations/batch")]
    [InlineData("/api/v1/recommendations/together")]
    [InlineData("/api/v1/users/contract/events")]
    [InlineData("/api/v1/events")]
    [InlineData("/api/v1/models/butaca/train")]
    public async Task RefusesWhatIsTooLarge(string address)
    {
        string body = $$"""{"title":"{{new string('x', 1_200_000)}}"}""";
        using HttpResponseMessage response = await RefusedAsync();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);

        // It refuses before it has read everything, and hangs up: a client that is still sending may see that first.
        async Task<HttpResponseMessage> RefusedAsync()
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    return await SendAsync("POST", address, body, KeyScope.Admin);
                }
                catch (HttpRequestException exception) when (exception.InnerException is IOException && attempt < 20)
                {
                    await Task.Delay(20, TestContext.Current.CancellationToken);
                }
            }
        }
    }

    [Fact]
    public async Task ABodyInAnUnknownEncodingIsRefused()
    {
        using HttpClient http = server.Http(KeyScope.Admin);
        using StringContent body = new(Event);
        body.Headers.ContentType = new("application/json", "nonsense");
        using HttpResponseMessage response = await http.PostAsync(
            new Uri("/api/v1/users/contract/events", UriKind.Relative),
            body,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains(
            "found the charset 'nonsense'",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    /// <summary>The address and the body are read by code of their own.</summary>
    [Theory]
    [InlineData("n=3", """ "n":3 """)]
    [InlineData("genre=Drama", """ "genres":["Drama"] """)]
    [InlineData("origin=British", """ "origins":["British"] """)]
    [InlineData("fromYear=1990", """ "fromYear":1990 """)]
    [InlineData("toYear=1990", """ "toYear":1990 """)]
    [InlineData("exclude=8&exclude=10&exclude=22", """ "exclude":[8,10,22] """)]
    [InlineData("diversity=1", """ "diversity":1 """)]
    [InlineData("novelty=1", """ "novelty":1 """)]
    [InlineData("lessLike=2&lessLike=4&lessLike=6", """ "lessLike":[2,4,6] """)]
    [InlineData("reasons=0", """ "reasons":0 """)]
    [InlineData("at=2004-11-10T00:00:00", """ "at":"2004-11-10T00:00:00" """)]
    [InlineData("model=popularity", """ "model":"popularity" """)]
    public async Task ASettingSaysTheSameInTheAddressAndInTheBody(string query, string field)
    {
        string plain = await ListAsync("GET", "/api/v1/users/2/recommendations", null);
        string asked = await ListAsync("GET", $"/api/v1/users/2/recommendations?{query}", null);
        Assert.NotEqual(plain, asked);
        Assert.Equal(asked, await ListAsync("POST", "/api/v1/recommendations", $$"""{"user":"2",{{field}}}"""));

        async Task<string> ListAsync(string method, string address, string? body)
        {
            using HttpResponseMessage response = await SendAsync(method, address, body, KeyScope.Read);
            using JsonDocument answer = JsonDocument.Parse(
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
            );
            return answer.RootElement.GetProperty("recommendations").GetRawText();
        }
    }

    [Fact]
    public async Task AKeyIsTakenFromEitherHeader()
    {
        using HttpClient bearer = server.Http(KeyScope.Read);
        string key = bearer.DefaultRequestHeaders.Authorization!.Parameter!;
        using HttpClient other = server.Http(null);
        other.DefaultRequestHeaders.Add("X-Api-Key", key);
        Assert.Equal(
            HttpStatusCode.NoContent,
            (
                await other.GetAsync(new Uri("/api/v1/ping", UriKind.Relative), TestContext.Current.CancellationToken)
            ).StatusCode
        );
        other.DefaultRequestHeaders.Remove("X-Api-Key");
        other.DefaultRequestHeaders.Add("X-Api-Key", key[..^1] + (key[^1] == 'a' ? 'b' : 'a'));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (
                await other.GetAsync(new Uri("/api/v1/ping", UriKind.Relative), TestContext.Current.CancellationToken)
            ).StatusCode
        );
    }

    /// <summary>They may be one user's, and the next event makes them others.</summary>
    [Theory]
    [InlineData("/api/v1/users/1/recommendations", KeyScope.Read)]
    [InlineData("/get_current_user_recommendation?userId=1", KeyScope.Read)]
    [InlineData("/api/v1/users/1/recommendations?n=0", KeyScope.Read)]
    [InlineData("/API/v1/users/1/history", null)]
    public async Task NoCacheKeepsAnAnswer(string address, KeyScope? scope)
    {
        using HttpResponseMessage response = await SendAsync("GET", address, null, scope);
        Assert.True(response.Headers.CacheControl?.NoStore, $"{response.Headers.CacheControl}");
    }

    [Fact]
    public async Task AnAddressMayBeAsLongAsItsPartsMayBe()
    {
        string plot = Uri.EscapeDataString(new string('映', 20_000));
        string exclude = string.Join('&', Enumerable.Repeat("exclude=40", 1000));
        using HttpResponseMessage similar =
                await SendAsync("GET", $"/get_new_movie_recommendation?model=3&plot={plot}", null, KeyScope.Read),
            excluded = await SendAsync("GET", $"/api/v1/users/1/recommendations?{exclude}", null, KeyScope.Read);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (similar.StatusCode, excluded.StatusCode));
        using HttpResponseMessage longer = await SendAsync(
            "GET",
            $"/get_new_movie_recommendation?model=3&plot={plot}a",
            null,
            KeyScope.Read
        );
        Assert.Equal(HttpStatusCode.BadRequest, longer.StatusCode);
    }

    [Fact]
    public async Task HealthNeedsNoKey()
    {
        using HttpClient http = server.Http(null);
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await http.GetAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken)
            ).StatusCode
        );
        JsonElement ready = await http.GetFromJsonAsync<JsonElement>(
            "/health/ready",
            TestContext.Current.CancellationToken
        );
        Assert.Equal("Healthy", ready.GetProperty("status").GetString());
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string address, string? body, KeyScope? scope)
    {
        using HttpClient http = server.Http(scope);
        using HttpRequestMessage message = new(new HttpMethod(method), address);
        if (body is not null)
            message.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await http.SendAsync(message, TestContext.Current.CancellationToken);
    }
}
