using System.Net;
using Butaca.Client;
using Butaca.Client.Contracts;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;
using Microsoft.Extensions.DependencyInjection;

namespace Butaca.Server.Tests.Live;

/// <summary>Models are trained, swapped and compared while the server serves.</summary>
public sealed class ModelTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly ButacaClient _client = server.Client();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task AModelIsTrainedMeasuredAndSwappedInWithNoFailedRequest()
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Now);
        int answered = 0;
        Task[] load =
        [
            .. Enumerable
                .Range(0, 4)
                .Select(async worker =>
                {
                    using ButacaClient client = server.Client();
                    for (int i = 0; !end.IsCancellationRequested; i++)
                    {
                        RecommendationAnswer answer = await client.RecommendToAsync(
                            $"{(worker * 7 + i) % SmallWorld.Users + 1}",
                            5 + i % 3,
                            cancellation: Now
                        );
                        Assert.NotEmpty(answer.Recommendations);
                        Interlocked.Increment(ref answered);
                        await Task.Delay(5, Now); // the training is to get on as well
                    }
                }),
        ];
        await _client.SendEventAsync("model-trained", new UserEvent { MovieId = 2, Kind = "watched" }, Now);
        DateTimeOffset? earlier = (await ModelAsync("butaca")).Trained;
        TrainingStatus status = await TrainAsync("butaca", new TrainingRequest { Options = TrainedModels.QuickButaca });
        Assert.Equal(("done", 1.0), (status.State, status.Fraction));
        Assert.Equal("done", (await TrainAsync("als", new TrainingRequest { Measure = false })).State);
        for (int i = 0; i < 20; i++)
            await _client.ActivateModelAsync(i % 2 == 0 ? "als" : "butaca", cancellation: Now);
        await end.CancelAsync();
        await Task.WhenAll(load);
        Assert.True(answered > 100, $"{answered} requests");

        ModelItem model = await ModelAsync("butaca");
        Assert.True(model.Trained > earlier);
        Assert.True(model.Users > SmallWorld.Users); // whoever sent events is among them
        Assert.InRange(model.Metrics["P"], 0.1, 1);
        Assert.Equal(1, model.Share);
        Assert.Empty((await ModelAsync("als")).Metrics);
        Assert.NotEmpty((await ModelAsync("popularity")).Metrics); // trained again beside it
    }

    [Theory]
    [InlineData("item-knn")]
    [InlineData("butaca", Explicit = true)] // with its own options, as a server trains it first
    public async Task TheFirstModelsAreMeasuredWhileTheyServe(string name)
    {
        RunningServer fresh = new() { HasModels = false, Settings = { $"Butaca:Model={name}" } };
        await fresh.InitializeAsync();
        await using (fresh)
        {
            ModelItem before = await TrainedModelAsync(fresh, name, name);
            if (name == "butaca")
                Assert.Empty(before.Metrics); // others are measured before anybody can look
            using ButacaClient client = fresh.Client();
            RecommendationAnswer answer = await client.RecommendToAsync("1", cancellation: Now);
            ModelItem measured = before;
            for (; measured.Metrics.Count == 0; measured = await TrainedModelAsync(fresh, name, name))
                await Task.Delay(50, Now);
            Assert.InRange(measured.Metrics["P"], 0.1, 1);
            Assert.InRange(measured.StandardErrors["P"], 0, 0.2);
            Assert.Equal(before.Trained, measured.Trained);
            ModelItem yardstick = await TrainedModelAsync(fresh, name, "popularity");
            for (; yardstick.Metrics.Count == 0; yardstick = await TrainedModelAsync(fresh, name, "popularity"))
                await Task.Delay(50, Now);
            Assert.InRange(yardstick.Metrics["P"], 0.01, 1);
            Assert.Equal(0, yardstick.Share);
            Assert.Equal(answer.Id, (await client.RecommendToAsync("1", cancellation: Now)).Id); // what recommends is what it was

            await fresh.StopAsync();
            await fresh.StartAsync();
            ModelItem again = await TrainedModelAsync(fresh, name, name);
            Assert.Equal(measured.Metrics["P"], again.Metrics["P"]);
            Assert.Equal(measured.Trained, again.Trained);
        }
    }

    [Fact]
    public async Task AYardstickThatCannotBeKeptKeepsNobodyFromBeingServed()
    {
        RunningServer fresh = new();
        await fresh.InitializeAsync();
        await using (fresh)
        {
            await fresh.StopAsync();
            string folder = Path.Combine(fresh.Folder, "models", "popularity");
            Directory.Delete(folder, recursive: true);
            await File.WriteAllTextAsync(folder, "a file in the way", Now);
            await fresh.StartAsync();
            using ButacaClient client = fresh.Client();
            Assert.Equal(
                ["butaca"],
                (await client.ListModelsAsync(Now))
                    .Where(model => model.Trained is not null)
                    .Select(model => model.Name)
            );
            Assert.NotEmpty((await client.RecommendToAsync("1", cancellation: Now)).Recommendations);
        }
    }

    [Fact]
    public async Task ATrainingThatFailsLeavesTheModel()
    {
        DateTimeOffset? earlier = (await ModelAsync("butaca")).Trained;
        ButacaApiException refused = await Assert.ThrowsAsync<ButacaApiException>(() =>
            _client.TrainModelAsync(
                "butaca",
                new TrainingRequest { Options = new Dictionary<string, string> { ["lambda"] = "-1" } },
                Now
            )
        );
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        string blocked = Path.Combine(server.Folder, "models", "item-knn");
        Directory.CreateDirectory(blocked);
        await File.WriteAllTextAsync(Path.Combine(blocked, "mine.txt"), "not a model", Now); // ours isn't written over it
        TrainingStatus status = await TrainAsync("item-knn", new TrainingRequest { Measure = false });
        Assert.Equal("failed", status.State);
        Assert.Equal(1, server.Services.GetRequiredService<TrainingService>().Failures);
        Assert.Contains("item-knn", status.Error, StringComparison.Ordinal);
        using ButacaClient reader = server.Client(KeyScope.Read);
        Assert.DoesNotContain(server.Folder, (await reader.GetTrainingAsync(Now)).Error, StringComparison.Ordinal);
        Assert.Equal(earlier, (await ModelAsync("butaca")).Trained);
        Assert.NotEmpty((await _client.RecommendToAsync("1", cancellation: Now)).Recommendations);
    }

    /// <summary>The model is there, and serves: the training is done.</summary>
    [Fact]
    public async Task AYardstickThatCannotBeKeptUndoesNoTraining()
    {
        RunningServer fresh = new() { Settings = { "Butaca:Model=item-knn" } };
        await fresh.InitializeAsync();
        await using (fresh)
        {
            using ButacaClient client = fresh.Client();
            string folder = Path.Combine(fresh.Folder, "models", "popularity");
            Directory.Delete(folder, recursive: true);
            await File.WriteAllTextAsync(folder, "a file in the way", Now);
            Assert.Equal("done", (await TrainAsync(client, "als", new TrainingRequest { Measure = false })).State);
            Assert.NotNull((await client.ListModelsAsync(Now)).Single(model => model.Name == "als").Trained);
        }
    }

    [Fact]
    public async Task ABatchStaysWithTheModelThatItBeganWith()
    {
        BatchRequest everybody = new()
        {
            Users = [.. Enumerable.Range(0, 1000).Select(i => $"{i % SmallWorld.Users + 1}")],
            N = 100,
            Reasons = 10,
        };
        HashSet<string> models = [];
        await foreach (RecommendationAnswer answer in _client.RecommendToManyAsync(everybody, Now))
            if (models.Add(answer.Model) && models.Count == 1)
                await _client.ActivateModelAsync("popularity", cancellation: Now); // more is to come than the way here holds
        await _client.ActivateModelAsync("butaca", cancellation: Now);
        Assert.Equal(["butaca"], models);
    }

    [Fact]
    public async Task ATrainingLearnsNothingOfAUserWhoIsDeletedMeanwhile()
    {
        await _client.SendEventsAsync(
            [
                .. Enumerable
                    .Range(1, 5)
                    .Select(movie => new UserEvent
                    {
                        User = "4242",
                        MovieId = movie,
                        Kind = "watched",
                    }),
            ],
            Now
        );
        TrainingStatus status = await _client.TrainModelAsync(
            "butaca",
            new TrainingRequest { Measure = false, Options = TrainedModels.QuickButaca },
            Now
        );
        while (status is { State: "running", Stage: "reading" })
            status = await _client.GetTrainingAsync(Now);
        Assert.Equal("running", status.State);
        Assert.Equal(5, (await _client.DeleteUserAsync("4242", Now)).Events);
        while (status.State == "running")
        {
            await Task.Delay(50, Now);
            status = await _client.GetTrainingAsync(Now);
        }
        Assert.Equal("done", status.State);
        Assert.False((await _client.DeleteUserAsync("4242", Now)).Training);
    }

    /// <summary>Each begins the training anew, but only so often.</summary>
    [Fact]
    public async Task DeletionsThatNeverEndDoNotKeepATrainingFromEnding()
    {
        DateTimeOffset? earlier = (await ModelAsync("butaca")).Trained;
        TrainingStatus status = await _client.TrainModelAsync(
            "butaca",
            new TrainingRequest { Measure = false, Options = TrainedModels.QuickButaca },
            Now
        );
        bool mayStay = false;
        for (int user = 10_000; status.State == "running"; user++)
        {
            Assert.True(user < 20_000, "it doesn't end"); // about a hundred are deleted in each training
            await _client.SendEventsAsync(
                [
                    new UserEvent
                    {
                        User = $"{user}",
                        MovieId = 1,
                        Kind = "watched",
                    },
                ],
                Now
            );
            mayStay |= (await _client.DeleteUserAsync($"{user}", Now)).Training;
            status = await _client.GetTrainingAsync(Now);
        }
        Assert.Equal("done", status.State);
        Assert.True(mayStay);
        Assert.True((await ModelAsync("butaca")).Trained > earlier);
    }

    [Fact]
    public async Task MovieNetServesTheOriginalsCalls()
    {
        TrainingStatus status = await TrainAsync(
            "movienet-v2",
            new TrainingRequest
            {
                Measure = false,
                Options = new Dictionary<string, string> { ["movieEpochs"] = "1", ["userEpochs"] = "3" },
            }
        );
        Assert.True(status.State == "done", status.Error);
        using HttpClient http = server.Http(KeyScope.Read);
        foreach (
            string call in (string[])
                [
                    "/get_new_user_recommendation?movieIds=1,2",
                    "/get_current_user_recommendation?userId=1",
                    "/get_new_movie_recommendation",
                    "/get_new_movie_recommendation?year=1992&origin=American&genres=Action,Drama&plot=A%20starship&model=2&n=8",
                ]
        )
        {
            (string model, string[] titles) = await TitlesAsync(http, call);
            Assert.Equal("movienet-v2", model);
            Assert.Equal(8, titles.Length);
            Assert.All(titles, title => Assert.Matches(@"^(Space|Love) \d+.* \(\d{4}\)$", title));
        }
    }

    [Fact]
    public async Task TheModelThatServesAnswersTheOriginalsCallsInPlaceOfOneThatIsNotTrained()
    {
        using HttpClient http = server.Http(KeyScope.Read);
        (string model, string[] titles) = await TitlesAsync(
            http,
            "/get_new_user_recommendation?movieIds=1,2&model=1&n=5"
        );
        Assert.Contains(await _client.ListModelsAsync(Now), served => served.Name == model && served.Share > 0);
        Assert.Equal(5, titles.Length);
    }

    private static async Task<(string Model, string[] Titles)> TitlesAsync(HttpClient http, string call)
    {
        using HttpResponseMessage response = await http.GetAsync(new Uri(call, UriKind.Relative), Now);
        string[]? titles = await System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync<string[]>(
            response.EnsureSuccessStatusCode().Content,
            Now
        );
        return (Assert.Single(response.Headers.GetValues("Butaca-Model")), titles!);
    }

    [Fact]
    public async Task TwoModelsShareTheUsersStablyAndAreCompared()
    {
        Assert.Equal("done", (await TrainAsync("popularity", new TrainingRequest { Measure = false })).State);
        await _client.ActivateModelAsync("popularity", 0.5, Now);
        Assert.Equal(0.5, (await ModelAsync("butaca")).Share);
        Dictionary<string, RecommendationAnswer> first = [];
        for (int i = 0; i < 60; i++)
            first[$"split-{i}"] = await _client.RecommendToAsync($"split-{i}", 3, cancellation: Now);
        Assert.InRange(first.Values.Count(answer => answer.Model == "popularity"), 15, 45);
        foreach ((string user, RecommendationAnswer answer) in first)
            Assert.Equal(answer.Model, (await _client.RecommendToAsync(user, 3, cancellation: Now)).Model);

        RecommendationAnswer hit = first.Values.First(answer => answer.Model == "popularity");
        RecommendationAnswer other = first.Values.First(answer => answer.Model == "butaca");
        await _client.SendEventAsync(
            hit.User!,
            new UserEvent
            {
                MovieId = hit.Recommendations[1].Movie.Id,
                Kind = "watched",
                Recommendation = hit.Id,
            },
            Now
        );
        await _client.SendEventAsync(
            hit.User!,
            new UserEvent
            {
                MovieId = hit.Recommendations[2].Movie.Id,
                Kind = "dismissed",
                Recommendation = hit.Id,
            },
            Now
        );
        long notOnTheList = Enumerable
            .Range(1, SmallWorld.Movies)
            .First(id => other.Recommendations.All(r => r.Movie.Id != id));
        await _client.SendEventAsync(
            other.User!,
            new UserEvent
            {
                MovieId = notOnTheList,
                Kind = "watched",
                Recommendation = other.Id,
            },
            Now
        );
        ModelStatisticsItem statistics = await StatisticsAsync(
            "popularity",
            atLeast: first.Values.Count(answer => answer.Model == "popularity")
        );
        Assert.Equal((1, 1), (statistics.Watched, statistics.Dismissed));
        Assert.Equal(1.0 / statistics.Lists, statistics.HitRate, 6);
        Assert.Equal(3 * statistics.Lists, statistics.Movies);
        Assert.Equal(0, (await StatisticsAsync("butaca", 1)).Watched);
        await _client.ActivateModelAsync("butaca", cancellation: Now);
        Assert.Equal(0, (await ModelAsync("popularity")).Share);
    }

    /// <param name="server">A server.</param>
    /// <param name="first">The model that it has, beside the yardstick.</param>
    /// <param name="name">Which of both.</param>
    private static async Task<ModelItem> TrainedModelAsync(RunningServer server, string first, string name)
    {
        using ButacaClient client = server.Client();
        ModelItem[] trained = [.. (await client.ListModelsAsync(Now)).Where(model => model.Trained is not null)];
        Assert.Equal([first, "popularity"], trained.Select(model => model.Name));
        return trained.Single(model => model.Name == name);
    }

    private async Task<ModelItem> ModelAsync(string name) =>
        (await _client.ListModelsAsync(Now)).Single(model => model.Name == name);

    private Task<TrainingStatus> TrainAsync(string name, TrainingRequest request) => TrainAsync(_client, name, request);

    private static async Task<TrainingStatus> TrainAsync(ButacaClient client, string name, TrainingRequest request)
    {
        TrainingStatus status = await client.TrainModelAsync(name, request, Now);
        while (status.State == "running")
        {
            await Task.Delay(50, Now);
            status = await client.GetTrainingAsync(Now);
        }
        return status;
    }

    /// <summary>Lists are written behind the answers.</summary>
    private async Task<ModelStatisticsItem> StatisticsAsync(string name, int atLeast)
    {
        while (true)
        {
            if (
                (await _client.GetStatisticsAsync(cancellation: Now)).Models.SingleOrDefault(model =>
                    model.Model == name
                )
                    is { } found
                && found.Lists >= atLeast
            )
                return found;
            await Task.Delay(50, Now);
        }
    }
}
