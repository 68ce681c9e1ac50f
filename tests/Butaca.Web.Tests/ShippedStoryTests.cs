using Butaca.Server.Web.Wording;
using Microsoft.Playwright;

namespace Butaca.Web.Tests;

/// <summary>What somebody looks for first, over the data that Butaca ships.</summary>
[Collection(nameof(ShippedSite))]
public sealed class ShippedStoryTests(WebSite site, ShippedSite shipped) : BrowserTest(site)
{
    private static bool IsSpanish(string language) => language.StartsWith("es", StringComparison.Ordinal);

    [Theory, MemberData(nameof(Visitors))]
    public async Task TheFilmOfTheYearIsFoundAndAFilterShowsWhatItIsFor(string language, bool phone)
    {
        Texts texts = TextsOf(language);
        IPage page = await OpenAsync("/", language, phone, address: shipped.Address);
        await page.Locator("#search").FillAsync("parasite");
        ILocator first = page.Locator("[role=option]").First;
        await Assertions.Expect(first).ToContainTextAsync("2019");
        await Assertions.Expect(first).ToContainTextAsync(IsSpanish(language) ? "Parasite → Parásitos" : "Parasite");
        await ShootAsync(page, "shipped-parasite", language, phone);

        IPage japanese = await OpenAsync(
            "/?seen=2019,5291,7090&origin=Japanese&to=1965",
            language,
            phone,
            address: shipped.Address
        );
        IReadOnlyList<string> titles = await TitlesAsync(japanese);
        Assert.Contains(IsSpanish(language) ? "Yojimbo (El mercenario)" : "Yojimbo", titles);
        Assert.Contains(IsSpanish(language) ? "Vivir (Ikiru)" : "Ikiru", titles);
        Assert.All(
            await japanese.Locator(".card .facts").AllInnerTextsAsync(),
            facts => Assert.Contains(texts.OriginName("Japanese"), facts, StringComparison.Ordinal)
        );
        await ShootAsync(japanese, "shipped-japanese", language, phone);

        IPage science = await OpenAsync(
            "/?seen=260,541,924,1240,589&from=2016",
            language,
            phone,
            address: shipped.Address
        );
        await Assertions.Expect(science.Locator(".card .new-mark").First).ToHaveTextAsync(texts.NewToButaca);
        await Assertions.Expect(science.Locator(".card .because").First).Not.ToBeEmptyAsync();
        await ShootAsync(science, "shipped-science", language, phone);
        await AssertAccessibleAsync(science);
    }
}
