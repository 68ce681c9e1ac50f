using Butaca.Data;
using Butaca.Data.Titles;

namespace Butaca.Tests.Data;

/// <summary>What movies are called for a reader, and names completed as they are typed.</summary>
public sealed class MovieNamesTests
{
    [Theory]
    [InlineData("Matrix, The (1999)", "The Matrix")]
    [InlineData("Terminator, The (1984)", "The Terminator")]
    [InlineData("City of Lost Children, The (Cité des enfants perdus, La) (1995)", "The City of Lost Children")]
    [InlineData("Enfants du paradis, Les (1945)", "Les Enfants du paradis")]
    [InlineData("Avventura, L' (1960)", "L'Avventura")]
    [InlineData(
        "Birdman: Or (The Unexpected Virtue of Ignorance) (2014)",
        "Birdman: Or (The Unexpected Virtue of Ignorance)"
    )]
    [InlineData("Good, the Bad and the Ugly, The (1966)", "The Good, the Bad and the Ugly")]
    [InlineData("Me, Myself & Irene (2000)", "Me, Myself & Irene")]
    [InlineData("Seven (a.k.a. Se7en) (1995)", "Seven")]
    [InlineData("(1999)", "(1999)")]
    [InlineData("", "")]
    public void ATitleIsAsPeopleWriteIt(string title, string name) => Assert.Equal(name, MovieNames.Plain(title));

    [Theory]
    [InlineData(null, "Amélie (2001)", "en")] // put right by a translation into the data set's own language
    [InlineData("en-GB", "Amélie (2001)", "en")]
    [InlineData("es", "Amelia (2001)", "es")]
    [InlineData("es-MX", "Amelia (2001)", "es")]
    [InlineData("fr", "Amélie (2001)", "en")]
    [InlineData("pt", "Amélie (2001)", "en")] // translated, but for its title
    public void ATitleIsInTheReadersLanguageWhereItIsKnown(string? language, string name, string of)
    {
        Movie movie = new(1, "Amelie (Fabuleux destin d'Amélie Poulain, Le) (2001)")
        {
            Year = 2001,
            Translations =
            [
                new MovieTranslation("en") { Titles = ["Amélie"] },
                new MovieTranslation("es") { Titles = ["Amelia", "Amélie"] },
                new MovieTranslation("pt") { Synopsis = "Uma garçonete." },
            ],
        };
        MovieNames names = new(language);
        Assert.Equal((name, of), (names.WithYear(movie), names.LanguageOf(movie)));
        Assert.True(names.IsShown(movie, names.Of(movie)));
        Assert.False(names.IsShown(movie, "Le fabuleux destin d'Amélie Poulain"));
        Assert.Equal("Amelie", new MovieNames(null, null).Of(movie));
        Assert.Equal("Amelia", new MovieNames(null, "es").Of(movie));
    }

    [Fact]
    public void AnArticleMoreOrLessIsTheSameTitle()
    {
        Movie movie = new(1, "Matrix, The (1999)")
        {
            Translations = [new MovieTranslation("es") { Titles = ["Matrix"] }],
        };
        Assert.True(new MovieNames("es").IsShown(movie, "The Matrix"));
    }

    [Fact]
    public void NamesAreCompletedTheMostFrequentFirst()
    {
        NameIndex names = new([
            "Akira Kurosawa",
            "Kiyoshi Kurosawa",
            "Kiyoshi Kurosawa",
            "Penélope Cruz",
            "Tom Cruise",
        ]);
        Assert.Equal(["Kiyoshi Kurosawa", "Akira Kurosawa"], names.Complete("kuros", 5));
        Assert.Equal(["Kiyoshi Kurosawa"], names.Complete("kuros", 1));
        Assert.Equal(["Akira Kurosawa"], names.Complete(" KURO aki ", 5));
        Assert.Equal(["Penélope Cruz"], names.Complete("penelope", 5));
        Assert.Equal(["Penélope Cruz", "Tom Cruise"], names.Complete("cru", 5));
        Assert.Empty(names.Complete("rosawa", 5)); // no word begins so
        Assert.Empty(names.Complete(" .", 5));
        Assert.Equal(4, names.Names.Length);
    }
}
