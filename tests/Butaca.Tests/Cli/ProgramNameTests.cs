using Butaca.Cli;

namespace Butaca.Tests.Cli;

/// <summary>What a person types to run the program again, however it was started.</summary>
public sealed class ProgramNameTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AToolOnThePathGoesByItsName()
    {
        string tools = _folder["tools"];
        string path = string.Join(Path.PathSeparator, _folder["bin"], tools + Path.DirectorySeparatorChar);
        Assert.Equal("butaca", Of("tools/butaca", "tools/.store/butaca.tool", path));
    }

    [Theory]
    [InlineData("tools/butaca", "tools/butaca")]
    [InlineData("butaca", "./butaca")]
    [InlineData("my tools/butaca", "\"my tools/butaca\"")]
    [InlineData("other/Butaca.Cli", "other/Butaca.Cli")]
    public void ElsewhereItGoesByItsPath(string process, string expected) =>
        Assert.Equal(expected, Of(process, "tools/.store/butaca.tool", _folder["bin"]).Replace('\\', '/'));

    [Fact]
    public void ALocalToolIsRunByTheSdk() =>
        Assert.Equal("dotnet butaca", Of("sdk/dotnet", "packages/butaca.tool/tools", _folder["sdk"]));

    [Theory]
    [InlineData("Release")]
    [InlineData("Debug")]
    public void FromACloneItIsRunFromItsProject(string configuration)
    {
        _folder.Write("clone/src/Butaca.Cli/Butaca.Cli.csproj", "");
        string program = $"clone/src/Butaca.Cli/bin/{configuration}/net10.0/linux-x64";
        Assert.Equal(
            $"dotnet run -c {configuration} --project clone/src/Butaca.Cli --",
            Of($"{program}/Butaca.Cli", program, "").Replace('\\', '/')
        );
    }

    private string Of(string process, string program, string path) =>
        ProgramName.Of(_folder[process], _folder[program], _folder.Path, path);
}
