using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Butaca.Server.Web.Wording;
using Microsoft.Playwright;

namespace Butaca.Web.Tests;

/// <summary>A movie's page, a new movie, a history, the map, the models.</summary>
public sealed partial class StoryTests(WebSite site) : BrowserTest(site)
{
    private const string Letterboxd =
        "Date,Name,Year,Letterboxd URI,Rating\n2020-01-01,The Matrix,1999,https://boxd.it/1,4.5\n2020-01-02,Pulp Fiction,1994,https://boxd.it/2,5\n2020-01-03,A Movie That Nobody Made,2001,https://boxd.it/3,3\n";

    private const string Imdb =
        "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors\ntt0133093,9,2020-05-01,The Matrix,The Matrix,https://imdb.com,Movie,8.7,136,1999,Action,1,1999-03-31,X\ntt0944947,9,2020-05-01,Game of Thrones,Game of Thrones,https://imdb.com,TV Series,9.2,57,2011,Drama,1,2011-04-17,Y\n";

    [Theory, MemberData(nameof(Visitors))]
    public async Task AMoviesPageShowsItsLikeAndItsPlace(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/movie/2571?seen=260", language, phone);
        string title = language.StartsWith("es", StringComparison.Ordinal) ? "Matrix" : "The Matrix";
        Assert.Equal(title, await page.Locator("h1").InnerTextAsync());
        await Assertions
            .Expect(page.Locator(".movie-synopsis"))
            .ToHaveAttributeAsync("lang", language.StartsWith("es", StringComparison.Ordinal) ? "es" : "en-GB");
        await Assertions.Expect(page.Locator("#similar-title")).ToHaveTextAsync(texts.SimilarTitle);
        Assert.Equal(12, await page.Locator(".pick").CountAsync());
        Assert.NotEmpty(await page.Locator(".pick-note").First.InnerTextAsync());
        await Assertions.Expect(page.Locator(".minimap .place")).ToHaveCountAsync(1);
        await ShootAsync(page, "movie", language, phone);
        await AssertAccessibleAsync(page);
        await Button(page, $"{texts.Seen}: {title}").ClickAsync();
        await AtAsync(page, url => url.Contains("seen=260,2571", StringComparison.Ordinal));
        await Assertions.Expect(Button(page, $"{texts.Seen}: {title}")).ToHaveAttributeAsync("aria-pressed", "true"); // the links are drawn after the address
        await page.Locator(".pick").First.ClickAsync();
        await AtAsync(page, url => !url.Contains("/movie/2571", StringComparison.Ordinal));
        Assert.Contains("seen=260,2571", page.Url, StringComparison.Ordinal);
        await Assertions.Expect(page.Locator("h1")).Not.ToHaveTextAsync(title);
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task AnUnknownMovieOrPageSaysSo(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/movie/123456789", language, phone);
        Forgive(complaint => complaint.Contains("404", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(texts.MovieMissing);
        using HttpClient http = new();
        http.DefaultRequestHeaders.Add("Accept", "text/html");
        http.DefaultRequestHeaders.Add("Accept-Language", language);
        Assert.Equal(
            System.Net.HttpStatusCode.NotFound,
            (
                await http.GetAsync(new Uri($"{Site.Address}/movie/123456789"), TestContext.Current.CancellationToken)
            ).StatusCode
        );
        HttpResponseMessage missing = await http.GetAsync(
            new Uri($"{Site.Address}/no/such/page"),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(System.Net.HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains(
            texts.NotFound,
            System.Net.WebUtility.HtmlDecode(
                await missing.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
            ),
            StringComparison.Ordinal
        );
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task ANewMovieIsJudgedAndAdded(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        string title = $"Tin Stars <{language}, {phone}>";
        string origin = $"Atlantean {language} {phone}";
        IPage page = await OpenAsync("/new", language, phone);
        await Button(page, texts.Judge).ClickAsync();
        await Assertions.Expect(page.Locator(".problem").First).Not.ToBeEmptyAsync();
        await page.Locator("#new-title").FillAsync(title);
        await page.Locator("#new-origin").FillAsync(origin);
        await page.Locator(".form .toggle").Nth(1).ClickAsync();
        await page.Locator("#new-year").FillAsync("1492");
        await page.Locator("#new-synopsis").FocusAsync();
        await page.EvaluateAsync("document.querySelector('.form').noValidate = true"); // browsers differ in what they let through
        await Button(page, texts.Judge).ClickAsync();
        await Assertions.Expect(page.Locator(".problem").First).ToContainTextAsync("1870");
        await page.Locator("#new-year").FillAsync("2024");
        await page.Locator("#new-synopsis").FillAsync("A robot pilot defends a space station against an alien fleet.");
        await Button(page, texts.Judge).ClickAsync();
        await Assertions.Expect(page.Locator(".judged .pick")).ToHaveCountAsync(8);
        await Assertions.Expect(page.Locator("#resembles-title")).ToBeFocusedAsync(); // and so in sight, on a phone too
        Assert.True(await page.Locator(".users li").CountAsync() > 0);
        await Assertions.Expect(page.Locator(".judged .hint").First).ToContainTextAsync(origin);
        await Assertions.Expect(page.Locator(".minimap .place")).ToHaveCountAsync(1);
        await ShootAsync(page, "new", language, phone);
        await AssertAccessibleAsync(page);

        IReadOnlyList<string> like = await page.Locator(".judged .pick-title").AllInnerTextsAsync();
        await page.ReloadAsync(); // the tab keeps what was asked
        await Assertions.Expect(page.Locator(".judged .pick")).ToHaveCountAsync(8);
        Assert.Equal(like, await page.Locator(".judged .pick-title").AllInnerTextsAsync());
        Assert.Equal(title, await page.Locator("#new-title").InputValueAsync());

        await page.Locator("#new-key").FillAsync("butaca_not_a_key");
        await Button(page, texts.Add).ClickAsync();
        await Assertions.Expect(page.Locator(".judged .problem")).Not.ToBeEmptyAsync();
        await page.Locator("#new-key").FillAsync(Site.WriteKey);
        await Button(page, texts.Add).ClickAsync();
        await page.Locator(".done a").WaitForAsync();
        Assert.Null(await page.EvaluateAsync<string?>("sessionStorage.getItem('butaca-new')")); // it needn't be asked about again
        await page.Locator(".done a").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(title);
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task AnExportBecomesRecommendationsAndIsForgotten(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        await GiveAndForgetAsync(
            language,
            phone,
            Letterboxd,
            Texts.Fill(texts.Matched, 2),
            texts.ReasonMissing,
            stars: [5, 4.5]
        );
        await GiveAndForgetAsync(
            language,
            phone,
            Imdb,
            texts.MatchedOne,
            Texts.Fill(texts.ReasonNoMovie, texts.Kind("TV Series")),
            stars: [4.5]
        );
    }

    private async Task GiveAndForgetAsync(
        string language,
        bool phone,
        string export,
        string found,
        string why,
        double[] stars
    )
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/history", language, phone);
        await GiveAsync(page, "watched.csv", Encoding.UTF8.GetBytes(export));
        await Assertions.Expect(page.Locator("#matched-title")).ToHaveTextAsync(found);
        await Assertions.Expect(page.Locator(".read table")).ToContainTextAsync(why);
        await Assertions.Expect(page.Locator(".read")).ToBeFocusedAsync(); // and so in sight, on a phone too
        Assert.Equal(
            stars.Select(each => $"★ {texts.Stars(each)}"),
            await page.Locator(".names .stars").AllInnerTextsAsync()
        );
        await Assertions
            .Expect(page.Locator(".read .hint").First)
            .ToHaveTextAsync(Texts.Fill(texts.WithStars, stars.Length));
        await Assertions.Expect(page.Locator(".summary .bars").First).ToContainTextAsync(texts.Genre("Action"));
        await Assertions
            .Expect(page.Locator(".summary .bars").Nth(1))
            .ToContainTextAsync(Texts.Fill(texts.Decade, 1990));
        await Assertions
            .Expect(page.Locator(".summary .above"))
            .ToContainTextAsync(Texts.Fill(texts.SummaryOthers, texts.Stars(4.5), texts.Stars(4)));
        await Assertions.Expect(page.Locator(".summary .pick")).ToHaveCountAsync(10);
        await ShootAsync(page, "history", language, phone);
        await AssertAccessibleAsync(page);
        await page.Locator(".read a.button").ClickAsync();
        await Assertions.Expect(page.Locator(".told .stars")).ToHaveTextAsync($"★ {texts.Stars(4.5)}");
        Assert.Contains(
            $"&stars={string.Join(',', stars.Select(each => each.ToString(CultureInfo.InvariantCulture)))}",
            page.Url,
            StringComparison.Ordinal
        );
        await Assertions.Expect(page.Locator(".cards .because").First).ToBeVisibleAsync();
        Assert.Contains("2571", page.Url, StringComparison.Ordinal);
        await page.Locator(".masthead nav a[href*='/history']").ClickAsync();
        await page.Locator(".read .button-quiet").ClickAsync();
        await AtAsync(page, url => url.EndsWith("/history", StringComparison.Ordinal));
        await page.GoBackAsync();
        await AtAsync(page, url => new Uri(url) is { AbsolutePath: "/", Query: "" }); // nor does the browser's button bring it back
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task FilesThatAreNoExportAreRefusedPolitely(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/history", language, phone);
        foreach (
            (string name, byte[] content, string why) in new[]
            {
                ("empty.csv", Array.Empty<byte>(), texts.Problem(FileProblem.Empty, null, null)),
                ("picture.csv", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 1, 255, 254], ""),
                (
                    "other.csv",
                    Encoding.UTF8.GetBytes("a,b,c\n1,2,3\n"),
                    texts.Problem(FileProblem.NoTitles, 1, "a, b, c")
                ),
                (
                    "broken.csv",
                    Encoding.UTF8.GetBytes("Date,Name,Year,Letterboxd URI\n2020-01-01,\"unclosed,1999,x\nmore"),
                    ""
                ),
                ("letters.csv", Encoding.UTF8.GetBytes("Date,Name,Year,Letterboxd URI\nnever,X,nineteen,x\n"), ""),
                (
                    "broken.json",
                    Encoding.UTF8.GetBytes("[{\"title\":\"Alien\",\n\"year\":}]"),
                    texts.Problem(FileProblem.NotJson, 2, null)
                ),
                (
                    "broken.zip",
                    Encoding.UTF8.GetBytes("PK\u0003\u0004 and nothing else"),
                    texts.Problem(FileProblem.DamagedArchive, null, null)
                ),
                ("huge.csv", new byte[(5 << 20) + 1], texts.TooLarge),
            }
        )
        {
            await GiveAsync(page, name, content);
            await Assertions.Expect(page.Locator(".read [role=alert] h2")).ToBeVisibleAsync();
            await Assertions.Expect(page.Locator(".read [role=alert]")).ToContainTextAsync(why);
            await Assertions.Expect(page.Locator(".read a.button")).ToHaveCountAsync(0); // there is nothing to show picks for
            if (name == "broken.csv")
                await AssertAccessibleAsync(page);
            Assert.DoesNotContain(
                Path.GetTempPath(),
                await page.Locator(".read").InnerTextAsync(),
                StringComparison.Ordinal
            );
            await page.ReloadAsync();
            await LiveAsync(page);
        }
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task TheMapShowsFindsAndOpensMovies(string language, bool phone)
    {
        IPage page = await OpenAsync("/map?seen=260", language, phone);
        await page.Locator("#map[data-movies]").WaitForAsync();
        await page.Locator("#map[data-map*='n/']").WaitForAsync(); // laid out by neighbours
        int kept = int.Parse(
            KeptOfTen().Match(await page.Locator(".map-kept").InnerTextAsync()).Groups["share"].Value,
            CultureInfo.InvariantCulture
        );
        Assert.InRange(kept, 40, 100);
        await Assertions.Expect(page.Locator(".map-mine")).ToContainTextAsync(TextsOf(language).MapPicks);
        Assert.All(await page.EvaluateAsync<int[]>(InkOnTheMap), pixels => Assert.True(pixels > 20)); // my picks, and names
        Assert.True(
            int.Parse(
                (await page.Locator("#map").GetAttributeAsync("data-movies"))!,
                System.Globalization.CultureInfo.InvariantCulture
            ) > 200
        );
        await page.Locator("#map-find").FillAsync("the matrix"); // the data set's title finds it in each language
        await Assertions
            .Expect(page.Locator("#map-found a").First)
            .ToHaveTextAsync(language == "es-ES" ? "Matrix (1999)" : "The Matrix (1999)");
        string touch = "getComputedStyle(document.getElementById('map')).touchAction";
        Assert.Equal("pan-y", await page.EvaluateAsync<string>(touch)); // a finger on the whole map scrolls the page
        await ShootAsync(page, "map", language, phone);
        await AssertAccessibleAsync(page);
        Assert.All(await page.EvaluateAsync<int[]>(InkOnTheMap), pixels => Assert.True(pixels > 20));
        await page.Locator("#map-find").FillAsync("");
        string colours =
            "() => { const map = document.getElementById('map'); return new Set(new Uint32Array(map.getContext('2d').getImageData(0, 0, map.width, map.height).data.buffer)).size; }";
        await page.Locator("#legend-genre button").Nth(1).ClickAsync();
        await Assertions.Expect(page.Locator("#legend-genre button[aria-pressed=true]")).ToHaveCountAsync(1);
        int one = await page.EvaluateAsync<int>(colours);
        await ShootAsync(page, "map-genre", language, phone);
        await page.Locator("#map-find").FillAsync("matrix"); // looks at all again
        await Assertions.Expect(page.Locator("#legend-genre button[aria-pressed=true]")).ToHaveCountAsync(0);
        await page.Locator("#legend-genre button").Nth(1).ClickAsync();
        Assert.Equal("", await page.Locator("#map-find").InputValueAsync());
        await page.Locator("#legend-genre button").Nth(1).ClickAsync();
        await Assertions.Expect(page.Locator("#legend-genre button[aria-pressed=true]")).ToHaveCountAsync(0);
        await page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        Assert.NotEqual(one, await page.EvaluateAsync<int>(colours));
        await page.Locator("#map-find").FillAsync("matrix");
        await page.Locator("[data-zoom=in]").ClickAsync();
        Assert.Equal("none", await page.EvaluateAsync<string>(touch));
        await page.Locator("#map").FocusAsync();
        foreach (string key in new[] { "+", "ArrowLeft", "ArrowUp", "-", "0" })
            await page.Keyboard.PressAsync(key);
        await page.GetByLabel(TextsOf(language).ByYear, new PageGetByLabelOptions { Exact = true }).CheckAsync();
        await Assertions.Expect(page.Locator("#legend-year")).ToBeVisibleAsync();
        await page.Locator("#map-found a").First.ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Matrix");
        Assert.Contains("seen=260", page.Url, StringComparison.Ordinal);
    }

    /// <summary>How many pixels of the map have the page's accent, as rings do, and its ink, as names do.</summary>
    private const string InkOnTheMap = """
        () => {
          const map = document.getElementById("map"), probe = document.body.appendChild(document.createElement("i"));
          const pixels = new Uint32Array(map.getContext("2d").getImageData(0, 0, map.width, map.height).data.buffer);
          const counts = ["--accent", "--ink"].map(name => {
            probe.style.setProperty("color", `var(${name})`);
            const [r, g, b] = getComputedStyle(probe).color.match(/[0-9]+/g).map(Number);
            return pixels.reduce((count, pixel) => count + (pixel === (255 << 24 | b << 16 | g << 8 | r) >>> 0), 0);
          });
          probe.remove();
          return counts;
        }
        """;

    [Theory, MemberData(nameof(Visitors))]
    public async Task ModelsAreMeasuredAndComparedOnOneHistory(string language, bool phone)
    {
        _ = Site.Browser;
        string run = Directory.CreateDirectory(Path.Combine(Site.Folder, "models", "als.run")).FullName; // as a training of several rounds leaves it
        await File.WriteAllTextAsync(
            Path.Combine(run, "curves.csv"),
            "network,epoch,loss,validation\nmovies,1,3.5,0.1\nmovies,2,2.5,NaN\nmovies,3,2,0.25\n",
            TestContext.Current.CancellationToken
        );
        IPage page = await OpenAsync("/models?seen=2571,260", language, phone);
        await Assertions.Expect(page.Locator("section[aria-label$=': als'] .curve polyline")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("section[aria-label$=': butaca'] .curve polyline")).ToHaveCountAsync(2); // of known and of new movies
        await Assertions.Expect(page.Locator("#compare-title")).ToHaveTextAsync(TextsOf(language).CompareTitle);
        await Assertions.Expect(page.GetByText(Texts.Fill(TextsOf(language).DataHint, "data"))).ToHaveCountAsync(1);
        string measures = await page.Locator("table.measures").InnerTextAsync();
        Assert.Contains("als", measures, StringComparison.Ordinal); // it was measured; the first wasn't
        Assert.Matches(@"[.,]\d{3}\s+±\s0[.,]\d{3}", measures);
        await page.Locator(".meanings summary").ClickAsync();
        Assert.Equal(
            await page.Locator("table.measures thead th").CountAsync() - 1,
            await page.Locator(".meanings dt").CountAsync()
        );
        await Assertions.Expect(page.Locator(".compare .panel")).ToHaveCountAsync(2);
        string one = await page.Locator(".compare .panel").Nth(0).Locator("ol").InnerTextAsync();
        Assert.NotEqual(one, await page.Locator(".compare .panel").Nth(1).Locator("ol").InnerTextAsync());
        await ShootAsync(page, "models", language, phone);
        await AssertAccessibleAsync(page);
        await page.Locator("#model-1").SelectOptionAsync("butaca");
        await Assertions.Expect(page.Locator(".compare .panel").Nth(1).Locator(".pick-note")).ToHaveCountAsync(10);
        await AtAsync(page, url => url.EndsWith("&a=butaca&b=butaca", StringComparison.Ordinal));
        await page.ReloadAsync();
        await LiveAsync(page);
        Assert.Equal("butaca", await page.Locator("#model-1").InputValueAsync());
    }

    /// <summary>The first share on the map's word of how far it holds.</summary>
    [GeneratedRegex("(?<share>[0-9]+) %", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeptOfTen();

    /// <summary>
    /// A finger sees what a dot is before the dot opens, and whoever zoomed in is taken to what they look for.
    /// </summary>
    [Fact]
    public async Task AFingerSeesAMovieFirstAndASearchFliesThere()
    {
        IPage page = await OpenAsync("/map", phone: true);
        await page.Locator("#map[data-map*='n/']").WaitForAsync();
        await page.Locator("[data-zoom=in]").ClickAsync();
        await page.Locator("[data-zoom=in]").ClickAsync();
        await page.Locator("#map-find").FillAsync("the matrix");
        await page.Locator("#map-found a").First.FocusAsync();
        const string middle = """
            () => {
              const tip = document.getElementById('map-tip'), map = document.getElementById('map');
              return [tip.hidden ? -1 : tip.offsetLeft - map.clientWidth / 2, tip.offsetTop - map.clientHeight / 2];
            }
            """;
        double[] at = await page.EvaluateAsync<double[]>(middle);
        Assert.InRange(at[0], -200, 60); // beside the middle, as far as the edge lets it
        Assert.InRange(at[1], -90, 30);
        const string touch = """
            () => {
              const map = document.getElementById('map'), box = map.getBoundingClientRect();
              for (const name of ['pointerdown', 'pointerup'])
                map.dispatchEvent(new PointerEvent(name, { pointerId: 7, pointerType: 'touch', bubbles: true, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 }));
              return document.getElementById('map-tip').textContent;
            }
            """;
        await page.Locator("#map-find").FocusAsync();
        await page.EvaluateAsync("document.getElementById('map').setPointerCapture = () => {}"); // no finger is on the screen
        await page.EvaluateAsync(
            "document.getElementById('map').dispatchEvent(new PointerEvent('pointerleave', { pointerType: 'mouse' }))"
        );
        Assert.Contains("Matrix", await page.EvaluateAsync<string>(touch), StringComparison.Ordinal);
        Assert.EndsWith("/map", page.Url, StringComparison.Ordinal);
        await page.EvaluateAsync(touch);
        await AtAsync(page, url => url.Contains("/movie/", StringComparison.Ordinal));
    }

    private static Task GiveAsync(IPage page, string name, byte[] content) =>
        page.Locator("#export")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = name,
                    MimeType = "text/csv",
                    Buffer = content,
                }
            );
}
