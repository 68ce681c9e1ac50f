using System.Text.Json;
using Butaca.Data.Files;
using Butaca.Server.Web.Wording;
using Butaca.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;

namespace Butaca.Web.Tests;

/// <summary>The first minute: on a small phone, before the page is live, without scripts, without a network.</summary>
public sealed class FirstMinuteTests(WebSite site) : BrowserTest(site)
{
    private const int SmallPhone = 664;

    /// <summary>Where something lies on the screen: its upper and lower edge.</summary>
    private static async Task<(double Top, double Bottom)> EdgesAsync(ILocator what)
    {
        LocatorBoundingBoxResult box = (await what.BoundingBoxAsync())!;
        return (box.Y, box.Y + box.Height);
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("es-ES")]
    public async Task OnASmallPhoneATickAndItsPickAreOnOneScreen(string language)
    {
        IPage page = await OpenAsync("/", language, phone: true, height: SmallPhone);
        double bar = (await EdgesAsync(page.Locator(".masthead nav"))).Top;
        ILocator first = page.Locator(".frame").First.Locator(".tell-seen");
        Assert.True((await EdgesAsync(first)).Bottom < bar, "the first tick lies below the fold");
        await TickAsync(page);
        (double top, double bottom) = await EdgesAsync(page.Locator(".card h3").First);
        Assert.InRange(bottom, top, bar);
        Assert.Equal(0, await page.EvaluateAsync<double>("scrollY"));
        // The next movie is asked about.
        await HoldsAsync(page, "() => document.querySelector('.film').scrollLeft > 200");
        await ShootAsync(page, $"first-minute-{language[..2]}");
        await AssertAccessibleAsync(page);
        await page.Locator(".frame").Nth(1).Locator("[data-skip]").ClickAsync();
        await HoldsAsync(page, "() => document.querySelector('.film').scrollLeft > 500");
        // After the last come others.
        string last = await page.Locator(".frame").Nth(11).Locator(".frame-title a").InnerTextAsync();
        await page.Locator(".frame").Nth(11).Locator("[data-skip]").ClickAsync();
        await Assertions.Expect(page.Locator(".frame").Nth(11).Locator(".frame-title a")).Not.ToHaveTextAsync(last);
        await HoldsAsync(page, "() => document.querySelector('.film').scrollLeft === 0");
    }

    [Fact]
    public async Task FewKeysLeadFromTheSearchToTheFirstPick()
    {
        IPage page = await OpenAsync("/?seen=2571");
        await page.Locator("#search").FocusAsync();
        int keys = 0;
        for (; keys < 15; keys++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("document.activeElement.matches('.to-picks')"))
                await page.Keyboard.PressAsync("Enter");
            if (await page.EvaluateAsync<bool>("document.activeElement.closest('.card') !== null"))
                break;
        }
        Assert.InRange(keys, 1, 14);
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task WithoutScriptsFormsAndLinksDoTheSame(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/", language, phone, scripts: false);
        await page.Locator(".frame").First.Locator(".tell-seen").ClickAsync();
        await Assertions.Expect(page.Locator(".chip-seen")).ToHaveCountAsync(1);
        await page.Locator("#search").FillAsync("matrix");
        await page.Locator("#search").PressAsync("Enter");
        await page.Locator(".found-plain .tell-loved").First.ClickAsync();
        await Assertions.Expect(page.Locator(".chip-loved")).ToContainTextAsync("Matrix");
        Assert.Matches(@"/\?seen=\d+,2571&stars=,5$", page.Url);
        string top = await page.Locator(".card h3").First.InnerTextAsync();
        await page.Locator(".card").First.Locator(".tell-no").ClickAsync();
        await Assertions.Expect(page.Locator(".chip-no")).ToHaveTextAsync(top);
        await Button(page, texts.Genre("Comedy")).ClickAsync();
        Assert.Contains("genre=Comedy", page.Url, StringComparison.Ordinal);
        await page.Locator("#gems").FillAsync("50");
        await page.Locator("#tune-body [type=submit]:not([form])").ClickAsync();
        Assert.Contains("gems=50", page.Url, StringComparison.Ordinal);
        Assert.Contains("genre=Comedy", page.Url, StringComparison.Ordinal);
        await Button(page, texts.Genre("Comedy")).ClickAsync();
        Assert.DoesNotContain("genre", page.Url, StringComparison.Ordinal);
        await Link(page, texts.ShowMore).ClickAsync();
        await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(26);
        await page.Locator(".chip-no").ClickAsync();
        await Assertions.Expect(page.Locator(".chip-no")).ToHaveCountAsync(0);
        await AssertNothingIsWiderThanTheScreenAsync(page);
    }

    [Fact]
    public async Task APlainFormLeadsNowhereElse()
    {
        _ = Site.Browser;
        using HttpClientHandler handler = new() { AllowAutoRedirect = false };
        using HttpClient http = new(handler);
        http.DefaultRequestHeaders.Add("Accept", "text/html");
        foreach (string path in (string[])["//evil.example/", "/%5Cevil.example", "/", "/movie/2571"])
        {
            HttpResponseMessage answer = await http.GetAsync(
                new Uri($"{Site.Address}{path}?tell=seen:260&tell=nonsense&tell=loved:&flip=Drama&lang=es"),
                TestContext.Current.CancellationToken
            );
            string to = answer.Headers.Location!.OriginalString;
            Assert.EndsWith("?seen=260&genre=Drama&lang=es", to, StringComparison.Ordinal);
            Assert.Equal(Site.Address, new Uri(new Uri(Site.Address), to).GetLeftPart(UriPartial.Authority));
        }
    }

    /// <summary>The page is there before its script: what is typed and tapped in between is kept.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatIsTypedAndTappedBeforeThePageIsLiveIsKept(bool phone)
    {
        IPage page = await OpenAsync("/", phone: phone);
        TaskCompletionSource arrives = new();
        await page.RouteAsync(
            "**/web/blazor.web.js*",
            async route =>
            {
                await arrives.Task;
                await route.ContinueAsync();
            }
        );
        await page.GotoAsync(Site.Address, new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        await HoldsAsync(
            page,
            "() => document.querySelector('.film') !== null && performance.getEntriesByName(document.querySelector('script[type=module]')?.src).length > 0"
        );
        await Task.Delay(300, TestContext.Current.CancellationToken);
        await page.Locator(".frame").Nth(0).Locator(".tell-seen").ClickAsync();
        await page.Locator(".frame").Nth(1).Locator(".tell-loved").ClickAsync();
        await Assertions
            .Expect(page.Locator(".frame").Nth(0).Locator(".tell-seen"))
            .ToHaveAttributeAsync("aria-pressed", "true");
        await page.Locator("#search").PressSequentiallyAsync("matri");
        arrives.SetResult();
        await LiveAsync(page);
        await Assertions.Expect(page.Locator("#search")).ToHaveValueAsync("matri");
        await Assertions.Expect(page.Locator("#search")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("[role=option]").First).ToContainTextAsync("Matrix");
        await Assertions.Expect(page.Locator(".chip-seen")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".chip-loved")).ToHaveCountAsync(1);
        Assert.DoesNotContain("tell=", page.Url, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task OfflineIsToldAtOnceAndWhatIsTappedIsSentLater(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/", language, phone);
        Forgive(complaint =>
            complaint.Contains("ERR_", StringComparison.Ordinal)
            || complaint.Contains("onnection", StringComparison.Ordinal)
        );
        await page.Context.SetOfflineAsync(true);
        await Assertions
            .Expect(page.Locator(".lost"))
            .ToContainTextAsync(texts.Offline, new LocatorAssertionsToContainTextOptions { Timeout = 1000 });
        await page.Locator(".frame").Nth(0).Locator(".tell-seen").ClickAsync();
        await Assertions.Expect(page.Locator(".kept")).ToHaveTextAsync(texts.KeptOne);
        await page.Locator(".frame").Nth(2).Locator(".tell-no").ClickAsync();
        await Assertions.Expect(page.Locator(".kept")).ToHaveTextAsync(Texts.Fill(texts.KeptMany, 2));
        await ShootAsync(page, $"offline-{language[..2]}-{(phone ? "phone" : "desktop")}");
        await AssertAccessibleAsync(page);
        await page.Context.SetOfflineAsync(false);
        await Assertions.Expect(page.Locator(".chip-seen")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".chip-no")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".lost")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task AServerThatComesBackFindsWhatWasWrittenAndTapped()
    {
        _ = Site.Browser;
        using TemporaryFolder folder = new();
        DatasetFolder.Write(folder["data"], Cinema.Data());
        WebApplication app = await WebSite.StartAsync(folder["data"], folder["server"], "popularity");
        string address = app.Urls.First();
        Forgive(complaint =>
            complaint.Contains("WebSocket", StringComparison.Ordinal)
            || complaint.Contains("ERR_", StringComparison.Ordinal)
            || complaint.Contains("Failed to", StringComparison.Ordinal)
            || complaint.Contains("onnection", StringComparison.Ordinal)
            || complaint.Contains("500", StringComparison.Ordinal)
        );
        IPage writing = await OpenAsync("/new", address: address);
        await writing.Locator("#new-title").FillAsync("Tin Stars");
        await writing.Locator("#new-synopsis").FillAsync("A pilot defends a space station.");
        await writing.Locator(".form .toggle").Nth(1).ClickAsync();
        await Assertions.Expect(writing.Locator(".form .toggle").Nth(1)).ToHaveAttributeAsync("aria-pressed", "true");
        IPage ticking = await OpenAsync(address: address);
        await app.StopAsync(TestContext.Current.CancellationToken);
        await app.DisposeAsync();
        await Assertions.Expect(ticking.Locator(".lost")).ToBeVisibleAsync();
        await ticking.Locator(".frame").Nth(0).Locator(".tell-seen").ClickAsync();
        await using WebApplication again = await WebSite.StartAsync(
            folder["data"],
            folder["server"],
            "popularity",
            $"--urls={address}"
        );
        await Assertions
            .Expect(ticking.Locator(".chip-seen"))
            .ToHaveCountAsync(1, new LocatorAssertionsToHaveCountOptions { Timeout = 60_000 });
        await writing.ReloadAsync();
        await LiveAsync(writing);
        await Assertions.Expect(writing.Locator("#new-title")).ToHaveValueAsync("Tin Stars");
        await Assertions.Expect(writing.Locator("#new-synopsis")).ToHaveValueAsync("A pilot defends a space station.");
        await Assertions.Expect(writing.Locator(".form .toggle").Nth(1)).ToHaveAttributeAsync("aria-pressed", "true");
        await writing.CloseAsync();
        await ticking.CloseAsync();
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task ItCanBeInstalledAndALinkHasAPreview(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/movie/2571", language, phone);
        using HttpClient http = new();
        Assert.Contains(
            "Matrix",
            await page.Locator("meta[property='og:title']").GetAttributeAsync("content"),
            StringComparison.Ordinal
        );
        Assert.NotEmpty((await page.Locator("meta[property='og:description']").GetAttributeAsync("content"))!);
        Assert.Equal(1, await page.Locator("meta[property='og:title']").CountAsync());
        string? picture = await page.Locator("meta[property='og:image']").GetAttributeAsync("content");
        HttpResponseMessage image = await http.GetAsync(new Uri(picture!), TestContext.Current.CancellationToken);
        Assert.Equal("image/png", image.Content.Headers.ContentType!.MediaType);
        string? manifest = await page.Locator("link[rel=manifest]").GetAttributeAsync("href");
        HttpResponseMessage answer = await http.GetAsync(
            new Uri(Site.Address + manifest),
            TestContext.Current.CancellationToken
        );
        Assert.Equal("application/manifest+json", answer.Content.Headers.ContentType!.MediaType);
        JsonElement app = JsonDocument
            .Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .RootElement;
        Assert.Equal(texts.Language, app.GetProperty("lang").GetString());
        Assert.Equal("standalone", app.GetProperty("display").GetString());
        foreach (JsonElement icon in app.GetProperty("icons").EnumerateArray())
            Assert.True(
                (
                    await http.GetAsync(
                        new Uri(Site.Address + icon.GetProperty("src").GetString()),
                        TestContext.Current.CancellationToken
                    )
                ).IsSuccessStatusCode
            );
        IReadOnlyList<string> problems =
        [
            .. (await (await page.Context.NewCDPSessionAsync(page)).SendAsync("Page.getInstallabilityErrors"))!
                .Value.GetProperty("installabilityErrors")
                .EnumerateArray()
                .Select(error => error.GetProperty("errorId").GetString()!),
        ];
        Assert.DoesNotContain(
            problems,
            problem =>
                problem.Contains("manifest", StringComparison.Ordinal)
                || problem.Contains("icon", StringComparison.Ordinal)
        );
    }
}
