using System.IO.Compression;
using System.Text;
using Butaca.Data;
using Butaca.Data.Exports;
using Butaca.Data.Files;
using Butaca.Data.Titles;

namespace Butaca.Tests.Data;

public sealed class ExportTests : IDisposable
{
    private const string ImdbColumns =
        "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors";

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
                "Spirited Away (Sen to Chihiro no kamikakushi) (2001)",
                "Sabrina (1954)",
                "Sabrina (1995)",
                "Un cœur en hiver (1992)",
            }.Select((title, id) => new Movie(id, title) { Year = MovieTitle.YearOf(title) })
        ),
        [9, 8, 7, 6, 1, 5, 4, 3, 2, 1]
    );

    private readonly TemporaryFolder _folder = new();

    static ExportTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

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
        Assert.Equal(["5 Unheard Of NotInCatalogue", "6 Emma NotInCatalogue"], Misses(read));
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
        Assert.Equal(["6 The Empire NotInCatalogue"], Misses(read));
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

    [Fact]
    public void ADiaryTellsWhenAMovieWasWatchedLast()
    {
        ExportHistory read = Read(
            "diary.csv",
            """
            Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
            2021-05-01,Emma,1996,u,5,Yes,,2021-04-30
            2021-05-01,Emma,1996,u,2,,,1999-12-31
            2021-05-01,The Matrix,1999,u,,,,2003-07-01
            """
        );
        Assert.Equal([0, 2], read.History.Movies);
        Assert.Equal([float.NaN, 5f], read.History.Ratings);
        Assert.Equal(["2003-07-01", "2021-04-30"], Days(read));
    }

    [Theory]
    [InlineData("Movie", "TV Series", "TV Episode", "Video Game", "TV Mini Series")]
    [InlineData("Película", "Serie de TV", "Episodio de TV", "Videojuego", "Miniserie de TV")]
    [InlineData("Film", "Fernsehserie", "Fernsehepisode", "Videospiel", "Podcast-Folge")]
    [InlineData("Film", "Série télévisée", "Épisode TV", "Jeu vidéo", "Mini-série")]
    [InlineData("Film TV", "Serie TV", "Episodio TV", "Videogioco", "Serie podcast")]
    [InlineData("Filme", "Série de TV", "Episódio de TV", "Jogo eletrônico", "Minissérie de TV")]
    [InlineData("फ़िल्म", "टीवी सीरीज", "टीवी एपिसोड", "वीडियो गेम", "Podcast")]
    [InlineData("मूवी", "टीवी सीरीज़", "टीवी एपिसोड", "वीडियो गेम", "टीवी मिनी सीरीज़")]
    [InlineData("Film", "TV Dizisi", "TV Bölümü", "Video Oyunu", "TV Mini Dizisi")]
    [InlineData("Film", "TV-serie", "TV-avsnitt", "Videospel", "Poddserie")]
    public void OnlyMoviesOfImdbAreWatchedInWhateverLanguage(params string[] kinds)
    {
        ExportHistory read = Read(
            "ratings.csv",
            $"""
            {ImdbColumns}
            tt1,9,2021-05-06,Emma,Emma,u,{kinds[0]},7,1,1996,Comedy,1,1996-01-01,X
            tt2,8,2021-05-06,The Matrix,The Matrix,u,{kinds[1]},7,1,1999,Drama,1,1999-01-01,
            tt3,8,2021-05-06,Amélie,Amélie,u,{kinds[2]},7,1,2001,Drama,1,2001-01-01,
            tt4,8,2021-05-06,Goodfellas,Goodfellas,u,{kinds[3]},7,1,1990,Drama,1,1990-01-01,
            tt5,8,2021-05-06,Twin,Twin,u,{kinds[4]},7,1,2000,Drama,1,2000-01-01,
            """
        );
        Assert.Equal([2], read.History.Movies);
        Assert.Equal([4.5f], read.History.Ratings);
        Assert.Equal(kinds[1..], read.Unmatched.Select(row => row.Detail));
    }

    [Theory]
    [InlineData(
        "Const,Twoja ocena,Data oceny,Tytuł,Oryginalny tytuł,URL,Typ tytułu,Ocena IMDb,Czas trwania,Rok,Gatunki,Głosy,Data premiery,Reżyserzy"
    )]
    [InlineData(
        "Const,あなたの評価,評価日,タイトル,オリジナルタイトル,URL,タイトルの種類,IMDb評価,上映時間,年,ジャンル,投票数,公開日,監督"
    )]
    public void ImdbsColumnsAreKnownByTheirPlaces(string columns)
    {
        const string rows = """

            tt1,9,2021-05-06,?,Emma,u,Film,2,1,1996,Comedy,1,1990-01-01,X
            tt2,8,2021-05-06,The Matrix,The Matrix,u,Serial TV,7,1,1999,Drama,1,1999-01-01,
            tt3,8,2021-05-06,Amélie,Amélie,u,Gra wideo,7,1,2001,Drama,1,2001-01-01,
            """;
        ExportHistory ratings = Read("ratings.csv", columns + rows);
        Assert.Equal([2], ratings.History.Movies);
        Assert.Equal([4.5f], ratings.History.Ratings);
        Assert.Equal(["2021-05-06"], Days(ratings));
        Assert.Equal(1996, ratings.Rows[0].Year);

        string[] names = columns.Split(',');
        ExportHistory list = Read(
            "list.csv",
            $"""
            Pozycja,{names[0]},Utworzono,Zmieniono,Opis,{string.Join(',', names[3..])},{names[1]},{names[2]}
            1,tt1,2020-01-01,2020-01-01,,?,Emma,u,Film,2,1,1996,Comedy,1,1990-01-01,X,9,2021-05-06
            2,tt3,2020-01-01,2020-01-01,,Amélie,Amélie,u,Gra wideo,7,1,2001,Drama,1,2001-01-01,,9,2021-05-06
            """
        );
        Assert.Equal([2], list.History.Movies);
        Assert.Equal([4.5f], list.History.Ratings);
        Assert.Equal(["2021-05-06"], Days(list));
    }

    [Fact]
    public void APersonOfImdbsIsNoMovie()
    {
        ExportHistory read = Read(
            "list.csv",
            "Position,Const,Created,Modified,Description,Name,Known For,Birth Date\n1,nm0000206,2020-01-01,2020-01-01,,Emma,The Matrix,1964-09-02\n2,tt1,2020-01-01,2020-01-01,,Sabrina (1954),,\n"
        );
        Assert.Equal([7], read.History.Movies);
        Assert.Equal("a person", read.Rows[0].Detail);
    }

    [Fact]
    public void TheOriginalTitleIsReadWhereTheLocalOneIsUnknown()
    {
        ExportHistory read = Read(
            "ratings.csv",
            $"""
            {ImdbColumns}
            tt1,7,2021-05-06,El viaje de Chihiro,Sen to Chihiro no kamikakushi,u,Película,8.6,124,2001,Animation,1,2001-07-20,Hayao Miyazaki
            tt2,9,2021-05-06,Uno de los nuestros,Goodfellas,u,Película,8.7,145,1990,Crime,1,1990-09-09,Martin Scorsese
            """
        );
        Assert.Equal([3, 6], read.History.Movies);
        Assert.Equal([4.5f, 3.5f], read.History.Ratings);
    }

    [Fact]
    public void AFilmForVideoDoesNotTakeThePlaceOfItsNamesake()
    {
        ExportHistory read = Read(
            "ratings.csv",
            $"""
            {ImdbColumns}
            tt1,3,2021-05-06,Emma,Jane Austen's Other Emma,u,Video,3,93,1996,Drama,1,1996-01-01,
            tt2,8,2021-05-06,Twin,Twin,u,Vídeo,3,93,2000,Drama,1,2000-01-01,
            """
        );
        Assert.Equal([5], read.History.Movies);
        Assert.Equal("Emma (1996) isn't called Jane Austen's Other Emma", Assert.Single(read.Unmatched).Detail);
    }

    [Theory]
    [InlineData(
        "date,media_type,full_title,title,year,grandparent_title,watched_status\n1609459200,movie,Emma,Emma,1996,,1\n1609459200,episode,Twin - Pilot,Pilot,2000,Twin,1\n",
        new[] { 2 },
        new int[0]
    )]
    [InlineData(
        "Title,Year,User Rating,View Count\nEmma,1996,,2\nTwin,2000,,0\nThe Matrix,1999,8,\n",
        new[] { 0, 2 },
        new[] { 5 }
    )]
    [InlineData("Title;Year;Watched\nEmma;1996;Yes\nTwin;2000;No\n", new[] { 2 }, new[] { 5 })]
    [InlineData(
        "Profile Name,Start Time,Title,Supplemental Video Type\nx,2021-01-02 10:00:00,Emma,\nx,2021-01-02 10:00:00,Spirited Away,TRAILER\n",
        new[] { 2 },
        new int[0]
    )]
    [InlineData(
        "Title,Year,Watched Status\nEmma,1996,1\nTwin,2000,0.5\nThe Matrix,1999,0.25\n",
        new[] { 2 },
        new[] { 0, 5 }
    )]
    [InlineData(
        "title,year,status\nEmma,1996,Completed\nTwin,2000,On Hold\nThe Matrix,1999,In Progress\n",
        new[] { 2 },
        new[] { 0, 5 }
    )]
    [InlineData("Movie,Score\nEmma (1996),4\nTwin (2000),Want to See\n", new[] { 2 }, new[] { 5 })]
    [InlineData("title,year,media\nEmma,1996,DVD\n", new[] { 2 }, new int[0])]
    [InlineData("title,year,type\nEmma,1996,DVD\n", new[] { 2 }, new int[0])]
    [InlineData("\"rank\";\"title\";\"year\"\n\"1\";\"Emma\";\"1996\"\n", new[] { 2 }, new int[0])]
    [InlineData("Title\nEmma (1996)\n\"Matrix, The (1999)\"\n", new[] { 0, 2 }, new int[0])]
    public void LibrariesTellWhatWasPlayed(string text, int[] watched, int[] wanted)
    {
        ExportHistory read = Read("library.csv", text);
        Assert.Equal(watched, read.History.Movies);
        Assert.Equal(wanted, read.Watchlist);
    }

    [Fact]
    public void OldColumnsOfImdbAreRead()
    {
        ExportHistory read = Read(
            "ratings.csv",
            """
            "position","const","created","modified","description","Title","Title type","Directors","You rated","IMDb Rating","Runtime (mins)","Year","Genres","Num. Votes","Release Date (month/day/year)","URL"
            "1","tt1","Sun Mar 4 00:00:00 2012","","","Emma","Feature Film","X","3","6.6","120","1996","comedy","1","1996-08-02","u"
            "2","tt2","Mon Mar 5 00:00:00 2012","","","Twin","TV Series","X","9","6.6","120","2000","comedy","1","2000-08-02","u"
            """
        );
        Assert.Equal([2], read.History.Movies);
        Assert.Equal([1.5f], read.History.Ratings);
        Assert.Equal(["2012-03-04"], Days(read));
    }

    /// <summary>A service's scale is known, whatever somebody gave.</summary>
    [Theory]
    [InlineData("Date,Name,Year,Letterboxd URI,Rating\n2020-01-01,Emma,1996,u,5\n", 5f)]
    [InlineData("Date,Name,Year,Letterboxd URI,Rating\n2020-01-01,Emma,1996,u,7\n", null)]
    [InlineData("Const,Your Rating,Title,Title Type,Year\ntt1,5,Emma,Movie,1996\n", 2.5f)]
    [InlineData("Const,Tu calificación,Título,Tipo de título,Año\ntt1,5,Emma,Película,1996\n", 2.5f)]
    [InlineData("""[{"rated_at":"2020-01-01T00:00:00Z","rating":5,"movie":{"title":"Emma","year":1996}}]""", 2.5f)]
    public void AServicesScaleIsItsOwn(string export, float? stars)
    {
        ExportHistory read = Read(export[0] == '[' ? "ratings.json" : "ratings.csv", export);
        Assert.Equal([2], read.History.Movies);
        Assert.Equal(stars is { } given ? [given] : [], read.History.Ratings);
    }

    [Fact]
    public void AWatchlistIsNoHistory()
    {
        ExportHistory letterboxd = Read(
            "my-watchlist.csv",
            "Date,Name,Year,Letterboxd URI\n2024-01-02,Emma,1996,u\n2024-01-03,The Matrix,1999,u\n"
        );
        Assert.Empty(letterboxd.History.Movies);
        Assert.Equal([0, 2], letterboxd.Watchlist);
        ExportHistory imdb = Read(
            "WATCHLIST.csv",
            $"""
            Position,Const,Created,Modified,Description,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors,Your Rating,Date Rated
            1,tt1,2025-07-09,2025-07-09,,Emma,Emma,u,Movie,7,1,1996,Comedy,1,1996-01-01,X,,
            2,tt2,2025-07-09,2025-07-09,,The Matrix,The Matrix,u,Movie,7,1,1999,Drama,1,1999-01-01,Y,8,2025-07-08
            """
        );
        Assert.Equal([0], imdb.History.Movies);
        Assert.Equal([4f], imdb.History.Ratings);
        Assert.Equal(["2025-07-08"], Days(imdb));
        Assert.Equal([2], imdb.Watchlist);
        Assert.Empty(imdb.Unmatched);
    }

    [Fact]
    public void OneOddRowLosesNoOther()
    {
        ExportHistory read = Read(
            "ratings.csv",
            """
            Date,Name,Year,Letterboxd URI,Rating
            2021-05-06T10:20:30Z,The Matrix,1999.0,u,4.5
            2021-05-07,Emma
            yesterday,Sabrina,1995,u,4
            2021-05-08,"Unclosed,1999,u,4
            2021-05-08,Amélie,2001,u,high,,,
            2021-05-08,Goodfellas,1990,u,3,more
            2021-05-09,Spirited Away,MMI,u,"4,5"
            2021-05-09,Nobody Knows It,0,u,2
            2021-05-10,"Twin ""the"" film",2000,u,3
            """
        );
        Assert.Equal([0, 1, 6, 8], read.History.Movies);
        Assert.Equal([4.5f, float.NaN, 4.5f, 4f], read.History.Ratings);
        Assert.Equal(["2021-05-06", "2021-05-08", "2021-05-09", "1970-01-01"], Days(read)); // 0: unknown
        Assert.Equal(
            [3L, 5, 7],
            read.Unmatched.Where(row => row.Outcome == ImportOutcome.Unreadable).Select(row => row.Line).Order()
        );
        Assert.Equal(
            [(4L, "date 'yesterday' is none: no time"), (6L, "Rating 'high' is no rating: no rating")],
            read.Rows.Where(row => row.Movie >= 0 && row.Line is 4 or 6).Select(row => (row.Line, row.Detail))
        );
        Assert.Equal(ImportOutcome.Title, read.Rows.Single(row => row.Movie == 6).Outcome);
    }

    [Fact]
    public void SpreadsheetsMayHaveSavedIt()
    {
        const string text =
            "sep=;\r\nDate;Name;Year;Letterboxd URI;Rating\r\n13/01/2024;The Matrix;1999;u;4,5\r\n02/01/2024;Un cœur en hiver;1992;u;3\r\n";
        foreach (Encoding encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.GetEncoding(1252) })
        {
            ExportHistory read = Read("ratings.csv", text, encoding);
            Assert.Equal([0, 9], read.History.Movies);
            Assert.Equal([4.5f, 3f], read.History.Ratings);
            Assert.Equal(["2024-01-13", "2024-01-02"], Days(read));
        }
        ExportHistory unclear = Read("ratings.csv", text.Replace("13/01", "03/01", StringComparison.Ordinal));
        Assert.Equal([0, 9], unclear.History.Movies);
        Assert.Empty(unclear.History.Times);
        Assert.Contains("dates such as 03/01/2024 (2 in all)", Assert.Single(unclear.Notes), StringComparison.Ordinal);
        Assert.Equal([6], Read("ratings.csv", "Name\tYear\nSpirited Away\t2001\n").History.Movies);
        Assert.Equal([1], Read("ratings.csv", "Name,Year\nAmÃ©lie,2001\n").History.Movies); // saved in the wrong encoding
    }

    [Fact]
    public void WhatIsLeftOpenIsTold()
    {
        ExportHistory read = Read(
            "watched.csv",
            "Date,Name,Year,Letterboxd URI\n2024-01-02,Sabrina,,u\n2024-01-02,Emma,,u\n"
        );
        Assert.Equal([2], read.History.Movies);
        Assert.Equal(["2 Sabrina FitsSeveral"], Misses(read));
        Assert.Equal("fits several: Sabrina (1954); Sabrina (1995)", read.Unmatched.Single().Explanation);
    }

    [Fact]
    public void IdsComeBeforeTitles()
    {
        TitleIndex titles = new(
            new Catalog([
                new Movie(7, "War (2005)")
                {
                    Year = 2005,
                    ExternalIds = [new("imdb", "tt0407304"), new("tmdb", "74")],
                    Directors = ["Steven Spielberg"],
                },
                new Movie(8, "War (2005)")
                {
                    Year = 2005,
                    ExternalIds = [new("imdb", "tt0449040"), new("isan", "0000-0002"), new("tmdb", "34812")],
                },
                new Movie(9, "Heat (1995)") { Year = 1995, Directors = ["Michael Mann"] },
                new Movie(10, "Emma (1996)") { Year = 1996, ExternalIds = [new("imdb", "tt0116191")] },
            ]),
            [9, 1, 5, 5]
        );
        ExportHistory imdb = Read(
            "ratings.csv",
            $"""
            {ImdbColumns}
            tt0449040,3,2021-05-06,War,War,u,Video,3,1,2005,Action,1,2005-01-01,David Latt
            tt9999999,9,2021-05-06,Heat,Heat,u,Movie,3,1,1995,Action,1,1995-01-01,Somebody Else
            tt0113277,9,2021-05-06,Heat,Heat,u,Movie,3,1,1995,Action,1,1995-01-01,Mann
            tt1234567,9,2021-05-06,Emma,Emma,u,Movie,3,1,1996,Action,1,1996-01-01,
            """,
            titles: titles
        );
        Assert.Equal([1, 2], imdb.History.Movies);
        Assert.Equal([1.5f, 4.5f], imdb.History.Ratings);
        Assert.Equal(
            [ImportOutcome.Id, ImportOutcome.OtherMovie, ImportOutcome.TitleAndYear, ImportOutcome.OtherMovie],
            imdb.Rows.Select(row => row.Outcome)
        );
        Assert.Equal("Heat (1995) is by Michael Mann, not by Somebody Else", imdb.Rows[1].Detail);
        ExportHistory movieLens = Read(
            "movielens-ratings.csv",
            """
            movie_id,imdb_id,tmdb_id,rating,average_rating,title
            8,0449040,34812,1.0,2.5,War (2005)
            9,,,4.5,3.8,Heat (1995)
            10,,,4.5,3.8,Something Else (1995)
            """,
            titles: titles
        );
        Assert.Equal([1, 2], movieLens.History.Movies);
        Assert.Equal([1f, 4.5f], movieLens.History.Ratings);
        ExportHistory register = Read(
            "cinemateca.csv",
            "título,ISAN,fecha\nOtra guerra,0000-0002,2021-05-06\nHeat,0000-0009,2021-05-06\n",
            titles: titles
        );
        Assert.Equal([1, 2], register.History.Movies);
        Assert.Equal([ImportOutcome.Id, ImportOutcome.Title], register.Rows.Select(row => row.Outcome));
        Assert.Equal([0, 3], Read("ids.txt", "tt0407304\ntt0116191\n", titles: titles).History.Movies);
    }

    [Theory]
    [InlineData("Title,Year,Directors,Rating,WatchedDate\nEmma,1996,X,4.5,2020-08-28\n", 4.5f, "2020-08-28")]
    [InlineData("imdbID,Title,Year,Rating10,WatchedDate\ntt1,Emma,1996,9,2020-08-28\n", 4.5f, "2020-08-28")]
    [InlineData(
        "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated\n1,tt1,movie,Emma,1996-08-02T00:00:00Z,,,8.2,5.0,2014-11-08T00:00:00Z\n2,tt2,tv,Twin,2000-01-20T00:00:00Z,,,8.9,10.0,2015-01-01T00:00:00Z\n",
        2.5f,
        "2014-11-08"
    )]
    [InlineData("Title,Date\n\"Twin: Season 1: Pilot\",1/3/21\nEmma,28/12/20\n", float.NaN, "2020-12-28")]
    [InlineData(
        "type,uuid,user_id,entity_type,movie_name,release_date,created_at,runtime\nwatch,1a,5,movie,Emma,1996-08-02 00:00:00,2021-01-02 03:04:05,1\nfollow,1b,5,movie,Twin,2000-08-02 00:00:00,2021-01-02 03:04:05,1\n",
        float.NaN,
        "2021-01-02"
    )]
    [InlineData("Título,Año,Puntuación,Fecha\nEmma,1996,8,31/12/2020\n", 4f, "2020-12-31")]
    [InlineData("Titel,Jaar,Beoordeling,Datum bekeken\nEmma,1996,9,31-12-2020\n", 4.5f, "2020-12-31")]
    [InlineData("Titel;År;Betyg;Datum\nEmma;1996;9;2020-12-31\n", 4.5f, "2020-12-31")]
    [InlineData(
        "Tytuł polski;Tytuł oryginalny;Rok produkcji;Ocena;Data oceny\nJana;Emma;1996;9;31.12.2020\n",
        4.5f,
        "2020-12-31"
    )]
    [InlineData("Titel;Jahr;Bewertung;Datum\nEmma;1996;4,5;31.12.2020\n", 4.5f, "2020-12-31")]
    [InlineData("title,year,my rating\nEmma,1996,★★★½\n", 3.5f, null)]
    [InlineData("title,year,score\nEmma,1996,7/10\n", 3.5f, null)]
    [InlineData(
        "Letterboxd list export v7\nDate,Name,Tags,URL,Description\n2020-01-02,Mine,,u,\n\nPosition,Name,Year,URL,Description\n1,Emma,1996,u,\n",
        float.NaN,
        null
    )]
    public void OtherServicesAreRead(string text, float rating, string? day)
    {
        ExportHistory read = Read("export.csv", text);
        Assert.Equal([2], read.History.Movies);
        Assert.Equal(float.IsNaN(rating) ? [] : [rating], read.History.Ratings);
        Assert.Equal(day is null ? [] : [day], Days(read));
    }

    [Fact]
    public void JsonIsRead()
    {
        ExportHistory trakt = Read(
            "watched-history-1.json",
            """
            [{"id":1,"watched_at":"2014-04-05T15:27:00.000Z","action":"watch","type":"movie","movie":{"title":"Emma","year":1996,"ids":{"trakt":1,"slug":"emma-1996","imdb":"tt1","tmdb":3}}},
            {"id":2,"watched_at":"2014-04-07T15:27:00.000Z","type":"episode","episode":{"season":1,"number":1,"title":"Twin"},"show":{"title":"Twin","year":2000}}]
            """
        );
        Assert.Equal([2], trakt.History.Movies);
        Assert.Equal([1396711620u], trakt.History.Times);
        Assert.Equal(["2 Twin NoMovie"], Misses(trakt));
        ExportHistory simkl = Read(
            "simkl.json",
            """
            {"movies":[{"last_watched_at":"2020-01-01T00:00:00Z","status":"completed","user_rating":8,"movie":{"title":"Emma","year":1996,"ids":{"simkl":1}}},
            {"last_watched_at":null,"status":"plantowatch","user_rating":null,"movie":{"title":"The Matrix","year":1999,"ids":{"simkl":2}}}],
            "shows":[{"status":"completed","show":{"title":"Twin","year":2000,"ids":{}}}]}
            """
        );
        Assert.Equal([2], simkl.History.Movies);
        Assert.Equal([4f], simkl.History.Ratings);
        Assert.Equal([0], simkl.Watchlist);
    }

    [Fact]
    public void JellyfinsListIsRead()
    {
        ExportHistory read = Read(
            "items.json",
            """
            {"Items":[{"Name":"Emma","ProductionYear":1996,"Type":"Movie","UserData":{"PlayCount":1,"Played":true,"LastPlayedDate":"2020-01-02T00:00:00Z"},"ProviderIds":{"Imdb":"tt1"}},
            {"Name":"Twin","ProductionYear":2000,"Type":"Movie","UserData":{"PlayCount":0,"Played":false}},
            {"Name":"Amélie","ProductionYear":2001,"Type":"Episode","SeriesName":"X","UserData":{"PlayCount":1,"Played":true}}]}
            """
        );
        Assert.Equal([2], read.History.Movies);
        Assert.Equal(["2020-01-02"], Days(read));
        Assert.Equal([5], read.Watchlist);
    }

    [Theory]
    [InlineData("8 10 9 11", new[] { 4f, 5f, 4.5f, float.NaN })]
    [InlineData("4.5 45 3 2", new[] { 4.5f, float.NaN, 3f, 2f })]
    [InlineData("85 100 60 5", new[] { 4.25f, 5f, 3f, 0.25f })]
    [InlineData("3 4 2 8", new[] { 1.5f, 2f, 1f, 4f })]
    [InlineData("0 -1 nan 4", new[] { float.NaN, float.NaN, float.NaN, 4f })]
    public void OneOddRatingDoesNotChangeTheOthers(string given, float[] ratings)
    {
        string[] texts = given.Split(' ');
        ExportHistory read = Read(
            "ratings.csv",
            $"Name,Year,Rating\nThe Matrix,1999,{texts[0]}\nAmélie,2001,{texts[1]}\nEmma,1996,{texts[2]}\nGoodfellas,1990,{texts[3]}\n"
        );
        Assert.Equal(ratings, read.History.Ratings);
    }

    [Fact]
    public void KodisLibraryIsRead()
    {
        ExportHistory read = Read(
            "videodb.xml",
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <videodb version="1"><movie><title>Emma</title><year>1996</year><userrating>8</userrating><playcount>2</playcount><lastplayed>2020-08-28 21:00:00</lastplayed><uniqueid type="imdb" default="true">tt1</uniqueid></movie>
            <movie><title>Twin</title><year>2000</year><playcount>0</playcount></movie></videodb>
            """
        );
        Assert.Equal([2], read.History.Movies);
        Assert.Equal([4f], read.History.Ratings);
        Assert.Equal([5], read.Watchlist);
        Assert.Contains(
            "no XML",
            Assert
                .Throws<ButacaException>(() =>
                    Read("bomb.xml", "<!DOCTYPE a [<!ENTITY b \"b\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>")
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("letterboxd-somebody/")]
    public void ArchivesAndFoldersAreReadAsTheyAre(string root)
    {
        Dictionary<string, string> files = new()
        {
            ["watched.csv"] = "Date,Name,Year,Letterboxd URI\n2024-01-02,The Matrix,1999,u\n2024-01-03,Emma,1996,u\n",
            ["ratings.csv"] = "Date,Name,Year,Letterboxd URI,Rating\n2024-01-02,The Matrix,1999,u,4.5\n",
            ["diary.csv"] =
                "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n2024-01-03,Emma,1996,u,,,,2020-02-02\n",
            ["watchlist.csv"] = "Date,Name,Year,Letterboxd URI\n2024-01-02,Amélie,2001,u\n",
            ["profile.csv"] = "Username,Name\nx,Emma\n",
            ["likes/films.csv"] = "Date,Name,Year,Letterboxd URI\n2024-01-02,Goodfellas,1990,u\n",
            ["lists/best.csv"] = "Date,Name,Year,Letterboxd URI\n2024-01-02,Goodfellas,1990,u\n",
        };
        string folder = _folder["unpacked"];
        using (ZipArchive archive = ZipFile.Open(_folder["export.zip"], ZipArchiveMode.Create))
        {
            foreach ((string name, string text) in files)
            {
                string path = Path.Combine(folder, root + name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, text);
                archive.CreateEntryFromFile(path, root + name);
            }
        }
        foreach (string path in new[] { _folder["export.zip"], folder })
        {
            ExportHistory read = ExportHistory.Read(path, Titles);
            Assert.Equal([0, 2], read.History.Movies);
            Assert.Equal([4.5f, float.NaN], read.History.Ratings);
            Assert.Equal(["2024-01-02", "2020-02-02"], Days(read));
            Assert.Equal([1], read.Watchlist);
            Assert.Empty(read.Unmatched);
        }
    }

    [Fact]
    public void BombsAndDamagedArchivesAreRefused()
    {
        using (ZipArchive archive = ZipFile.Open(_folder["bomb.zip"], ZipArchiveMode.Create))
        using (Stream entry = archive.CreateEntry("watched.csv", CompressionLevel.SmallestSize).Open())
        {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 80; i++)
                entry.Write(zeros);
        }
        Assert.Equal(
            "bomb.zip: watched.csv: found more than 64 MB, expected a list of movies that somebody watched.",
            _folder.ErrorOf(() => ExportHistory.Read(_folder["bomb.zip"], Titles))
        );
        byte[] damaged = File.ReadAllBytes(_folder["bomb.zip"])[..200];
        File.WriteAllBytes(_folder["cut.zip"], damaged);
        Assert.StartsWith(
            "cut.zip: found a damaged archive",
            _folder.ErrorOf(() => ExportHistory.Read(_folder["cut.zip"], Titles)),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "x.csv, line 1: found the columns 'a,b', expected a title or an id of IMDb or TMDB")]
    [InlineData("", "x.csv: found an empty file, expected a header line with the names of the columns.")]
    [InlineData("{\"a\":", "x.csv, line 1: found text that is no JSON, expected a list of movies.")]
    [InlineData(
        "<html><p>Log in</p></html>",
        "x.csv, line 1: found 'html' without a movie in it, expected Kodi's list of movies."
    )]
    [InlineData("PAR1\u0001\u0002,\n\u0003", "x.csv: found a file that is no text, expected a table as csv, or JSON.")]
    [InlineData(
        "SQLite format 3\0\u0001\u0002",
        "x.csv: found a file that is no text, expected a table as csv, or JSON."
    )]
    public void OtherFilesAreNamed(string text, string message)
    {
        _folder.Write("x.csv", text);
        Assert.StartsWith(
            message,
            _folder.ErrorOf(() => ExportHistory.Read(_folder["x.csv"], Titles)),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("xl/workbook.xml", "xl/worksheets/sheet1.xml")]
    [InlineData("mimetype", "content.xml")]
    public void AWorkbookIsNoExport(params string[] names)
    {
        using (ZipArchive archive = ZipFile.Open(_folder["movies.xlsx"], ZipArchiveMode.Create))
        {
            foreach (string name in names)
            {
                using StreamWriter writer = new(archive.CreateEntry(name).Open());
                writer.Write("<sheet/>");
            }
        }
        Assert.Equal(
            "movies.xlsx: found a spreadsheet's workbook, expected a table as csv: save it as that.",
            _folder.ErrorOf(() => ExportHistory.Read(_folder["movies.xlsx"], Titles))
        );
    }

    /// <summary>Whatever bytes it is given, the reader gives a result or one sentence, and soon.</summary>
    [Fact]
    public void AnyBytesAreAResultOrOneSentence()
    {
        string[] seeds =
        [
            $"{ImdbColumns}\ntt1,9,2021-05-06,Emma,Emma,u,Movie,7,1,1996,Comedy,1,1996-01-01,X\n",
            "Date;Name;Year;Rating\n31/12/2020;\"Emma\";1996;4,5\n",
            "[{\"watched_at\":\"2014-04-05\",\"movie\":{\"title\":\"Emma\",\"year\":1996,\"ids\":{\"imdb\":\"tt1\"}}}]",
            "<videodb><movie><title>Emma</title><year>1996</year></movie></videodb>",
        ];
        Random random = Seeds.Create(1, "exports");
        for (int i = 0; i < 3_000; i++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(seeds[i % seeds.Length]);
            if (i % 7 == 0)
            {
                bytes = new byte[random.Next(400)];
                random.NextBytes(bytes);
            }
            for (int change = random.Next(12); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            bytes = bytes[..random.Next(bytes.Length + 1)];
            try
            {
                ExportHistory read = ExportHistory.Read("x.csv", new MemoryStream(bytes), Titles);
                Assert.All(read.History.Ratings, rating => Assert.True(float.IsNaN(rating) || rating is > 0 and <= 5));
                Assert.True(read.Rows.Count <= bytes.Length);
            }
            catch (ButacaException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
                Assert.InRange(exception.Message.Length, 10, 1_000);
            }
        }
    }

    private ExportHistory Read(string name, string text, Encoding? encoding = null, TitleIndex? titles = null) =>
        ExportHistory.Read(_folder.Write(name, text, encoding), titles ?? Titles);

    private static IEnumerable<string> Misses(ExportHistory read) =>
        read.Unmatched.Select(row => $"{row.Line} {row.Title} {row.Outcome}");

    private static IEnumerable<string> Days(ExportHistory read) =>
        read.History.Times.Select(time => $"{DateTimeOffset.FromUnixTimeSeconds(time):yyyy-MM-dd}");
}
