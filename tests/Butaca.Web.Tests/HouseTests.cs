using System.Net;
using Butaca.Data.Files;
using Butaca.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;

namespace Butaca.Web.Tests;

/// <summary>What holds on every page: accessible, safe, and honest when the server is not there.</summary>
public sealed class HouseTests(WebSite site) : BrowserTest(site)
{
    private static readonly Dictionary<string, string> Pages = new(StringComparer.Ordinal)
    {
        ["first"] = "/",
        ["tonight"] = "/?seen=2571,260&no=1&gems=50&genre=Drama",
        ["together"] = "/together?seen=2571&with=seen%3D260%26name%3DAna",
        ["list"] = "/list?seen=2571,260&list=480,593",
        ["surprise"] = "/?seen=2571,260&surprise=3&genre=Action,Sci-Fi",
        ["movie"] = "/movie/2571",
        ["new"] = "/new",
        ["history"] = "/history",
        ["map"] = "/map",
        ["models"] = "/models?seen=2571",
        ["missing"] = "/no-such-page",
    };

    /// <summary>Each page in each language.</summary>
    public static MatrixTheoryData<string, string> EveryPage { get; } = new([.. Pages.Keys], ["en-US", "es-ES"]);

    /// <summary>In English in light on a desktop, in Spanish in dark on a phone; the narrowest phone in both.</summary>
    [Theory, MemberData(nameof(EveryPage))]
    public async Task EveryPageIsAccessible(string name, string language)
    {
        bool onPhone = language == "es-ES";
        IPage page = await OpenAsync(Pages[name], language);
        if (name == "missing")
            Forgive(complaint => complaint.Contains("404", StringComparison.Ordinal));
        if (onPhone)
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
            await page.SetViewportSizeAsync(390, 844);
        }
        await AssertAccessibleAsync(page);
        await ShootAsync(
            page,
            onPhone ? $"{name}-dark-{language[..2]}-phone" : $"{name}-light-{language[..2]}-desktop",
            whole: name != "map"
        );
        await page.SetViewportSizeAsync(320, 640);
        await AssertNothingIsWiderThanTheScreenAsync(page);
    }

    [Fact]
    public async Task APageThatNeedsAKeySaysSo()
    {
        _ = Site.Browser;
        using TemporaryFolder folder = new();
        DatasetFolder.Write(folder["data"], Cinema.Data());
        await using WebApplication app = await WebSite.StartAsync(
            folder["data"],
            folder["server"],
            "popularity",
            "--Butaca:Access:AnonymousRead=Nobody"
        );
        Forgive(complaint => complaint.Contains("401", StringComparison.Ordinal));
        IPage page = await OpenAsync(address: app.Urls.First(), language: "es-ES", live: false);
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Esta sala es privada");
        await AssertAccessibleAsync(page);
        await ShootAsync(page, "locked");
    }

    [Fact]
    public async Task APageForEverybodyWorksAndNamesNobody()
    {
        _ = Site.Browser;
        using TemporaryFolder folder = new();
        DatasetFolder.Write(folder["data"], Cinema.Data());
        foreach (
            string file in Directory.EnumerateFiles(
                Path.Combine(Site.Folder, "models", "butaca"),
                "*",
                SearchOption.AllDirectories
            )
        )
        {
            string copy = Path.Combine(folder["server"], Path.GetRelativePath(Site.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        await using WebApplication app = await WebSite.StartAsync(
            folder["data"],
            folder["server"],
            "butaca",
            "--Butaca:Access:AnonymousRead=Everybody"
        );
        IPage page = await OpenAsync("/new", address: app.Urls.First());
        await page.Locator("#new-synopsis").FillAsync("A robot pilot defends a space station against an alien fleet.");
        await page.Locator(".form button[type=submit]").First.ClickAsync();
        await Assertions.Expect(page.Locator(".judged .pick")).ToHaveCountAsync(8);
        await Assertions.Expect(page.Locator("#who-title")).ToHaveCountAsync(0);
        await page.GotoAsync($"{app.Urls.First()}/?seen=2571");
        await page.Locator(".cards").WaitForAsync();
        await page.CloseAsync(); // or it complains that its server has gone
    }

    [Fact]
    public async Task TheKeyboardReachesEverythingInOrder()
    {
        IPage page = await OpenAsync("/history");
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the content", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.Keyboard.PressAsync("Enter");
        await HoldsAsync(page, "() => document.activeElement.id === 'main'");
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("export", await page.EvaluateAsync<string>("document.activeElement.id"));
    }

    [Fact]
    public async Task HostileTextIsShownAsText()
    {
        IPage page = await OpenAsync($"/movie/{Cinema.Hostile}?seen={Cinema.Hostile}");
        Assert.Contains(
            "<script>document.title='owned'</script>",
            await page.Locator("h1").InnerTextAsync(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "<b>Bold</b> <svg onload=alert(2)>",
            await page.Locator(".movie-synopsis").InnerTextAsync(),
            StringComparison.Ordinal
        );
        await ShootAsync(page, "hostile");
        foreach (
            string path in new[]
            {
                $"/?seen={Cinema.Hostile}",
                $"/models?seen={Cinema.Hostile}",
                "/map",
                "/?seen=<script>alert(1)</script>&genre=<img src=x onerror=alert(3)>",
                "/new",
            }
        )
        {
            await page.GotoAsync(Site.Address + path);
            await LiveAsync(page);
            Assert.Empty(
                await page.Locator("main script, main img, main b, main i")
                    .EvaluateAllAsync<string[]>("all => all.map(element => element.outerHTML)")
            );
            Assert.NotEqual("owned", await page.TitleAsync());
        }
        await page.GotoAsync($"{Site.Address}/map");
        await page.Locator("#map[data-movies]").WaitForAsync();
        await page.Locator("#map-find").FillAsync("<script>");
        await Assertions.Expect(page.Locator("#map-found a").First).ToContainTextAsync("<script>");
    }

    [Fact]
    public async Task AnswersCarryAPolicyThatAllowsNothingInline()
    {
        _ = Site.Browser;
        using HttpClientHandler handler = new() { AllowAutoRedirect = false };
        using HttpClient http = new(handler);
        HttpResponseMessage page = await http.GetAsync(new Uri(Site.Address), TestContext.Current.CancellationToken);
        string policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        string html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("style=\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" onclick=", html, StringComparison.Ordinal);
        foreach (string elsewhere in (string[])["//evil.example", "/%09/evil.example", "/%5Cevil.example"])
        {
            HttpResponseMessage away = await http.GetAsync(
                new Uri($"{Site.Address}/language/es?to={elsewhere}"),
                TestContext.Current.CancellationToken
            );
            Assert.Equal("/", away.Headers.Location?.OriginalString);
        }
    }

    [Fact]
    public async Task FilesAreKeptByTheirContentAndSentCompressed()
    {
        _ = Site.Browser;
        using HttpClient plain = new();
        string html = await plain.GetStringAsync(new Uri(Site.Address), TestContext.Current.CancellationToken);
        foreach (string file in new[] { "butaca.css", "butaca.js", "blazor.web.js", "icon.svg" })
        {
            int at = html.IndexOf($"/web/{file}?v=", StringComparison.Ordinal);
            Uri url = new(Site.Address + html[at..html.IndexOf('"', at)]);
            using HttpRequestMessage request = new(HttpMethod.Get, url);
            request.Headers.AcceptEncoding.ParseAdd("br");
            HttpResponseMessage answer = await plain.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal("br", answer.Content.Headers.ContentEncoding.Single());
            Assert.True(answer.Headers.CacheControl!.MaxAge > TimeSpan.FromDays(300));
            using HttpRequestMessage again = new(HttpMethod.Get, url);
            again.Headers.AcceptEncoding.ParseAdd("br");
            again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
            Assert.Equal(
                HttpStatusCode.NotModified,
                (await plain.SendAsync(again, TestContext.Current.CancellationToken)).StatusCode
            );
        }
    }

    [Fact]
    public void APageOpenedTooEarlyWaitsAndGoesOnByItself()
    {
        _ = Site.Browser;
        Assert.Equal("The lights are going down", Site.WhileStarting.Before);
        Assert.Equal("What shall we watch tonight?", Site.WhileStarting.After);
    }

    [Fact]
    public async Task AServerThatGoesAwayIsToldOf()
    {
        _ = Site.Browser;
        using TemporaryFolder folder = new();
        DatasetFolder.Write(folder["data"], Cinema.Data());
        await using WebApplication app = await WebSite.StartAsync(folder["data"], folder["server"], "popularity");
        IPage page = await OpenAsync(address: app.Urls.First());
        await page.Locator(".cards").WaitForAsync();
        await app.StopAsync(TestContext.Current.CancellationToken);
        await Assertions.Expect(page.Locator("#components-reconnect-modal .lost")).ToBeVisibleAsync();
        await ShootAsync(page, "lost");
        Forgive(complaint =>
            complaint.Contains("WebSocket", StringComparison.Ordinal)
            || complaint.Contains("ERR_", StringComparison.Ordinal)
            || complaint.Contains("Failed to", StringComparison.Ordinal)
            || complaint.Contains("onnection", StringComparison.Ordinal)
        );
    }
}
