using System.Runtime.CompilerServices;

namespace Butaca.Tests;

/// <summary>
/// Compares a text with the file <c>Class.Test.verified.txt</c> beside the test. With the environment variable
/// BUTACA_ACCEPT=1 the file is written instead: read the difference in git before you commit it.
/// </summary>
public static class Snapshot
{
    public static void Check(
        string actual,
        string name = "",
        [CallerFilePath] string file = "",
        [CallerMemberName] string test = ""
    )
    {
        string suffix = name.Length == 0 ? "" : $".{name}";
        string verified = Path.Combine(
            Path.GetDirectoryName(file)!,
            $"{Path.GetFileNameWithoutExtension(file)}.{test}{suffix}.verified.txt"
        );
        string text =
            string.Join('\n', actual.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).TrimEnd('\n')
            + "\n";
        if (Environment.GetEnvironmentVariable("BUTACA_ACCEPT") == "1")
            File.WriteAllText(verified, text);
        Assert.True(File.Exists(verified), $"{verified} does not exist. Run the test with BUTACA_ACCEPT=1 to make it.");
        Assert.Equal(File.ReadAllText(verified).ReplaceLineEndings("\n"), text);
    }
}
