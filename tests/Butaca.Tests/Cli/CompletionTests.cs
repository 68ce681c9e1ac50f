using Butaca.Cli;

namespace Butaca.Tests.Cli;

/// <summary>What a shell is told when somebody presses the tab key.</summary>
public sealed class CompletionTests : CommandTest
{
    [Theory]
    [InlineData("tra", "train")]
    [InlineData("--ver", "--version")]
    [InlineData("evaluate --prot", "--protocol")]
    [InlineData("evaluate --protocol known", "known-users")]
    [InlineData("evaluate --models popularity,user", "popularity,user-knn")]
    [InlineData("evaluate --hide la", "latest")]
    [InlineData("train edl", "edlae")]
    [InlineData("train edlae --set lam", "lambda=")]
    [InlineData("train --tune th", "thorough")]
    [InlineData("tune item-knn --metric Rec", "Recall")]
    [InlineData("recommend --goal l", "like")]
    [InlineData("completion z", "zsh")]
    public async Task ValuesAreCompleted(string line, string expected) =>
        Assert.Equal(expected, (await Succeed($"[suggest:{line.Length}]", line)).Out.TrimEnd());

    [Fact]
    public async Task EachShellHasItsScript()
    {
        foreach (string shell in Shells.Scripts.Keys)
        {
            string script = (await Succeed("completion", shell)).Out;
            Assert.Contains("[suggest:", script, StringComparison.Ordinal);
            Assert.Contains("butaca", script, StringComparison.Ordinal);
        }
        Assert.Equal("SHELL: found 'csh', expected one of bash, fish, pwsh, zsh.", await Fail("completion", "csh"));
    }
}
