using System.IO.Compression;
using System.Text;
using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Data.Sources;

namespace Butaca.Tests.Data;

public sealed class RatingSourceTests : IDisposable
{
    private const string Item =
        "1|Toy Story (1995)|01-Jan-1995||http://us.imdb.com/M/title-exact?Toy%20Story%20(1995)|0|0|0|1|1|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n"
        + "267|unknown||||1|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0\n"
        + "3|Misérables, Les|01-Jan-1994|||0|0|0|0|0|0|0|0|1|0|0|0|0|0|0|0|0|0|0\n"
        + "4|A|B (1996)|01-Jan-1996|||0|1|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|1\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void MovieLens1MIsLatin1()
    {
        _folder.Write(
            "movies.dat",
            "1::Cité des enfants perdus, La (1995)::Drama|Sci-Fi\n2::A::B (1999)::Comedy\n3::None (2000)::(no genres listed)\n",
            Encoding.Latin1
        );
        _folder.Write("ratings.dat", "1::2::5::978300760\n2::1::3::978302109\n");
        Dataset data = Read();

        Assert.Equal(
            ["Cité des enfants perdus, La (1995)", "A::B (1999)", "None (2000)"],
            data.Catalog.Movies.ToArray().Select(m => m.Title)
        );
        Assert.Equal([1995, 1999, 2000], data.Catalog.Movies.ToArray().Select(m => m.Year!.Value));
        Assert.Equal(["Drama", "Sci-Fi"], data.Catalog[0].Genres);
        Assert.Empty(data.Catalog[2].Genres);
        Assert.Equal([5f, 3f], data.Interactions.Ratings.ToArray());
        Assert.Equal([978300760u, 978302109u], data.Interactions.Times.ToArray());
    }

    [Fact]
    public void MovieLens10MIsUtf8WithHalfStars()
    {
        _folder.Write("movies.dat", "1::Cité des enfants perdus, La (1995)::Drama\n");
        _folder.Write("ratings.dat", "1::1::3.5::978300760");
        Dataset data = Read();
        Assert.Equal("Cité des enfants perdus, La (1995)", data.Catalog[0].Title);
        Assert.Equal([3.5f], data.Interactions.Ratings.ToArray());
    }

    [Fact]
    public void MovieLens100KHasFlagsAndItsUnknownMovieHasNoTitle()
    {
        _folder.Write("u.item", Item, Encoding.Latin1);
        _folder.Write("u.data", "196\t1\t3\t881250949\n186\t3\t4\t891717742\n");
        Dataset data = Read();

        Assert.Equal(
            ["Toy Story (1995)", "Misérables, Les", "A|B (1996)", "Movie 267"],
            data.Catalog.Movies.ToArray().Select(m => m.Title)
        );
        Assert.Equal([1995, 1994, 1996, null], data.Catalog.Movies.ToArray().Select(m => m.Year));
        Assert.Equal(["Animation", "Children's", "Comedy"], data.Catalog[0].Genres);
        Assert.Equal(["Action", "Western"], data.Catalog[2].Genres);
        Assert.Empty(data.Catalog[3].Genres);
        Assert.Equal([186, 196], data.Users.Ids.ToArray());
    }

    [Fact]
    public void MovieLensCsvFoldersAndDatasetFoldersAreOne()
    {
        _folder.Write("ratings.csv", "userId,movieId,rating,timestamp\n1,1,4.0,964982703\n");
        _folder.Write("movies.csv", "movieId,title,genres\n1,Toy Story (1995),Animation\n2,Jumanji (1995),Fantasy\n");
        _folder.Write("links.csv", "movieId,imdbId,tmdbId\n1,0114709,862\n");
        Assert.Equal("movielens-csv", DataSources.RatingsAt(_folder.Path).Name);
        Assert.Equal(2, Read().Catalog.Count);
    }

    [Fact]
    public void PairsMayHaveANamelessIndexInFront()
    {
        string file = _folder.Write(
            "interactions.csv",
            ",userId,movieId,timestamp\n0,1,1,964982703\n1,1,3,964981247\n"
        );
        Assert.Equal("interactions-csv", DataSources.RatingsAt(file).Name);
        Dataset data = Read(file);
        Assert.Equal(2, data.Interactions.Count);
        Assert.Equal([964982703u, 964981247u], data.Interactions.Times.ToArray());
    }

    [Theory]
    [InlineData(
        "ratings.dat",
        "1::1::5::9\n1::::5::9\n",
        $"ratings.dat, line 2, field 'movieId': found '', expected {Id.Expected}."
    )]
    [InlineData(
        "ratings.dat",
        "1::1::5\n",
        "ratings.dat, line 1: found 3 fields, expected 4: userId::movieId::rating::timestamp."
    )]
    [InlineData(
        "ratings.dat",
        "1::1::many::9\n",
        "ratings.dat, line 1, field 'rating': found 'many', expected a number."
    )]
    [InlineData(
        "ratings.dat",
        "1::1::5::978300760000\n",
        "ratings.dat, line 1, field 'timestamp': found '978300760000', expected seconds since 1970-01-01 UTC, 0 to 4294967295, or a time such as 2005-12-31T23:59:00Z; divide milliseconds by 1000."
    )]
    [InlineData(
        "ratings.dat",
        "",
        "ratings.dat: found an empty file, expected lines of userId::movieId::rating::timestamp."
    )]
    [InlineData("movies.dat", "1::One\n", "movies.dat, line 1: found 2 fields, expected 3: movieId::title::genres.")]
    [InlineData(
        "u.data",
        "1\t1\t5\n",
        "u.data, line 1: found 3 fields, expected 4: userId<tab>movieId<tab>rating<tab>timestamp."
    )]
    [InlineData(
        "u.item",
        "1|One|||x|0|0|0|2|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0\n",
        "u.item, line 1, field 'Animation': found '2', expected 0 or 1."
    )]
    [InlineData(
        "u.item",
        "1|One|01-Jan-1995\n",
        "u.item, line 1: found 3 fields, expected 24: movieId|title|release date|video release date|IMDb URL|unknown|Action|Adventure|Animation|Children's|Comedy|Crime|Documentary|Drama|Fantasy|Film-Noir|Horror|Musical|Mystery|Romance|Sci-Fi|Thriller|War|Western."
    )]
    public void MalformedFilesAreNamed(string file, string text, string message)
    {
        if (file.StartsWith("u.", StringComparison.Ordinal))
        {
            _folder.Write("u.item", Item);
            _folder.Write("u.data", "1\t1\t5\t9\n");
        }
        else
        {
            _folder.Write("movies.dat", "1::One::Drama\n");
            _folder.Write("ratings.dat", "1::1::5::9\n");
        }
        _folder.Write(file, text);
        Assert.Equal(message, _folder.ErrorOf(() => Read()));
    }

    [Fact]
    public void AMissingFileOfALayoutIsNamed()
    {
        _folder.Write("u.data", "1\t1\t5\t9\n");
        Assert.Equal(
            "u.item does not exist. It belongs to this layout: unpack the whole archive.",
            _folder.ErrorOf(() => Read())
        );
    }

    [Fact]
    public void TheLowestRatingHoldsInEveryLayout()
    {
        _folder.Write("movies.dat", "1::One::Drama\n2::Two::Drama\n");
        _folder.Write("ratings.dat", "1::1::3.5::9\n1::2::4::9\n2::2::1::9\n");
        ReadContext context = new(new ReadOptions { MinRating = 4 }, new SkipReport());
        DatasetBuilder builder = new();
        DataSources.RatingsAt(_folder.Path).Read(_folder.Path, builder, context);
        Assert.Equal(1, builder.Build().Interactions.Count);
        Assert.Equal([new SkippedRows("rating below 4", 2, _folder["ratings.dat"], 1)], context.Skipped.Reasons);
    }

    [Theory]
    [InlineData(
        "ratings.dat",
        "1::1::5::9\n1::2::five::9\n\n1::3\n2::1::4::10\n",
        "movies.dat",
        "1::One (1995)::A\n2\n"
    )]
    [InlineData("u.data", "1\t1\t5\t9\n1\t2\tfive\t9\n\n1\t3\n2\t1\t4\t10\n", "u.item", "1|One (1995)\n2\n")]
    [InlineData(
        "a.inter",
        "user_id:token\titem_id:token\trating:float\n1\t1\t5\n1\t2\tfive\n1\t3\n2\t1\t4\n",
        "a.item",
        "item_id:token\ttitle:token_seq\n1\tOne\n2\n"
    )]
    public void ALenientReadPassesOverOddLines(string ratings, string text, string movies, string lines)
    {
        _folder.Write(ratings, text);
        _folder.Write(movies, lines);
        DatasetBuilder builder = new();
        ReadContext context = new(new ReadOptions { Lenient = true }, new SkipReport());
        DataSources.RatingsAt(_folder.Path).Read(_folder.Path, builder, context);
        Assert.Equal(2, builder.Build().Interactions.Count);
        long[] told =
        [
            .. context
                .Skipped.Reasons.Where(row => row.FirstFile == _folder[ratings])
                .Select(row => row.FirstLine ?? 0),
        ];
        Assert.Equal(Path.GetExtension(ratings) == ".inter" ? [3, 4] : [2, 4], told);
        Assert.Contains(context.Skipped.Reasons, row => row.FirstFile == _folder[movies]);
    }

    [Fact]
    public void WhatNoSourceReadsIsAnswered()
    {
        _folder.Write("notes.txt", "hello");
        string layouts =
            "interactions-csv (one csv file with the columns userId,movieId[,rating][,timestamp], or user_id,item_id and other usual names); movielens-100k (the folder ml-100k with u.data and u.item); "
            + "movielens-csv (a folder with ratings.csv and, optionally, movies.csv, synopses.csv, translations.LANG.csv and links.csv); movielens-dat (the folder ml-1m or ml-10m with ratings.dat and movies.dat); "
            + "recbole (RecBole's NAME.inter, or a folder with one, and, optionally, NAME.item beside it); "
            + "the-movies-dataset (Kaggle's The Movies Dataset: a folder with movies_metadata.csv, links.csv or links_small.csv, and ratings.csv or ratings_small.csv)";
        Assert.Equal(
            $"notes.txt: found a file of another kind, expected one of {layouts}.",
            _folder.ErrorOf(() => DataSources.RatingsAt(_folder["notes.txt"]))
        );
        _folder.Write("films.csv", "film title,seen\nAlien,yes\n");
        Assert.StartsWith(
            "films.csv: found a table with the columns 'film title,seen', expected one of interactions-csv",
            _folder.ErrorOf(() => DataSources.RatingsAt(_folder["films.csv"])),
            StringComparison.Ordinal
        );
        File.Delete(_folder["films.csv"]);
        Assert.Equal(
            $"{_folder.Path}: found a folder with notes.txt, expected one of {layouts}.",
            _folder.ErrorOf(() => DataSources.RatingsAt(_folder.Path))
        );
        Assert.Equal(
            "none does not exist. Check the path.",
            _folder.ErrorOf(() => DataSources.RatingsAt(_folder["none"]))
        );
    }

    [Theory]
    [InlineData("pairs.csv", "userId,movieId,movieId\n1,2,3\n", "userId,movieId,movieId", "movieId")]
    [InlineData("pairs.csv", "user_id;item_id;Rating;rating\na;b;1;2\n", "user_id;item_id;Rating;rating", "Rating")]
    public void OfTwoColumnsOfOneNameNobodyKnowsWhichIsMeant(string file, string text, string columns, string twice)
    {
        string path = _folder.Write(file, text);
        Assert.Equal(
            $"pairs.csv, line 1: found the columns '{columns}', expected one column '{twice}', not several.",
            _folder.ErrorOf(() => Read(path))
        );
    }

    [Fact]
    public void AnArchiveOfAListOfPairsIsOne()
    {
        string folder = Directory.CreateDirectory(_folder["packed"]).FullName;
        File.WriteAllText(Path.Combine(folder, "seen-by-whom.csv"), "user,item\nana,7\n");
        ZipFile.CreateFromDirectory(folder, _folder["pairs.zip"], CompressionLevel.Fastest, includeBaseDirectory: true);
        Assert.Equal(1, Unpacked.Read(_folder["pairs.zip"], DataSources.IsRatings, Read).Interactions.Count);
        Assert.Equal(1, Unpacked.Read(folder, DataSources.IsRatings, Read).Interactions.Count);
    }

    private Dataset Read(string? path = null)
    {
        DatasetBuilder builder = new();
        DataSources.RatingsAt(path ?? _folder.Path).Read(path ?? _folder.Path, builder, ReadContext.Quiet());
        return builder.Build();
    }
}
