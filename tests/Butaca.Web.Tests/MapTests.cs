using System.Text.Json;
using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Hosting.Live;
using Butaca.Models;
using Butaca.Server.Web.Services;
using Butaca.Tests;
using Butaca.Training;
using Butaca.Training.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Butaca.Web.Tests;

/// <summary>Where movies lie on the map. Needs no browser.</summary>
public sealed class MapTests
{
    private static readonly Dataset Data = Cinema.Data();

    [Fact]
    public void AMovieThatIsDescribedLiesWhereItWouldIfItWereAdded()
    {
        ButacaModel model = new();
        ButacaOptions options = new() { Tune = Tuning.Off, Networks = 0 };
        Movie movie = new(Data.Catalog.NextId, "Tin Stars (1999)")
        {
            Year = 1999,
            Genres = ["Action", "Sci-Fi"],
            Synopsis = "A pilot defends a space station against an alien fleet.",
        };
        LiveCatalog catalog = LiveCatalog.Of(Data, [movie], []);
        LiveModel live = LiveModel.Of(
            new TrainedModel(
                ModelManifest.Of(model, options, 1, Data),
                Data,
                model.Train(Data, options, new TrainContext { Seed = 1, Threads = 1 })
            ),
            default,
            catalog
        );
        MovieMap map = new(live, catalog);
        (int X, int Y) added = map.PlaceOf(live.Catalog.Vocabulary.RowOf(movie.Id));
        (int X, int Y) described = map.PlaceOf(movie with { Id = 0 })!.Value;
        Assert.Equal(added.X, described.X, 2.0); // of 9,999: the two are rounded on other ways
        Assert.Equal(added.Y, described.Y, 2.0);
        Assert.NotEqual(
            map.PlaceOf(movie),
            map.PlaceOf(
                movie with
                {
                    Year = 1940,
                    Genres = ["Drama", "Romance"],
                    Synopsis = "Two lovers part in Paris during the war.",
                }
            )
        );
    }

    [Fact]
    public void WhoKnowsMoviesByTheirAudienceAloneHasNoPlaceForOthers()
    {
        MovieMap map = MapOf(new Popularity());
        Assert.Null(map.PlaceOf(new Movie(0, "Tin Stars (1999)") { Year = 1999 }));
    }

    [Fact]
    public void EveryMovieThatIsOfferedIsSentAndTheMostWatchedLast()
    {
        Id withdrawn = Data.Catalog[3].Id;
        MovieMap map = MapOf(new Popularity(), withdrawn);
        JsonElement sent = JsonDocument.Parse(map.Json("en", "en")).RootElement;
        int[] audience = [.. sent.GetProperty("audience").EnumerateArray().Select(number => number.GetInt32())];
        Assert.Equal(Data.Catalog.Count - 1, audience.Length);
        Assert.DoesNotContain(withdrawn.Number, sent.GetProperty("ids").EnumerateArray().Select(id => id.GetInt64()));
        Assert.Equal(audience.Order(), audience);
        Assert.All(sent.GetProperty("x").EnumerateArray(), x => Assert.InRange(x.GetInt32(), 0, Maps.Extent));
    }

    [Fact]
    public void APlaceIsHalfByValueAndHalfByRank()
    {
        MapAxis axis = new([0, 1, 10, 1]);
        Assert.Equal([0, 3000, 9999], [.. new[] { 0f, 1, 10 }.Select(axis.PlaceOf)]); // (0.1 + 1/2) / 2 of 9,999
        Assert.Equal(3000 + (9999 - 3000) / 2, axis.PlaceOf(5.5f), 1.0); // between two movies in both
        Assert.Equal([0, 9999], [axis.PlaceOf(-5), axis.PlaceOf(50)]);
        Assert.Equal(Maps.Extent / 2, new MapAxis([3, 3]).PlaceOf(3));
    }

    /// <summary>Its measures come while it serves: they change nothing of where its movies lie.</summary>
    [Fact]
    public async Task AModelMeasuredWhileItsMapIsLaidOutKeepsTheLayout()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using TemporaryFolder folder = new();
        DatasetFolder.Write(folder["data"], Data);
        await using WebApplication app = await WebSite.StartAsync(folder["data"], folder["server"], "als");
        LiveState state = app.Services.GetRequiredService<LiveState>();
        await WebSite.UntilAsync(() => state.IsReady && state.Deployment.For(null).Trained.Manifest.Metrics.Count > 0);
        TrainedModel trained = state.Deployment.For(null).Trained;
        Maps maps = app.Services.GetRequiredService<Maps>();
        Task laidOut = maps.LayOutAsync();
        await state.TakeMetricsAsync(
            trained,
            trained.Manifest with
            {
                Metrics = new Dictionary<string, double>(trained.Manifest.Metrics) { ["another"] = 1 },
            },
            _ => { },
            cancellation
        );
        Assert.NotEqual(trained, state.Deployment.For(null).Trained);
        await laidOut;
        Assert.NotNull(maps.Current.Near);
    }

    private static MovieMap MapOf(Popularity model, params Id[] withdrawn)
    {
        LiveCatalog catalog = LiveCatalog.Of(Data, [], withdrawn);
        TrainedModel trained = new(
            ModelManifest.Of(model, new NoOptions(), 1, Data),
            Data,
            model.Train(Data, new NoOptions(), new TrainContext { Seed = 1, Threads = 1 })
        );
        return new MovieMap(LiveModel.Of(trained, default, catalog), catalog);
    }
}
