using Butaca.Data;
using Butaca.Data.Titles;
using Butaca.Recommending;

namespace Butaca.Tests.Data;

/// <summary>
/// Movies found by titles in other languages and by people, and filtered by facts that aren't known of all.
/// </summary>
public sealed class CatalogueSearchTests
{
    private static readonly Catalog Catalog = new([
        new Movie(1, "Godfather, The (1972)")
        {
            Year = 1972,
            Origin = "American",
            Directors = ["Francis Ford Coppola"],
            Cast = ["Marlon Brando", "Al Pacino"],
            Languages = ["English"],
            Translations = [new MovieTranslation("es") { Titles = ["El padrino"] }],
        },
        new Movie(2, "House on the Edge of the Park, The (Casa sperduta nel parco, La) (1980)") { Year = 1980 },
        new Movie(3, "All About My Mother (Todo sobre mi madre) (1999)")
        {
            Year = 1999,
            Origin = "Spanish-French",
            Directors = ["Pedro Almodóvar"],
            Cast = ["Cecilia Roth"],
            Languages = ["Spanish"],
        },
        new Movie(4, "Yojimbo (1961)")
        {
            Year = 1961,
            Origin = "Japanese",
            Directors = ["Akira Kurosawa"],
            Cast = ["Toshirô Mifune"],
            Languages = ["Japanese"],
        },
        new Movie(5, "Pulse (2001)")
        {
            Year = 2001,
            Origin = "Japanese",
            Directors = ["Kiyoshi Kurosawa"],
            Languages = ["Japanese"],
        },
        new Movie(6, "Padrino (1990)") { Year = 1990, Origin = "Italian" },
        new Movie(7, "Drácula (1931)") { Year = 1931, Cast = ["Robert Downey, Jr."] },
        new Movie(8, "Blood (1974)")
        {
            Year = 1974,
            Translations = [new MovieTranslation("es") { Titles = ["Sangre", "Drácula"] }],
        },
    ]);

    private static readonly TitleIndex Index = new(Catalog);

    /// <summary>Nobody's ratings are no sign that nobody knows it.</summary>
    [Fact]
    public void AMovieThatNobodyWatchedYetComesBeforeALittleWatchedOneOfItsName()
    {
        TitleIndex index = new(
            new Catalog([
                new Movie(1, "Parasite (1982)") { Year = 1982 },
                new Movie(2, "Parasite (Gisaengchung) (2019)") { Year = 2019 },
                new Movie(3, "Dune (1984)") { Year = 1984 },
                new Movie(4, "Dune (2021)") { Year = 2021 },
                new Movie(5, "Heat (1995)") { Year = 1995 },
            ]),
            [1, 0, 30, 0, 9]
        );
        Assert.Equal([1, 0], index.Search("parasite").Select(found => found.Row));
        Assert.Equal([2, 3], index.Search("dune").Select(found => found.Row));
        Assert.Equal(TitleOutcome.Ambiguous, index.Resolve("parasite").Outcome);
        Assert.Equal([0, 1], index.Search("parasite 1982").Select(found => found.Row));
    }

    [Theory]
    [InlineData("El padrino (1972)", "Godfather, The (1972)", MatchedField.Translation, "El padrino")]
    [InlineData("the godfather", "Godfather, The (1972)", MatchedField.Title, "The Godfather")]
    [InlineData(
        "todo sobre mi madre",
        "All About My Mother (Todo sobre mi madre) (1999)",
        MatchedField.Title,
        "Todo sobre mi madre"
    )]
    [InlineData(
        "pedro almodovar",
        "All About My Mother (Todo sobre mi madre) (1999)",
        MatchedField.Director,
        "Pedro Almodóvar"
    )]
    [InlineData(
        "ALMODOVAR",
        "All About My Mother (Todo sobre mi madre) (1999)",
        MatchedField.Director,
        "Pedro Almodóvar"
    )]
    [InlineData(
        "almodobar",
        "All About My Mother (Todo sobre mi madre) (1999)",
        MatchedField.Director,
        "Pedro Almodóvar"
    )]
    [InlineData("mifune", "Yojimbo (1961)", MatchedField.Cast, "Toshirô Mifune")]
    [InlineData("dracula", "Drácula (1931)", MatchedField.Title, "Drácula")]
    [InlineData("sangre", "Blood (1974)", MatchedField.Translation, "Sangre")]
    public void AHitSaysWhatItMet(string typed, string title, MatchedField field, string matched)
    {
        TitleCandidate first = Index.Search(typed)[0];
        Assert.Equal((title, field, matched), (Catalog[first.Row].Title, first.Field, first.Matched));
    }

    [Fact]
    public void ATitleMeansItsMovieBeforeAnotherOneIsTranslatedSo()
    {
        Assert.Equal((TitleOutcome.Found, 6), (Index.Resolve("Drácula").Outcome, Index.Resolve("Drácula").Row));
        Assert.Equal([6], Index.Match("Drácula", 1931));
        Assert.Equal([7], Index.Match("Drácula", 1974));
        Assert.Equal([0], Index.Match("El Padrino", 1972));
    }

    [Theory]
    [InlineData("tt0078748", 0, "tt0078748")]
    [InlineData(" TT0078748 ", 0, "tt0078748")]
    [InlineData("tmdb:348", 0, "TMDB 348")]
    [InlineData("isan: 0000-3A8D", 0, "ISAN 0000-3A8D")]
    [InlineData("0000-3A8D", 0, "ISAN 0000-3A8D")]
    [InlineData("tt0113277", 2, "tt0113277")] // the data set's own id
    public void AnExternalIdMeansItsMovie(string typed, int row, string matched)
    {
        TitleIndex index = new(Identified, [1, 9, 5, 8]);
        TitleCandidate only = Assert.Single(index.Search(typed));
        Assert.Equal((row, MatchedField.ExternalId, matched), (only.Row, only.Field, only.Matched));
        Assert.Equal((TitleOutcome.Found, row), (index.Resolve(typed).Outcome, index.Resolve(typed).Row));
    }

    [Fact]
    public void ATitleIsNoExternalId()
    {
        TitleIndex index = new(Identified, [1, 9, 5, 8]);
        Assert.Equal((MatchedField.Title, 1), (index.Search("1917")[0].Field, index.Search("1917")[0].Row)); // TMDB 1917 is another
        Assert.Equal(MatchedField.Title, index.Search("Heat 2")[0].Field);
        Assert.Empty(index.Search("tt9999999"));
        Assert.Empty(index.Search("tmdb:9999999"));
        Assert.Equal(3, index.RowOf(new ExternalId("tmdb", "1917"))); // the more watched of two
    }

    private static Catalog Identified =>
        new([
            new Movie(1, "Alien (1979)")
            {
                Year = 1979,
                ExternalIds = [new("imdb", "tt0078748"), new("isan", "0000-3A8D"), new("tmdb", "348")],
            },
            new Movie(2, "1917 (2019)") { Year = 2019 },
            new Movie("tt0113277", "Heat (1995)") { Year = 1995, ExternalIds = [new("tmdb", "1917")] },
            new Movie("x", "Heat 2") { ExternalIds = [new("isan", "Heat 2"), new("tmdb", "1917")] },
        ]);

    [Fact]
    public void APersonIsNoMovie()
    {
        TitleResolution resolution = Index.Resolve("Akira Kurosawa");
        Assert.Equal((TitleOutcome.Ambiguous, -1), (resolution.Outcome, resolution.Row));
        Assert.Equal("Yojimbo (1961)", Catalog[resolution.Candidates[0].Row].Title);
    }

    [Fact]
    public void FiltersFindWhatTheFactsTellAndCountWhatTheyDoNot()
    {
        Assert.Equal("4, 5; 3", Pass(new MovieFilter { Origins = ["japanese"] }));
        Assert.Equal("3; 3", Pass(new MovieFilter { Origins = ["Spanish"] }));
        Assert.Equal("2, 4, 5, 7, 8; 0", Pass(new MovieFilter { Origins = ["Japanese"], AllowUnknown = true }));
        Assert.Equal("4, 5; 4", Pass(new MovieFilter { Directors = ["kurosawa"] }));
        Assert.Equal("4; 4", Pass(new MovieFilter { Directors = ["AKIRA KUROSAWA"] }));
        Assert.Equal("3; 4", Pass(new MovieFilter { Directors = ["almodovar"] }));
        Assert.Equal("1, 7; 4", Pass(new MovieFilter { Cast = ["Al Pacino", "Robert Downey Jr"] }));
        Assert.Equal("3; 4", Pass(new MovieFilter { Languages = ["spanish"] }));
        Assert.Equal(
            "4; 2",
            Pass(
                new MovieFilter
                {
                    Directors = ["Kurosawa"],
                    Cast = ["Mifune"],
                    FromYear = 1950,
                    ToYear = 1980,
                }
            )
        );

        static string Pass(MovieFilter filter)
        {
            AllowedMovies allowed = filter.On(Catalog);
            Id[] ids =
            [
                .. Enumerable.Range(0, Catalog.Count).Where(row => allowed.Flags[row]).Select(row => Catalog[row].Id),
            ];
            return $"{string.Join(", ", ids)}; {allowed.UnknownLeftOut}";
        }
    }

    [Theory]
    [InlineData(
        "kurosava",
        "director: found 'kurosava', expected one of the catalogue's 4 directors; nearest: Akira Kurosawa, Kiyoshi Kurosawa, Pedro Almodóvar."
    )]
    public void WhoIsNotThereIsToldWithTheNearest(string name, string message) =>
        Assert.Equal(
            message,
            Assert.Throws<ButacaException>(() => new MovieFilter { Directors = [name] }.Check(Catalog)).Message
        );

    [Fact]
    public void WithoutFactsAFilterSaysSo()
    {
        Catalog bare = new([new Movie(1, "A")]);
        Assert.Equal(
            "cast: found 'X', expected none: this catalogue knows no actors.",
            Assert.Throws<ButacaException>(() => new MovieFilter { Cast = ["X"] }.Check(bare)).Message
        );
        Assert.DoesNotContain(
            true,
            new MovieFilter { Cast = ["X"] }
                .Within(bare)
                .On(bare)
                .Flags.ToArray()
        );
    }

    [Theory]
    [InlineData(
        "Birdman: Or (The Unexpected Virtue of Ignorance) (2014)",
        "Birdman: Or (The Unexpected Virtue of Ignorance)"
    )]
    [InlineData(
        "Birds of Prey (and the Fantabulous Emancipation of One Harley Quinn) (2020)",
        "Birds of Prey (and the Fantabulous Emancipation of One Harley Quinn)"
    )]
    [InlineData(
        "Librarian, The: The Curse of the Judas Chalice (2008)",
        "The Librarian: The Curse of the Judas Chalice"
    )]
    [InlineData("Valachi Papers,The (1972)", "The Valachi Papers")]
    [InlineData("Seven (a.k.a. Se7en) (1995)", "Seven")]
    public void TitlesAreNamedAsPeopleWriteThem(string title, string name) =>
        Assert.Equal(name, MovieTitle.Parse(title).Name);
}
