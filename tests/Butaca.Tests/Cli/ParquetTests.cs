using System.IO.Compression;
using Butaca.Data;
using Butaca.Data.Files;
using Parquet.Serialization;

namespace Butaca.Tests.Cli;

/// <summary>That Parquet files become data sets, as csv files of the same columns would.</summary>
public sealed class ParquetTests : CommandTest
{
    private static readonly DateTime Watched = new(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public async Task AFileOfPairsIsADataSet()
    {
        string file = Folder["pairs.parquet"];
        await ParquetSerializer.SerializeAsync<Pair>(
            [
                new("0b9d1b4e-0000-4000-8000-000000000001", "0042", 4.5, Watched),
                new("ana, \"la de siempre\"", "42", null, Watched.AddSeconds(1)),
                new("ana, \"la de siempre\"", "0042", 2, Watched),
            ],
            file,
            cancellationToken: TestContext.Current.CancellationToken
        );
        Dataset data = await Prepare(file);
        Assert.Equal(
            ["0b9d1b4e-0000-4000-8000-000000000001", "ana, \"la de siempre\""],
            data.Users.Ids.Select(id => id.ToString())
        );
        Assert.Equal(["42", "0042"], data.Catalog.Vocabulary.Ids.Select(id => id.ToString()));
        Assert.Equal(3, data.Interactions.Count);
        History first = data.Interactions.HistoryOf(0);
        Assert.Equal(4.5f, first.Ratings[0]);
        Assert.Equal((uint)new DateTimeOffset(Watched).ToUnixTimeSeconds(), first.Times[0]);
    }

    [Fact]
    public async Task AFolderOfThemHasMoviesToo()
    {
        await WriteShop();
        Dataset data = await Prepare(Folder["data-of-shop"]);
        Assert.Equal(["One (1999)", "Two, The (2001)"], data.Catalog.Movies.ToArray().Select(movie => movie.Title));
        Assert.Equal(["Drama", "War"], data.Catalog[0].Genres);
        Assert.Empty(data.Catalog[1].Genres);
        Assert.Equal(3, data.Interactions.Count);
    }

    [Theory]
    [InlineData("movies.parquet", "ratings.parquet")]
    [InlineData("shop/movies.parquet", "shop/ratings.parquet")]
    public async Task AnArchiveOfThemIsRead(string movies, string ratings)
    {
        await WriteShop();
        string archive = Folder["shop.zip"];
        using (ZipArchive zip = ZipFile.Open(archive, ZipArchiveMode.Create))
        {
            zip.CreateEntryFromFile(Folder["data-of-shop/movies.parquet"], movies);
            zip.CreateEntryFromFile(Folder["data-of-shop/ratings.parquet"], ratings);
        }
        Assert.Equal(3, (await Prepare(archive)).Interactions.Count);
        await Succeed("train", "popularity", "--data", archive, "--output", Folder["of-shop"]);
        await Succeed("train", "popularity", "--data", Folder["data-of-shop"], "--output", Folder["of-folder"]);
    }

    [Fact]
    public async Task WhatIsThereTwiceIsTold()
    {
        await WriteShop();
        await File.WriteAllTextAsync(
            Folder["data-of-shop/ratings.csv"],
            "userId,movieId\n1,10\n",
            TestContext.Current.CancellationToken
        );
        Assert.Equal(
            "TMP/data-of-shop/ratings.parquet: found ratings.csv beside it, expected one of the two. Take the other away.",
            await Fail("data", "prepare", "--movielens", Folder["data-of-shop"], "--output", Folder["out"])
        );
    }

    [Fact]
    public async Task HistoriesAndCandidatesMayBeSuch()
    {
        await Train();
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await ParquetSerializer.SerializeAsync<Numbered>(
            [new(9, 7, 4), new(9, 27, 4), new(2, 287, 1)],
            Folder["in.parquet"],
            cancellationToken: cancellation
        );
        await ParquetSerializer.SerializeAsync<Numbered>(
            [new(0, 37, 0), new(0, 47, 0)],
            Folder["tonight.parquet"],
            cancellationToken: cancellation
        );
        using (ZipArchive zip = ZipFile.Open(Folder["in.zip"], ZipArchiveMode.Create))
            zip.CreateEntryFromFile(Folder["in.parquet"], "in.parquet");
        string csv = Folder.Write("in.csv", "userId,movieId\n9,7\n9,27\n2,287\n");
        List<string> lists = [];
        foreach (string file in (string[])[csv, Folder["in.parquet"], Folder["in.zip"]])
        {
            await Succeed(
                "recommend",
                "--model",
                ModelFolderPath,
                "--histories",
                file,
                "--output",
                Folder["out.csv"],
                "--candidates",
                Folder["tonight.parquet"]
            );
            lists.Add(await File.ReadAllTextAsync(Folder["out.csv"], cancellation));
        }
        Assert.Equal(5, lists[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Length); // two movies for two users
        Assert.All(lists, list => Assert.Equal(lists[0], list));
    }

    [Fact]
    public async Task ADamagedOneIsToldInASentence()
    {
        string file = Folder["pairs.parquet"];
        await ParquetSerializer.SerializeAsync<Numbered>(
            [new(1, 10, 4)],
            file,
            cancellationToken: TestContext.Current.CancellationToken
        );
        byte[] whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        for (int length = 4; length < whole.Length; length += 13)
        {
            await File.WriteAllBytesAsync(file, whole[..length], TestContext.Current.CancellationToken);
            string error = await Fail("data", "prepare", "--movielens", file, "--output", Folder["out"]);
            Assert.StartsWith(
                "TMP/pairs.parquet: found a Parquet file that can't be read",
                error,
                StringComparison.Ordinal
            );
            Assert.False(Directory.Exists(Folder["out"]));
        }
    }

    [Fact]
    public async Task AnyByteOfItMayBeWrong()
    {
        string file = Folder["pairs.parquet"];
        await ParquetSerializer.SerializeAsync<Pair>(
            [new("a", "b", 4.5, Watched), new("c", "d", null, Watched)],
            file,
            cancellationToken: TestContext.Current.CancellationToken
        );
        byte[] whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Random random = Seeds.Create(3, "bytes of Parquet");
        for (int time = 0; time < 60; time++)
        {
            byte[] wrong = [.. whole];
            wrong[4 + random.Next(whole.Length - 4)] = (byte)random.Next(256);
            await File.WriteAllBytesAsync(file, wrong, TestContext.Current.CancellationToken);
            (int code, ConsoleCapture console) = await ConsoleCapture.Run(
                "data",
                "prepare",
                "--movielens",
                file,
                "--output",
                Folder["out"]
            );
            Assert.True(
                code == 0 || (code == 1 && console.Notes.StartsWith($"Error: {file}", StringComparison.Ordinal)),
                $"exit code {code}: {console.Notes}"
            );
        }
    }

    private async Task WriteShop()
    {
        string folder = Directory.CreateDirectory(Folder["data-of-shop"]).FullName;
        await ParquetSerializer.SerializeAsync<Numbered>(
            [new(1, 10, 4), new(1, 20, 3.5f), new(2, 10, 5)],
            Path.Combine(folder, "ratings.parquet"),
            cancellationToken: TestContext.Current.CancellationToken
        );
        await ParquetSerializer.SerializeAsync<Film>(
            [new(10, "One (1999)", ["Drama", "War"]), new(20, "Two, The (2001)", [])],
            Path.Combine(folder, "movies.parquet"),
            cancellationToken: TestContext.Current.CancellationToken
        );
    }

    private async Task<Dataset> Prepare(string path)
    {
        await Succeed("data", "prepare", "--movielens", path, "--output", Folder["out"]);
        return DatasetFolder.Read(Folder["out"]).Dataset;
    }

    private sealed record Pair(string UserId, string MovieId, double? Rating, DateTime Timestamp);

    private sealed record Numbered(long UserId, int MovieId, float Rating);

    private sealed record Film(int MovieId, string Title, List<string> Genres);
}
