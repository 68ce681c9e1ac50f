using Butaca.Data;
using Butaca.Data.Sources;

namespace Butaca.Tests.Data;

/// <summary>Data sets in the layouts of other trades.</summary>
public sealed class OtherTradesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("user_id,item_id,rating,timestamp")]
    [InlineData("UserId,ItemId,Score,Time")]
    [InlineData("user_id:token,item_id:token,rating:float,timestamp:float")]
    [InlineData("User ID,Movie ID,Stars,Date")]
    [InlineData("uid,iid,rating,ts")]
    public void ColumnsHaveTheirUsualNames(string header)
    {
        string file = _folder.Write(
            "pairs.csv",
            $"{header}\nana,x1,4.5,1500000000\nbea,10,3,2022-06-24 21:20:11 UTC\n"
        );
        Dataset data = Read(file);
        Assert.Equal(["ana", "bea"], data.Users.Ids);
        Assert.Equal([10, "x1"], data.Catalog.Vocabulary.Ids);
        Assert.Equal([4.5f, 3], data.Interactions.Ratings.ToArray());
        Assert.Equal([1_500_000_000u, 1_656_105_611u], data.Interactions.Times.ToArray());
    }

    [Fact]
    public void GorseFeedbackHasNoRatings()
    {
        string file = _folder.Write(
            "feedback.csv",
            "FeedbackType,UserId,ItemId,Timestamp\nstar,3423,186758,2022-06-24 21:20:11\nread,3423,b-7,2022-06-24T21:20:13Z\n"
        );
        Dataset data = Read(file);
        Assert.Equal([186758, "b-7"], data.Catalog.Vocabulary.Ids);
        Assert.False(data.Interactions.HasRatings);
        Assert.Equal([1_656_105_611u, 1_656_105_613u], data.Interactions.Times.ToArray());
    }

    [Theory]
    [InlineData("1500000000")]
    [InlineData("1500000000.0")]
    [InlineData("1500000000.75")]
    [InlineData("1.5e9")]
    [InlineData("2017-07-14T02:40:00Z")]
    [InlineData("2017-07-14 04:40:00.5+02:00")]
    [InlineData("2017-07-14 02:40:00 UTC")]
    public void ATimeIsReadInEveryForm(string time)
    {
        string[] files =
        [
            _folder.Write("pairs.csv", $"user_id,item_id,timestamp\n1,2,{time}\n"),
            _folder.Write("pairs.inter", $"user_id:token\titem_id:token\ttimestamp:float\n1\t2\t{time}\n"),
        ];
        Assert.All(files, file => Assert.Equal([1_500_000_000u], Read(file).Interactions.Times.ToArray()));
    }

    [Theory]
    [InlineData("1500000000000")]
    [InlineData("1.5e12")]
    [InlineData("-5")]
    [InlineData("31.12")]
    [InlineData("NaN")]
    [InlineData("02/01/2024")]
    public void WhatIsNoTimeIsTold(string time)
    {
        string file = _folder.Write("pairs.csv", $"user_id,item_id,timestamp\n1,2,{time}\n");
        Assert.StartsWith(
            $"pairs.csv, line 2, field 'timestamp': found '{time}', expected seconds since 1970-01-01 UTC",
            _folder.ErrorOf(() => Read(file)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void PandasWritesWholeNumbersWithAPoint()
    {
        _folder.Write("ratings.csv", "userId,movieId,rating,timestamp\n1,10.0,5,1500000000.0\nx.0,11,4,1500000001.0\n");
        _folder.Write("movies.csv", "movieId,title\n10,Ten\n11.0,Eleven\n");
        Dataset data = Read(_folder.Path);
        Assert.Equal([10, 11], data.Catalog.Vocabulary.Ids);
        Assert.Equal(["Ten", "Eleven"], data.Catalog.Movies.ToArray().Select(movie => movie.Title));
        Assert.Equal([1, "x.0"], data.Users.Ids);
        Assert.Equal([1_500_000_000u, 1_500_000_001u], data.Interactions.Times.ToArray());
    }

    [Fact]
    public void AColumnOfPandasHasNoOtherIds()
    {
        string file = _folder.Write("pairs.csv", "userId,movieId\n1,10.0\n1,10.5\n");
        Assert.Equal(
            "pairs.csv, line 3, field 'movieId': found '10.5', expected a whole number, as the column has others such as 10.0; if they are texts, put them in quotation marks.",
            _folder.ErrorOf(() => Read(file))
        );
        file = _folder.Write("texts.csv", "userId,movieId\n1,v1.5\n1,2.0\n1,2\n");
        Assert.Equal([2, "2.0", "v1.5"], Read(file).Catalog.Vocabulary.Ids);
    }

    [Fact]
    public void RecBoleIsReadWithItsMovies()
    {
        _folder.Write(
            "ml/ml.inter",
            "user_id:token\titem_id:token\trating:float\ttimestamp:float\n196\t242\t3\t881250949\nu\"1\t302\t3.5\t891717742.0\n196\t302\t4\t881250950\n"
        );
        _folder.Write(
            "ml/ml.item",
            "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n242\tKolya\t1996\tComedy\n302\t\"L.A.\" Confidential\t1997\tCrime Film-Noir\n7\t\t\t\n"
        );
        foreach (string path in (string[])[_folder["ml"], _folder["ml/ml.inter"]])
        {
            Dataset data = Read(path);
            Assert.Equal([196, "u\"1"], data.Users.Ids);
            Assert.Equal([3, 4, 3.5f], data.Interactions.Ratings.ToArray());
            Assert.Equal([881_250_949u, 881_250_950u, 891_717_742u], data.Interactions.Times.ToArray());
            Assert.Equal(
                ["Movie 7", "Kolya", "\"L.A.\" Confidential"],
                data.Catalog.Movies.ToArray().Select(movie => movie.Title)
            );
            Assert.Equal([null, 1996, 1997], data.Catalog.Movies.ToArray().Select(movie => movie.Year));
            Assert.Equal(["Crime", "Film-Noir"], data.Catalog[2].Genres);
        }
    }

    [Fact]
    public void RecBoleWithoutAColumnIsTold()
    {
        string file = _folder.Write("a.inter", "user_id:token\tseen:token\n1\t2\n");
        Assert.Equal(
            "a.inter, line 1: found the columns 'user_id:token seen:token', expected one named 'movieId', such as 'movieId:token'.",
            _folder.ErrorOf(() => Read(file))
        );
    }

    [Theory]
    [InlineData("movies_metadata.csv", "ratings_small.csv", "links_small.csv")]
    [InlineData("movies.csv", "ratings.csv", "links.csv")]
    public void TheMoviesDatasetIsJoinedThroughItsLinks(string metadata, string ratings, string links)
    {
        WriteMetadata(metadata);
        _folder.Write(
            ratings,
            "userId,movieId,rating,timestamp\n1,1,4.0,1260759144\n1,6,3.0,1260759179\n2,862,2.0,1260759185\n"
        );
        _folder.Write(links, "movieId,imdbId,tmdbId\n1,0114709,862.0\n6,0113277,949\n862,0117102,\n");
        DatasetBuilder builder = new();
        ReadContext context = ReadContext.Quiet();
        DataSources.RatingsAt(_folder.Path).Read(_folder.Path, builder, context);
        Dataset data = builder.Build();
        Assert.Equal([1, 6, 862], data.Catalog.Vocabulary.Ids);
        Assert.Equal(
            ["Toy Story (1995)", "Heat (1995)", "Linked by IMDb"],
            data.Catalog.Movies.ToArray().Select(movie => movie.Title)
        );
        Assert.Equal([1995, 1995, null], data.Catalog.Movies.ToArray().Select(movie => movie.Year));
        Assert.Equal("A toy meets\na new toy.", data.Catalog[0].Synopsis);
        Assert.Equal([4f, 3, 2], data.Interactions.Ratings.ToArray());
        Assert.Equal(
            ["tt0114709 TMDB 862", "tt0113277 TMDB 949", "tt0117102"],
            data.Catalog.Movies.ToArray().Select(movie => string.Join(' ', movie.ExternalIds))
        );
        SkippedRows[] skipped = [.. context.Skipped.Reasons];
        Assert.Contains(skipped, row => row.Reason.Contains("fields", StringComparison.Ordinal) && row.FirstLine == 6);
        Assert.Contains(skipped, row => row.Reason == $"movie that {links} does not link" && row.Count == 1);
    }

    [Fact]
    public void TheMoviesDatasetWithoutLinksCannotBeJoined()
    {
        WriteMetadata("movies.csv");
        _folder.Write("ratings.csv", "userId,movieId,rating\n2,862,2.0\n");
        Assert.Equal(
            "movies.csv: found TMDB's ids, whereas ratings have MovieLens's, expected links.csv or links_small.csv beside it, which says which is which; it is part of The Movies Dataset.",
            _folder.ErrorOf(() => Read(_folder.Path))
        );
    }

    private void WriteMetadata(string name) =>
        _folder.Write(
            name,
            """
            adult,budget,genres,id,imdb_id,overview,release_date,title
            False,30000000,"[{'id': 16, 'name': 'Animation'}]",862,tt0114709,"A toy meets
            a new toy.",1995-10-30,Toy Story
            False,60000000,[],949,tt0113277,A thief.,1995-12-15,Heat
            False,0,[],5,tt0000005,Nobody links it.,,Lost
             - Written by somebody,0.06,/z.jpg,1997-08-20
            False,0,[],9999,tt0117102,,,Linked by IMDb

            """
        );

    private static Dataset Read(string path)
    {
        DatasetBuilder builder = new();
        DataSources.RatingsAt(path).Read(path, builder, ReadContext.Quiet());
        return builder.Build();
    }
}
