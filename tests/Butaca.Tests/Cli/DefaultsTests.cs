using System.Diagnostics;

namespace Butaca.Tests.Cli;

/// <summary>
/// Commands that name neither data nor model, each in a process of its own, in a folder that is no clone.
/// </summary>
public sealed class DefaultsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheShippedDataAndTheLastTrainedModel()
    {
        await Run(0, "train", "popularity");
        await Run(0, "train", "item-knn", "--set", "neighbours=5");
        Assert.Contains(
            Path.Combine("Model: models", "item-knn"),
            (await Run(0, "similar", "--movie", "Alien (1979)")).Notes,
            StringComparison.Ordinal
        );

        // As a training leaves it that was killed before it put the new one there.
        Directory.Move(
            _folder["models/item-knn"],
            _folder["models/item-knn.999999999-0123456789abcdef0123456789abcdef.tmp.old"]
        );
        Assert.Contains(
            Path.Combine("Model: models", "item-knn"),
            (await Run(0, "similar", "--movie", "Alien (1979)")).Notes,
            StringComparison.Ordinal
        );

        Directory.Delete(_folder["models/item-knn"], recursive: true);
        (string output, string notes) = await Run(0, "recommend", "--watched", "Alien (1979)", "-n", "1", "--json");
        Assert.Contains(Path.Combine("Model: models", "popularity"), notes, StringComparison.Ordinal);
        Assert.Contains("Forrest Gump (1994)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAnyModelTheWayOutIsSaid()
    {
        Assert.Equal(
            "Error: --model: found no model in models, expected one. Train it (butaca train), or give its folder.",
            (await Run(1, "map", "--output", "map.png")).Notes.Trim()
        );
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private async Task<(string Out, string Notes)> Run(int expected, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Butaca.Cli"), arguments)
            {
                WorkingDirectory = _folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        Task<string> notes = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(
            process.ExitCode == expected,
            $"found exit code {process.ExitCode}, expected {expected}: {await notes}"
        );
        return (output, await notes);
    }
}
