using Butaca.Data;
using Butaca.Hosting.Live;
using Butaca.Models;

namespace Butaca.Server.Tests.Live;

/// <summary>
/// What the server's movies have become step by step is what they are where all steps are taken at once.
/// </summary>
public sealed class LiveCatalogTests
{
    private const int Count = 30;

    private static readonly Dataset Data = Make();

    private static Dataset Make()
    {
        Movie[] movies = [.. Enumerable.Range(0, Count).Select(i => MovieOf(10 + i, i))];
        int[] starts = [.. Enumerable.Range(0, 13).Select(user => 10 * user)];
        int[] watched = [.. Enumerable.Range(0, 12).SelectMany(user => Enumerable.Range(0, 10).Select(i => user + i))];
        return new Dataset(
            new Catalog(movies),
            Vocabulary.Of(Enumerable.Range(1, 12).Select(user => (Id)(long)user)),
            new Interactions(Count, starts, watched, [], [])
        );
    }

    private static Movie MovieOf(Id id, int i) =>
        new(id, $"Movie {i} ({1950 + i})")
        {
            Year = 1950 + i,
            Genres = i % 3 == 0 ? ["Drama"] : ["Comedy", "War"],
            Origin = i % 4 == 0 ? "French" : "British",
            Languages = i % 5 == 0 ? ["French"] : [],
            Synopsis = $"word{i} word{i + 1} moon",
        };

    [Fact]
    public void StepByStepIsAsAtOnce()
    {
        TrainedModel trained = new(
            new ModelManifest { Model = "content-knn" },
            Data,
            new ContentNeighboursScorer(Data, 5)
        );
        LiveCatalog catalog = LiveCatalog.Of(Data, [], []);
        LiveModel model = LiveModel.Of(trained, DateTimeOffset.UnixEpoch, catalog);
        List<Movie> stored = [];
        Movie[] steps =
        [
            MovieOf(1000, 3),
            MovieOf("later", 4),
            MovieOf(500, 5), // between the others
            MovieOf(10, 7) with
            {
                Title = "Changed (1966)",
                Origin = "Atlantis",
            },
            MovieOf(1000, 8) with
            {
                Title = "Changed, too",
            },
            MovieOf(10, 9), // no movie is from Atlantis any more
            MovieOf(2000, 11),
        ];
        foreach (Movie movie in steps)
        {
            stored.RemoveAll(other => other.Id == movie.Id);
            stored.Add(movie);
            stored.Sort((one, other) => one.Id.CompareTo(other.Id));
            catalog = catalog.With([.. stored], catalog.Withdrawn);
            if (movie.Id == 500)
                catalog = catalog.With(catalog.Stored, catalog.Withdrawn.Add(12).Add(1000));
            if (movie.Id == 2000)
                catalog = catalog.With(catalog.Stored, catalog.Withdrawn.Remove(1000));
            model = model.With(catalog);
            LiveCatalog atOnce = LiveCatalog.Of(Data, [.. stored], catalog.Withdrawn);
            AssertSame(atOnce, catalog);
            AssertSame(LiveModel.Of(trained, DateTimeOffset.UnixEpoch, atOnce), model);
        }
    }

    private static void AssertSame(LiveCatalog expected, LiveCatalog found)
    {
        Assert.Equal(expected.Catalog.Movies.ToArray(), found.Catalog.Movies.ToArray());
        Assert.Equal(expected.ByAudience, found.ByAudience);
        Assert.Equivalent(expected.Summary, found.Summary, strict: true);
        Assert.Equal(expected.Withdrawn.Order(), found.Withdrawn.Order());
        foreach (
            string text in (string[])["movie", "changed", "movie 8", "chagned", "moon", "word8", "word5 moon", "french"]
        )
        {
            Assert.Equal(expected.Find(text, 20), found.Find(text, 20));
            Assert.Equal(expected.Discover(text, 20), found.Discover(text, 20));
        }
    }

    private static void AssertSame(LiveModel expected, LiveModel found)
    {
        Assert.Equal(expected.Catalog.Movies.ToArray(), found.Catalog.Movies.ToArray());
        float[] scores = new float[found.Catalog.Count];
        float[] others = new float[found.Catalog.Count];
        for (int movie = 0; movie < scores.Length; movie++)
        {
            Id id = found.Catalog[movie].Id;
            expected.Current.Scorer.Similar(movie, scores);
            found.Current.Scorer.Similar(movie, others);
            Assert.Equal(scores, others);
            Assert.Equal(
                expected.Recommender.Similar(id, 20).Select(item => (item.Movie.Id, item.Score)),
                found.Recommender.Similar(id, 20).Select(item => (item.Movie.Id, item.Score))
            );
        }
        Assert.Equal(
            expected.Recommender.Recommend([10, 15, 1000]).Select(item => (item.Movie, item.Score)),
            found.Recommender.Recommend([10, 15, 1000]).Select(item => (item.Movie, item.Score))
        );
    }
}
