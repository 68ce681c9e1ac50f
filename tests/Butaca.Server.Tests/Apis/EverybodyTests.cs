using System.Net;
using System.Net.Http.Json;
using System.Text;
using Butaca.Client.Contracts;
using Butaca.Hosting.Storage;

namespace Butaca.Server.Tests.Apis;

/// <summary>Where everybody may read, they read what names nobody.</summary>
public sealed class EverybodyTests : IClassFixture<EverybodyTests.OpenServer>
{
    private readonly RunningServer _server;

    public EverybodyTests(OpenServer open) => _server = open.Server;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/", null)]
    [InlineData("GET", "/new", null)]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1", null)]
    [InlineData("GET", "/docs", null)]
    [InlineData("GET", "/openapi/v1.json", null)]
    [InlineData("GET", "/api/v1/movies?query=space", null)]
    [InlineData("GET", "/api/v1/movies/1", null)]
    [InlineData("GET", "/api/v1/movies/1/similar", null)]
    [InlineData("GET", "/api/v1/movies/summary", null)]
    [InlineData("GET", "/api/v1/models", null)]
    [InlineData("POST", "/api/v1/recommendations", """{"watched":[2,4]}""")]
    [InlineData("POST", "/api/v1/recommendations/together", """{"users":[{"watched":[2]},{"watched":[3]}]}""")]
    [InlineData("GET", "/get_new_user_recommendation?movieIds=1,2", null)]
    [InlineData("GET", "/get_new_movie_recommendation", null)]
    public async Task WhatNamesNobodyNeedsNoKey(string method, string address, string? body) =>
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(method, address, body));

    [Theory]
    [MemberData(nameof(AccessTests.WhatNamesUsers), MemberType = typeof(AccessTests))]
    [InlineData("POST", "/api/v1/users/1/events", """{"movieId":2,"kind":"watched"}""")]
    [InlineData("DELETE", "/api/v1/users/1", null)]
    [InlineData("DELETE", "/api/v1/models/training", null)]
    public async Task WhatNamesOrChangesSomebodyDoes(string method, string address, string? body) =>
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(method, address, body));

    [Fact]
    public async Task AJudgementNamesUsersToWhoHasAKeyAlone()
    {
        MovieDescription movie = new() { Title = "Another starship", Genres = ["Sci-Fi"] };
        using HttpClient anybody = _server.Http(null),
            reader = _server.Http(KeyScope.Read);
        using HttpResponseMessage open = await anybody.PostAsJsonAsync("/api/v1/movies/judge?users=5", movie, Now),
            known = await reader.PostAsJsonAsync("/api/v1/movies/judge?users=5", movie, Now);
        Judgement judged = (await open.Content.ReadFromJsonAsync<Judgement>(Now))!;
        Assert.Empty(judged.Users);
        Assert.NotEmpty(judged.Similar);
        Assert.Equal(5, (await known.Content.ReadFromJsonAsync<Judgement>(Now))!.Users.Count);
    }

    private async Task<HttpStatusCode> StatusAsync(string method, string address, string? body)
    {
        using HttpClient http = _server.Http(null);
        using HttpRequestMessage message = new(new HttpMethod(method), new Uri(address, UriKind.Relative));
        if (body is not null)
            message.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.SendAsync(message, Now);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        }
        return response.StatusCode;
    }

    /// <summary>A server that everybody may read.</summary>
    public sealed class OpenServer : IAsyncLifetime
    {
        internal RunningServer Server { get; } = new() { Settings = { "Butaca:Access:AnonymousRead=Everybody" } };

        public ValueTask InitializeAsync() => Server.InitializeAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
