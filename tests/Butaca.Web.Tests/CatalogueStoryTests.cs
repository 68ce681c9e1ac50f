using Butaca.Server.Web.Wording;
using Microsoft.Playwright;

namespace Butaca.Web.Tests;

/// <summary>
/// The catalogue of today, in two languages: searching, cards, films that nobody has watched, filters by who made them.
/// </summary>
public sealed class CatalogueStoryTests(WebSite site) : BrowserTest(site)
{
    private const string Arrival = "1000003";

    private static bool IsSpanish(string language) => language.StartsWith("es", StringComparison.Ordinal);

    [Theory, MemberData(nameof(Visitors))]
    public async Task ASpanishTitleFindsItsMovieAndTheCardsSpeakThePagesLanguage(string language, bool phone)
    {
        IPage page = await OpenAsync("/", language, phone);
        await page.Locator("#search").FillAsync("el padrino");
        ILocator first = page.Locator("[role=option]").First;
        await Assertions
            .Expect(first)
            .ToContainTextAsync(IsSpanish(language) ? "El padrino" : "El padrino → The Godfather");
        await page.Keyboard.PressAsync("Enter");
        await Assertions
            .Expect(page.Locator(".chip"))
            .ToHaveTextAsync(IsSpanish(language) ? "El padrino" : "The Godfather");
        await Assertions
            .Expect(page.Locator(".card .synopsis").First)
            .ToHaveAttributeAsync("lang", IsSpanish(language) ? "es" : "en-GB");
        await page.Locator("#search").FillAsync("tarantino");
        await Assertions
            .Expect(page.Locator("[role=option]").First)
            .ToContainTextAsync($"{TextsOf(language).DirectedBy} Quentin Tarantino");
        await page.Keyboard.PressAsync("Escape");
        await AssertAccessibleAsync(page);
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task AFilmThatNobodyWatchedIsRecommendedMarkedAndExplained(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/?seen=260,1196,589&from=2016", language, phone);
        ILocator card = page.Locator(".card")
            .Filter(new LocatorFilterOptions { HasText = IsSpanish(language) ? "La llegada" : "Arrival" });
        await Assertions.Expect(card.Locator(".new-mark")).ToHaveTextAsync(texts.NewToButaca);
        await Assertions.Expect(card.Locator(".because")).Not.ToBeEmptyAsync();
        await ShootAsync(page, "new-to-butaca", language, phone);
        await AssertAccessibleAsync(page);
        await card.Locator("h3 a").ClickAsync();
        await AtAsync(page, url => url.Contains($"/movie/{Arrival}", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(IsSpanish(language) ? "La llegada" : "Arrival");
        await Assertions.Expect(page.Locator(".movie .new-mark")).ToHaveTextAsync(texts.NewToButaca);
        await AssertAccessibleAsync(page);
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task AClickOnANameFiltersAndUnknownFilmsAreLetIn(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/movie/296", language, phone);
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Quentin Tarantino" }).First.ClickAsync();
        await AtAsync(page, url => url.Contains("director=Quentin%20Tarantino", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator(".card").First).ToBeVisibleAsync();
        int few = await page.Locator(".card").CountAsync();
        await Assertions.Expect(page.Locator(".tune .chip")).ToContainTextAsync("Quentin Tarantino");
        await Link(page, texts.LetUnknownIn).ClickAsync(); // nothing is known of who made the hostile movie
        await AtAsync(page, url => url.Contains("unknown=1", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator(".card")).Not.ToHaveCountAsync(few);
        await Link(page, texts.LeaveUnknownOut).ClickAsync();
        await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(few);
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task AnEnglishTitleOnTheSpanishPageIsFoundAndSaid(string language, bool phone)
    {
        IPage page = await OpenAsync("/", language, phone);
        await page.Locator("#search").FillAsync("godfather");
        ILocator first = page.Locator("[role=option]").First;
        await Assertions
            .Expect(first)
            .ToContainTextAsync(IsSpanish(language) ? "The Godfather → El padrino" : "The Godfather");
        await Assertions
            .Expect(first.Locator(".found-match [lang=en-GB]"))
            .ToHaveCountAsync(IsSpanish(language) ? 1 : 0); // so that it is read out as English
        await ShootAsync(page, "search-met", language, phone);
        await AssertAccessibleAsync(page);
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task DirectorsAndActorsAreCompletedWhereThePicksAreTuned(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/?seen=260,1196", language, phone);
        if (phone)
            await page.Locator(".tune-switch").ClickAsync();
        ILocator director = page.GetByLabel(texts.Director, new PageGetByLabelOptions { Exact = true });
        await director.FillAsync("spielb");
        await Assertions
            .Expect(page.Locator("#director-names option"))
            .ToHaveAttributeAsync("value", "Steven Spielberg");
        await ShootAsync(page, "tune-names", language, phone);
        await AssertAccessibleAsync(page);
        await director.FillAsync("Steven Spielberg"); // as a click on the list does
        await AtAsync(page, url => url.Contains("director=Steven%20Spielberg", StringComparison.Ordinal));
        await Assertions.Expect(director).ToHaveValueAsync("");
        await Assertions.Expect(page.Locator(".tune .chip")).ToContainTextAsync("Steven Spielberg");
        ILocator actor = page.GetByLabel(texts.Actor, new PageGetByLabelOptions { Exact = true });
        await actor.FillAsync("harrison f");
        await page.Keyboard.PressAsync("Enter");
        await AtAsync(page, url => url.Contains("cast=Harrison%20Ford", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(3); // Indiana Jones, three times
        await actor.FillAsync("nobody at all");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#cast-problem")).ToContainTextAsync(texts.NameUnknown.Split('{')[0]);
        await page.EvaluateAsync("scrollTo(0, 0)"); // or the masthead would lie on a slider
        await AssertAccessibleAsync(page);
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task AFilterThatFitsNothingIsToldInThePagesLanguage(string language, bool phone)
    {
        IPage page = await OpenAsync("/?director=Nobody%20At%20All", language, phone);
        await Assertions.Expect(page.Locator(".notice")).ToContainTextAsync(TextsOf(language).FilterUnfit);
        await Assertions.Expect(page.Locator(".notice [lang=en]")).ToHaveCountAsync(0);
    }
}
