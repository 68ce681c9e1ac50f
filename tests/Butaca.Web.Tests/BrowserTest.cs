using System.Collections.Concurrent;
using System.Diagnostics;
using Butaca.Server.Web.Wording;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Butaca.Web.Tests;

/// <summary>A test that looks at a page as a person does, and fails on whatever the browser complains of.</summary>
public abstract class BrowserTest(WebSite site) : IAsyncLifetime
{
    /// <summary>
    /// Who comes: each language and each size once, the longer words on the smaller screen. <see cref="HouseTests"/>
    /// looks at every page in both languages at both sizes.
    /// </summary>
    public static TheoryData<string, bool> Visitors { get; } = new() { { "en-US", false }, { "es-ES", true } };

    // The rules of WCAG 2.2 that axe leaves out unless it is asked.
    private static readonly AxeRunOptions AllRules = new()
    {
        Rules = new Dictionary<string, RuleOptions> { ["target-size"] = new() { Enabled = true } },
    };

    private readonly ConcurrentBag<IBrowserContext> _contexts = [];

    /// <summary>Requests to anywhere but the server, and what the browser refused or could not do.</summary>
    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly List<Predicate<string>> _forgiven = [];

    protected WebSite Site => site;

    /// <summary>
    /// Leaves out complaints that a test brought about: those that are there, and those that come later.
    /// </summary>
    protected void Forgive(Predicate<string> expected) => _forgiven.Add(expected);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (IBrowserContext context in _contexts)
            await context.DisposeAsync();
        GC.SuppressFinalize(this);
        Assert.DoesNotContain(_complaints, complaint => !_forgiven.Exists(expected => expected(complaint)));
    }

    /// <summary>Opens a page, and waits until it is live.</summary>
    protected async Task<IPage> OpenAsync(
        string path = "/",
        string language = "en-US",
        bool phone = false,
        bool dark = false,
        string? address = null,
        bool live = true,
        int height = 0,
        bool scripts = true
    )
    {
        IBrowserContext context = await site.Browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                Locale = language,
                ViewportSize = phone
                    ? new ViewportSize { Width = 390, Height = height == 0 ? 844 : height }
                    : new ViewportSize { Width = 1280, Height = 800 },
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
                ReducedMotion = ReducedMotion.Reduce,
                JavaScriptEnabled = scripts,
            }
        );
        _contexts.Add(context);
        IPage page = await context.NewPageAsync();
        string home = address ?? site.Address;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Dialog += (_, dialog) => _complaints.Enqueue($"The page opened a dialogue: {dialog.Message}");
        page.Request += (_, request) =>
        {
            if (
                !request.Url.StartsWith(home, StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
            )
                _complaints.Enqueue($"A request to {request.Url}");
        };
        await page.GotoAsync(home + path);
        if (live && scripts)
            await LiveAsync(page);
        return page;
    }

    /// <summary>Waits until buttons do something.</summary>
    protected static Task LiveAsync(IPage page) => page.Locator("main[data-live=yes]").WaitForAsync();

    /// <summary>What the page says to who speaks a language.</summary>
    protected static Texts TextsOf(string language) => Texts.Of(language[..2]);

    /// <summary>The button that says something.</summary>
    protected static ILocator Button(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    /// <summary>The link that says something.</summary>
    protected static ILocator Link(IPage page, string name) =>
        page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = name, Exact = true });

    /// <summary>Takes a picture of the whole page as a visitor sees it, to be looked at.</summary>
    protected static async Task ShootAsync(IPage page, string name, string language, bool phone)
    {
        await page.EvaluateAsync("scrollTo(0, 0)"); // or the masthead would stand in the midst
        await ShootAsync(page, $"{name}-{language[..2]}-{(phone ? "phone" : "desktop")}", whole: true);
    }

    /// <summary>Takes a picture, to be looked at.</summary>
    protected static Task ShootAsync(IPage page, string name, bool whole = false) =>
        page.ScreenshotAsync(
            new PageScreenshotOptions { Path = Path.Combine(WebSite.Screenshots, name + ".png"), FullPage = whole }
        );

    /// <summary>axe finds nothing, and nothing is wider than the screen.</summary>
    protected static async Task AssertAccessibleAsync(IPage page)
    {
        // What stays at the screen's edge lies over whatever is being scrolled past: axe would call that too small a
        // target.
        const string stay =
            "is => { for (const bar of document.querySelectorAll('.masthead, .masthead nav, .to-picks, .undo')) is ? bar.style.removeProperty('position') : bar.style.setProperty('position', 'static'); }";
        await page.EvaluateAsync(stay, false);
        AxeResult result = await page.RunAxe(AllRules);
        await page.EvaluateAsync(stay, true);
        Assert.True(
            result.Violations.Length == 0,
            string.Join(
                '\n',
                result.Violations.Select(violation =>
                    $"{violation.Id}: {violation.Help}: {string.Join("; ", violation.Nodes.Take(3).Select(node => node.Html))}"
                )
            )
        );
        await AssertNothingIsWiderThanTheScreenAsync(page);
    }

    protected static async Task AssertNothingIsWiderThanTheScreenAsync(IPage page) =>
        Assert.True(
            await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"),
            "The page is wider than the screen."
        );

    /// <summary>Does something that changes the recommendations; returns once they are others.</summary>
    protected static async Task ChangeAsync(IPage page, Func<Task> act)
    {
        string before = await AnswerAsync(page);
        await act();
        await HoldsAsync(page, "before => document.querySelector('.cards')?.dataset.answer !== before", before);
    }

    /// <summary>
    /// Waits until something holds in the page. Asked for from here, time and again: the browser evaluates a text that
    /// it asks for itself a second time as the page would, whose policy forbids that.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="condition">A function that returns a boolean.</param>
    /// <param name="argument">What it is given.</param>
    protected static async Task HoldsAsync(IPage page, string condition, object? argument = null)
    {
        for (Stopwatch watch = Stopwatch.StartNew(); !await IsSoAsync(); await Task.Delay(50))
            Assert.True(
                watch.Elapsed < TimeSpan.FromMinutes(2),
                $"It has not come true within two minutes: {condition}"
            );

        async Task<bool> IsSoAsync()
        {
            try
            {
                return await page.EvaluateAsync<bool>(condition, argument);
            }
            catch (PlaywrightException e) when (e.Message.Contains("context was destroyed", StringComparison.Ordinal))
            {
                return false; // the page went on to another address
            }
        }
    }

    /// <summary>
    /// Waits for an address. Asked for time and again: waiting for the browser's word of it would miss one that came
    /// before.
    /// </summary>
    protected static Task AtAsync(IPage page, Predicate<string> isRight) => WebSite.UntilAsync(() => isRight(page.Url));

    /// <summary>Ticks the n-th movie of the strip as seen; returns once the recommendations are others.</summary>
    protected static async Task<string> TickAsync(IPage page, int n = 0)
    {
        ILocator frame = page.Locator(".frame").Nth(n);
        string title = await frame.Locator(".frame-title a").InnerTextAsync();
        await ChangeAsync(page, () => frame.Locator(".tell-seen").ClickAsync());
        return title;
    }

    /// <summary>The id of the answer that is shown.</summary>
    protected static async Task<string> AnswerAsync(IPage page) =>
        await page.Locator(".cards").GetAttributeAsync("data-answer") ?? "";

    /// <summary>The titles that are recommended.</summary>
    protected static async Task<IReadOnlyList<string>> TitlesAsync(IPage page) =>
        await page.Locator(".cards h3").AllInnerTextsAsync();
}
