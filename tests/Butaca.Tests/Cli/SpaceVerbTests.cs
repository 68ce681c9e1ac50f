using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Butaca.Cli;
using Butaca.Data;
using Butaca.Models;
using Butaca.Recommending;
using Butaca.Tests.ButacaPipeline;
using Butaca.Training;
using Butaca.Training.Models;

namespace Butaca.Tests.Cli;

/// <summary><c>new-movie</c>, <c>embeddings</c> and <c>map</c>, on a small model with random weights.</summary>
public sealed class SpaceVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Model =>
        Directory.Exists(_folder["model"]) ? _folder["model"] : ToySpace.Save(_folder, "model", ToySpace.Density());

    private string V2 =>
        Directory.Exists(_folder["v2"])
            ? _folder["v2"]
            : ToySpace.Save(_folder, "v2", ToySpace.Likelihood(), "movienet-v2");

    [Fact]
    public async Task ANewMovieHasItsLikeAndItsUsers()
    {
        var (code, console) = await ConsoleCapture.Run(
            "new-movie",
            "--model",
            Model,
            "--title",
            "The Return of the Monster",
            "--year",
            "2021",
            "--origin",
            "American",
            "--genres",
            "horror|Sci-Fi",
            "--synopsis",
            "A crew meets a monster in space.",
            "-n",
            "4",
            "--users",
            "3"
        );
        Assert.Equal((CommandLine.Success, ""), (code, console.Notes));
        Snapshot.Check(console.Out);
    }

    [Fact]
    public async Task AMovieThatIsKnownIsLikeItselfAboveAll()
    {
        foreach (string model in new[] { Model, V2 })
        {
            Movie emma = ToySpace.Data.Catalog[1];
            var (code, console) = await ConsoleCapture.Run(
                "new-movie",
                "--model",
                model,
                "--year",
                "1996",
                "--origin",
                "British",
                "--genres",
                "Comedy|Romance",
                "--synopsis",
                emma.Synopsis!,
                "--json"
            );
            Assert.Equal(CommandLine.Success, code);
            JsonElement json = JsonDocument.Parse(console.Out).RootElement;
            JsonElement first = json.GetProperty("similar")[0];
            Assert.Equal(emma.Id, first.GetProperty("movieId").GetInt64());
            Assert.Equal(1, first.GetProperty("score").GetDouble(), 1e-5);

            // The users are those to whom the model would recommend Emma, in its order.
            Scorer scorer = ModelFolder.Load(model).Scorer;
            Id[] users =
            [
                .. Enumerable
                    .Range(0, ToySpace.Data.Users.Count)
                    .Where(user => !ToySpace.Data.Interactions.MoviesOf(user).IsEmpty)
                    .OrderByDescending(user =>
                        Toy.Scores(scorer, ToySpace.Data.Interactions.MoviesOf(user).ToArray())[1]
                    )
                    .Take(5)
                    .Select(ToySpace.Data.Users.IdOf),
            ];
            Assert.Equal(
                users.Select(id => id.Number),
                json.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("userId").GetInt64())
            );
        }
    }

    [Fact]
    public async Task WhatIsNotToldTakesTheOriginalsDefaults()
    {
        var (code, console) = await ConsoleCapture.Run("new-movie", "--model", Model, "--json");
        Assert.Equal((CommandLine.Success, ""), (code, console.Notes));
        JsonElement movie = JsonDocument.Parse(console.Out).RootElement.GetProperty("movie");
        Assert.Equal(
            (1992, "American", 0),
            (
                movie.GetProperty("year").GetInt32(),
                movie.GetProperty("origin").GetString(),
                movie.GetProperty("genres").GetArrayLength()
            )
        );

        (_, console) = await ConsoleCapture.Run(
            "new-movie",
            "--model",
            Model,
            "--title",
            "Later (2005)",
            "--genres",
            Movie.NoGenres,
            "--users",
            "0"
        );
        Assert.StartsWith(
            "Later (2005): 2005, American, (no genres listed), without synopsis\n",
            console.Out,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("Who may like it", console.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileOfNewMoviesBecomesTablesOrAFile()
    {
        string file = _folder.Write(
            "new.csv",
            "genres,title,synopsis,year,note\nDrama|drama,\"Land, The\",A lord divides,1986,x\n,\"A \"\"quoted\"\" one (2003)\",,,\n"
        );
        var (code, console) = await ConsoleCapture.Run(
            "new-movie",
            "--model",
            V2,
            "--file",
            file,
            "-n",
            "2",
            "--users",
            "2"
        );
        Assert.Equal((CommandLine.Success, ""), (code, console.Notes));
        Snapshot.Check(console.Out);

        (code, console) = await ConsoleCapture.Run(
            "new-movie",
            "--model",
            V2,
            "--file",
            file,
            "-n",
            "2",
            "--output",
            _folder["similar.csv"]
        );
        Assert.Equal(
            (CommandLine.Success, "", "Wrote what 2 new movies are like: similar.csv\n"),
            (code, console.Out, Clean(console.Notes))
        );
        string[] lines = File.ReadAllLines(_folder["similar.csv"]);
        Assert.Equal(5, lines.Length);
        Assert.Equal("title,rank,movieId,similarity", lines[0]);
        Assert.StartsWith("\"Land, The\",1,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("\"A \"\"quoted\"\" one (2003)\",2,", lines[4], StringComparison.Ordinal);

        (_, console) = await ConsoleCapture.Run("new-movie", "--model", V2, "--file", file, "--json");
        JsonElement json = JsonDocument.Parse(console.Out).RootElement;
        Assert.Equal(
            [1986, 2003],
            json.EnumerateArray().Select(m => m.GetProperty("movie").GetProperty("year").GetInt32())
        );
        Assert.Equal(
            "Drama",
            Assert.Single(json[0].GetProperty("movie").GetProperty("genres").EnumerateArray()).GetString()
        );
    }

    [Fact]
    public async Task AnUnknownOriginIsSaidToCountAsOther()
    {
        var (code, console) = await ConsoleCapture.Run("new-movie", "--model", Model, "--origin", "Atlantean");
        Assert.Equal(
            (
                CommandLine.Success,
                "The model knows no movies from 'Atlantean': it counts as \"other\". Known: American\n"
            ),
            (code, console.Notes)
        );
    }

    [Fact]
    public async Task ErrorsSayTheWayOut()
    {
        string genres = "Action, Adventure, Comedy, Crime, Drama, Horror, Romance, Sci-Fi";
        await AssertError(
            $"--genres: found 'Wester', expected genres that the model knows, separated by |: {genres}.",
            "new-movie",
            "--model",
            Model,
            "--genres",
            "Drama|Wester"
        );
        string file = _folder.Write("bad.csv", "title,genres\nA,Drama\nB,Noir\n");
        await AssertError(
            $"bad.csv, line 3, field 'genres': found 'Noir', expected genres that the model knows ('Noir' is none), separated by |: {genres}.",
            "new-movie",
            "--model",
            Model,
            "--file",
            file
        );
        await AssertError(
            "untitled.csv, line 1: found the columns 'name', expected one named 'title'.",
            "new-movie",
            "--model",
            Model,
            "--file",
            _folder.Write("untitled.csv", "name\nA\n")
        );
        await AssertError(
            "blank.csv, line 2, field 'title': found '', expected a title.",
            "new-movie",
            "--model",
            Model,
            "--file",
            _folder.Write("blank.csv", "title,year\n,2000\n")
        );
        await AssertError(
            "Found --file and --year, expected one of them: the file tells of each movie.",
            "new-movie",
            "--model",
            Model,
            "--file",
            file,
            "--year",
            "2000"
        );
        await AssertError(
            "--year: found '0', expected a year, 1 to 9999.",
            "new-movie",
            "--model",
            Model,
            "--year",
            "0"
        );
        await AssertError("-n: found '0', expected at least 1.", "new-movie", "--model", Model, "-n", "0");
        await AssertError("--users: found '-1', expected at least 0.", "new-movie", "--model", Model, "--users", "-1");
        await AssertError(
            "--output: found 'x.txt', expected a name that ends in .csv or .npy.",
            "embeddings",
            "--model",
            Model,
            "--output",
            "x.txt"
        );
        await AssertError(
            "--output: found 'x.svg', expected a name that ends in .html, .png, .jpg or .jpeg.",
            "map",
            "--model",
            Model,
            "--output",
            "x.svg"
        );
        await AssertError(
            "--most: found '2', expected at least 3.",
            "map",
            "--model",
            Model,
            "--output",
            "x.png",
            "--most",
            "2"
        );

        Scorer popular = new Popularity().Train(ToySpace.Data, new NoOptions(), new TrainContext());
        string other = ToySpace.Save(_folder, "popular", popular, "popularity");
        const string expected =
            "popularity places movies in no space, expected a model that does: als, butaca, movienet-v1, movienet-v2.";
        await AssertError(
            "popularity knows movies by their audience alone, expected a model that takes new movies: butaca, content-knn, movienet-v1, movienet-v2.",
            "new-movie",
            "--model",
            other
        );
        await AssertError(expected, "embeddings", "--model", other, "--output", _folder["x.csv"]);
        await AssertError(expected, "map", "--model", other, "--output", _folder["x.png"]);
        Assert.False(File.Exists(_folder["x.csv"]) || File.Exists(_folder["x.png"]));
    }

    [Fact]
    public async Task TheDefaultModelJudgesAndPlacesMovies()
    {
        Dataset data = Described.Watched(Described.Movies(30, 4), users: 25, density: 0.3, seed: 4);
        Scorer scorer = new ButacaModel().Train(
            data,
            new ButacaOptions
            {
                Tune = Tuning.Off,
                Factors = 8,
                Epochs = 2,
                Masks = 1,
            },
            new TrainContext { Threads = 1 }
        );
        string model = ToySpace.Save(_folder, "butaca", scorer, "butaca", data);
        Movie known = data
            .Catalog.Movies.ToArray()
            .First(movie => movie is { Synopsis: not null, Year: not null, Genres.IsEmpty: false });
        var (code, console) = await ConsoleCapture.Run(
            "new-movie",
            "--model",
            model,
            "--title",
            "Another",
            "--year",
            $"{known.Year}",
            "--genres",
            string.Join('|', known.Genres),
            "--synopsis",
            known.Synopsis!,
            "-n",
            "3",
            "--users",
            "4",
            "--json"
        );
        Assert.Equal(CommandLine.Success, code);
        JsonElement json = JsonDocument.Parse(console.Out).RootElement;
        Assert.Equal(3, json.GetProperty("similar").GetArrayLength());
        Assert.False(json.GetProperty("movie").TryGetProperty("origin", out _)); // it does without what is not told
        // Its like and its users are those that it would have, were it added to the catalogue.
        TrainedModel larger = ModelFolder
            .Load(model)
            .WithMovies([
                new Movie(data.Catalog.NextId, "Another")
                {
                    Year = known.Year,
                    Genres = known.Genres,
                    Synopsis = known.Synopsis,
                },
            ]);
        int added = data.Catalog.Count;
        Assert.Equal(
            new Recommender(larger.Data, larger.Scorer)
                .Similar(data.Catalog.NextId, 3)
                .Select(movie => movie.Movie.Id.Number),
            json.GetProperty("similar").EnumerateArray().Select(movie => movie.GetProperty("movieId").GetInt64())
        );
        Assert.Equal(
            Enumerable
                .Range(0, data.Users.Count)
                .OrderByDescending(user => larger.Scorer.Appeal(data.Interactions.HistoryOf(user), added))
                .Take(4)
                .Select(user => data.Users.IdOf(user).Number),
            json.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("userId").GetInt64())
        );

        (code, _) = await ConsoleCapture.Run("embeddings", "--model", model, "--output", _folder["b.csv"]);
        Assert.Equal((CommandLine.Success, data.Catalog.Count + 1), (code, File.ReadAllLines(_folder["b.csv"]).Length));
        (code, _) = await ConsoleCapture.Run("map", "--model", model, "--output", _folder["b.png"]);
        Assert.Equal(CommandLine.Success, code);
    }

    [Fact]
    public async Task EmbeddingsAsCsv()
    {
        var (code, console) = await ConsoleCapture.Run("embeddings", "--model", Model, "--output", _folder["e.csv"]);
        Assert.Equal(
            (CommandLine.Success, "", "Wrote 12 movies × 3 numbers: e.csv\n"),
            (code, console.Out, Clean(console.Notes))
        );
        string[] lines = File.ReadAllLines(_folder["e.csv"]);
        Assert.Equal("movieId,title,e1,e2,e3", lines[0]);
        Assert.Equal(13, lines.Length);
        float[] first = ToySpace.Embeddings[..3];
        Assert.Equal(
            $"7,Alien (1979),{string.Join(',', first.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}",
            lines[1]
        );
        Assert.StartsWith("37,\"Matrix, The (1999)\",", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmbeddingsAsNumPyArrays()
    {
        var (code, console) = await ConsoleCapture.Run("embeddings", "--model", V2, "--output", _folder["e.npy"]);
        Assert.Equal(
            (CommandLine.Success, "Wrote 12 movies × 3 numbers: e.npy, e.ids.npy\n"),
            (code, Clean(console.Notes))
        );
        ArrayFolder arrays = new(_folder.Path);
        Assert.Equal(ToySpace.Embeddings, arrays.Read<float>("e", 12, 3));
        Assert.Equal(ToySpace.Data.Catalog.Vocabulary.Ids.Select(id => id.Number), arrays.Read<long>("e.ids", 12));
    }

    [Fact]
    public async Task TheMapIsAPicture()
    {
        var (code, console) = await ConsoleCapture.Run(
            "map",
            "--model",
            Model,
            "--output",
            _folder["map.png"],
            "--most",
            "9"
        );
        Assert.Equal((CommandLine.Success, ""), (code, console.Out));
        Assert.StartsWith(
            "The 9 most watched of 12 movies, as movienet-v1 places them (of the 10 nearest ",
            Clean(console.Notes),
            StringComparison.Ordinal
        );
        (int width, int height) = SizeOfPng(_folder["map.png"]);
        Assert.True(width >= 800 && height >= 500);
    }

    [Fact]
    public async Task TheMapIsAPageThatStandsAlone()
    {
        var (code, _) = await ConsoleCapture.Run("map", "--model", Model, "--output", _folder["map.html"]);
        Assert.Equal(CommandLine.Success, code);
        string page = File.ReadAllText(_folder["map.html"]);
        foreach (
            string request in new[]
            {
                "http:",
                "https:",
                "\"//",
                "src=",
                "url(",
                "@import",
                "<link rel=\"stylesheet",
                "fetch(",
                "XMLHttpRequest",
            }
        )
            Assert.DoesNotContain(request, page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
        Assert.DoesNotContain("innerHTML", page, StringComparison.Ordinal);

        Assert.DoesNotContain("alert(\"x\")", page, StringComparison.Ordinal);
        Assert.Equal(2, page.Split("<script").Length - 1); // the data and the code; no title has opened a third
        const string start = "id=\"data\">";
        int from = page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        JsonElement data = JsonDocument
            .Parse(page[from..page.IndexOf("</script>", from, StringComparison.Ordinal)])
            .RootElement;
        string[] titles = [.. data.GetProperty("movies").EnumerateArray().Select(movie => movie[0].GetString()!)];
        Assert.Equal(
            ToySpace.Data.Catalog.Movies.ToArray().Select(movie => movie.Title).Order(StringComparer.Ordinal),
            titles.Order(StringComparer.Ordinal)
        );
        Assert.Equal("Matrix, The (1999)", titles[0]); // the most watched
        Assert.Equal(
            ["Comedy", "Drama", "Action", "Horror"],
            data.GetProperty("genres").EnumerateArray().Take(4).Select(genre => genre.GetProperty("name").GetString()!)
        );
        Assert.Equal(
            -1,
            data.GetProperty("movies")
                .EnumerateArray()
                .Single(movie => movie[0].GetString() == "Quiet, Years (1990)")[4]
                .GetInt32()
        );
    }

    internal static (int Width, int Height) SizeOfPng(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10], bytes[..8]);
        return (
            BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)),
            BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20))
        );
    }

    private async Task AssertError(string expected, params string[] args)
    {
        var (code, console) = await ConsoleCapture.Run(args);
        Assert.Equal((CommandLine.Failure, "", $"Error: {expected}\n"), (code, console.Out, Clean(console.Notes)));
    }

    private string Clean(string text) =>
        text.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
}
