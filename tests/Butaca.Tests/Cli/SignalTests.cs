using System.Diagnostics;
using Butaca.Data.Files;

namespace Butaca.Tests.Cli;

/// <summary>
/// Signals to a command at work in a process of its own: those that it handles change nothing of what it computes.
/// </summary>
public sealed class SignalTests : CommandTest
{
    /// <summary>
    /// Handlers run on the main thread's stack, on which libtorch's LSTM must not be at work (see TorchThreads): this
    /// many signals ended the process there within a second.
    /// </summary>
    [Fact(Explicit = true)]
    public async Task ALongTrainingBearsSignals()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals of Unix");
        DatasetFolder.Write(Folder["data"], Toy.ShippedCut);
        Assert.Equal(await Train("quiet", signals: false), await Train("disturbed", signals: true));
    }

    /// <returns>The curves of the training.</returns>
    private async Task<string> Train(string name, bool signals)
    {
        using Process training = Start(
            Path.Combine(AppContext.BaseDirectory, "Butaca.Cli"),
            "train",
            "movienet-v2",
            "--data",
            Folder["data"],
            "--users",
            "1-20",
            "--output",
            Folder[name],
            "--threads",
            "1",
            "--set",
            "movieEpochs=1",
            "--set",
            "mostWords=64", // enough of an LSTM to be at work for seconds
            "--set",
            "userEpochs=10"
        );
        Task<string> text = training.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        // CONT is what fg sends, and stops nothing.
        using Process? sender = signals
            ? Start("sh", "-c", $"n=0; while kill -CONT {training.Id} 2>&-; do n=$((n+1)); sleep 0.02; done; echo $n")
            : null;
        await training.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await training.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(training.ExitCode == 0, $"found exit code {training.ExitCode}, expected 0: {await text}");
        if (sender is not null)
            Assert.InRange(
                int.Parse(
                    await sender.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
                    provider: null
                ),
                50,
                int.MaxValue
            );
        return File.ReadAllText(Folder[$"{name}.run/curves.csv"]);
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
}
