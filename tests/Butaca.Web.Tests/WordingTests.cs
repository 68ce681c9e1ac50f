using System.Reflection;
using System.Text.RegularExpressions;
using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Models;
using Butaca.Server.Web.Wording;
using Butaca.Tests;
using Butaca.Training.Models;

namespace Butaca.Web.Tests;

/// <summary>The page says everything in each of its languages. Needs no browser.</summary>
public sealed partial class WordingTests
{
    /// <summary>What is the same in both languages.</summary>
    private static readonly string[] Alike = [nameof(Texts.FooterApi)];

    [Fact]
    public void EveryTextIsInSpanish()
    {
        foreach (PropertyInfo property in typeof(Texts).GetProperties().Where(p => p.PropertyType == typeof(string)))
        {
            string english = (string)property.GetValue(Texts.English)!;
            string spanish = (string)property.GetValue(Texts.Spanish)!;
            if (!Alike.Contains(property.Name))
                Assert.True(english != spanish, $"{property.Name}: '{spanish}' in both languages");
            Assert.Equal(Places(english), Places(spanish));
        }
    }

    [Fact]
    public void EveryListHasTheSameEntries()
    {
        Assert.Equal(Texts.English.Meanings.Keys.Order(), Texts.Spanish.Meanings.Keys.Order());
        Assert.Equal(Enum.GetValues<FileProblem>(), Texts.English.Problems.Keys.Order());
        Assert.Equal(Enum.GetValues<FileProblem>(), Texts.Spanish.Problems.Keys.Order());
        foreach (FileProblem problem in Enum.GetValues<FileProblem>())
            Assert.Equal(Places(Texts.English.Problems[problem]), Places(Texts.Spanish.Problems[problem]));
        Assert.Equal(
            new ModelRegistry(typeof(Popularity).Assembly).All.Select(model => model.Name).Order(),
            Texts.Spanish.Summaries.Keys.Order()
        );
    }

    [Fact]
    public void WhatTheShippedDataNamesHasASpanishName()
    {
        Catalog catalog = DatasetFolder
            .Read(Repository.MovieLensSmall, cancellation: TestContext.Current.CancellationToken)
            .Dataset.Catalog;
        string[] alike = ["Drama", "IMAX", "Thriller", "Western"];
        Assert.Empty(catalog.Genres.Where(genre => !Texts.Spanish.GenreNames.ContainsKey(genre)).Except(alike));
        Assert.Empty(catalog.Languages.Names.Where(language => !Texts.Spanish.SpokenNames.ContainsKey(language)));
        Assert.Empty(
            catalog
                .Movies.ToArray()
                .SelectMany(movie => movie.Origin?.Split('-') ?? [])
                .Where(origin => !Texts.Spanish.OriginNames.ContainsKey(origin))
                .Distinct()
        );
    }

    /// <summary>Words in the markup would be the same in each language.</summary>
    [Fact]
    public void NoWordsStandInTheMarkup()
    {
        string[] files =
        [
            .. Directory.EnumerateFiles(
                Path.Combine(Repository.Root, "src", "Butaca.Server", "Web", "Components"),
                "*.razor",
                SearchOption.AllDirectories
            ),
        ];
        Assert.True(files.Length > 20);
        foreach (string file in files)
        {
            string markup = File.ReadAllText(file).Split("\n@code")[0];
            string[] words =
            [
                .. Prose().Matches(markup).Select(match => match.Groups["text"].Value.Trim()),
                .. Attribute().Matches(markup).Select(match => match.Groups["text"].Value),
            ];
            Assert.True(words.All(text => text == "Butaca"), $"{Path.GetFileName(file)}: {string.Join("; ", words)}");
        }
    }

    /// <summary>The places that are filled, such as {0}.</summary>
    private static string[] Places(string text) =>
        [.. Place().Matches(text).Select(match => match.Value).Order().Distinct()];

    [GeneratedRegex(@"\{\d\}", RegexOptions.None, 1000)]
    private static partial Regex Place();

    /// <summary>Between elements, unless it is code: that has signs which prose lacks.</summary>
    [GeneratedRegex("""(?<!=)>(?<text>[^<@{}()"=;]*\p{L}{2}[^<@{}()"=;]*)<""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Prose();

    [GeneratedRegex(
        """\b(aria-label|title|placeholder|alt|Label|Title|Text|Lead)="(?<text>[^@"]*\p{L}{2}[^@"]*)["]""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Attribute();
}
