using System.Net;
using System.Net.Http.Headers;
using Butaca.Client;
using Butaca.Client.Contracts;

namespace Butaca.Tests.Client;

/// <summary>
/// The client where something stands between it and the server. What it says to the server itself is tested with that.
/// </summary>
public sealed class ButacaClientTests
{
    private static async Task<ButacaApiException> Refusal(HttpResponseMessage answer)
    {
        using ButacaClient client = new(
            new HttpClient(new Answering(_ => answer)) { BaseAddress = new Uri("http://example.com") }
        );
        return await Assert.ThrowsAsync<ButacaApiException>(() =>
            client.GetMovieAsync(1, TestContext.Current.CancellationToken)
        );
    }

    private static HttpResponseMessage Answer(string body, HttpStatusCode status = HttpStatusCode.BadRequest) =>
        new(status) { Content = new StringContent(body) };

    [Theory]
    [InlineData("https://example.com", "https://example.com/api/v1/movies/1")]
    [InlineData("https://example.com/butaca", "https://example.com/butaca/api/v1/movies/1")]
    [InlineData("https://example.com/butaca/", "https://example.com/butaca/api/v1/movies/1")]
    public async Task TheServerMayStandUnderAPath(string address, string asked)
    {
        Uri? seen = null;
        Answering server = new(request =>
        {
            seen = request.RequestUri;
            return Answer("", HttpStatusCode.NotFound);
        });
        using ButacaClient client = new(new HttpClient(server) { BaseAddress = new Uri(address) });
        await Assert.ThrowsAsync<ButacaApiException>(() =>
            client.GetMovieAsync(1, TestContext.Current.CancellationToken)
        );
        Assert.Equal(asked, seen?.ToString());
    }

    [Fact]
    public async Task WhatAnAnswerLacksHasItsDefault()
    {
        const string movie = """{"id":1,"title":"Alien (1979)","genres":["Sci-Fi"],"audience":3,"later":[1]}""";
        using ButacaClient client = new(
            new HttpClient(new Answering(_ => Answer(movie, HttpStatusCode.OK)))
            {
                BaseAddress = new Uri("http://example.com"),
            }
        );
        MovieItem read = await client.GetMovieAsync(1, TestContext.Current.CancellationToken);
        Assert.Equal("Alien (1979)", read.Name);
        Assert.Equal(["Sci-Fi"], read.Genres);
        Assert.Empty(read.Directors);
        Assert.Empty(read.ExternalIds);
    }

    [Fact]
    public async Task HowLongToWaitIsTold()
    {
        Assert.Null((await Refusal(Answer("{}"))).RetryAfter);
        HttpResponseMessage answer = Answer("", HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(7));
        Assert.Equal(TimeSpan.FromSeconds(7), (await Refusal(answer)).RetryAfter);

        DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        answer = Answer("", HttpStatusCode.ServiceUnavailable);
        answer.Headers.Date = now;
        answer.Headers.RetryAfter = new RetryConditionHeaderValue(now.AddMinutes(1));
        Assert.Equal(TimeSpan.FromMinutes(1), (await Refusal(answer)).RetryAfter);
        answer = Answer("", HttpStatusCode.ServiceUnavailable);
        answer.Headers.Date = now;
        answer.Headers.RetryAfter = new RetryConditionHeaderValue(now.AddMinutes(-1));
        Assert.Equal(TimeSpan.Zero, (await Refusal(answer)).RetryAfter);
    }

    [Theory]
    [InlineData("<html>", "400 Bad Request")]
    [InlineData("[]", "400 Bad Request")]
    [InlineData("{\"detail\": [\"x\"], \"errors\": [\"x\"]}", "400 Bad Request")]
    [InlineData("{\"detail\": {\"x\": 1}, \"errors\": \"x\"}", "400 Bad Request")]
    [InlineData(
        "{\"detail\": \"Words.\", \"errors\": {\"n\": \"x\", \"m\": [1, null]}}",
        "400 Bad Request: Words.",
        "m"
    )]
    [InlineData(
        "{\"detail\": \"Words.\", \"errors\": {\"n\": [\"too many\"]}}",
        "400 Bad Request: Words.",
        "n too many"
    )]
    public async Task AGatewaysOwnWordsAreARefusalToo(string body, string message, string errors = "")
    {
        ButacaApiException refusal = await Refusal(Answer(body));
        Assert.Equal((message, HttpStatusCode.BadRequest), (refusal.Message, refusal.Status));
        Assert.Equal(
            errors,
            string.Join("; ", refusal.Errors.Select(error => string.Join(' ', (string[])[error.Key, .. error.Value])))
        );
    }

    private sealed class Answering(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        ) => Task.FromResult(answer(request));
    }
}
