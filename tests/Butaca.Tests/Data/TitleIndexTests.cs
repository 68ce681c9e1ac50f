using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Data.Titles;

namespace Butaca.Tests.Data;

public sealed class TitleIndexTests
{
    private static readonly string[] Titles =
    [
        "Matrix, The (1999)",
        "Matrix Reloaded, The (2003)",
        "Matrix Revolutions, The (2003)",
        "Emma (1996)",
        "Emma (2020)",
        "Shawshank Redemption, The (1994)",
        "Star Wars: Episode V - The Empire Strikes Back (1980)",
        "Seven (a.k.a. Se7en) (1995)",
        "Blade Runner (1982)",
        "Blade Runner 2049 (2017)",
        "Amelie (Fabuleux destin d'Amélie Poulain, Le) (2001)",
        "Twin (2000)",
        "Twin (2000)",
        "Seven Samurai (Shichinin no samurai) (1954)",
        "Moonlight",
    ];

    private static readonly TitleIndex Index = new(
        new Catalog(Titles.Select((title, id) => new Movie(id, title) { Year = MovieTitle.YearOf(title) })),
        [100, 50, 40, 10, 30, 200, 90, 80, 70, 20, 60, 1, 2, 15, 3]
    );

    [Theory]
    [InlineData("The Matrix", 1999, "0")]
    [InlineData("The Matrix", 2000, "0")]
    [InlineData("matrix, the", null, "0")]
    [InlineData("The Matrix", 2003, "")]
    [InlineData("Matrix", 1999, "")] // another title, strictly
    [InlineData("Se7en", 1995, "7")]
    [InlineData("Le fabuleux destin d’Amélie Poulain", 2001, "10")]
    [InlineData("Emma", 1996, "3")]
    [InlineData("Emma", null, "4+3")] // the more watched first
    [InlineData("Emma (2020)", null, "4")]
    [InlineData("Twin", 2000, "12+11")]
    [InlineData("Moonlight", 2016, "14")] // a movie of unknown year may be it
    [InlineData("", null, "")]
    public void FilesMatchStrictly(string title, int? year, string rows) =>
        Assert.Equal(rows, string.Join('+', Index.Match(title, year)));

    [Theory]
    [InlineData("the matrix", 0)]
    [InlineData("Matrix", 0)]
    [InlineData("matrix reloaded", 1)]
    [InlineData("shawshenk redemtion", 5)]
    [InlineData("empire strikes back", 6)]
    [InlineData("emprie strikes bak", 6)]
    [InlineData("se7en", 7)]
    [InlineData("seven", 7)]
    [InlineData("blade runner", 8)]
    [InlineData("blade runner 2049", 9)]
    [InlineData("blade runner (1982)", 8)]
    [InlineData("emma 1996", 3)]
    [InlineData("emma (2020)", 4)]
    [InlineData("AMÉLIE", 10)]
    [InlineData("moonlight", 14)]
    public void UsersAreUnderstood(string text, int row)
    {
        TitleResolution resolution = Index.Resolve(text);
        Assert.Equal((TitleOutcome.Found, row), (resolution.Outcome, resolution.Row));
    }

    [Theory]
    [InlineData("emma", TitleOutcome.Ambiguous, "4+3")]
    [InlineData("matri", TitleOutcome.Ambiguous, "0+1+2")]
    [InlineData("blade runer three", TitleOutcome.NotFound, "8+9")]
    [InlineData("swev", TitleOutcome.Ambiguous, "6+7")] // initials; or Seven, ill typed
    [InlineData("xyzzy plugh", TitleOutcome.NotFound, "")]
    [InlineData("", TitleOutcome.NotFound, "")]
    [InlineData("!?", TitleOutcome.NotFound, "")]
    public void WhatIsNotClearIsNotGuessed(string text, TitleOutcome outcome, string candidates)
    {
        TitleResolution resolution = Index.Resolve(text);
        Assert.Equal((outcome, -1), (resolution.Outcome, resolution.Row));
        Assert.Equal(candidates, string.Join('+', resolution.Candidates.Select(c => c.Row)));
    }

    [Fact]
    public void AWrongYearIsNotFoundButOffered()
    {
        TitleResolution resolution = Index.Resolve("The Matrix (1950)");
        Assert.NotEqual(TitleOutcome.Found, resolution.Outcome);
        Assert.Equal(0, resolution.Candidates[0].Row);
        Assert.False(resolution.Candidates[0].YearFits);
    }

    [Fact]
    public void SearchReturnsNoMoreThanAskedAndTheBestFirst()
    {
        IReadOnlyList<TitleCandidate> found = Index.Search("matrix", 2);
        Assert.Equal([0, 1], found.Select(c => c.Row));
        Assert.Equal(100, found[0].Score);
        Assert.Equal([TitleMatchKind.Exact, TitleMatchKind.Prefix], found.Select(c => c.Kind));
    }

    [Theory]
    [InlineData("star", "Star Wars: Episode IV - A New Hope (1977)")]
    [InlineData("star wars", "Star Wars: Episode IV - A New Hope (1977)")]
    [InlineData("the god", "Godfather, The (1972)")]
    [InlineData("lord of the", "Lord of the Rings: The Fellowship of the Ring, The (2001)")]
    [InlineData("matri", "Matrix, The (1999)")]
    public void OfManyThatBeginSoTheBestKnownComesFirst(string typed, string title)
    {
        TitleIndex index = TitleIndex.Of(
            DatasetFolder.Read(Repository.MovieLensSmall, cancellation: TestContext.Current.CancellationToken).Dataset
        );
        Assert.Equal(title, index.Catalog[index.Search(typed)[0].Row].Title);
    }

    [Fact]
    public void WhatOnlyLooksLikeItIsNoHelpWhereEnoughIsFound()
    {
        TitleIndex index = TitleIndex.Of(
            DatasetFolder.Read(Repository.MovieLensSmall, cancellation: TestContext.Current.CancellationToken).Dataset
        );
        Assert.All(index.Search("matrix", 50), found => Assert.NotEqual(TitleMatchKind.Fuzzy, found.Kind));
        Assert.Contains(index.Search("matrrix", 50), found => index.Catalog[found.Row].Title == "Matrix, The (1999)");
    }

    [Fact]
    public void EveryShippedTitleFindsItself()
    {
        Dataset data = DatasetFolder
            .Read(Repository.MovieLensSmall, cancellation: TestContext.Current.CancellationToken)
            .Dataset;
        TitleIndex index = TitleIndex.Of(data);
        foreach (int row in Seeds.Create(1, "titles").Sample(data.Catalog.Count, 40))
        {
            string title = data.Catalog[row].Title;
            Assert.Contains(row, index.Match(title));
            Assert.Contains(index.Search(title, 5), c => c.Row == row && c.Kind == TitleMatchKind.Exact);
        }
    }

    /// <summary>
    /// Every title that shares its name with another movie's, of whatever year, is still found when it is given whole.
    /// </summary>
    [Fact]
    public void AWholeTitleWithItsYearIsClearBesideOthersOfTheName()
    {
        Dataset data = DatasetFolder
            .Read(Repository.MovieLensSmall, cancellation: TestContext.Current.CancellationToken)
            .Dataset;
        TitleIndex index = TitleIndex.Of(data);
        int[] shared =
        [
            .. Enumerable
                .Range(0, data.Catalog.Count)
                .GroupBy(row => TitleText.Key(MovieTitle.Parse(data.Catalog[row].Title).Name))
                .Where(group => group.Count() > 1)
                .SelectMany(group => group),
        ];
        Assert.True(shared.Length > 50, $"found {shared.Length} movies that share a name");
        List<string> refused = [];
        foreach (int row in shared)
        {
            string title = data.Catalog[row].Title;
            TitleResolution found = index.Resolve(title);
            if (found.Outcome != TitleOutcome.Found || data.Catalog[found.Row].Title != title)
                refused.Add(title);
        }
        Assert.Empty(refused);
    }
}
