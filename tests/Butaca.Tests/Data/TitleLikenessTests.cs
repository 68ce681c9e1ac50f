using Butaca.Data;
using Butaca.Data.Titles;

namespace Butaca.Tests.Data;

public sealed class TitleLikenessTests
{
    private static readonly TitleIndex Index = new(
        new Catalog(
            new[]
            {
                "Four Colors: Green (1994)",
                "Four Colors: Gold (1994)",
                "Sorrows: Volume I (2013)",
                "Sorrows: Volume II (2013)",
                "Terry Jones's Tale of Nigel (1979)",
                "Gray Neighbor, The (1988)",
                "Superman Returns Again (2006)",
                "Rocket Men II (1991)",
                "Rocket Men III (1991)",
                "Justice Union (2017)",
                "Union of Justice (2017)",
                "Motherland (2009)",
                "Joe's Apartment (1996)",
            }.Select((title, id) => new Movie(id, title) { Year = MovieTitle.YearOf(title) })
        )
    );

    [Theory]
    [InlineData("Four Colours: Green", 1994, 0, false)]
    [InlineData("Four Colours: Gold", 1994, 1, false)]
    [InlineData("Sorrows: Vol. I", 2013, 2, false)]
    [InlineData("Sorrows: Vol. II", 2013, 3, false)]
    [InlineData("Sorrows: Volume 2", 2013, 3, false)]
    [InlineData("Tale of Nigel", 1979, 4, false)]
    [InlineData("The Grey Neighbour", 1988, 5, false)]
    [InlineData("Union of Justice: The Making", 2017, 10, true)]
    [InlineData("Superman Retuns Again", 2006, 6, true)]
    [InlineData("Rocket Men 3", 1991, 8, false)]
    [InlineData("Jane Doe's Superman Returns Again", 2006, 6, true)]
    public void OneTitleInTwoSpellingsIsFound(string title, int year, int row, bool isDoubtful)
    {
        TitleFinding found = Index.Find([title], year);
        Assert.Equal([row], found.Rows);
        Assert.Equal(isDoubtful, found.IsDoubtful);
    }

    [Theory]
    [InlineData("Four Colours: White", 1994)]
    [InlineData("Four Colours: Green", 2004)]
    [InlineData("Sorrows: Vol. III", 2013)]
    [InlineData("Tale of Nigel", 1989)]
    [InlineData("Tale of Nigella", 1979)]
    [InlineData("Jane Doe's Justice Union", 2021)]
    [InlineData("Rocket Men", 1991)]
    [InlineData("Rocket Men IV", 1991)]
    [InlineData("Four Colours: Green", null)]
    [InlineData("The Grey Neighbour", 1989)]
    [InlineData("Brotherland", 2009)]
    [InlineData("The Apartment", 1996)]
    public void AnotherFilmIsNot(string title, int? year)
    {
        TitleFinding found = Index.Find([title], year);
        Assert.False(found.Rows is [_], string.Join(", ", found.Rows.Select(row => Index.Catalog[row].Title)));
    }
}
