using System.Net;
using System.Text;
using System.Text.Json;
using Butaca.Client;
using Butaca.Client.Contracts;
using Butaca.Hosting.Storage;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Butaca.Server.Tests.Mcp;

/// <summary>What an assistant gets, asked by a client of the same protocol.</summary>
public sealed class McpTests(McpTests.McpServer mcp) : IClassFixture<McpTests.McpServer>, IAsyncLifetime
{
    private const string ListTools = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";

    private readonly RunningServer _server = mcp.Server;
    private HttpClient _http = null!;
    private McpClient _client = null!;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _http = _server.Http(KeyScope.Read);
        HttpClientTransportOptions options = new() { Endpoint = new Uri(_server.Address, "/mcp") };
        _client = await McpClient.CreateAsync(new HttpClientTransport(options, _http), cancellationToken: Now);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task EveryToolSaysWhatItIsForAndThatItChangesNothing()
    {
        IList<McpClientTool> tools = await _client.ListToolsAsync(cancellationToken: Now);
        Assert.Equal(
            ["explain", "new_movies", "recommend", "recommend_together", "search_movies", "similar_movies"],
            tools.Select(tool => tool.Name).Order(StringComparer.Ordinal)
        );
        foreach (McpClientTool tool in tools)
        {
            Assert.NotEmpty(tool.Description);
            Assert.True(tool.ProtocolTool.Annotations?.ReadOnlyHint);
            foreach (JsonProperty parameter in tool.JsonSchema.GetProperty("properties").EnumerateObject())
                Assert.True(
                    parameter.Value.TryGetProperty("description", out _),
                    $"{tool.Name}: {parameter.Name} has no description"
                );
        }
    }

    [Fact]
    public async Task TitlesAreTakenForgivinglyAndTheListIsTheApis()
    {
        JsonElement answer = await CallAsync(
            "recommend",
            new()
            {
                ["liked"] = new[] { "space 2", "SPACE 4 1982", "Spce 6 (1983)" },
                ["disliked"] = new[] { "Love 1" },
                ["n"] = 5,
            }
        );
        Assert.Equal(["2", "4"], Texts(answer.GetProperty("liked"), "id"));
        Assert.Equal(["Space 2 (1981)", "Space 4 (1982)"], Texts(answer.GetProperty("liked"), "title"));
        Assert.Equal(["1"], Texts(answer.GetProperty("disliked"), "id"));
        Assert.Equal(["Spce 6 (1983)"], Texts(answer.GetProperty("notTaken"), "asked"));
        Assert.Contains(
            "Space 6 (1983)",
            answer.GetProperty("notTaken")[0].GetProperty("candidates").EnumerateArray().Select(c => c.GetString())
        );
        JsonElement list = answer.GetProperty("answer").GetProperty("recommendations");
        using ButacaClient client = _server.Client(KeyScope.Read);
        RecommendationAnswer same = await client.RecommendAsync(
            new RecommendationRequest
            {
                Watched = [2, 4],
                LessLike = [1],
                N = 5,
            },
            Now
        );
        Assert.Equal(
            same.Recommendations.Select(movie => movie.Movie.Title),
            list.EnumerateArray().Select(movie => movie.GetProperty("movie").GetProperty("title").GetString())
        );
        Assert.NotEmpty(list[0].GetProperty("reasons").EnumerateArray());
    }

    [Fact]
    public async Task SomebodyIsKnownByTheirId()
    {
        JsonElement answer = await CallAsync("recommend", new() { ["user"] = "2", ["fromYear"] = 1990 });
        Assert.Equal("2", answer.GetProperty("answer").GetProperty("user").GetString());
        Assert.Empty(answer.GetProperty("liked").EnumerateArray());
        Assert.All(
            answer.GetProperty("answer").GetProperty("recommendations").EnumerateArray(),
            movie => Assert.InRange(movie.GetProperty("movie").GetProperty("year").GetInt32(), 1990, 2000)
        );
    }

    [Fact]
    public async Task WhatIsNewIsOfTheLatestTwoYears()
    {
        JsonElement answer = await CallAsync("new_movies", new() { ["liked"] = new[] { "Space 2 (1981)" } });
        JsonElement list = answer.GetProperty("answer").GetProperty("recommendations");
        Assert.Equal(
            ["Love 39 (1999)", "Space 38 (1999)", "Space 40 (2000)"],
            list.EnumerateArray()
                .Select(movie => movie.GetProperty("movie").GetProperty("title").GetString())
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task SeveralGetOneList()
    {
        JsonElement answer = await CallAsync(
            "recommend_together",
            new()
            {
                ["users"] = new object[]
                {
                    new { name = "Ana", liked = new[] { "Space 2", "Space 4" } },
                    new { name = "Luis", liked = new[] { "Love 1", "Love what" } },
                    new { user = "1" },
                },
                ["n"] = 4,
            }
        );
        Assert.Equal([2, 1, 0], answer.GetProperty("liked").EnumerateArray().Select(taken => taken.GetArrayLength()));
        Assert.Equal(["Love what"], Texts(answer.GetProperty("notTaken"), "asked"));
        Assert.Equal(["Ana", "Luis", "1"], Texts(answer.GetProperty("answer").GetProperty("users"), "name"));
        Assert.Equal(4, answer.GetProperty("answer").GetProperty("recommendations").GetArrayLength());
    }

    [Fact]
    public async Task AMovieIsExplainedByWhatWasLiked()
    {
        JsonElement answer = await CallAsync(
            "explain",
            new() { ["movie"] = "space 8", ["liked"] = new[] { "Space 2", "Love 1" } }
        );
        Assert.Equal("Space 8 (1984)", answer.GetProperty("movie").GetProperty("title").GetString());
        Assert.True(answer.GetProperty("personal").GetBoolean());
        Assert.False(answer.GetProperty("watched").GetBoolean());
        Assert.Equal(["2"], Texts(answer.GetProperty("reasons"), "id").Take(1));

        JsonElement seen = await CallAsync("explain", new() { ["movie"] = "Space 2", ["liked"] = new[] { "Space 2" } });
        Assert.True(seen.GetProperty("watched").GetBoolean());
        Assert.Empty(seen.GetProperty("reasons").EnumerateArray());
    }

    [Fact]
    public async Task SimilarOnesAndSearchesAreTheApis()
    {
        JsonElement similar = await CallAsync("similar_movies", new() { ["movie"] = "space 2", ["n"] = 3 });
        Assert.Equal("Space 2 (1981)", similar.GetProperty("of").GetProperty("title").GetString());
        using ButacaClient client = _server.Client(KeyScope.Read);
        Assert.Equal(
            (await client.GetSimilarMoviesAsync("2", n: 3, cancellation: Now)).Select(movie =>
                movie.Movie.Id.ToString()
            ),
            similar
                .GetProperty("similar")
                .EnumerateArray()
                .Select(m => m.GetProperty("movie").GetProperty("id").ToString())
        );

        JsonElement page = await CallAsync(
            "search_movies",
            new()
            {
                ["query"] = "space",
                ["fromYear"] = 1999,
                ["genres"] = new[] { "sci-fi" },
            }
        );
        Assert.Equal(2, page.GetProperty("total").GetInt32());
        JsonElement all = await CallAsync("search_movies", new() { ["limit"] = 3 });
        Assert.Equal(SmallWorld.Movies, all.GetProperty("total").GetInt32());
        Assert.Equal(3, all.GetProperty("movies").GetArrayLength());
    }

    public static TheoryData<string, string, string> Mistakes { get; } =
        new()
        {
            {
                "recommend",
                """{"liked":["Space"]}""",
                "liked: 'Space' fits several movies, expected a title such as Space"
            },
            { "recommend", "{}", "user: found neither user nor liked, expected one of the two" },
            { "recommend", """{"user":"1","liked":[]}""", "user: found user and liked, expected one of the two" },
            { "recommend", """{"user":" "}""", "user: expected 1 to 255 characters" },
            { "recommend", """{"user":"1","n":0}""", "n: " },
            { "recommend", """{"user":"1","genres":["Nonsense"]}""", "genres: found 'Nonsense', expected one of" },
            { "recommend", """{"user":"1","fromYear":2000,"toYear":1990}""", "fromYear: found '2000-1990'" },
            { "recommend", """{"user":"1","lang":"not a language"}""", "lang: found 'not a language'" },
            { "recommend", """{"liked":[""]}""", "liked[0]: found nothing, expected a title" },
            { "recommend_together", """{"users":[{"user":"1"}]}""", "users: " },
            { "recommend_together", """{"users":[{"user":"1"},{}]}""", "users[1].user: found neither" },
            { "similar_movies", """{"movie":"Qqqq zzzz"}""", "movie: 'Qqqq zzzz' is not in the catalogue" },
            { "explain", """{"movie":"Space 2","user":"1","reasons":99}""", "reasons: " },
        };

    [Theory, MemberData(nameof(Mistakes))]
    public async Task AMistakeIsToldWithTheWayOut(string tool, string arguments, string expected)
    {
        Dictionary<string, object?> given = JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments)!;
        CallToolResult result = await _client.CallToolAsync(tool, given, cancellationToken: Now);
        Assert.True(result.IsError);
        Assert.StartsWith(expected, Text(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ItNeedsAKey()
    {
        using HttpClient anybody = _server.Http(null);
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(anybody, ListTools));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(_http, ListTools));
    }

    [Fact]
    public async Task ItHasTheAllowanceOfTheApi()
    {
        await using RunningServer server = new()
        {
            Settings =
            {
                "Butaca:Model=popularity",
                "Butaca:Mcp:Enabled=true",
                "Butaca:Limits:RequestsPerSecond=1",
                "Butaca:Limits:Burst=3",
            },
        };
        await server.InitializeAsync();
        using HttpClient http = server.Http(KeyScope.Read);
        List<HttpStatusCode> statuses = [];
        for (int i = 0; i < 20; i++)
            statuses.Add(await PostAsync(http, ListTools));
        Assert.Equal(HttpStatusCode.OK, statuses[0]);
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }

    [Fact]
    public async Task ItIsOffUnlessSwitchedOn()
    {
        await using RunningServer server = new() { Settings = { "Butaca:Model=popularity" } };
        await server.InitializeAsync();
        using HttpClient http = server.Http(KeyScope.Admin);
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(http, ListTools));
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string body)
    {
        using HttpRequestMessage message = new(HttpMethod.Post, new Uri("/mcp", UriKind.Relative));
        message.Headers.Accept.ParseAdd("application/json, text/event-stream");
        message.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.SendAsync(message, Now);
        return response.StatusCode;
    }

    private async Task<JsonElement> CallAsync(string tool, Dictionary<string, object?> arguments)
    {
        CallToolResult result = await _client.CallToolAsync(tool, arguments, cancellationToken: Now);
        Assert.False(result.IsError ?? false, Text(result));
        return JsonDocument.Parse(Text(result)).RootElement;
    }

    private static string Text(CallToolResult result) =>
        Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;

    private static IEnumerable<string?> Texts(JsonElement list, string property) =>
        list.EnumerateArray().Select(item => item.GetProperty(property).ToString());

    /// <summary>A server with the endpoint switched on.</summary>
    public sealed class McpServer : IAsyncLifetime
    {
        public RunningServer Server { get; } = new() { Settings = { "Butaca:Mcp:Enabled=true" } };

        public ValueTask InitializeAsync() => Server.InitializeAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
