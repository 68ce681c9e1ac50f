using System.Text;
using Butaca.Data;
using Butaca.Data.Exports;
using Butaca.Data.Titles;

namespace Butaca.Tests.Data;

public sealed class ExportTests : IDisposable
{
    private static readonly TitleIndex Titles = new(
        new Catalog(
            new[]
            {
                "Matrix, The (1999)",
                "Amelie (Fabuleux destin d'Amélie Poulain, Le) (2001)",
                "Emma (1996)",
                "Good Fellas (a.k.a. Goodfellas) (1990)",
                "Twin (2000)",
                "Twin (2000)",
            }.Select((title, id) => new Movie(id, title) { Year = MovieTitle.YearOf(title) })
        ),
        [9, 8, 7, 6, 1, 5]
    );

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LetterboxdWatchedHasNoRatings()
    {
        ExportHistory read = Read(
            "watched.csv",
            """
            Date,Name,Year,Letterboxd URI
            2020-01-02,The Matrix,1999,https://boxd.it/2a1m
            2020-01-01,Amélie,2001,https://boxd.it/2aiC
            2020-01-01,Twin,2000,https://boxd.it/x
            2020-01-03,Unheard Of,2011,https://boxd.it/y
            2020-01-03,Emma,2020,https://boxd.it/z
            """
        );
        Assert.Equal([0, 1, 5], read.History.Movies); // of two entries for one film the more watched one
        Assert.Empty(read.History.Ratings);
        Assert.Equal([1577923200u, 1577836800u, 1577836800u], read.History.Times);
        Assert.Equal(
            [
                new UnmatchedTitle("Unheard Of", 2011, UnmatchedReason.NotInCatalogue),
                new UnmatchedTitle("Emma", 2020, UnmatchedReason.NotInCatalogue),
            ],
            read.Unmatched
        );
    }

    [Fact]
    public void WhatTheServicesShortenIsFoundWhereTheYearLeavesOneMovie()
    {
        TitleIndex titles = TitleIndex.Of(
            DatasetFolder.Read(Repository.MovieLensSmall, cancellation: TestContext.Current.CancellationToken).Dataset
        );
        string file = _folder["watched.csv"];
        File.WriteAllText(
            file,
            """
            Date,Name,Year,Letterboxd URI
            2020-01-02,Star Wars,1977,u
            2020-01-02,The Empire Strikes Back,1980,u
            2020-01-02,Star Wars: The Force Awakens,2015,u
            2020-01-02,X2,2003,u
            2020-01-02,The Empire,1980,u
            """
        );
        ExportHistory read = ExportHistory.Read(file, titles);
        Assert.Equal(
            [
                "Star Wars: Episode IV - A New Hope (1977)",
                "Star Wars: Episode V - The Empire Strikes Back (1980)",
                "X2: X-Men United (2003)",
                "Star Wars: Episode VII - The Force Awakens (2015)",
            ],
            read.History.Movies.Select(row => titles.Catalog[row].Title)
        );
        Assert.Equal(["The Empire"], read.Unmatched.Select(row => row.Title));
    }

    [Fact]
    public void LetterboxdRatingsKeepTheLatest()
    {
        ExportHistory read = Read(
            "ratings.csv",
            "Date,Name,Year,Letterboxd URI,Rating\n2020-01-02,The Matrix,1999,u,4.5\n2019-01-02,The Matrix,1999,u,2\n,Emma,1996,u,\n"
        );
        Assert.Equal([0, 2], read.History.Movies);
        Assert.Equal([4.5f, float.NaN], read.History.Ratings);
        Assert.Equal([1577923200u, 0u], read.History.Times);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ImdbRatingsAreHalvedAndSeriesAreNoMovies(bool latin1)
    {
        ExportHistory read = Read(
            "imdb.csv",
            """
            Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors
            tt0133093,9,2021-05-06,The Matrix,The Matrix,https://www.imdb.com/title/tt0133093,Movie,8.7,136,1999,"Action, Sci-Fi",1,1999-03-24,"Lana Wachowski, Lilly Wachowski"
            tt0211915,7,2021-05-06,Le fabuleux destin d'Amélie Poulain,x,u,movie,8.3,122,2001,Comedy,1,2001-04-25,Jean-Pierre Jeunet
            tt0099685,10,2021-05-06,Goodfellas,Goodfellas,u,movie,8.7,145,1990,Crime,1,1990-09-09,Martin Scorsese
            tt0903747,10,2021-05-06,Breaking Bad,Breaking Bad,u,TV Series,9.5,49,2008,Crime,1,2008-01-20,
            """,
            latin1 ? Encoding.Latin1 : null
        );
        Assert.Equal([0, 1, 3], read.History.Movies);
        Assert.Equal([4.5f, 3.5f, 5f], read.History.Ratings);
        Assert.Equal([new UnmatchedTitle("Breaking Bad", 2008, UnmatchedReason.NoMovie, "TV Series")], read.Unmatched);
    }

    [Theory]
    [InlineData(
        "a,b\n1,2\n",
        "x.csv, line 1: found the columns 'a,b', expected those of IMDb (Const,Your Rating,Date Rated,Title,Title Type,Year) or Letterboxd (Date,Name,Year,Letterboxd URI[,Rating])."
    )]
    [InlineData(
        "Date,Name,Year,Letterboxd URI\nyesterday,The Matrix,1999,u\n",
        "x.csv, line 2, field 'Date': found 'yesterday', expected whole seconds since 1970-01-01 UTC, 0 to 4294967295; divide milliseconds by 1000."
    )]
    [InlineData(
        "Date,Name,Year,Letterboxd URI\n2020-01-01,The Matrix,MCM,u\n",
        "x.csv, line 2, field 'Year': found 'MCM', expected a year, 1 to 9999."
    )]
    [InlineData("", "x.csv: found an empty file, expected a header line with the names of the columns.")]
    public void MalformedExportsAreNamed(string text, string message)
    {
        _folder.Write("x.csv", text);
        Assert.Equal(message, _folder.ErrorOf(() => ExportHistory.Read(_folder["x.csv"], Titles)));
    }

    private ExportHistory Read(string name, string text, Encoding? encoding = null) =>
        ExportHistory.Read(_folder.Write(name, text, encoding), Titles);
}
