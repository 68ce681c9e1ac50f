using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Tests.ButacaPipeline;

namespace Butaca.Tests.Models;

/// <summary>
/// Movies that lie over a catalogue cost what is new alone; what is found among them, and what models say of them, is
/// to the bit what it is where everything is built anew.
/// </summary>
public sealed class AddedMoviesTests
{
    private const int First = 40;

    private static readonly Movie[] Movies = Named(Described.Movies(First + 12, 5));
    private static readonly Dataset Base = Described.Watched(Movies[..First], users: 30, density: 0.3, seed: 5);

    private static readonly string[] Queries =
    [
        "movie 1",
        "the moon 4",
        "moon",
        "mvoie 12",
        "Direktor 2",
        "director 3",
        "Somebody Else",
        "somebdy",
        "tt0000007",
        "tt0000903",
        "luna 41",
        "changed",
        "changd title",
        "m",
    ];

    /// <summary>Movies with users, translations and external ids, which some of them share.</summary>
    private static Movie[] Named(Movie[] movies) =>
        [
            .. movies.Select(
                (movie, i) =>
                    movie with
                    {
                        Title = i % 3 == 0 ? $"The Moon {i} ({movie.Year ?? 1999})" : $"Movie {i}",
                        Cast = [$"Actor {i % 7}", $"Somebody {i}"],
                        Languages = [i % 2 == 0 ? "Spanish" : "French"],
                        Translations = i % 4 == 0 ? [new MovieTranslation("es") { Titles = [$"Luna {i}"] }] : [],
                        ExternalIds = [new ExternalId(ExternalId.Imdb, $"tt{(i % 45) + 1:0000000}")],
                    }
            ),
        ];

    /// <summary>A data set under which movies were added, changed and added again.</summary>
    private static Dataset Over()
    {
        Dataset over = Base.WithMovies(Movies[First..(First + 5)]).WithMovies([Movies[First + 5]]);
        over = over.WithChanged([
            Movies[3] with
            {
                Title = "Changed Title (1971)",
                Year = 1971,
                ExternalIds = [],
                Cast = ["Somebody Else"],
            },
            Movies[First + 1] with
            {
                Title = "Movie 1",
                Directors = ["Director 3"],
            },
            Movies[8] with
            {
                Synopsis = "Spaceships at war",
                Origin = "Elsewhere",
                Genres = ["Unheard of"],
            },
        ]);
        return over.WithMovies(Movies[(First + 6)..]);
    }

    /// <summary>The same, everything built anew.</summary>
    private static Dataset Anew(Dataset data)
    {
        Interactions x = data.Interactions;
        return new Dataset(
            new Catalog(data.Catalog.Movies.ToArray()),
            data.Users,
            new Interactions(x.MovieCount, [.. x.UserStarts], [.. x.Movies], [.. x.Ratings], [.. x.Times])
        );
    }

    [Fact]
    public void ACatalogueKnowsWhatOneBuiltAnewKnows()
    {
        Dataset over = Over();
        Catalog anew = Anew(over).Catalog;
        Catalog catalog = over.Catalog;
        Assert.Equal(anew.Movies.ToArray(), catalog.Movies.ToArray());
        Assert.Equal(anew.Vocabulary.Ids, catalog.Vocabulary.Ids);
        Assert.Equal(anew.Genres.Order(), catalog.Genres.Order());
        Assert.Equal(anew.Origins.Order(), catalog.Origins.Order());
        Assert.Equal(anew.NextId, catalog.NextId);
        Assert.Equal(anew.OtherSources, catalog.OtherSources);
        for (int row = 0; row < catalog.Count; row++)
        {
            Assert.Equal(row, catalog.Vocabulary.RowOf(catalog[row].Id));
            Assert.Equal(catalog[row].Genres, catalog.GenresOf(row).ToArray().Select(genre => catalog.Genres[genre]));
            Assert.Equal(row < First ? Base.Interactions.AudienceOf(row) : 0, over.Interactions.AudienceOf(row));
        }
        foreach (
            (NameIndex expected, NameIndex found) in new[]
            {
                (anew.Directors, catalog.Directors),
                (anew.Cast, catalog.Cast),
                (anew.Languages, catalog.Languages),
            }
        )
        {
            Assert.Equal(expected.Names, found.Names);
            foreach (
                string text in (string[])["somebody", "actor 3", "Somebody 3", "d", "spanish", "Director 3", "soembody"]
            )
            {
                Assert.Equal(expected.Find(text), found.Find(text));
                Assert.Equal(expected.Complete(text, 5), found.Complete(text, 5));
                Assert.Equal(expected.Nearest(text, 5), found.Nearest(text, 5));
            }
        }
    }

    [Fact]
    public void WhatNoMovieHasAnyMoreIsGone()
    {
        Dataset rare = Base.WithChanged([Movies[5] with { Genres = ["Rare"], Origin = "Atlantis" }]);
        Assert.Contains("Rare", rare.Catalog.Genres);
        Dataset back = rare.WithChanged([Movies[5]]);
        Assert.DoesNotContain("Rare", back.Catalog.Genres);
        Assert.DoesNotContain("Atlantis", back.Catalog.Origins.Order());
        Assert.Equal(Base.Catalog.Movies.ToArray(), back.Catalog.Movies.ToArray());
    }

    [Fact]
    public void AWholeBuiltAnewFindsTheSame()
    {
        Dataset over = Over();
        Dataset anew = Anew(over);
        TitleIndex titles = TitleIndex.Of(Base).Over(over.Catalog);
        TitleIndex all = TitleIndex.Of(anew);
        foreach (string query in Queries)
        {
            Assert.Equal(all.Search(query, 20), titles.Search(query, 20));
            Assert.Equal(all.Match(query), titles.Match(query));
            Assert.Equal(all.Resolve(query).Row, titles.Resolve(query).Row);
        }
        for (int i = 0; i < Movies.Length; i++)
        {
            ExternalId id = new(ExternalId.Imdb, $"tt{i + 1:0000000}");
            Assert.Equal(all.RowOf(id), titles.RowOf(id));
            Assert.Equal(all.MatchPart(Movies[i].Title, 1971), titles.MatchPart(Movies[i].Title, 1971));
        }
    }

    [Fact]
    public void AWholeReadAnewTellsTheSame()
    {
        Dataset over = Over();
        DescriptionIndex described = new DescriptionIndex(Base).Over(over);
        DescriptionIndex all = new(Anew(over));
        IEnumerable<string> words = over
            .Catalog.Movies.ToArray()
            .SelectMany(movie => (movie.Synopsis ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Distinct();
        foreach (string query in words.Concat(["spaceship war", "elsewhere", "unheard", "spac"]))
            Assert.Equal(all.Search(query), described.Search(query));
    }

    /// <summary>
    /// One at a time, all at once, and read from a folder, where everything is built over the larger catalogue.
    /// </summary>
    [Theory]
    [InlineData("butaca")]
    [InlineData("content-knn")]
    public void AModelSaysToTheBitWhatOneReadAnewSays(string name)
    {
        using TemporaryFolder folder = new();
        Movie[] added =
        [
            .. Described.Movies(6, 9).Select((movie, i) => movie with { Id = 5000 + i, Directors = ["Nobody Else"] }),
        ];
        added[2] = added[2] with { Synopsis = null, Year = null, Genres = [], Origin = null, Directors = [] };
        TrainedModel model = new(new ModelManifest { Model = name }, Base, ModelFacts.Train(name, Base));
        TrainedModel atOnce = model.WithMovies(added);
        TrainedModel oneByOne = added.Aggregate(model, (so, movie) => so.WithMovies([movie]));
        string path = Path.Combine(folder.Path, "model");
        ModelFolder.Save(path, atOnce);
        TrainedModel read = ModelFolder.Load(path);
        foreach (
            int[] watched in new int[][] { [3], [0, 5, 11, 30], [4, First + 1], [.. Base.Interactions.MoviesOf(2)] }
        )
        {
            History history = new(watched);
            float[] expected = Toy.Scores(read.Scorer, watched);
            Assert.Equal(expected, Toy.Scores(atOnce.Scorer, watched));
            Assert.Equal(expected, Toy.Scores(oneByOne.Scorer, watched));
            for (int movie = 0; movie < expected.Length; movie++)
            {
                float[] contributions = new float[watched.Length];
                float[] others = new float[watched.Length];
                Assert.Equal(
                    read.Scorer.Explain(history, movie, contributions),
                    oneByOne.Scorer.Explain(history, movie, others)
                );
                Assert.Equal(contributions, others);
                Assert.Equal(read.Scorer.Appeal(history, movie), oneByOne.Scorer.Appeal(history, movie));
            }
            Assert.Equal(Ranked(read, watched), Ranked(oneByOne, watched));
        }
        float[] alike = new float[First + added.Length];
        float[] same = new float[alike.Length];
        for (int movie = 0; movie < alike.Length; movie++)
        {
            read.Scorer.Similar(movie, alike);
            atOnce.Scorer.Similar(movie, same);
            Assert.Equal(alike, same);
            oneByOne.Scorer.Similar(movie, same);
            Assert.Equal(alike, same);
        }
    }

    /// <summary>A genre that the training never saw changes nothing of the movies that it did see.</summary>
    [Fact]
    public void AGenreThatIsNewChangesNoOtherMovie()
    {
        TrainedModel model = new(new ModelManifest { Model = "butaca" }, Base, ModelFacts.Train("butaca", Base));
        TrainedModel larger = model.WithMovies([
            new Movie(5000, "New") { Genres = ["A new one", .. Movies[0].Genres] },
        ]);
        float[] before = Toy.Scores(model.Scorer, [0, 5, 11]);
        float[] after = Toy.Scores(larger.Scorer, [0, 5, 11]);
        int[] best =
        [
            .. Enumerable.Range(0, First).Except([0, 5, 11]).OrderByDescending(movie => before[movie]).Take(20),
        ];
        Assert.Equal(best.Select(movie => before[movie]), best.Select(movie => after[movie]));
        Assert.True(float.IsFinite(Toy.Scores(larger.Scorer, [0, First])[5]));
    }

    private static IEnumerable<(Id, float, bool)> Ranked(TrainedModel model, int[] watched) =>
        new Recommender(model.Data, model.Scorer, [Movies[1].Id])
            .Recommend(
                new History(watched),
                new RecommendOptions
                {
                    Count = 30,
                    Diversity = 0.2,
                    Novelty = 0.3,
                }
            )
            .Select(item => (item.Movie.Id, item.Score, item.IsNew));
}
