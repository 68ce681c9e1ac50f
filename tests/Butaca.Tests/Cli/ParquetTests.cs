using Butaca.Data;
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
        string folder = Directory.CreateDirectory(Folder["shop"]).FullName;
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await ParquetSerializer.SerializeAsync<Numbered>(
            [new(1, 10, 4), new(1, 20, 3.5f), new(2, 10, 5)],
            Path.Combine(folder, "ratings.parquet"),
            cancellationToken: cancellation
        );
        await ParquetSerializer.SerializeAsync<Film>(
            [new(10, "One (1999)", ["Drama", "War"]), new(20, "Two, The (2001)", [])],
            Path.Combine(folder, "movies.parquet"),
            cancellationToken: cancellation
        );
        Dataset data = await Prepare(folder);
        Assert.Equal(["One (1999)", "Two, The (2001)"], data.Catalog.Movies.ToArray().Select(movie => movie.Title));
        Assert.Equal(["Drama", "War"], data.Catalog[0].Genres);
        Assert.Empty(data.Catalog[1].Genres);
        Assert.Equal(3, data.Interactions.Count);
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

    private async Task<Dataset> Prepare(string path)
    {
        await Succeed("data", "prepare", "--movielens", path, "--output", Folder["out"]);
        return DatasetFolder.Read(Folder["out"]).Dataset;
    }

    private sealed record Pair(string UserId, string MovieId, double? Rating, DateTime Timestamp);

    private sealed record Numbered(long UserId, int MovieId, float Rating);

    private sealed record Film(int MovieId, string Title, List<string> Genres);
}
