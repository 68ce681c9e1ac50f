using Butaca.Data;
using Butaca.Data.Files;

namespace Butaca.Tests.Data;

public sealed class GenreTextTests
{
    [Theory]
    [InlineData("Comedy|Drama", "Comedy|Drama")]
    [InlineData("Comedy, Drama", "Comedy|Drama")]
    [InlineData("Comedy / Drama", "Comedy|Drama")]
    [InlineData("Comedy/Drama", "Comedy/Drama")]
    [InlineData("Comedy", "Comedy")]
    [InlineData("Sci-Fi & Fantasy", "Sci-Fi & Fantasy")]
    [InlineData("""[{"id": 35, "name": "Comedy"}, {"id": 18, "name": "Drama"}]""", "Comedy|Drama")]
    [InlineData("[{'id': 35, 'name': 'Comedy'}, {'id': 18, 'name': \"Children's\"}]", "Comedy|Children's")]
    [InlineData("['Comedy', 'Drama']", "Comedy|Drama")]
    [InlineData("""["Comedy", "Drama, serious"]""", "Comedy|Drama, serious")]
    [InlineData("[Comedy, Drama]", "Comedy|Drama")]
    [InlineData("[]", "")]
    [InlineData("nan", "")]
    [InlineData("None", "")]
    [InlineData(" ", "")]
    public void GenresAreTakenApart(string text, string genres) =>
        Assert.Equal(genres, string.Join('|', GenreText.Split(text)));

    [Fact]
    public void WhatIsWrittenReadsBackTheSame()
    {
        foreach (
            string[] genres in (string[][])
                [
                    ["Drama, serious"],
                    ["[x]"],
                    ["nan"],
                    ["A, B", "C"],
                    ["A / B"],
                    ["Comedy"],
                ]
        )
            Assert.Equal(genres, GenreText.Split(GenreText.Joined(genres)));
    }

    [Fact]
    public void AnArchiveIsADataSet()
    {
        using TemporaryFolder folder = new();
        string inside = Path.Combine(folder.Path, "packed", "ml-tiny");
        Directory.CreateDirectory(inside);
        File.WriteAllText(Path.Combine(inside, "ratings.csv"), "userId,movieId\n1,1\n1,\n");
        System.IO.Compression.ZipFile.CreateFromDirectory(folder["packed"], folder["ml.zip"]);
        foreach (string path in new[] { folder["ml.zip"], folder["packed"] })
        {
            ButacaException error = Assert.Throws<ButacaException>(() =>
                Unpacked.Read(
                    path,
                    p => File.Exists(Path.Combine(p, "ratings.csv")),
                    p => DatasetFolder.Read(p, cancellation: TestContext.Current.CancellationToken)
                )
            );
            Assert.Equal(3, error.Line);
            Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
            ReadOptions lenient = new() { Lenient = true };
            foreach (
                LoadedDataset loaded in (LoadedDataset[])
                    [
                        DatasetFolder.Read(path, lenient, cancellation: TestContext.Current.CancellationToken),
                        Butaca.Splits.PairLists.Read(path, lenient, TestContext.Current.CancellationToken),
                    ]
            )
            {
                Assert.Equal(1, loaded.Dataset.Interactions.Count);
                SkippedRows odd = Assert.Single(loaded.Skipped.Reasons);
                Assert.StartsWith(path, odd.FirstFile, StringComparison.Ordinal); // not where it was unpacked
                Assert.EndsWith("ratings.csv", odd.FirstFile, StringComparison.Ordinal);
            }
        }
    }
}
