using Butaca.Client.Contracts;
using Butaca.Data;
using Butaca.Hosting.Live;
using Butaca.Server;
using Butaca.Server.Web.Services;
using Butaca.Server.Web.Wording;
using Microsoft.Playwright;

namespace Butaca.Web.Tests;

/// <summary>From a list to the evening's movie: where to watch it, a surprise, limits, and what is kept.</summary>
public sealed class EveningTests(WebSite site) : BrowserTest(site)
{
    [Theory, MemberData(nameof(Visitors))]
    public async Task EachMovieSaysWhereMoreIs(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/?seen=2571,260", language, phone);
        await Assertions.Expect(page.Locator(".card-feature .links a")).ToHaveCountAsync(5);
        await page.Locator(".card").Nth(1).Locator("summary").ClickAsync();
        ILocator watch = page.Locator(".card").Nth(1).Locator(".links a").First;
        await Assertions.Expect(watch).ToContainTextAsync(texts.WhereToWatch);
        Assert.StartsWith(
            $"https://www.justwatch.com/{(language == "es-ES" ? "es" : "us")}/search?q=",
            await watch.GetAttributeAsync("href"),
            StringComparison.Ordinal
        );
        foreach (ILocator link in await page.Locator(".links a").AllAsync())
        {
            Assert.Equal("noopener noreferrer", await link.GetAttributeAsync("rel"));
            Assert.Equal("_blank", await link.GetAttributeAsync("target"));
        }
        await AssertAccessibleAsync(page);
    }

    [Fact]
    public void ALinkIsTheFirstWhosePlacesAreKnown()
    {
        ServerOptions options = new();
        options.Links.Clear();
        options.Links["One"] =
            "https://one.example/{tmdb} https://one.example/?q={original}&y={year} https://one.example/?q={title}";
        options.Links["None"] = "";
        options.Links["Ids"] = "https://two.example/{imdb}";
        Movie movie = new(1, "Matrix, The & Co? (1999)") { Year = 1999 };
        MovieLinkList list = new(options);
        Assert.Equal(
            [new MovieLink("One", "https://one.example/?q=The%20Matrix%20%26%20Co%3F&y=1999")],
            list.Of(movie with { Title = "The Matrix & Co? (1999)" }, "Matrix", "es", "es")
        );
        Assert.Equal(
            ["https://one.example/603", "https://two.example/tt0133093"],
            list.Of(
                    movie with
                    {
                        ExternalIds = [new(ExternalId.Imdb, "tt0133093"), new(ExternalId.Tmdb, "603")],
                    },
                    "Matrix",
                    "es",
                    "es"
                )
                .Select(link => link.Address)
        );
        Assert.Equal("https://one.example/?q=x%2Fy", list.Of(new Movie(1, "x/y"), "x/y", "es", "es").Single().Address);
        Assert.All(
            new ServerOptions().Links.Values.SelectMany(templates => templates.Split(' ')),
            template => Assert.Null(LinkTemplate.ProblemOf(template))
        );
        Assert.NotNull(LinkTemplate.ProblemOf("https://one.example/{isan}"));
        Assert.NotNull(LinkTemplate.ProblemOf("javascript:alert({title})"));
        Assert.NotNull(LinkTemplate.ProblemOf("one.example/{title}"));
    }

    [Fact]
    public void WhatSomebodyWatchedIsSummedUp()
    {
        Movie[] movies =
        [
            new(1, "One (1981)")
            {
                Year = 1981,
                Genres = ["Drama", "War"],
                Origin = "British-American",
            },
            new(2, "Two (1989)")
            {
                Year = 1989,
                Genres = ["Drama"],
                Origin = "American",
            },
            new(3, "Three (2001)") { Year = 2001 },
        ];
        DatasetBuilder builder = new();
        foreach (Movie movie in movies)
            builder.AddMovie(movie);
        for (int user = 1; user <= 5; user++)
        {
            builder.AddInteraction(user, 1, user % 2 == 0 ? 2 : 3, (uint)user);
            builder.AddInteraction(user, 2, 5, (uint)user);
        }
        builder.AddInteraction(6, 3, 1, 6); // one user's word tells nothing of a movie
        Dataset data = builder.Build();
        ImportSummary summary = ImportSummary.Of(
            [Rated(1, 4), Rated(2, 4.5), Rated(3, 5), Rated(99, 5)],
            LiveCatalog.Of(data, [], []),
            data
        );
        Assert.Equal([("Drama", 2), ("War", 1)], summary.Genres.Select(part => (part.Name, part.Count)));
        Assert.Equal([("American", 2), ("British", 1)], summary.Origins.Select(part => (part.Name, part.Count)));
        Assert.Equal([("1980", 2), ("1990", 0), ("2000", 1)], summary.Decades.Select(part => (part.Name, part.Count)));
        RatedAbove above = Assert.Single(summary.Above);
        Assert.Equal((4, 2.6), (above.Mine, Math.Round(above.Others, 3)));

        static HistoryEntry Rated(long id, double stars) => new() { MovieId = id, Rating = stars };
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task ASurpriseIsOneMovieWithAReasonAndAnother(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/?seen=2571,260,480", language, phone);
        await Link(page, texts.SurpriseMe).ClickAsync();
        await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".card .because").First).ToBeVisibleAsync();
        await AssertAccessibleAsync(page);
        HashSet<string> found = [await page.Locator(".card h3").InnerTextAsync()];
        for (int i = 0; i < 6; i++)
        {
            string before = await page.Locator(".card h3").InnerTextAsync();
            await Link(page, texts.Another).ClickAsync();
            await Assertions.Expect(page.Locator(".card h3")).Not.ToHaveTextAsync(before);
            found.Add(await page.Locator(".card h3").InnerTextAsync());
        }
        Assert.Equal(7, found.Count);
        await ShootAsync(page, "surprise", language, phone);
        await Link(page, texts.BackToList).ClickAsync();
        await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(13);
        Assert.DoesNotContain("surprise", page.Url, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task NotTonightSaysNothingOfATaste(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/?seen=2571,260", language, phone);
        IReadOnlyList<string> before = await TitlesAsync(page);
        await ChangeAsync(page, () => page.Locator(".card").First.Locator(".tell-later").ClickAsync());
        IReadOnlyList<string> after = await TitlesAsync(page);
        Assert.Equal(before.Skip(1).Take(10), after.Take(10)); // the others stay where they were
        await Assertions.Expect(page.Locator(".chip-later")).ToHaveTextAsync(before[0]);
        await Assertions.Expect(page.Locator(".undo")).ToContainTextAsync($"{texts.Later}: {before[0]}");
        await ChangeAsync(page, () => page.Locator(".card").First.Locator(".tell-no").ClickAsync());
        await Button(page, texts.Undo).ClickAsync(); // each step, the last first
        await Assertions.Expect(page.Locator(".undo")).ToContainTextAsync($"{texts.Later}: {before[0]}");
        await Button(page, texts.Undo).ClickAsync();
        await Assertions.Expect(page.Locator(".undo")).ToBeEmptyAsync();
        Assert.Equal(before, await TitlesAsync(page));
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task TonightsLimitsNarrowTheListAndMoreCanBeShown(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/?seen=2571,260", language, phone);
        if (phone)
            await page.Locator(".tune-switch").ClickAsync();
        await ChangeAsync(page, () => Button(page, texts.Genre("Comedy")).ClickAsync());
        await ChangeAsync(page, () => Button(page, texts.Genre("Romance")).ClickAsync());
        Assert.All(
            await page.Locator(".card .facts").AllInnerTextsAsync(),
            facts =>
            {
                Assert.Contains(texts.Genre("Comedy"), facts, StringComparison.Ordinal);
                Assert.Contains(texts.Genre("Romance"), facts, StringComparison.Ordinal);
            }
        );
        await ChangeAsync(page, () => Link(page, texts.AnyGenre).ClickAsync());
        Assert.Contains("anygenre=1", page.Url, StringComparison.Ordinal);
        await ChangeAsync(page, () => Link(page, Texts.Fill(texts.Decade, 1990)).ClickAsync());
        Assert.Contains("from=1990&to=1999", page.Url, StringComparison.Ordinal);
        await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(13);
        await ChangeAsync(page, () => Link(page, texts.ShowMore).ClickAsync());
        await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(26);
        await page.Locator("#sort").SelectOptionAsync(nameof(PickOrder.Oldest));
        await AtAsync(page, url => url.Contains("sort=oldest", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator(".card .facts").First).ToContainTextAsync("1990");
        string[] years = [.. (await page.Locator(".card .facts").AllInnerTextsAsync()).Select(facts => facts[..4])];
        Assert.Equal(years.Order(), years);
        await AssertAccessibleAsync(page);
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task WhatSomebodyWantsToSeeIsRankedAndTakenAlong(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/?seen=2571,260&stars=4.5", language, phone);
        await page.Locator(".card").Nth(1).Locator(".tell-wanted").ClickAsync();
        await Assertions.Expect(page.Locator(".chip-wanted")).ToHaveCountAsync(1);
        await Assertions
            .Expect(page.Locator(".card").Nth(1).Locator(".tell-wanted"))
            .ToHaveAttributeAsync("aria-pressed", "true"); // it stays on the list
        await page.Locator("a[href*='/list']").First.ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(texts.MyList);
        await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(1);
        await page.Locator("#search").FillAsync("pulp fiction");
        await Assertions.Expect(page.Locator("[role=option]").First).ToContainTextAsync("Pulp Fiction");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator(".seen-list li")).ToHaveCountAsync(2);
        await ShootAsync(page, "list", language, phone);
        await AssertAccessibleAsync(page);
        using HttpClient http = new();
        string?[] hrefs = await Task.WhenAll(
            (await page.Locator("a[download]").AllAsync()).Select(link => link.GetAttributeAsync("href"))
        );
        string[] seen = (
            await http.GetStringAsync(new Uri(Site.Address + hrefs[0]), TestContext.Current.CancellationToken)
        ).Split('\n');
        Assert.Equal(
            [
                "tmdbID,imdbID,Title,Year,Rating",
                ",,The Matrix,1999,4.5",
                ",,Star Wars: Episode IV - A New Hope,1977,",
                "",
            ],
            seen
        );
        string wanted = await http.GetStringAsync(
            new Uri(Site.Address + hrefs[1]),
            TestContext.Current.CancellationToken
        );
        Assert.Contains(",,Pulp Fiction,1994,", wanted, StringComparison.Ordinal);
        // What was taken along comes back as it was.
        await page.GotoAsync($"{Site.Address}/history");
        await LiveAsync(page);
        await page.Locator("#export")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "watchlist.csv",
                    MimeType = "text/csv",
                    Buffer = System.Text.Encoding.UTF8.GetBytes(wanted),
                }
            );
        await page.Locator("a[href*='list=']").First.ClickAsync();
        await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(2);
        await page.Locator(".card").First.Locator(".tell-wanted").ClickAsync();
        await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(1);
        await Button(page, texts.Undo).ClickAsync();
        await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task ABrowserKeepsWhatWasToldOnlyWhereItIsAskedTo()
    {
        IPage page = await OpenAsync("/?seen=2571");
        await page.GotoAsync(Site.Address);
        await LiveAsync(page);
        Assert.Equal("", new Uri(page.Url).Query);
        await TickAsync(page);
        await page.Locator("[data-keep]").CheckAsync();
        await TickAsync(page, 2);
        string told = new Uri(page.Url).Query;
        await page.GotoAsync($"{Site.Address}/?seen=858"); // somebody else's address
        await LiveAsync(page);
        await Assertions.Expect(page.Locator("[data-keep]")).Not.ToBeCheckedAsync();
        await TickAsync(page, 3);
        await page.GotoAsync(Site.Address);
        await AtAsync(page, url => new Uri(url).Query == told);
        await LiveAsync(page);
        await Assertions.Expect(page.Locator("[data-keep]")).ToBeCheckedAsync();
        await page.Locator("[data-keep]").UncheckAsync(); // one click forgets
        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length"));
        await page.GotoAsync(Site.Address);
        await LiveAsync(page);
        Assert.Equal("", new Uri(page.Url).Query);
    }
}
