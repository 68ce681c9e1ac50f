using Butaca.Data;
using Butaca.Models;
using Butaca.Training.Models;

namespace Butaca.Tests.Data;

/// <summary>Movies that a program makes: what is written of them reads back the same.</summary>
public sealed class CatalogTests
{
    [Fact]
    public void EmptyTextsAreNone()
    {
        Movie[] movies = new Catalog([
            new(7, " ")
            {
                Origin = "",
                Synopsis = "",
                Genres = default,
            },
            new(8, "Whole")
            {
                Year = 9999,
                Genres = ["A", "B"],
                Origin = " ",
                Synopsis = "x",
            },
        ]).Movies.ToArray();
        Assert.Equal(("Movie 7", null, null), (movies[0].Title, movies[0].Origin, movies[0].Synopsis));
        Assert.Empty(movies[0].Genres);
        Assert.Equal(
            ("Whole", 9999, null, "x"),
            (movies[1].Title, movies[1].Year, movies[1].Origin, movies[1].Synopsis)
        );
    }

    [Fact]
    public void MoviesAreEqualWhereAllOfThemIs()
    {
        Movie movie = new(1, "A")
        {
            Year = 1999,
            Genres = ["B", "C"],
            Origin = "D",
            Synopsis = "E",
        };
        Assert.Equal(movie, movie with { Genres = ["B", "C"] });
        Assert.Equal(movie.GetHashCode(), (movie with { Genres = ["B", "C"] }).GetHashCode());
        Assert.Equal(movie with { Genres = default }, movie with { Genres = [] });
        Movie[] others =
        [
            movie with
            {
                Id = 2,
            },
            movie with
            {
                Title = "a",
            },
            movie with
            {
                Year = null,
            },
            movie with
            {
                Genres = ["C", "B"],
            },
            movie with
            {
                Origin = null,
            },
            movie with
            {
                Synopsis = "e",
            },
        ];
        Assert.All(others, other => Assert.NotEqual(movie, other));
    }

    [Fact]
    public void AModelOfAProgramsMoviesScoresAlikeWhenReadBack()
    {
        using TemporaryFolder folder = new();
        DatasetBuilder builder = new();
        for (int i = 0; i < 12; i++)
        {
            builder.AddMovie(
                new Movie(i, i % 4 == 0 ? "" : $"Title {i}")
                {
                    Origin = i % 3 == 0 ? "" : "French",
                    Synopsis = i % 2 == 0 ? "" : "A shy baker falls in love.",
                    Genres = i % 2 == 0 ? default : ["Drama"],
                }
            );
            for (int user = i % 3; user < 20; user += 2)
                builder.AddInteraction(user, i);
        }
        Dataset data = builder.Build();
        ContentKnn model = new();
        ModelFolder.Save(
            folder["model"],
            new TrainedModel(
                ModelManifest.Of(model, new ContentKnnOptions(), 1, data),
                data,
                model.Train(data, new ContentKnnOptions(), new TrainContext())
            )
        );
        TrainedModel loaded = ModelFolder.Load(folder["model"]);
        Assert.Equal(DatasetHash.Of(data), DatasetHash.Of(loaded.Data));
        Assert.Equal(
            Toy.Scores(model.Train(data, new ContentKnnOptions(), new TrainContext()), 1, 2),
            Toy.Scores(loaded.Scorer, 1, 2)
        );
    }

    [Fact]
    public void WhatCannotBeWrittenIsNamed()
    {
        static string Error(Movie movie) => Assert.Throws<ButacaException>(() => new Catalog([movie])).Message;
        Movie movie = new(7, "Heat");
        foreach (int year in (int[])[0, -5, 10_000])
            Assert.Equal(
                $"'Heat' with the id 7: found the year {year}, expected 1 to 9999, or null where it is unknown.",
                Error(movie with { Year = year })
            );
        foreach (string source in (string[])["IMDb", "", "imdb_id", "1st", "isan\n", "-a", new string('a', 33)])
            Assert.Equal(
                $"'Heat' with the id 7: found an external id of '{source}', expected {ExternalId.ExpectedSource}.",
                Error(movie with { ExternalIds = [new(source, "1")] })
            );
        foreach (
            (string source, string value) in ((string, string)[])
                [
                    ("imdb", "133093"),
                    ("imdb", "tt133093"),
                    ("imdb", "tt0000000"),
                    ("imdb", "tt00133093"),
                    ("imdb", "TT0133093"),
                    ("imdb", "tt0133093\n"),
                    ("tmdb", "0603"),
                    ("tmdb", "0"),
                    ("tmdb", "12345678901"),
                    ("isan", ""),
                    ("isan", "a "),
                    ("isan", "a\nb"),
                    ("isan", "\ud800"),
                ]
        )
            Assert.Equal(
                $"'Heat' with the id 7: found the external id '{value}' of '{source}', expected {ExternalId.ExpectedValue(source)}.",
                Error(movie with { ExternalIds = [new(source, value)] })
            );
        Assert.Equal(
            "'Heat' with the id 7: found a second external id of 'isan', expected one for each source.",
            Error(movie with { ExternalIds = [new("isan", "1"), new("imdb", "tt0133093"), new("isan", "2")] })
        );
        foreach (string genre in (string[])["Action|Crime", " Crime", "", Movie.NoGenres])
        {
            Assert.Equal(
                $"'Heat' with the id 7: found the genre '{genre}', expected each genre once, without blanks around it or | in it; none instead of (no genres listed).",
                Error(movie with { Genres = ["Drama", genre] })
            );
        }
        Assert.StartsWith(
            "'Heat' with the id 7: found the genre 'Drama'",
            Error(movie with { Genres = ["Drama", "Drama"] }),
            StringComparison.Ordinal
        );
    }
}
