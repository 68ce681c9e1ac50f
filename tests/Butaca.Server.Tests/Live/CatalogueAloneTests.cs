using Butaca.Client;
using Butaca.Client.Contracts;

namespace Butaca.Server.Tests.Live;

/// <summary>A server that starts before anybody has watched anything.</summary>
public sealed class CatalogueAloneTests
{
    [Fact]
    public async Task GoesByWhatMoviesAreUntilThereAreEventsAndThenTrainsByItself()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using RunningServer server = new() { HasUsers = false, HasModels = false };
        server.Settings.Add("Butaca:Model=edlae");
        server.Settings.Add("Butaca:TrainAfterEvents=1000");
        await server.InitializeAsync();
        using ButacaClient client = server.Client();
        MoviePage movies = await client.SearchMoviesAsync(cancellation: cancellation);
        RecommendationAnswer answer = await AskAsync();
        Assert.Equal("content-knn", answer.Model);
        Assert.NotEmpty(answer.Recommendations);

        await client.SendEventsAsync(
            [
                .. from user in Enumerable.Range(0, 10)
                from movie in Enumerable.Range(0, 3)
                select new UserEvent
                {
                    User = $"p{user}",
                    MovieId = movies.Movies[(user + movie) % movies.Movies.Count].Id,
                    Kind = "watched",
                },
            ],
            cancellation
        ); // 20 are enough for a first training
        while ((await AskAsync()).Model != "edlae")
            await Task.Delay(50, cancellation);

        Task<RecommendationAnswer> AskAsync() =>
            client.RecommendAsync(
                new RecommendationRequest { Watched = [new HistoryEntry { MovieId = movies.Movies[0].Id }] },
                cancellation
            );
    }
}
