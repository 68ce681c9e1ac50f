using System.Text;

namespace Butaca.Tests;

/// <summary>A folder for one test; gone afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("butaca-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file, its lines joined by \n.</summary>
    public string Write(string name, string text, Encoding? encoding = null)
    {
        string file = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, (encoding ?? new UTF8Encoding(false)).GetBytes(text.ReplaceLineEndings("\n")));
        return file;
    }

    /// <summary>The message of the error that an action must end in, with this folder's path left out.</summary>
    public string ErrorOf(Action action) =>
        Assert
            .Throws<ButacaException>(action)
            .Message.Replace(Path + System.IO.Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
