using System.Collections.Immutable;
using Butaca.Server.Web.Services;
using Butaca.Server.Web.Wording;
using Microsoft.Playwright;

namespace Butaca.Web.Tests;

/// <summary>Watching together: an address that opens elsewhere, and one list for all.</summary>
public sealed class TogetherTests(WebSite site) : BrowserTest(site)
{
    [Theory, MemberData(nameof(Visitors))]
    public async Task AnAddressOpensOnAnotherPhoneAndOneListStandsThereForBoth(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage mine = await OpenAsync("/", language, phone);
        string first = await TickAsync(mine);
        await Link(mine, texts.WatchWithSomebody).ClickAsync();
        await Assertions.Expect(mine.Locator("h1")).ToHaveTextAsync(texts.TogetherTitle);
        await Assertions.Expect(mine.Locator(".picks .empty")).ToContainTextAsync(texts.TogetherAlone);
        await mine.Locator("#name").FillAsync("Ana");
        await mine.Keyboard.PressAsync("Tab");
        await AtAsync(mine, url => url.Contains("name=Ana", StringComparison.Ordinal));
        await HoldsAsync(mine, "() => document.getElementById('invite')?.value.includes('name%3DAna') === true");
        await AssertAccessibleAsync(mine);

        string invitation = await mine.Locator("#invite").InputValueAsync();
        Assert.StartsWith(Site.Address, invitation, StringComparison.Ordinal);
        IPage theirs = await OpenAsync(invitation[Site.Address.Length..], language, !phone);
        await Assertions.Expect(theirs.Locator("h1")).ToHaveTextAsync(Texts.Fill(texts.WatchWith, "Ana"));
        await Assertions.Expect(theirs.Locator(".picks [role=status]")).ToHaveTextAsync(texts.TogetherTickYours);
        await Assertions
            .Expect(theirs.Locator(".company"))
            .ToContainTextAsync($"Ana · {Texts.Fill(texts.MoviesTold, 1)}");
        string second = await TickAsync(theirs, 4);
        await Assertions
            .Expect(theirs.Locator(".picks [role=status]"))
            .ToHaveTextAsync(Texts.Fill(texts.TogetherStatus, 13, 2));
        IReadOnlyList<string> both = await TitlesAsync(theirs);
        Assert.Equal(13, both.Count);
        Assert.DoesNotContain(first, both);
        Assert.DoesNotContain(second, both);
        string all = string.Join(' ', await theirs.Locator(".card").AllInnerTextsAsync());
        Assert.Contains($"{texts.BecauseYou} {second}", Flat(all), StringComparison.Ordinal);
        Assert.Contains($"{Texts.Fill(texts.BecauseThey, "Ana")} {first}", Flat(all), StringComparison.Ordinal);
        await ShootAsync(theirs, "together", language, !phone);
        await AssertAccessibleAsync(theirs);

        // Sent back it is the same list, from the other seat.
        string back = await theirs.Locator("#back").InputValueAsync();
        await mine.GotoAsync(back);
        await LiveAsync(mine);
        Assert.Equal(both, await TitlesAsync(mine));
        await Assertions.Expect(mine.Locator(".chip-seen")).ToHaveTextAsync(first);
    }

    /// <summary>The code as a camera reads it.</summary>
    private const string Pixels = """
        async () => {
          const svg = document.querySelector('.qr').cloneNode(true), size = 600;
          svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
          svg.setAttribute('width', size);
          svg.setAttribute('height', size);
          const image = new Image();
          image.src = 'data:image/svg+xml,' + encodeURIComponent(svg.outerHTML);
          await image.decode();
          const canvas = document.createElement('canvas');
          canvas.width = canvas.height = size;
          const pen = canvas.getContext('2d');
          pen.drawImage(image, 0, 0);
          return [...pen.getImageData(0, 0, size, size).data.filter((_, i) => i % 4 === 0)];
        }
        """;

    [Theory, MemberData(nameof(Visitors))]
    public async Task ACodeOpensTheInvitation(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/together?seen=2571,260&stars=,4.5&no=1&name=Zo%C3%AB", language, phone);
        byte[] pixels = [.. (await page.EvaluateAsync<int[]>(Pixels)).Select(pixel => (byte)pixel)];
        ZXing.Result? read = new ZXing.BarcodeReaderGeneric().Decode(
            new ZXing.RGBLuminanceSource(pixels, 600, 600, ZXing.RGBLuminanceSource.BitmapFormat.Gray8)
        );
        Assert.Equal(await page.Locator("#invite").InputValueAsync(), read?.Text);
        await Assertions.Expect(page.GetByText(texts.QrLocal)).ToBeVisibleAsync(); // no other phone knows 127.0.0.1
        await AssertAccessibleAsync(page);
        string many = string.Join(',', Enumerable.Range(1, 400).Select(i => i * 797));
        await page.GotoAsync($"{Site.Address}/together?seen={many}");
        await Assertions.Expect(page.GetByText(texts.QrLong)).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".qr")).ToHaveCountAsync(0);
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task EachStepCanBeTakenBack(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/together?seen=2571&with=seen%3D260", language, phone);
        IReadOnlyList<string> before = await TitlesAsync(page);
        await ChangeAsync(page, () => page.Locator(".card").First.Locator(".tell-no").ClickAsync());
        await ChangeAsync(page, () => page.Locator(".card").First.Locator(".tell-loved").ClickAsync());
        await Assertions.Expect(page.Locator(".undo")).ToContainTextAsync(texts.Loved);
        await ChangeAsync(page, () => Button(page, texts.Undo).ClickAsync());
        await Assertions.Expect(page.Locator(".undo")).ToContainTextAsync($"{texts.NotForMe}: {before[0]}");
        await ChangeAsync(page, () => Button(page, texts.Undo).ClickAsync());
        Assert.Equal(before, await TitlesAsync(page));
        await Assertions.Expect(page.Locator(".undo")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task WhatOneDislikesIsOnNobodysList()
    {
        IPage page = await OpenAsync("/together?seen=2571&with=seen%3D260");
        string top = (await TitlesAsync(page))[0];
        await ChangeAsync(page, () => page.Locator(".card").First.Locator(".tell-no").ClickAsync());
        Assert.DoesNotContain(top, await TitlesAsync(page));
        string back = await page.Locator("#back").InputValueAsync();
        IPage other = await OpenAsync(back[Site.Address.Length..]);
        Assert.DoesNotContain(top, await TitlesAsync(other));
    }

    [Theory, MemberData(nameof(Visitors))]
    public async Task WhatOneHasSeenComesUpMarked(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync(
            "/together?seen=858,593&with=seen%3D2571,260,480%26name%3DLuis&genre=Sci-Fi",
            language,
            phone
        );
        Assert.Equal(
            0,
            await page.Locator(".card .new-mark", new PageLocatorOptions { HasText = "Luis" }).CountAsync()
        );
        await ChangeAsync(page, () => Button(page, texts.SeenToo).ClickAsync());
        await Assertions
            .Expect(page.Locator(".card .new-mark", new PageLocatorOptions { HasText = "Luis" }).First)
            .ToHaveTextAsync(Texts.Fill(texts.TheyHaveSeen, "Luis"));
        await AssertAccessibleAsync(page);
    }

    /// <summary>Whoever is invited brings their export, and comes back to the list for both.</summary>
    [Fact]
    public async Task WhoeverIsInvitedBringsAnExport()
    {
        Texts texts = Texts.English;
        IPage page = await OpenAsync("/together?with=seen%3D260%26name%3DAna");
        await Link(page, texts.BringExport).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(texts.HistoryTitle);
        await LiveAsync(page);
        await page.Locator("#export")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "ratings.csv",
                    MimeType = "text/csv",
                    Buffer = "Name,Year,Rating\nThe Matrix,1999,5\nPulp Fiction,1994,4\n"u8.ToArray(),
                }
            );
        await Link(page, texts.ShowPicks).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(Texts.Fill(texts.WatchWith, "Ana"));
        await Assertions.Expect(page.Locator(".card")).ToHaveCountAsync(13);
    }

    [Theory]
    [InlineData("/together?with=seen%3D999999&with=&with=%26%26&with=no%3D1&name=%00%07")]
    [InlineData("/together?with=seen%3D1%26with%3Dseen%253D2&genre=Nonsense")]
    public async Task ABentAddressIsReadAsFarAsItGoes(string path)
    {
        IPage page = await OpenAsync(path);
        await Assertions.Expect(page.Locator("#picks-title")).ToBeVisibleAsync();
    }

    [Fact]
    public void AnAddressHoldsTheTastesOfAll()
    {
        foreach (int count in new[] { 1, 70, 2_500 })
        {
            Taste one = new()
            {
                Seen = [.. Enumerable.Range(1, count).Select(i => (Butaca.Client.Contracts.MovieId)(i * 79))],
                Name = "Ana & Luis? #1",
                No = [5, 9],
            };
            one = one with { HalfStars = one.Seen.ToDictionary(id => id, _ => 9).ToImmutableDictionary() };
            Taste taste = one;
            for (int others = 1; others <= Taste.MostCompany; others++)
            {
                taste = one with { Company = [.. Enumerable.Repeat(one, others)] };
                Taste read = Taste.Parse(taste.At("/together"));
                int kept = Math.Min(count, Taste.MostMovies / (1 + others));
                Assert.Equal(kept, read.Seen.Length);
                Assert.Equal(others, read.Company.Length);
                Assert.All(read.Company, other => Assert.Equal(kept, other.Seen.Length));
                Assert.All(read.Company, other => Assert.Equal(one.Name, other.Name));
                Assert.All(read.Company, other => Assert.Equal(4.5, other.StarsOf(other.Seen[0])));
                Assert.Equal(taste.Query(), read.Query());
                Assert.True(
                    taste.Query().Length < 7_500,
                    $"{taste.Query().Length} characters are more than servers take"
                );
            }
            Assert.Equal(
                Taste.MostCompany,
                Taste.Parse((one with { Company = taste.Company.Add(one) }).Query()).Company.Length
            );
        }
    }

    private static string Flat(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
