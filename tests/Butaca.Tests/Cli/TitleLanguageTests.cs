using System.Text.Json;
using Butaca.Cli;

namespace Butaca.Tests.Cli;

/// <summary>Titles on the command line: as people write them, and in the asked language.</summary>
public sealed class TitleLanguageTests : CommandTest
{
    public TitleLanguageTests()
    {
        File.WriteAllText(
            Path.Combine(DataFolder, "translations.es.csv"),
            $"movieId,title\n{IdOf("Matrix, The (1999)")},Matriz|Matrix\n{IdOf("Alien (1979)")},\"Alien, el octavo pasajero\"\n"
        );
        File.WriteAllText(
            Path.Combine(DataFolder, "translations.en.csv"),
            $"movieId,title\n{IdOf("Amelie (2001)")},Amélie\n"
        );
    }

    [Fact]
    public async Task TitlesAreAsPeopleWriteThemAndTheDataSetsIdentify()
    {
        await Train();
        string list = (await Recommend("the matrix", "alien")).Out;
        Assert.Contains("Amélie (2001)", list, StringComparison.Ordinal);
        Assert.Contains("The Matrix (1999) ", list, StringComparison.Ordinal);
        Assert.DoesNotContain("Matrix, The", list, StringComparison.Ordinal);
        JsonElement json = await Json([
            "recommend",
            "--model",
            ModelFolderPath,
            "--watched",
            "heat",
            "-n",
            "29",
            "--explain",
            "--json",
        ]);
        JsonElement matrix = json.GetProperty("recommendations")
            .EnumerateArray()
            .Single(item => item.GetProperty("title").GetString() == "Matrix, The (1999)");
        Assert.Equal("The Matrix", matrix.GetProperty("name").GetString());
    }

    [Fact]
    public async Task TheAskedLanguageIsShownWhereTheDataSetHasIt()
    {
        await Train();
        string list = (await Recommend("the matrix", "heat", "--lang", "es-MX")).Out;
        Assert.Contains("Matriz (1999) ", list, StringComparison.Ordinal);
        Assert.Contains("Alien, el octavo pasajero (1979)", list, StringComparison.Ordinal);
        Assert.Contains("Amélie (2001)", list, StringComparison.Ordinal);
        ConsoleCapture french = await Recommend("heat", "alien", "--lang", "fr");
        Assert.Contains(
            "--lang: the data set has no titles in fr. It has en, es.",
            french.Notes,
            StringComparison.Ordinal
        );
        Assert.Contains("The Matrix (1999)", french.Out, StringComparison.Ordinal);
        Assert.Equal(
            "--lang: found 'spanish', expected a language tag such as es, pt-BR or zh-Hant.",
            await Fail("similar", "--model", ModelFolderPath, "--movie", "heat", "--lang", "spanish")
        );
    }

    [Fact]
    public async Task WhatATitleMetIsSaid()
    {
        await Train();
        string[] similar = ["similar", "--model", ModelFolderPath, "--movie"];
        Assert.StartsWith(
            "Matriz → The Matrix (1999)\n",
            (await Succeed([.. similar, "matriz"])).Notes,
            StringComparison.Ordinal
        );
        ConsoleCapture spanish = await Succeed([.. similar, "the matrix", "--lang", "es"]);
        Assert.StartsWith("The Matrix → Matriz (1999)\n", spanish.Notes, StringComparison.Ordinal);
        Assert.Contains("Most like Matriz (1999)", spanish.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("→", (await Succeed([.. similar, "matrix"])).Notes, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "→",
            (await Succeed([.. similar, "matriz", "--lang", "es"])).Notes,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task TheMapIsLabelledInTheAskedLanguage()
    {
        await Train("als", "--set", "factors=4");
        string page = Folder["map.html"];
        await Succeed("map", "--model", ModelFolderPath, "--output", page, "--lang", "es");
        Assert.Contains(
            "Matriz",
            await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("es-ES", "", "", "es_ES.UTF-8")]
    [InlineData("es-AR", "es_AR", "", "en_GB.UTF-8")]
    [InlineData("de", null, "de", "en_GB.UTF-8")]
    [InlineData("ca-ES", null, null, "ca_ES@valencia")]
    [InlineData(null, "C", null, "es_ES.UTF-8")]
    [InlineData(null, null, null, "POSIX")]
    [InlineData(null, null, null, null)]
    public void TheLocaleIsReadAsPosixHasIt(string? language, string? all, string? messages, string? lang)
    {
        Dictionary<string, string?> variables = new()
        {
            ["LC_ALL"] = all,
            ["LC_MESSAGES"] = messages,
            ["LANG"] = lang,
        };
        Assert.Equal(language, Locale.Language(variables.GetValueOrDefault));
    }

    private Task<ConsoleCapture> Recommend(string one, string other, params string[] more) =>
        Succeed(["recommend", "--model", ModelFolderPath, "--watched", one, other, "--explain", "-n", "28", .. more]);

    private string IdOf(string title) => $"{Data.Catalog.Movies.ToArray().Single(movie => movie.Title == title).Id}";
}
