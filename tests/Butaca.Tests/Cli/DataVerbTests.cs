using System.Text.Json;
using Butaca.Cli;
using Butaca.Data;
using Butaca.Data.Files;

namespace Butaca.Tests.Cli;

public sealed class DataVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DataVerbTests()
    {
        _folder.Write(
            "ml/ratings.csv",
            "userId,movieId,rating,timestamp\n1,1,4.0,964982703\n1,2,0.5,964982704\n2,1,5.0,964982705\n2,1,3.0,964982706\n"
        );
        _folder.Write(
            "ml/movies.csv",
            "movieId,title,genres\n1,\"Matrix, The (1999)\",Action|Sci-Fi\n2,Emma (1996),Comedy\n3,Alone (2001),(no genres listed)\n"
        );
        _folder.Write("pairs.csv", ",userId,movieId\n0,7,1\n1,8,2\n");
        _folder.Write(
            "wiki/movies-1990s.json",
            """
            [{"title":"The Matrix","year":1999,"genres":["Action"],"href":"The_Matrix","extract":"The Matrix is a 1999 American film."},
             {"title":"Emma","year":1996,"genres":[],"href":"Emma_(1996_theatrical_film)","extract":"Emma is a 1996 British-American period comedy film."},
             {"title":"Nothing","year":1996,"genres":[]}]
            """
        );
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task PrepareJoinsAndDescribeShows()
    {
        var (code, console) = await ConsoleCapture.Run(
            "data",
            "prepare",
            "--movielens",
            _folder["ml"],
            "--synopses",
            _folder["wiki"],
            "--output",
            _folder["out"]
        );
        Assert.Equal((CommandLine.Success, ""), (code, console.Notes));
        Snapshot.Check(Clean(console.Out));
        Assert.Equal(
            "movieId,title,year\n3,Alone (2001),2001\n",
            File.ReadAllText(_folder["out/without-synopsis.csv"])
        );
        Assert.Equal(
            "movieId,origin,synopsis\n1,American,The Matrix is a 1999 American film.\n2,British-American,Emma is a 1996 British-American period comedy film.\n",
            File.ReadAllText(_folder["out/synopses.csv"])
        );

        (code, console) = await ConsoleCapture.Run("data", "describe", "--data", _folder["out"]);
        Assert.Equal((CommandLine.Success, ""), (code, console.Notes));
        Snapshot.Check(Clean(console.Out), "describe");
    }

    [Fact]
    public async Task PairsMayComeFromAnotherFile()
    {
        var (code, _) = await ConsoleCapture.Run(
            "data",
            "prepare",
            "--movielens",
            _folder["ml"],
            "--interactions",
            _folder["pairs.csv"],
            "--output",
            _folder["out"]
        );
        Assert.Equal(CommandLine.Success, code);
        Assert.Equal("userId,movieId\n7,1\n8,2\n", File.ReadAllText(_folder["out/ratings.csv"]));
        Assert.Equal(3, DatasetFolder.ReadCatalog(_folder["out"]).Count);
        Assert.False(File.Exists(_folder["out/without-synopsis.csv"]));
    }

    [Fact]
    public async Task WhatTheDataKnowsCanBeLeftOut()
    {
        string[] prepare =
        [
            "data",
            "prepare",
            "--movielens",
            _folder["ml"],
            "--synopses",
            _folder["wiki"],
            "--output",
            _folder["out"],
            "--without",
        ];
        var (code, _) = await ConsoleCapture.Run([.. prepare, "times,ratings,genres,origins,synopses"]);
        Assert.Equal(CommandLine.Success, code);
        Assert.Equal("userId,movieId\n1,1\n1,2\n2,1\n", File.ReadAllText(_folder["out/ratings.csv"]));
        Assert.All(
            DatasetFolder.ReadCatalog(_folder["out"]).Movies.ToArray(),
            movie => Assert.Equal((null, null, 0), (movie.Synopsis, movie.Origin, movie.Genres.Length))
        );
        (code, _) = await ConsoleCapture.Run([.. prepare, "synopses"]);
        Assert.Equal(CommandLine.Success, code);
        Assert.Equal(
            "movieId,origin,synopsis\n1,American,\n2,British-American,\n",
            File.ReadAllText(_folder["out/synopses.csv"])
        );
        (code, ConsoleCapture console) = await ConsoleCapture.Run([.. prepare, "plots"]);
        Assert.Equal(
            (
                CommandLine.Failure,
                "Error: without: found 'plots', expected some of synopses, origins, directors, cast, genres, times, ratings."
            ),
            (code, Clean(console.Notes))
        );
    }

    [Fact]
    public async Task TheLowestRatingIsAppliedAndJsonSaysSo()
    {
        var (code, console) = await ConsoleCapture.Run(
            "data",
            "prepare",
            "--movielens",
            _folder["ml"],
            "--min-rating",
            "4",
            "--output",
            _folder["out"],
            "--json"
        );
        Assert.Equal(CommandLine.Success, code);
        JsonElement json = JsonDocument.Parse(console.Out).RootElement;
        Assert.Equal(2, json.GetProperty("data").GetProperty("interactions").GetInt32());
        Assert.Equal(2, json.GetProperty("skipped")[0].GetProperty("count").GetInt32());
        Assert.Equal("rating below 4", json.GetProperty("skipped")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task DescribeIsJsonForProgramsAndAPicture()
    {
        var (code, console) = await ConsoleCapture.Run(
            "data",
            "describe",
            "--data",
            Repository.MovieLensSmall,
            "--json",
            "--plot",
            _folder["curve.png"]
        );
        Assert.Equal(CommandLine.Success, code);
        JsonElement json = JsonDocument.Parse(console.Out).RootElement;
        Assert.Equal(100_004, json.GetProperty("interactions").GetInt32());
        Assert.Equal(
            DatasetHash.Of(
                DatasetFolder
                    .Read(Repository.MovieLensSmall, cancellation: TestContext.Current.CancellationToken)
                    .Dataset
            ),
            json.GetProperty("hash").GetString()
        );
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(_folder["curve.png"])[..4]);
    }

    [Fact]
    public async Task AJpgIsAJpegAndWhatIsNoPictureIsRefused()
    {
        string[] describe = ["data", "describe", "--data", Repository.MovieLensSmall, "--plot"];
        foreach (string name in (string[])["curve.jpg", "curve.JPEG"])
        {
            Assert.Equal(CommandLine.Success, (await ConsoleCapture.Run([.. describe, _folder[name]])).Code);
            Assert.Equal([0xff, 0xd8, 0xff], File.ReadAllBytes(_folder[name])[..3]);
        }
        var (code, console) = await ConsoleCapture.Run([.. describe, "curve.gif"]);
        Assert.Equal(
            (
                CommandLine.Failure,
                "Error: --plot: found 'curve.gif', expected a name that ends in .png, .jpg or .jpeg.\n"
            ),
            (code, console.Notes)
        );
    }

    [Fact]
    public async Task ErrorsAreOneSentenceAndLeaveNothingBehind()
    {
        _folder.Write("bad/ratings.csv", "userId,movieId\n1,\n");
        var (code, console) = await ConsoleCapture.Run(
            "data",
            "prepare",
            "--movielens",
            _folder["bad"],
            "--output",
            _folder["out"]
        );
        Assert.Equal((CommandLine.Failure, ""), (code, console.Out));
        Assert.Equal(
            $"Error: bad/ratings.csv, line 2, field 'movieId': found '', expected {Id.Expected}.",
            Clean(console.Notes)
        );
        Assert.False(Directory.Exists(_folder["out"]));

        (code, console) = await ConsoleCapture.Run("data", "describe", "--data", _folder["none"]);
        Assert.Equal(
            (CommandLine.Failure, "Error: none does not exist. Expected a folder with ratings.csv."),
            (code, Clean(console.Notes))
        );
    }

    [Fact]
    public async Task ALenientCommandPassesOverOddRowsAndSaysWhich()
    {
        _folder.Write("data/ratings.csv", "userId,movieId\nana,tt1\nana,\nbea,tt1\n");
        string[][] lines =
        [
            ["data", "describe", "--data", _folder["data"]],
            ["train", "popularity", "--data", _folder["data"], "--output", _folder["model"]],
            ["data", "prepare", "--movielens", _folder["data"], "--output", _folder["out"]],
        ];
        foreach (string[] line in lines)
        {
            Assert.Equal(CommandLine.Failure, (await ConsoleCapture.Run(line)).Item1);
            (int code, ConsoleCapture console) = await ConsoleCapture.Run([.. line, "--lenient"]);
            Assert.Equal(CommandLine.Success, code);
            Assert.Contains(
                "row that can't be read, line 3: field 'movieId': found ''",
                console.Out + console.Notes,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task CancellationLeavesNothingBehind()
    {
        using CancellationTokenSource cancel = new();
        await cancel.CancelAsync();
        var (code, console) = await ConsoleCapture.Run(
            cancel.Token,
            "data",
            "prepare",
            "--movielens",
            _folder["ml"],
            "--output",
            _folder["out"]
        );
        Assert.Equal((CommandLine.Cancelled, ""), (code, console.Out));
        Assert.Equal(
            ["ml", "pairs.csv", "wiki"],
            Directory
                .EnumerateFileSystemEntries(_folder.Path)
                .Select(f => Path.GetFileName(f))
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task AnOutputThatMayNotGoIsSaidAtOnce()
    {
        var (code, console) = await ConsoleCapture.Run(
            "data",
            "prepare",
            "--movielens",
            _folder["none"],
            "--output",
            _folder["ml/movies.csv"]
        );
        Assert.Equal(CommandLine.Failure, code);
        Assert.Equal(
            "Error: ml/movies.csv: found a file, expected a folder or a name that is free; choose another --output.",
            Clean(console.Notes)
        );
    }

    /// <summary>Without the temporary path, at which the console may have broken lines.</summary>
    private string Clean(string text)
    {
        string joined = text.StartsWith("Error", StringComparison.Ordinal) ? string.Join("", text.Split('\n')) : text;
        return joined.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }
}
