using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace Butaca.Web.Tests;

/// <summary>
/// What the page costs over the data that Butaca ships: bytes are bounded; times are told and decide nothing, since a
/// machine that tests may be busy.
/// </summary>
[Collection(nameof(ShippedSite))]
public sealed class CostTests(WebSite site, ShippedSite shipped, ITestOutputHelper output) : BrowserTest(site)
{
    private const int MostBytes = 80_000;
    private const int Starts = 5;

    [Fact]
    public async Task TheFirstPageIsSmallAndHowSoonItIsLiveIsTold()
    {
        _ = Site.Browser; // skips where there is none
        List<(double Paint, double Live)> starts = [];
        long bytes = 0;
        for (int i = 0; i < Starts; i++)
        {
            await using IBrowser browser = await Site.LaunchAsync();
            IPage page = await browser.NewPageAsync();
            ICDPSession network = await page.Context.NewCDPSessionAsync(page);
            await network.SendAsync("Network.enable");
            long received = 0;
            network.Event("Network.loadingFinished").OnEvent += (_, loaded) =>
                received += (long)loaded!.Value.GetProperty("encodedDataLength").GetDouble();
            long start = Stopwatch.GetTimestamp();
            await page.GotoAsync(shipped.Address);
            await LiveAsync(page);
            double live = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            starts.Add(
                (
                    await page.EvaluateAsync<double>(
                        "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"
                    ),
                    live
                )
            );
            bytes = Math.Max(bytes, received);
        }
        output.WriteLine($"The first page with all that it loads until it is live: {bytes / 1000} KB");
        output.WriteLine(
            $"First paint, browser just started: {Range(starts.Select(s => s.Paint))}; live: {Range(starts.Select(s => s.Live))}; {Starts} starts"
        );
        Assert.InRange(bytes, 20_000, MostBytes);
    }

    [Fact]
    public async Task TheTimeFromATickToItsRecommendationsIsTold()
    {
        IPage page = await OpenAsync(address: shipped.Address);
        List<double> times = [];
        for (int i = 0; i < 24; i++)
        {
            times.Add(
                await page.EvaluateAsync<double>(
                    """
                    i => new Promise(done => {
                      const start = performance.now(), before = document.querySelector('.cards').dataset.answer;
                      new MutationObserver((_, watch) => {
                        if (document.querySelector('.cards').dataset.answer === before) return;
                        watch.disconnect();
                        requestAnimationFrame(() => done(performance.now() - start));
                      }).observe(document.querySelector('main'), { subtree: true, childList: true, attributes: true });
                      document.querySelectorAll('.frame .tell-seen')[i % 12].click();
                    })
                    """,
                    i
                )
            );
        }
        times.Sort();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"From a tick to its recommendations: median {times[times.Count / 2]:0} ms, 9 of 10 within {times[times.Count * 9 / 10]:0} ms, {times.Count} ticks."
            )
        );
    }

    [Fact]
    public async Task HowSmoothlyTheMapZoomsIsTold()
    {
        IPage page = await OpenAsync("/map", address: shipped.Address);
        await page.Locator("#map[data-movies]").WaitForAsync();
        double[] frames = await page.EvaluateAsync<double[]>(
            """
            async () => {
              const canvas = document.getElementById('map'), box = canvas.getBoundingClientRect(), frames = [];
              const next = () => new Promise(requestAnimationFrame);
              let last = await next();
              for (let i = 0; i < 60; i++) {
                canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: i < 30 ? -60 : 60, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, bubbles: true, cancelable: true }));
                const now = await next();
                frames.push(now - last);
                last = now;
              }
              return frames;
            }
            """
        );
        Array.Sort(frames);
        string movies = (await page.Locator("#map").GetAttributeAsync("data-movies"))!;
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Zooming the map of {movies} movies: a frame in {frames[frames.Length / 2]:0} ms at the median, 9 of 10 within {frames[frames.Length * 9 / 10]:0} ms."
            )
        );
    }

    private static string Range(IEnumerable<double> times) =>
        string.Create(CultureInfo.InvariantCulture, $"{times.Min():0} to {times.Max():0} ms");
}
