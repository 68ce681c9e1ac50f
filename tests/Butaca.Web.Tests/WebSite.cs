using System.Diagnostics;
using Butaca.Client.Contracts;
using Butaca.Data.Files;
using Butaca.Hosting.Live;
using Butaca.Hosting.Storage;
using Butaca.Hosting.Training;
using Butaca.Server;
using Butaca.Server.Security;
using Butaca.Server.Setup;
using Butaca.Tests;
using Butaca.Web.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(WebSite))]

namespace Butaca.Web.Tests;

/// <summary>
/// A real server over <see cref="Cinema"/>, and Chromium, where <see cref="Variable"/> says where it is. Without it the
/// tests are skipped: a browser is no part of what a clone needs.
/// </summary>
public sealed class WebSite : IAsyncLifetime
{
    /// <summary>Names the browser, such as <c>/usr/bin/chromium</c>.</summary>
    public const string Variable = "BUTACA_TEST_CHROMIUM";

    /// <summary>
    /// Parts of a browser that no test looks at. Each window would draw two popups of its address bar, which nobody
    /// sees, for a third of its work. The last list on the command line counts alone, so those of Playwright's that
    /// concern a test stand here again.
    /// </summary>
    private static readonly string[] Unwanted =
    [
        "WebUIOmniboxPopup",
        "WebUIOmniboxAimPopup",
        "AimEnabled",
        "AvoidUnnecessaryBeforeUnloadCheckSync",
        "DestroyProfileOnBrowserClose",
        "HttpsUpgrades",
        "LensOverlay",
        "MediaRouter",
        "NetworkTimeServiceQuerying",
        "OptimizationHints",
        "PaintHolding",
        "ThirdPartyStoragePartitioning",
        "Translate",
    ];

    // It must not speak to anything but the server: machines that build have closed networks.
    private static readonly string[] Flags =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-features=" + string.Join(',', Unwanted),
    ];

    private readonly TemporaryFolder _folder = new();
    private WebApplication? _app;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where screenshots go.</summary>
    public static string Screenshots { get; } =
        Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "screenshots")).FullName;

    /// <summary>
    /// What a page showed that was opened while the first model was being trained, and what it became by itself.
    /// </summary>
    public (string Before, string After) WhileStarting { get; private set; }

    /// <summary>A key that may write.</summary>
    public string WriteKey { get; private set; } = "";

    /// <summary>Where the server keeps its models.</summary>
    public string Folder => _folder["server"];

    /// <summary>Where the server listens.</summary>
    public string Address => _app!.Urls.First();

    /// <summary>The server.</summary>
    internal IServiceProvider Services => _app!.Services;

    /// <summary>The browser; without one the test that asks is skipped.</summary>
    public IBrowser Browser
    {
        get
        {
            if (_browser is null)
                Assert.Skip($"{Variable} names no Chromium.");
            return _browser;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 })
            return;
        DatasetFolder.Write(_folder["data"], Cinema.Data());
        await MakeKeyAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await LaunchAsync();
        _app = await StartAsync(_folder["data"], _folder["server"], "butaca");
        await LookWhileStartingAsync();
        // A second one to compare with.
        Services.GetRequiredService<TrainingService>().Begin("als", new TrainingRequest());
        await UntilAsync(() => Services.GetRequiredService<TrainingService>().Status is { State: not "running" });
        Assert.Equal("done", Services.GetRequiredService<TrainingService>().Status!.State);
    }

    /// <summary>Starts a browser of its own.</summary>
    internal Task<IBrowser> LaunchAsync() =>
        _playwright!.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Environment.GetEnvironmentVariable(Variable), Args = Flags }
        );

    /// <summary>
    /// Starts a server on a free port, which anybody on this machine may read, with what names users.
    /// </summary>
    internal static async Task<WebApplication> StartAsync(
        string data,
        string folder,
        string model,
        params string[] more
    )
    {
        WebApplication app = ServerSetup.Create([
            $"--Butaca:Data={data}",
            $"--Butaca:Folder={folder}",
            $"--Butaca:Model={model}",
            "--Butaca:Limits:RequestsPerSecond=0",
            "--Butaca:Access:AnonymousRead=LoopbackWithUsers",
            "--Butaca:SynopsisLanguage=en-GB",
            "--urls=http://127.0.0.1:0",
            "--Logging:LogLevel:Default=Warning",
            .. more,
        ]);
        await app.StartAsync();
        return app;
    }

    /// <summary>Waits for something, not for ever.</summary>
    internal static async Task UntilAsync(Func<bool> holds)
    {
        for (Stopwatch watch = Stopwatch.StartNew(); !holds(); await Task.Delay(50))
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(20), "It has not come true within twenty minutes.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
        _folder.Dispose();
    }

    private async Task MakeKeyAsync()
    {
        await using IStore store = Stores.Open(Path.Combine(_folder["server"], ServerOptions.StoreFile));
        await store.MigrateAsync(CancellationToken.None);
        (WriteKey, StoredKey stored) = ApiKeys.Make("web tests", KeyScope.Write, TimeProvider.System.GetUtcNow());
        await store.AddKeyAsync(stored, CancellationToken.None);
    }

    private async Task LookWhileStartingAsync()
    {
        IPage page = await Browser.NewPageAsync(
            new BrowserNewPageOptions
            {
                Locale = "en-US",
                ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
            }
        );
        await page.GotoAsync(Address);
        string before = await page.Locator("h1").InnerTextAsync();
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Screenshots, "starting.png") });
        await UntilAsync(() =>
            Services.GetRequiredService<LiveState>().IsReady
            || Services.GetRequiredService<Startup>().Failure is not null
        );
        Assert.Null(Services.GetRequiredService<Startup>().Failure);
        await page.Locator(".cards").WaitForAsync();
        WhileStarting = (before, await page.Locator("h1").InnerTextAsync());
        await page.CloseAsync();
    }
}
