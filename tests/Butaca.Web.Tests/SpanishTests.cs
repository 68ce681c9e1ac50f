using Butaca.Data;
using Butaca.Models;
using Butaca.Server.Web.Wording;
using Butaca.Training.Models;
using Microsoft.Playwright;

namespace Butaca.Web.Tests;

/// <summary>
/// Nothing on the Spanish page is English: a text that is the same in both languages is a name or a work of the data.
/// </summary>
public sealed class SpanishTests(WebSite site) : BrowserTest(site)
{
    /// <summary>All that is read or read out, but drawn titles and what says that it is in another language.</summary>
    private const string Read = """
        () => {
          const here = document.documentElement.lang, said = [document.title];
          const isForeign = element => { const lang = element.closest('[lang]').lang; return lang !== '' && lang.split('-')[0] !== here; };
          for (const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT); walk.nextNode();) {
            const element = walk.currentNode.parentElement;
            if (!element.closest('script, style, noscript, .poster') && !isForeign(element)) {
              said.push(walk.currentNode.data);
            }
          }
          for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'data-copy', 'data-text'])
            for (const element of document.querySelectorAll(`[${name}]`)) {
              if (!isForeign(element)) {
                said.push(element.getAttribute(name));
              }
            }
          said.push(document.querySelector('meta[name=description]')?.content ?? '');
          return said.map(text => text.replace(/\s+/g, ' ').trim()).filter(text => /\p{L}{2}/u.test(text));
        }
        """;

    private static readonly char[] Marks = [' ', '.', ':', ',', '·', '»', '«', '“', '”'];

    private static readonly Lazy<HashSet<string>> Names = new(() => [.. NamesOf(Cinema.Data().Catalog)]);

    [Theory]
    [InlineData("/")]
    [InlineData(
        "/?seen=2571,260&no=1&more=318&gems=50&origin=American&language=English&director=Steven%20Spielberg&unknown=1"
    )]
    [InlineData("/?director=Nobody%20At%20All")]
    [InlineData("/?seen=2571&genre=Western&from=2090")]
    [InlineData("/movie/2571?seen=260")]
    [InlineData("/movie/1000003")]
    [InlineData("/movie/900001")]
    [InlineData("/movie/123456789")]
    [InlineData("/new")]
    [InlineData("/history?seen=2571")]
    [InlineData("/map")]
    [InlineData("/models?seen=2571,260")]
    [InlineData("/no-such-page")]
    public async Task NothingButNamesIsTheSameInBothLanguages(string path)
    {
        Forgive(complaint => complaint.Contains("404", StringComparison.Ordinal));
        string[][] read = await Task.WhenAll(ReadAsync(path, "en-US"), ReadAsync(path, "es-ES"));
        string[] english = read[0];
        string[] spanish = read[1];
        Assert.NotEmpty(spanish);
        Assert.Empty(spanish.Intersect(english).Where(text => !IsNames(text)).Distinct());
        Assert.Empty(spanish.Intersect(Only(Texts.English, Texts.Spanish)));
    }

    /// <summary>So that a screen reader reads it in its own language.</summary>
    [Fact]
    public async Task WhatIsInAnotherLanguageSaysSo()
    {
        IPage hostile = await OpenAsync($"/movie/{Cinema.Hostile}", "es-ES");
        await Assertions.Expect(hostile.Locator("h1")).ToHaveAttributeAsync("lang", "en-GB");
        await Assertions.Expect(hostile.Locator(".movie-synopsis")).ToHaveAttributeAsync("lang", "en-GB");
        IPage translated = await OpenAsync($"/movie/858?seen={Cinema.Hostile}", "es-ES");
        await Assertions.Expect(translated.Locator("h1")).Not.ToHaveAttributeAsync("lang", "en-GB");
        await Assertions.Expect(translated.Locator(".movie-synopsis")).ToHaveAttributeAsync("lang", "es");
        await Assertions.Expect(translated.Locator(".also [lang=en-GB]")).ToHaveTextAsync("The Godfather");
        await Assertions
            .Expect(translated.Locator(".also").Last)
            .ToHaveTextAsync("También conocida como The Godfather");
        IPage told = await OpenAsync($"/?seen={Cinema.Hostile},858", "es-ES");
        await Assertions
            .Expect(told.Locator(".chip [lang=en-GB]"))
            .ToHaveTextAsync(Data.Titles.MovieNames.Plain(Cinema.HostileTitle));
    }

    /// <summary>An address that asks for a language decides; a choice made on it counts from then on.</summary>
    [Fact]
    public async Task TheAddressMayAskForALanguage()
    {
        IPage page = await OpenAsync("/movie/858?lang=es-MX", "en-US");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("El padrino");
        Assert.Equal("es", await page.Locator("html").GetAttributeAsync("lang"));
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "English" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("The Godfather");
        IPage other = await OpenAsync("/?lang=fr", "es-ES");
        Assert.Equal("es", await other.Locator("html").GetAttributeAsync("lang"));
    }

    private async Task<string[]> ReadAsync(string path, string language) =>
        await (await OpenAsync(path, language)).EvaluateAsync<string[]>(Read);

    private static bool IsNames(string text) =>
        Names.Value.Contains(text)
        || text.Split([", ", " · ", ": "], StringSplitOptions.None)
            .All(part => Names.Value.Contains(part.Replace('\u2011', '-').Trim(Marks)) || !part.Any(char.IsLetter));

    private static IEnumerable<string> NamesOf(Catalog catalog)
    {
        foreach (Movie movie in catalog.Movies.ToArray())
        {
            foreach (string language in (string[])["en", "es"])
            {
                string name = new Data.Titles.MovieNames(language).Of(movie);
                yield return name;
                foreach (string part in name.Split([", ", ": "], StringSplitOptions.None))
                    yield return part.Trim(Marks);
            }
            foreach (
                string name in movie
                    .Directors.Concat(movie.Cast)
                    .Concat(Data.MovieTitle.Parse(movie.Title).Names)
                    .Concat(movie.Translations.SelectMany(translation => translation.Titles))
            )
                yield return name;
        }
        foreach (string genre in catalog.Genres.Where(genre => Texts.Spanish.Genre(genre) == genre))
            yield return genre;
        foreach (IModel model in new ModelRegistry(typeof(Popularity).Assembly).All)
            yield return model.Name;
        foreach (string measure in Texts.English.Meanings.Keys)
            yield return measure;
        foreach (
            string own in (string[])
                ["Butaca", "API", "IMDb", "Letterboxd", "TMDB", Cinema.HostileSynopsis, "<i>Nowhere</i>"]
        )
            yield return own;
    }

    /// <summary>What one language says and the other doesn't.</summary>
    private static IEnumerable<string> Only(Texts one, Texts other)
    {
        var texts = typeof(Texts).GetProperties().Where(property => property.PropertyType == typeof(string)).ToArray();
        return texts
            .Select(property => (string)property.GetValue(one)!)
            .Except(texts.Select(property => (string)property.GetValue(other)!))
            .Where(text => text != one.LanguageName);
    }
}
