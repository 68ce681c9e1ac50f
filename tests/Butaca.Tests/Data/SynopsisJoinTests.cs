using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Data.Sources;

namespace Butaca.Tests.Data;

public sealed class SynopsisJoinTests
{
    [Theory]
    [InlineData("Matrix, The (1999)", "The Matrix", 1999)]
    [InlineData("Matrix, The (1999)", "The Matrix", 1998)]
    [InlineData("Seven (a.k.a. Se7en) (1995)", "Se7en", 1995)]
    [InlineData("City of Lost Children, The (Cité des enfants perdus, La) (1995)", "La Cite des Enfants Perdus", 1995)]
    [InlineData("Fast & Furious (2009)", "Fast and Furious", 2009)]
    [InlineData("Spider-Man (2002)", "Spiderman!", 2002)]
    [InlineData("Human Centipede, The (First Sequence) (2009)", "The Human Centipede (First Sequence)", 2010)]
    public void SpellingsOfOneTitleJoin(string movie, string record, int year) =>
        Assert.Equal(["text"], Join([movie], Record(record, year, "text")));

    [Theory]
    [InlineData("Death Wish 2 (1982)", "Death Wish II", 1982)]
    [InlineData("Kill Bill: Vol. 1 (2003)", "Kill Bill: Volume 1", 2003)]
    [InlineData("Bonfire of the Vanities (1990)", "The Bonfire of the Vanities", 1990)]
    [InlineData("Star Wars: Episode V - The Empire Strikes Back (1980)", "The Empire Strikes Back", 1980)]
    [InlineData("Insurgent (2015)", "The Divergent Series: Insurgent", 2015)]
    public void LooserSpellingsJoinInTheSameYear(string movie, string record, int year)
    {
        Movie drama = new(1, movie) { Year = year, Genres = ["Drama"] };
        Assert.Single(
            SynopsisJoin.Join(new Catalog([drama]), [Record(record, year, "text") with { Genres = ["Drama"] }]).Matches
        );
        Assert.Empty(
            SynopsisJoin
                .Join(new Catalog([drama]), [Record(record, year + 1, "text") with { Genres = ["Drama"] }])
                .Matches
        );
    }

    [Fact]
    public void PartsOfTitlesJoinOnlyWithAGenreInCommon()
    {
        Movie aguirre = new(1, "Aguirre: The Wrath of God (1972)") { Year = 1972, Genres = ["Adventure", "Drama"] };
        Assert.Empty(
            SynopsisJoin
                .Join(new Catalog([aguirre]), [Record("The Wrath of God", 1972, "text") with { Genres = ["Western"] }])
                .Matches
        );
    }

    [Theory]
    [InlineData("Deal, The (2008)", "Deal", 2008)]
    [InlineData("Matrix, The (1999)", "The Matrix", 2001)]
    [InlineData("Matrix, The (1999)", "The Matrix Reloaded", 1999)]
    [InlineData("Babylon 5", "Babylon 5", 1999)]
    public void OthersDoNot(string movie, string record, int year) =>
        Assert.Equal([null], Join([movie], Record(record, year, "text")));

    [Fact]
    public void ARemakeOfTheNextYearTakesItsOwnText() =>
        Assert.Equal(
            ["old", "new", null],
            Join(
                ["Emma (1996)", "Emma (1997)", "Emma (1998)"],
                Record("Emma", 1996, "old"),
                Record("Emma", 1997, "new")
            )
        );

    [Fact]
    public void TheMainNameWinsOverABracketedOne() =>
        Assert.Equal(
            ["main"],
            Join(["Nikita (Femme, La) (1990)"], Record("La Femme", 1990, "other"), Record("Nikita", 1990, "main"))
        );

    [Fact]
    public void GenresDecideBetweenNamesakesOfAYear()
    {
        SynopsisRecord drama = Record("Twin", 2000, "drama") with { Genres = ["Drama"] };
        SynopsisRecord horror = Record("Twin", 2000, "horror") with { Genres = ["horror"] };
        Catalog catalog = new([
            new Movie(1, "Twin (2000)") { Year = 2000, Genres = ["Horror"] },
            new Movie(2, "Twin (2000)") { Year = 2000 },
        ]);
        JoinedSynopses joined = SynopsisJoin.Join(catalog, [drama, horror]);
        Assert.Equal(["horror", null], joined.Catalog.Movies.ToArray().Select(m => m.Synopsis));
        Assert.Equal(1, joined.Ambiguous);
    }

    [Fact]
    public void WhatAMovieHasItKeeps()
    {
        Catalog catalog = new([
            new Movie(1, "A (2000)") { Year = 2000, Synopsis = "mine" },
            new Movie(2, "B (2000)") { Year = 2000, Origin = "French" },
        ]);
        JoinedSynopses joined = SynopsisJoin.Join(
            catalog,
            [Record("A", 2000, "other"), Record("B", 2000, "text") with { Origin = "Danish" }]
        );
        Assert.Equal(["mine", "text"], joined.Catalog.Movies.ToArray().Select(m => m.Synopsis));
        Assert.Equal("French", joined.Catalog[1].Origin);
        Assert.Equal(1, Assert.Single(joined.Matches).Row);
    }

    [Fact]
    public void TheRealFilesJoinAsWellAsTheyEverDid()
    {
        string shared = Path.Combine(Repository.Root, "..", "shared", "data");
        Assert.SkipUnless(Directory.Exists(shared), "The published files are not beside the repository.");
        Catalog catalog = DatasetFolder.ReadCatalog(Path.Combine(shared, "ml-latest-small"));
        string wikipedia = Path.Combine(shared, "wikipedia-movies");
        JoinedSynopses joined = SynopsisJoin.Join(
            catalog,
            DataSources.SynopsesAt(wikipedia).Read(wikipedia, ReadContext.Quiet())
        );
        Assert.Equal(9_742, catalog.Count);
        Assert.InRange(joined.Matches.Count, 6_341, 9_742);
    }

    private static IEnumerable<string?> Join(string[] titles, params SynopsisRecord[] records)
    {
        Catalog catalog = new(titles.Select((title, id) => new Movie(id, title) { Year = MovieTitle.YearOf(title) }));
        return SynopsisJoin.Join(catalog, records).Catalog.Movies.ToArray().Select(m => m.Synopsis);
    }

    private static SynopsisRecord Record(string title, int year, string text) => new(title, year, null, [], text);
}
