using System.Text;
using Butaca.Data;
using Butaca.Data.Files;

namespace Butaca.Tests.Data;

public sealed class DatasetFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PairsAloneAreADataSet()
    {
        _folder.Write("ratings.csv", "userId,movieId\n2,7\n1,9\n1,7\n");
        Dataset data = Read().Dataset;

        Assert.Equal([1, 2], data.Users.Ids.ToArray());
        Assert.Equal([7, 9], data.Catalog.Vocabulary.Ids.ToArray());
        Assert.Equal("Movie 7", data.Catalog[0].Title);
        Assert.Equal([0, 1], data.Interactions.MoviesOf(0).ToArray());
        Assert.False(data.Interactions.HasRatings);
        Assert.False(data.Interactions.HasTimes);
    }

    [Fact]
    public void ColumnsAreFoundByNameAndOthersIgnored()
    {
        _folder.Write("ratings.csv", ",Timestamp,MOVIEID,note,UserId,rating\n0,5,1,\"a, \"\"b\"\"\nc\",3,4.5\n");
        _folder.Write(
            "movies.csv",
            "genres,movieId,title,more\nDrama|War,1,\"Matrix, The (1999)\",x\n(no genres listed),2,,x\n"
        );
        _folder.Write("synopses.csv", "synopsis,movieId\nText.,1\n");
        Dataset data = Read().Dataset;

        Assert.Equal(3, data.Users.IdOf(0));
        Assert.Equal([4.5f], data.Interactions.Ratings.ToArray());
        Assert.Equal([5u], data.Interactions.Times.ToArray());
        Movie matrix = data.Catalog[0];
        Assert.Equal("Matrix, The (1999)", matrix.Title);
        Assert.Equal(1999, matrix.Year);
        Assert.Equal(["Drama", "War"], matrix.Genres);
        Assert.Equal("Text.", matrix.Synopsis);
        Assert.Null(matrix.Origin);
        Assert.Equal("Movie 2", data.Catalog[1].Title); // unwatched and unnamed, but there
        Assert.Empty(data.Catalog[1].Genres);
    }

    [Theory]
    [InlineData("userId,movieId\r\n1,2\r\n3,4\r\n")]
    [InlineData("\uFEFFuserId,movieId\n1,2\n3,4")]
    [InlineData("userId,movieId\n\n1,2\n\n3,4\n\n")]
    [InlineData("\"userId\",\"movieId\"\n\"1\",\"2\"\n3,4\n")]
    public void LineEndsMarksBlankLinesAndQuotesDoNotMatter(string text)
    {
        File.WriteAllText(_folder["ratings.csv"], text, new UTF8Encoding(false));
        Assert.Equal(2, Read().Dataset.Interactions.Count);
    }

    [Fact]
    public void AHeaderAloneIsAnEmptyDataSet()
    {
        _folder.Write("ratings.csv", "userId,movieId\n");
        Dataset data = Read().Dataset;
        Assert.Equal((0, 0, 0), (data.Users.Count, data.Catalog.Count, data.Interactions.Count));
        Assert.Equal(64, DatasetHash.Of(data).Length);
        Assert.Equal(0, DatasetDescription.Of(data).Density);
    }

    [Theory]
    [InlineData("", "ratings.csv: found an empty file, expected a header line with the names of the columns.")]
    [InlineData(
        "who,movieId\n1,2\n",
        "ratings.csv, line 1: found the columns 'who,movieId', expected one named 'userId'."
    )]
    [InlineData(
        "userId,movieId\n1,2\n\n1,\n",
        $"ratings.csv, line 4, field 'movieId': found '', expected {Id.Expected}."
    )]
    [InlineData(
        "userId,rating\n1,2\n",
        "ratings.csv, line 1: found the columns 'userId,rating', expected one named 'movieId'."
    )]
    [InlineData(
        "userId,movieId,rating\n1,2,good\n",
        "ratings.csv, line 2, field 'rating': found 'good', expected a number."
    )]
    [InlineData(
        "userId,movieId,rating\n1,2,NaN\n",
        "ratings.csv, line 2, field 'rating': found 'NaN', expected a number."
    )]
    [InlineData(
        "userId,movieId\n1,10.0\n1,ten\n",
        "ratings.csv, line 3, field 'movieId': found 'ten', expected a whole number, as the column has others such as 10.0; if they are texts, put them in quotation marks."
    )]
    [InlineData(
        "userId,movieId,rating,timestamp\n1,2,3.5,964982703\n1,3,4",
        "ratings.csv, line 3: found 3 fields, expected 4: userId,movieId,rating,timestamp."
    )]
    [InlineData("userId,movieId\n1,2,3\n", "ratings.csv, line 2: found 3 fields, expected 2: userId,movieId.")]
    [InlineData(
        "userId,movieId,timestamp\n1,2,964982703000\n",
        "ratings.csv, line 2, field 'timestamp': found '964982703000', expected seconds since 1970-01-01 UTC, 0 to 4294967295, or a time such as 2005-12-31T23:59:00Z; divide milliseconds by 1000."
    )]
    [InlineData(
        "userId,movieId\n1,2\n1,\"2\n",
        "ratings.csv, line 3: found a quotation mark out of place, or one that is never closed, expected csv rows: a field with a quotation mark, comma or line break is quoted, and its own quotation marks doubled."
    )]
    public void MalformedRatingsAreNamed(string text, string message)
    {
        _folder.Write("ratings.csv", text);
        Assert.Equal(message, _folder.ErrorOf(() => Read()));
    }

    [Theory]
    [InlineData(
        "movieId,plo\"t\"\n1,\"a\"b\n",
        "movies.csv, line 1: found the columns 'movieId,plo\"t\"', expected one named 'title'."
    )]
    [InlineData("id,title\n1,One\n", "movies.csv, line 1: found the columns 'id,title', expected one named 'movieId'.")]
    [InlineData(
        "movieId,title,genres,year\n1,One,Drama,1999\n2,Two,Drama,soon\n",
        "movies.csv, line 3, field 'year': found 'soon', expected a year, 1 to 9999."
    )]
    [InlineData(
        "movieId,title,genres\n1,Good, the Bad and the Ugly, The,Western\n",
        "movies.csv, line 2: found 5 fields, expected 3: movieId,title,genres."
    )]
    [InlineData(
        "movieId,title,genres\n1,One,\"Drama\n2,Two,Comedy\n",
        "movies.csv, line 2: found a quotation mark out of place, or one that is never closed, expected csv rows: a field with a quotation mark, comma or line break is quoted, and its own quotation marks doubled."
    )]
    [InlineData(
        "movieId,title\n1,Cité\n2,Amélie\n3,\uFFFD\n",
        "movies.csv, line 1: found UTF-8 with bytes that are not, here or a little further on, expected text in UTF-8: convert the file."
    )]
    public void BrokenMoviesAreNamed(string text, string message)
    {
        _folder.Write("ratings.csv", "userId,movieId\n1,1\n");
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        File.WriteAllBytes(_folder["movies.csv"], [.. bytes.Where(b => b != 0xBF)]); // of U+FFFD's three the last
        Assert.Equal(message, _folder.ErrorOf(() => Read()));
    }

    [Fact]
    public void AFileOfAnotherKindIsNotADataSet()
    {
        byte[] noise = new byte[100_000];
        Seeds.Create(1, "noise").NextBytes(noise);
        File.WriteAllBytes(_folder["ratings.csv"], noise);
        Assert.StartsWith("ratings.csv", _folder.ErrorOf(() => Read()), StringComparison.Ordinal);
        File.WriteAllBytes(_folder["ratings.csv"], new byte[100_000]);
        Assert.StartsWith("ratings.csv", _folder.ErrorOf(() => Read()), StringComparison.Ordinal);
    }

    [Fact]
    public void LinesAreCountedThroughQuotedLineBreaks()
    {
        _folder.Write("ratings.csv", "userId,movieId\n1,1\n");
        _folder.Write("movies.csv", "movieId,title,genres\n1,\"One\nTwo\nThree\",\n\"\",Four,\n");
        Assert.Equal(
            $"movies.csv, line 5, field 'movieId': found '', expected {Id.Expected}.",
            _folder.ErrorOf(() => Read())
        );
    }

    [Fact]
    public void MissingFilesAreNamed()
    {
        Assert.Equal(
            "none does not exist. Expected a folder with ratings.csv.",
            _folder.ErrorOf(() => DatasetFolder.Read(_folder["none"]))
        );
        Assert.Equal(
            "ratings.csv does not exist. A data set is a folder with ratings.csv and, optionally, movies.csv, synopses.csv, translations.LANG.csv and links.csv.",
            _folder.ErrorOf(() => Read())
        );
    }

    [Fact]
    public void WhatIsSkippedIsCountedWithItsFirstPlace()
    {
        _folder.Write("ratings.csv", "userId,movieId,rating,timestamp\n1,1,2,9\n1,1,5,7\n1,1,4,8\n2,1,0.5,9\n2,2,,9\n");
        _folder.Write("movies.csv", "movieId,title,genres\n1,One,\n1,Again,\n");
        _folder.Write("synopses.csv", "movieId,origin,synopsis\n1,,A.\n1,,B.\n3,,C.\n2,French,D.\n");
        LoadedDataset loaded = Read(new ReadOptions { MinRating = 3 });

        Assert.Equal(
            [
                new SkippedRows("rating below 3", 2, _folder["ratings.csv"], 2),
                new SkippedRows("no rating, where a lowest is asked for", 1, _folder["ratings.csv"], 6),
                new SkippedRows("movie with a second synopsis; the first counts", 1, _folder["synopses.csv"], 3),
                new SkippedRows("movie listed a second time; the first counts", 1, _folder["movies.csv"], 3),
                new SkippedRows(
                    "synopsis of a movie that is neither listed nor watched",
                    2,
                    _folder["synopses.csv"],
                    4
                ),
                new SkippedRows("pair of user and movie listed again; the latest counts", 1, null, null),
            ],
            loaded.Skipped.Reasons
        );
        Assert.Equal([4f], loaded.Dataset.Interactions.Ratings.ToArray()); // the later of the two that are left
        Assert.Equal("One", loaded.Dataset.Catalog[0].Title);
    }

    [Fact]
    public void ALowestRatingNeedsRatings()
    {
        _folder.Write("ratings.csv", "userId,movieId\n1,2\n");
        Assert.Equal(
            "ratings.csv, line 1: found the columns 'userId,movieId', expected one named 'rating', without which no lowest rating can be asked for.",
            _folder.ErrorOf(() => Read(new ReadOptions { MinRating = 3 }))
        );
    }

    [Fact]
    public void WhatIsWrittenReadsBackTheSame()
    {
        DatasetBuilder builder = new();
        foreach (Movie movie in OddMovies)
            builder.AddMovie(movie);
        builder.AddInteraction(5, -3, 0.1f, 4_000_000_000);
        builder.AddInteraction(5, 4_000_000_000_000, 1e-7f, 1);
        builder.AddInteraction(-8, 2);
        builder.AddInteraction(-8, 99, 5);
        Dataset data = builder.Build();
        string written = _folder["written"];
        DatasetFolder.Write(written, data);
        DatasetFolder.Write(written, data); // replaces its own
        Dataset read = DatasetFolder.Read(written, cancellation: TestContext.Current.CancellationToken).Dataset;

        Assert.Equal(DatasetHash.Of(data), DatasetHash.Of(read));
        Assert.Equal(data.Catalog.Movies.ToArray().Select(Show), read.Catalog.Movies.ToArray().Select(Show));
        Assert.Equal(data.Interactions.Ratings.ToArray(), read.Interactions.Ratings.ToArray());
        Assert.Equal(data.Interactions.Times.ToArray(), read.Interactions.Times.ToArray());
    }

    [Fact]
    public void ACatalogueReadsBackTheSameAndOldSynopsesGo()
    {
        Catalog odd = new(OddMovies);
        Catalog plain = new([new Movie(1, "One")]);
        DatasetFolder.WriteCatalog(_folder.Path, odd);
        Assert.Equal(
            OddMovies.OrderBy(m => m.Id).Select(Show),
            DatasetFolder.ReadCatalog(_folder.Path).Movies.ToArray().Select(Show)
        );
        DatasetFolder.WriteCatalog(_folder.Path, plain);
        Assert.Equal("movieId,title,genres\n1,One,(no genres listed)\n", File.ReadAllText(_folder["movies.csv"]));
        Assert.Equal(["movies.csv"], Directory.EnumerateFiles(_folder.Path).Select(f => Path.GetFileName(f)));
    }

    [Fact]
    public void AFolderWithSomethingElseIsLeftAlone()
    {
        _folder.Write("other/keep.txt", "mine");
        _folder.Write("ratings.csv", "userId,movieId\n1,2\n");
        string message = _folder.ErrorOf(() => DatasetFolder.Write(_folder["other"], Read().Dataset));
        Assert.Equal(
            "other: found a folder with other content, expected an empty or new folder, or an earlier output of the same kind; choose another --output.",
            message
        );
        Assert.Equal(
            ["keep.txt"],
            Directory.EnumerateFileSystemEntries(_folder["other"]).Select(f => Path.GetFileName(f))
        );
    }

    [Fact]
    public void CancellationStopsALongRead()
    {
        StringBuilder text = new("userId,movieId\n");
        for (int i = 0; i < 70_000; i++)
            text.Append($"{i},1\n");
        _folder.Write("ratings.csv", text.ToString());
        using CancellationTokenSource cancel = new();
        List<ReadProgress> reports = [];
        Assert.Equal(
            70_000,
            DatasetFolder
                .Read(_folder.Path, progress: new Collector(reports), cancellation: cancel.Token)
                .Dataset.Users.Count
        );
        Assert.InRange(Assert.Single(reports).Fraction, 0.5, 1);
        cancel.Cancel();
        Assert.Throws<OperationCanceledException>(() => DatasetFolder.Read(_folder.Path, cancellation: cancel.Token));
    }

    [Fact]
    public void TheShippedDataReads()
    {
        LoadedDataset loaded = DatasetFolder.Read(
            Repository.MovieLensSmall,
            cancellation: TestContext.Current.CancellationToken
        );
        Dataset data = loaded.Dataset;
        Movie[] movies = data.Catalog.Movies.ToArray();
        Assert.Equal((671, 9_666, 100_004), (data.Users.Count, movies.Length, data.Interactions.Count));
        Assert.Equal(9_066, data.Interactions.WatchedMovies().Length);
        Assert.All(movies.Where(m => m.Id > 1_000_000), m => Assert.InRange(m.Year!.Value, 2016, 2025));
        Assert.InRange(movies.Count(m => m.Synopsis is not null), 9_600, 9_666);
        Assert.InRange(movies.Count(m => !m.Directors.IsEmpty), 9_600, 9_666);
        Assert.InRange(movies.Count(m => !m.Cast.IsEmpty), 9_100, 9_666);
        Assert.InRange(movies.Count(m => m.TranslationTo("es")?.Synopsis is not null), 9_600, 9_666);
        Assert.Equal(
            ["Solo en casa", "Mi pobre angelito"],
            movies.Single(m => m.Title == "Home Alone (1990)").TranslationTo("es")!.Titles
        );
        Assert.Empty(loaded.Skipped.Reasons);
    }

    private static IEnumerable<Movie> OddMovies =>
        [
            new(-3, "\"Quoted\", with commas,\nlines\r\nand \rreturns"),
            new(1, " blanks around (1999) ")
            {
                Year = 1999,
                Genres = ["Sci-Fi", "Film-Noir"],
                Origin = "British-American",
            },
            new(2, "#Horror")
            {
                Year = 2015,
                Synopsis = "Line.\n\nAnother, \"line\".",
                Directors = ["Robert Downey, Jr.", "Ann \"A\" Bee"],
                Cast = ["日本", "=1+1"],
                Languages = ["Spanish"],
                ExternalIds =
                [
                    new("imdb", "tt0000007"),
                    new("isan", "0000-\"1\", 2"),
                    new("my-shop", "10.0"),
                    new("tmdb", "4000000000"),
                ],
                Translations =
                [
                    new MovieTranslation("es") { Titles = ["#Terror", "Uno, dos"], Synopsis = "Línea.\nOtra." },
                    new MovieTranslation("pt-BR") { Synopsis = "Linha." },
                ],
            },
            new(3, "Says 1999 (1999)") { Year = null },
            new(4, "Says 1999 (1999)") { Year = 2001 },
            new(4_000_000_000_000, "日本 ½ é") { Year = 1, Synopsis = "=1+1" },
            new(8, "Movie 8"),
        ];

    private static string Show(Movie m) =>
        $"{m.Id}|{m.Title}|{m.Year}|{string.Join('+', m.Genres)}|{m.Origin}|{string.Join('+', m.Directors)}|{string.Join('+', m.Cast)}|{string.Join('+', m.Languages)}|{m.Synopsis}|{string.Join('+', m.ExternalIds)}|{string.Join(';', m.Translations.Select(t => $"{t.Language}:{string.Join('+', t.Titles)}:{t.Synopsis}"))}";

    private LoadedDataset Read(ReadOptions? options = null) =>
        DatasetFolder.Read(_folder.Path, options, cancellation: TestContext.Current.CancellationToken);

    private sealed class Collector(List<ReadProgress> reports) : IProgress<ReadProgress>
    {
        public void Report(ReadProgress value) => reports.Add(value);
    }
}
