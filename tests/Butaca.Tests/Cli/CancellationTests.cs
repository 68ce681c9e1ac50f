namespace Butaca.Tests.Cli;

public sealed class CancellationTests : CommandTest
{
    [Fact]
    public async Task ACancelledCommandLeavesNothing()
    {
        await Train();
        string histories = Folder.Write("in.csv", "userId,movieId\n9,7\n");
        string[] before = Left();
        foreach (
            string[] args in new string[][]
            {
                ["train", "popularity", "--data", DataFolder, "--output", ModelFolderPath],
                ["train", "edlae", "--data", DataFolder, "--output", Folder["new"]],
                [
                    "evaluate",
                    "--data",
                    DataFolder,
                    "--protocol",
                    "new-users",
                    "--json",
                    Folder["figures.json"],
                    "--markdown",
                    Folder["figures.md"],
                ],
                ["tune", "item-knn", "--data", DataFolder],
                ["recommend", "--model", ModelFolderPath, "--histories", histories, "--output", Folder["out.csv"]],
                ["quickstart"],
            }
        )
        {
            (int code, ConsoleCapture console) = await ConsoleCapture.Run(new CancellationToken(canceled: true), args);
            Assert.Equal((130, "", "Cancelled. Nothing was left half-written.\n"), (code, console.Out, console.Notes));
            Assert.Equal(before, Left());
        }
        Assert.Equal("item-knn", Butaca.Models.ModelFolder.Load(ModelFolderPath).Manifest.Model); // the old one
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder.Path, "*.tmp*", SearchOption.AllDirectories));
    }
}
