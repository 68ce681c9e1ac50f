using System.Text.Json;
using System.Text.RegularExpressions;
using Butaca.Data;
using Butaca.Data.Files;

namespace Butaca.Tests.Cli;

/// <summary>A test of a command on a small data set of 40 users and 30 movies, in a folder of its own.</summary>
public abstract partial class CommandTest : IDisposable
{
    private static readonly string[] Titles =
    [
        "Alien (1979)|Horror,Sci-Fi|British-American",
        "Aliens (1986)|Action,Horror,Sci-Fi|American",
        "Heat (1995)|Action,Crime|American",
        "Amelie (2001)|Comedy,Romance|French",
        "Sabrina (1954)|Comedy,Romance|American",
        "Sabrina (1995)|Comedy,Romance|American",
        "Blade Runner (1982)|Sci-Fi|American",
        "Casablanca (1942)|Drama,Romance|American",
        "Notorious (1946)|Crime,Romance|American",
        "Ran (1985)|Drama,War|Japanese-French",
        "Ikiru (1952)|Drama|Japanese",
        "Seven Samurai (1954)|Action,Drama|Japanese",
        "Matrix, The (1999)|Action,Sci-Fi|American",
        "Fargo (1996)|Comedy,Crime|American",
        "Brazil (1985)|Comedy,Sci-Fi|British",
        "Gattaca (1997)|Drama,Sci-Fi|American",
        "Metropolis (1927)|Sci-Fi|German",
        "M (1931)|Crime|German",
        "Diva (1981)|Crime,Romance|French",
        "Trust (1990)|Comedy,Drama|",
        "Clue (1985)|Comedy,Crime|American",
        "Big (1988)|Comedy|American",
        "Babe (1995)|Comedy|Australian",
        "Jaws (1975)|Action,Horror|American",
        "Psycho (1960)|Crime,Horror|American",
        "Rope (1948)|Crime|American",
        "Vertigo (1958)|Crime,Romance|American",
        "Platoon (1986)|Drama,War|American",
        "Glory (1989)|Drama,War|American",
        "Nothing Is Known||",
    ];

    private protected TemporaryFolder Folder { get; } = new();

    private protected string DataFolder => Folder["data"];

    private protected string ModelFolderPath => Folder["model"];

    private protected Dataset Data { get; } = Make();

    protected CommandTest() => DatasetFolder.Write(DataFolder, Data);

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Users 1 to 40 of two tastes, odd ones for the first half of the catalogue, with ratings of 0.5 to 5.
    /// </summary>
    private static Dataset Make()
    {
        DatasetBuilder builder = new();
        for (int row = 0; row < Titles.Length; row++)
        {
            string[] parts = Titles[row].Split('|');
            builder.AddMovie(
                new Movie(Toy.IdOf(row), parts[0])
                {
                    Year = MovieTitle.YearOf(parts[0]),
                    Genres = [.. parts[1].Split(',', StringSplitOptions.RemoveEmptyEntries)],
                    Origin = parts[2].Length == 0 ? null : parts[2],
                }
            );
        }
        Random random = Seeds.Create(11, "command tests");
        for (int user = 1; user <= 40; user++)
        {
            for (int row = 0; row < Titles.Length - 1; row++) // nobody has watched the last
                if (random.NextDouble() < ((user % 2 == 1) == row < 15 ? 0.6 : 0.15))
                    builder.AddInteraction(
                        user,
                        Toy.IdOf(row),
                        0.5f * random.Next(1, 11),
                        (uint)(1_000_000 + 86_400 * row)
                    );
        }
        return builder.Build();
    }

    /// <summary>Runs a command line that must succeed.</summary>
    private protected static async Task<ConsoleCapture> Succeed(params string[] args)
    {
        (int code, ConsoleCapture console) = await ConsoleCapture.Run(args);
        Assert.True(code == 0, $"exit code {code}: {console.Notes}");
        return console;
    }

    /// <summary>Runs a command line that must end in an error; its message with the folder left out.</summary>
    private protected async Task<string> Fail(params string[] args)
    {
        (int code, ConsoleCapture console) = await ConsoleCapture.Run(args);
        Assert.Equal(1, code);
        Assert.Equal("", console.Out);
        Assert.StartsWith("Error: ", console.Notes, StringComparison.Ordinal);
        return Scrub(console.Notes["Error: ".Length..]).TrimEnd('\n');
    }

    private protected async Task Train(string model = "item-knn", params string[] more) =>
        await Succeed(["train", model, "--data", DataFolder, "--output", ModelFolderPath, "--threads", "2", .. more]);

    private protected static async Task<JsonElement> Json(params string[] args) =>
        JsonDocument.Parse((await Succeed(args)).Out).RootElement;

    /// <summary>Leaves out what differs from run to run and version to version.</summary>
    private protected string Scrub(string text) =>
        VersionPattern()
            .Replace(text.Replace(Folder.Path, "TMP", StringComparison.Ordinal).Replace('\\', '/'), "Butaca VERSION");

    [GeneratedRegex(
        @"Butaca \d+\.\d+\.\d+(\+[0-9a-f]+)?",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex VersionPattern();

    private protected string Both(ConsoleCapture console) => Scrub($"{console.Out}--- notes\n{console.Notes}");

    /// <summary>The files and folders that are there, without what is in the data folder.</summary>
    private protected string[] Left() =>
        [
            .. Directory
                .EnumerateFileSystemEntries(Folder.Path)
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];
}
