using System.Globalization;
using Butaca.Server.Web.Wording;
using Microsoft.Playwright;

namespace Butaca.Web.Tests;

/// <summary>What shall we watch tonight: ticking, searching, narrowing, sharing.</summary>
public sealed class TonightTests(WebSite site) : BrowserTest(site)
{
    [Theory, MemberData(nameof(Visitors))]
    public async Task ATickBringsRecommendationsThatSayWhy(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/", language, phone);
        Assert.Equal(texts.TonightTitle, await page.Locator("h1").InnerTextAsync());
        Assert.Equal(12, await page.Locator(".frame").CountAsync());
        IReadOnlyList<string> before = await TitlesAsync(page);
        string title = await TickAsync(page);
        Assert.NotEqual(before, await TitlesAsync(page));
        Assert.Equal(
            "true",
            await page.Locator(".frame").First.Locator(".tell-seen").GetAttributeAsync("aria-pressed")
        );
        Assert.Contains(
            $"{texts.BecauseWatched} {title}",
            Flat(await page.Locator(".because").First.InnerTextAsync()),
            StringComparison.Ordinal
        );
        Assert.Contains(title, await page.Locator(".picks [role=status]").InnerTextAsync(), StringComparison.Ordinal);
        await ShootAsync(page, "tonight", language, phone);
        await AssertAccessibleAsync(page);
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task TheAddressHoldsEverythingAndTheBackButtonTakesBack(string language, bool phone)
    {
        IPage page = await OpenAsync("/", language, phone);
        await TickAsync(page, 0);
        string one = page.Url;
        await TickAsync(page, 3);
        await ChangeAsync(page, () => page.Locator(".frame").Nth(5).Locator(".tell-no").ClickAsync());
        IReadOnlyList<string> titles = await TitlesAsync(page);
        string url = page.Url;

        await page.ReloadAsync();
        await LiveAsync(page);
        Assert.Equal(titles, await TitlesAsync(page));
        IPage elsewhere = await OpenAsync(url[Site.Address.Length..], language, phone);
        Assert.Equal(titles, await TitlesAsync(elsewhere));
        Assert.Equal(3, await elsewhere.Locator(".chip").CountAsync());

        await page.GoBackAsync();
        await page.GoBackAsync();
        await AtAsync(page, url => url == one);
        await Assertions.Expect(page.Locator(".chip")).ToHaveCountAsync(1);
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task SearchingTakesPartsOfTitlesAndTheKeyboard(string language, bool phone)
    {
        IPage page = await OpenAsync("/", language, phone);
        await page.Locator("#search").FillAsync("matri");
        await Assertions.Expect(page.Locator("[role=option]").First).ToContainTextAsync("Matrix");
        await page.Keyboard.PressAsync("Enter");
        await AtAsync(page, url => url.Contains("seen=2571", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator(".chip")).ToContainTextAsync("Matrix");
        await page.Locator("#search").FillAsync("zzqqzz");
        await Assertions.Expect(page.Locator(".found-none")).Not.ToBeEmptyAsync();
        await page.Keyboard.PressAsync("Escape");
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task SearchingTakesWhatAMovieTellsOf(string language, bool phone)
    {
        IPage page = await OpenAsync("/", language, phone);
        await page.Locator("#search").FillAsync(language == "es" ? "extraterrestres, nave" : "aliens, spaceship");
        ILocator first = page.Locator("[role=option]").First;
        await Assertions.Expect(first.Locator(".found-match")).ToContainTextAsync(TextsOf(language).TellsOf);
        await ShootAsync(page, "search-told", language, phone);
        await AssertAccessibleAsync(page);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".chip")).ToHaveCountAsync(1);
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task EachRecommendationCanBeSeenLovedOrRefused(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/?seen=2571,260", language, phone);
        string first = (await TitlesAsync(page))[0];
        await page.Locator(".card").First.Locator(".tell-no").ClickAsync();
        await Assertions.Expect(page.Locator(".chip-no")).ToHaveTextAsync(first);
        Assert.DoesNotContain(first, await TitlesAsync(page));
        Assert.Equal("picks-title", await page.EvaluateAsync<string>("document.activeElement.id")); // the focus is kept near
        Assert.Contains("no=", page.Url, StringComparison.Ordinal);
        IReadOnlyList<string> without = await TitlesAsync(page);
        await Assertions.Expect(page.Locator(".undo")).ToContainTextAsync($"{texts.NotForMe}: {first}");
        await ShootAsync(page, "undo", language, phone);
        await AssertAccessibleAsync(page);
        await Button(page, texts.Undo).ClickAsync();
        await Assertions.Expect(page.Locator(".chip-no")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".undo")).ToBeEmptyAsync();
        Assert.Equal(first, (await TitlesAsync(page))[0]);
        Assert.Equal("?seen=2571,260", new Uri(page.Url).Query);
        await page.Locator(".card").First.Locator(".tell-no").ClickAsync();
        await Assertions.Expect(page.Locator(".chip-no")).ToHaveCountAsync(1);
        Assert.Equal(without, await TitlesAsync(page));
        string second = without[0];
        await page.Locator(".card").First.Locator(".tell-loved").ClickAsync();
        await Assertions.Expect(page.Locator(".chip-loved")).ToHaveTextAsync(second);
        Assert.Contains("&stars=,,5&", page.Url, StringComparison.Ordinal);
        await page.Locator(".chip-loved").ClickAsync();
        await Assertions.Expect(page.Locator(".chip-loved")).ToHaveCountAsync(0);
        await page.Locator(".card").First.Locator(".tell-seen").ClickAsync();
        await Assertions.Expect(page.Locator(".chip-seen")).ToHaveCountAsync(3);
        await Link(page, texts.StartOver).ClickAsync();
        await Assertions.Expect(page.Locator(".chip")).ToHaveCountAsync(0);
    }

    /// <summary>On the strip and in the list of what was said, a ticked film can be said to be anything else.</summary>
    [Theory, MemberData(nameof(Visitors))]
    public async Task ATickedMovieCanBeLovedRefusedAndTakenBack(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/", language, phone);
        string title = await TickAsync(page);
        ILocator frame = page.Locator(".frame").First;
        await ChangeAsync(page, () => frame.Locator(".tell-loved").ClickAsync());
        await Assertions.Expect(frame.Locator(".tell-loved")).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(frame.Locator(".tell-seen")).ToHaveAttributeAsync("aria-pressed", "false");
        await Assertions.Expect(page.Locator(".chip-loved")).ToHaveTextAsync(title);
        await Assertions.Expect(page.Locator(".undo")).ToContainTextAsync($"{texts.Loved}: {title}");
        Assert.EndsWith("&stars=5", page.Url, StringComparison.Ordinal);
        await ChangeAsync(page, () => page.Locator(".told .tell-no").ClickAsync());
        await Assertions.Expect(page.Locator(".chip-no")).ToHaveTextAsync(title);
        await Assertions.Expect(frame.Locator(".tell-no")).ToHaveAttributeAsync("aria-pressed", "true");
        await AssertAccessibleAsync(page);
        await Button(page, texts.Undo).ClickAsync();
        await Assertions.Expect(page.Locator(".chip-loved")).ToHaveTextAsync(title);
        await ChangeAsync(page, () => page.Locator(".told .tell-seen").ClickAsync());
        await Assertions.Expect(page.Locator(".chip-seen")).ToHaveTextAsync(title);
        await ChangeAsync(page, () => page.Locator(".chip-seen").ClickAsync());
        await Assertions.Expect(page.Locator(".chip")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".undo")).ToContainTextAsync(Texts.Fill(texts.TakenBack, title));
        await Button(page, texts.Undo).ClickAsync();
        await Assertions.Expect(page.Locator(".chip-seen")).ToHaveTextAsync(title);
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator(".chip")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".undo")).ToBeEmptyAsync();
    }

    /// <summary>
    /// Whoever opens the address sees the same stars, and one that was bent is read as far as it goes.
    /// </summary>
    [Theory, MemberData(nameof(Visitors))]
    public async Task AnAddressBringsStars(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/?seen=2571,260,858&stars=4.5,x,5", language, phone);
        await Assertions.Expect(page.Locator(".told .stars")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".told .stars")).ToHaveTextAsync($"★ {texts.Stars(4.5)}");
        await Assertions.Expect(page.Locator(".chip-loved")).ToHaveCountAsync(1);
        IPage movie = await OpenAsync("/movie/2571?seen=2571&stars=4.5", language, phone);
        await Assertions
            .Expect(movie.GetByRole(AriaRole.Img, new PageGetByRoleOptions { Name = texts.StarsOf(4.5) }))
            .ToBeVisibleAsync();
        await AssertAccessibleAsync(movie);
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task FiltersAndSlidersNarrowAndTurnTheList(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/?seen=2571,260", language, phone);
        IReadOnlyList<string> before = await TitlesAsync(page);
        if (phone)
            await page.Locator(".tune-switch").ClickAsync();
        await ChangeAsync(page, () => page.Locator("#gems").FillAsync("80"));
        Assert.Contains("gems=80", page.Url, StringComparison.Ordinal);
        Assert.NotEqual(before, await TitlesAsync(page));
        await ChangeAsync(page, () => Button(page, texts.Genre("Comedy")).ClickAsync());
        await ChangeAsync(
            page,
            async () =>
            {
                await page.GetByLabel(texts.FromYear).FillAsync("1995");
                await page.Keyboard.PressAsync("Tab");
            }
        );
        await Assertions
            .Expect(page.Locator(".picks [role=status]"))
            .ToContainTextAsync($"{texts.Genre("Comedy")} · 1995–");
        await page.GetByLabel(texts.ToYear).FillAsync("1492");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("#years-problem")).ToContainTextAsync("1870");
        await Assertions.Expect(page.GetByLabel(texts.ToYear)).ToHaveValueAsync(""); // the box shows what counts
        await AssertAccessibleAsync(page);
        await Assertions
            .Expect(page.Locator(".tune .toggle[aria-pressed=true]"))
            .ToHaveTextAsync(texts.Genre("Comedy"));
        foreach (string facts in await page.Locator(".card .facts").AllInnerTextsAsync())
        {
            Assert.Contains(texts.Genre("Comedy"), facts, StringComparison.Ordinal);
            Assert.True(int.Parse(facts[..4], CultureInfo.InvariantCulture) >= 1995, facts);
        }
        await Link(page, texts.ClearFilters).First.ClickAsync();
        await Assertions.Expect(page.GetByLabel(texts.FromYear)).ToHaveValueAsync("");
        await Assertions.Expect(page.Locator("#years-problem")).ToBeEmptyAsync();
    }

    /// <summary>What is done faster than the server's answers come is not undone by them.</summary>
    [Fact]
    public async Task NothingIsLostToWhoTypesAndSlidesFast()
    {
        IPage page = await OpenAsync("/?seen=2571,260");
        ICDPSession network = await page.Context.NewCDPSessionAsync(page);
        await network.SendAsync("Network.enable");
        await network.SendAsync(
            "Network.emulateNetworkConditions",
            new Dictionary<string, object>
            {
                ["offline"] = false,
                ["latency"] = 150,
                ["downloadThroughput"] = -1,
                ["uploadThroughput"] = -1,
            }
        );
        await page.ReloadAsync();
        await LiveAsync(page);
        await page.Locator("#variety").FocusAsync();
        for (int i = 0; i < 10; i++)
            await page.Keyboard.PressAsync("ArrowRight");
        await AtAsync(page, url => url.Contains("variety=100", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("#variety")).ToHaveValueAsync("100");
        const string text = "the silence of the lambs";
        await page.Locator("#search").PressSequentiallyAsync(text, new LocatorPressSequentiallyOptions { Delay = 60 });
        await Task.Delay(1000, TestContext.Current.CancellationToken); // the answers to the last letters
        await Assertions.Expect(page.Locator("#search")).ToHaveValueAsync(text);
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task FiltersThatNothingPassesSayWhatToDo(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/?seen=2571&genre=Western&from=2090", language, phone);
        await Link(page, texts.ClearFilters).First.ClickAsync();
        await Assertions.Expect(page.Locator(".card").First).ToBeVisibleAsync();
        IPage wrong = await OpenAsync(
            "/?seen=2571,x,999999999&genre=Nonsense&from=1&gems=9999&strip=-3",
            language,
            phone
        );
        await Assertions.Expect(wrong.Locator(".notice")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task TheLanguageAndTheLightCanBeSwitched()
    {
        IPage page = await OpenAsync("/?seen=2571", "fr-FR");
        Assert.Equal("en", await page.Locator("html").GetAttributeAsync("lang"));
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Español" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "es");
        Assert.Contains("seen=2571", page.Url, StringComparison.Ordinal);
        await LiveAsync(page);
        await page.Locator("[data-theme-switch]").ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        Assert.Equal("es", await page.Locator("html").GetAttributeAsync("lang"));
    }

    private static string Flat(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
