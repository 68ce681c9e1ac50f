using Butaca.Data;

namespace Butaca.Tests.Data;

public sealed class TitleTests
{
    [Theory]
    [InlineData("Matrix, The (1999)", "The Matrix", "", 1999)]
    [InlineData("Seven (a.k.a. Se7en) (1995)", "Seven", "Se7en", 1995)]
    [InlineData(
        "City of Lost Children, The (Cité des enfants perdus, La) (1995)",
        "The City of Lost Children",
        "La Cité des enfants perdus",
        1995
    )]
    [InlineData(
        "Léon: The Professional (a.k.a. The Professional) (Léon) (1994)",
        "Léon: The Professional",
        "The Professional+Léon",
        1994
    )]
    [InlineData("Enfer, L' (1994)", "L'Enfer", "", 1994)]
    [InlineData("Death Note: Desu nôto (2006–2007)", "Death Note: Desu nôto", "", 2006)]
    [InlineData("Pocahontas II (1998) ", "Pocahontas II", "", 1998)]
    [InlineData("(500) Days of Summer (2009)", "(500) Days of Summer", "", 2009)]
    [InlineData("3 dev adam (Three Giant Men) (1973) ", "3 dev adam", "Three Giant Men", 1973)]
    [InlineData(
        "Good, the Bad and the Ugly, The (Buono, il brutto, il cattivo, Il) (1966)",
        "The Good, the Bad and the Ugly",
        "Il Buono, il brutto, il cattivo",
        1966
    )]
    [InlineData("Moonlight", "Moonlight", "", null)]
    [InlineData("2012", "2012", "", null)]
    [InlineData("Odd) bracket(", "Odd) bracket(", "", null)]
    [InlineData("Odd)", "Odd)", "", null)]
    [InlineData("()", "()", "", null)]
    [InlineData("Year (12345)", "Year", "12345", null)]
    [InlineData("", "", "", null)]
    public void TitlesAreTakenApart(string title, string name, string others, int? year)
    {
        MovieTitle parsed = MovieTitle.Parse(title);
        Assert.Equal((name, others, year), (parsed.Name, string.Join('+', parsed.OtherNames), parsed.Year));
    }

    [Theory]
    [InlineData("Amélie — Ça, Ñandú!", "amelie ca nandu")]
    [InlineData("Ame\u0301lie", "amelie")]
    [InlineData("Ocean's Eleven", "oceans eleven")]
    [InlineData("Ocean’s Eleven", "oceans eleven")]
    [InlineData("Fast & Furious", "fast and furious")]
    [InlineData("Romeo+Juliet", "romeo and juliet")]
    [InlineData("Ægir, Œuvre, Straße, Þór, Łódź", "aegir oeuvre strasse thor lodz")]
    [InlineData("Trần Ánh Hùng", "tran anh hung")]
    [InlineData("8½", "812")]
    [InlineData("  WALL·E  ", "wall e")]
    [InlineData("七人の侍", "七人の侍")]
    [InlineData("Брат", "брат")]
    [InlineData("...", "")]
    public void WordsForgetAccentsCaseAndPunctuation(string title, string words)
    {
        Assert.Equal(words, TitleText.Words(title));
        Assert.Equal(words.Replace(" ", "", StringComparison.Ordinal), TitleText.Key(title));
    }
}
