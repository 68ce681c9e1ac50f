namespace Butaca.Cli;

/// <summary>What a person types to run this program again from the folder at hand.</summary>
internal static class ProgramName
{
    /// <summary>The installed command.</summary>
    public const string Installed = "butaca";

    private const string Project = "Butaca.Cli.csproj";

    /// <summary>How this process was started, as words of a command line.</summary>
    public static string OfProcess() =>
        Of(
            Environment.ProcessPath ?? Installed,
            AppContext.BaseDirectory,
            Directory.GetCurrentDirectory(),
            Environment.GetEnvironmentVariable("PATH") ?? ""
        );

    /// <summary>How a process was started: as a tool, from a clone by <c>dotnet run</c>, or by its path.</summary>
    /// <param name="process">The path of the executable.</param>
    /// <param name="program">The folder of the program's assemblies.</param>
    /// <param name="here">The folder at hand.</param>
    /// <param name="path">Where the shell looks for commands: the variable PATH.</param>
    public static string Of(string process, string program, string here, string path)
    {
        string name = Path.GetFileNameWithoutExtension(process);
        if (name == Installed)
        {
            string? folder = Path.GetDirectoryName(process);
            bool isOnPath = path.Split(Path.PathSeparator)
                .Any(each => Path.TrimEndingDirectorySeparator(each) == folder);
            return isOnPath ? Installed : Run(process, here);
        }
        for (DirectoryInfo? at = new(program); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, Project)))
                return $"dotnet run -c {ConfigurationOf(at.FullName, program)} --project {Quote(Path.GetRelativePath(here, at.FullName))} --";
        return name == "dotnet" ? $"dotnet {Installed}" : Run(process, here); // a local tool, which the SDK's host runs
    }

    /// <summary>An executable by its path, which a shell takes for one only with a separator in it.</summary>
    private static string Run(string process, string here)
    {
        string relative = Path.GetRelativePath(here, process);
        return Quote(Path.GetDirectoryName(relative) is null or "" ? Path.Combine(".", relative) : relative);
    }

    /// <summary>Of <c>PROJECT/bin/Release/net10.0/linux-x64</c> the Release.</summary>
    private static string ConfigurationOf(string project, string program)
    {
        string[] folders = Path.GetRelativePath(project, program).Split(Path.DirectorySeparatorChar);
        return folders.Length > 1 ? folders[1] : "Release";
    }

    /// <summary>A path as one word of a command line.</summary>
    public static string Quote(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;
}
