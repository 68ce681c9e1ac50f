using System.Text;
using Butaca.Data;
using Butaca.Data.Files;

namespace Butaca.Tests.Data;

/// <summary>What the files beside movies.csv say of movies, and how each of their columns can be malformed.</summary>
public sealed class CatalogFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CatalogFilesTests()
    {
        _folder.Write("ratings.csv", "userId,movieId\n1,1\n1,9\n");
        _folder.Write("movies.csv", "movieId,title,genres\n1,\"Matrix, The (1999)\",\n2,Two,\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AMovieIsAllThatItsFilesSay()
    {
        _folder.Write(
            "synopses.csv",
            "movieId,origin,director,cast,language,synopsis\n1,American|Australian,Lana Wachowski | Lilly Wachowski,Keanu Reeves|Keanu Reeves|Carrie-Anne Moss,English,Text.\n9,,,Nobody,,\n"
        );
        _folder.Write("translations.es.csv", "movieId,title,synopsis\n1,Matrix|La matriz,Texto.\n2,Dos,\n");
        _folder.Write("translations.pt-br.csv", "synopsis,movieId\nFala.,1\n");
        _folder.Write("links.csv", "movieId,imdbId,tmdbId\n1,0133093,603\n2,tt0000007,\n9,,\n");
        LoadedDataset loaded = Read();
        Catalog catalog = loaded.Dataset.Catalog;

        Movie matrix = catalog[0];
        Assert.Equal("American-Australian", matrix.Origin);
        Assert.Equal(["Lana Wachowski", "Lilly Wachowski"], matrix.Directors);
        Assert.Equal(["Keanu Reeves", "Carrie-Anne Moss"], matrix.Cast);
        Assert.Equal(["English"], matrix.Languages);
        Assert.Equal([new ExternalId("imdb", "tt0133093"), new ExternalId("tmdb", "603")], matrix.ExternalIds);
        Assert.Equal(["es", "pt-BR"], matrix.Translations.Select(t => t.Language));
        Assert.Equal("Matrix", matrix.TranslationTo("es-MX")!.Title);
        Assert.Equal(["Matrix", "La matriz"], matrix.TranslationTo("ES")!.Titles);
        Assert.Equal((null, "Fala."), (matrix.TranslationTo("pt")!.Title, matrix.TranslationTo("pt")!.Synopsis));
        Assert.Null(matrix.TranslationTo("en"));
        Assert.Equal(("Dos", "tt0000007"), (catalog[1].TranslationTo("es")!.Title, catalog[1].ExternalIdIn("imdb")));
        Assert.Equal(("Movie 9", "Nobody"), (catalog[2].Title, catalog[2].Cast[0]));
        Assert.Empty(loaded.Skipped.Reasons);
    }

    [Fact]
    public void WithoutThemADataSetIsAsBefore()
    {
        string before = DatasetHash.Of(Read().Dataset);
        _folder.Write("links.csv", "movieId,imdbId,tmdbId\n");
        _folder.Write("translations.es.csv", "movieId,title,synopsis\n1,,\n");
        Assert.Equal(before, DatasetHash.Of(Read().Dataset));
        _folder.Write("links.csv", "movieId,imdbId,tmdbId\n1,1,\n");
        Assert.NotEqual(before, DatasetHash.Of(Read().Dataset));
    }

    [Fact]
    public void LinksMayBeOfAnySourceAndAsPandasWritesThem()
    {
        _folder.Write(
            "links.csv",
            "isanId,imdb_id,movie_id,tmdbId,note,TvdbID\n0042,tt0133093,1,603.0,x,\n10.0,7.0,2,,,8\n"
        );
        Catalog catalog = Read().Dataset.Catalog;
        Assert.Equal(
            [new("imdb", "tt0133093"), new("isan", "0042"), new ExternalId("tmdb", "603")],
            catalog[0].ExternalIds
        );
        Assert.Equal(
            [new("imdb", "tt0000007"), new("isan", "10.0"), new ExternalId("tvdb", "8")],
            catalog[1].ExternalIds
        );
    }

    [Fact]
    public void WhatIsToldTwiceOrOfNoMovieIsCounted()
    {
        _folder.Write("synopses.csv", "movieId,director\n7,A\n");
        _folder.Write("translations.es.csv", "movieId,title\n1,Uno\n1,Un\n8,Ocho\n");
        _folder.Write("links.csv", "movieId,imdbId\n1,1\n1,2\n8,3\n");
        Assert.Equal(
            [
                ("movie translated a second time; the first counts", "translations.es.csv", 3),
                ("movie linked a second time; the first counts", "links.csv", 3),
                ("synopsis of a movie that is neither listed nor watched", "synopses.csv", 2),
                ("translation of a movie that is neither listed nor watched", "translations.es.csv", 4),
                ("link of a movie that is neither listed nor watched", "links.csv", 4),
            ],
            Read().Skipped.Reasons.Select(r => (r.Reason, Path.GetFileName(r.FirstFile!), (int)r.FirstLine!.Value))
        );
    }

    [Theory]
    [InlineData(
        "synopses.csv",
        "origin,synopsis\nx,y\n",
        "line 1: found the columns 'origin,synopsis', expected one named 'movieId'."
    )]
    [InlineData(
        "synopses.csv",
        "movieId,plot\n1,y\n",
        "line 1: found the columns 'movieId,plot', expected one named 'synopsis'."
    )]
    [InlineData("synopses.csv", "movieId,cast\n ,A\n", $"line 2, field 'movieId': found ' ', expected {Id.Expected}.")]
    [InlineData(
        "synopses.csv",
        "movieId,origin\n1,French||Italian\n",
        "line 2, field 'origin': found 'French||Italian', expected origins between bars (|), none of them empty, on several lines or longer than 300 characters."
    )]
    [InlineData(
        "synopses.csv",
        "movieId,director\n1,|A\n",
        "line 2, field 'director': found '|A', expected names between bars (|), none of them empty, on several lines or longer than 300 characters."
    )]
    [InlineData(
        "synopses.csv",
        "movieId,cast\n1,A|B|\n",
        "line 2, field 'cast': found 'A|B|', expected names between bars (|), none of them empty, on several lines or longer than 300 characters."
    )]
    [InlineData(
        "synopses.csv",
        "movieId,language\n1, | \n",
        "line 2, field 'language': found ' | ', expected languages between bars (|), none of them empty, on several lines or longer than 300 characters."
    )]
    [InlineData(
        "synopses.csv",
        "movieId,synopsis\n1,A, and B\n",
        "line 2: found 3 fields, expected 2: movieId,synopsis."
    )]
    [InlineData(
        "translations.es.csv",
        "title,synopsis\nx,y\n",
        "line 1: found the columns 'title,synopsis', expected one named 'movieId'."
    )]
    [InlineData(
        "translations.es.csv",
        "movieId\n1\n",
        "line 1: found the columns 'movieId', expected one named 'synopsis'."
    )]
    [InlineData(
        "translations.es.csv",
        "movieId,title\n1.0,x\n1.5,x\n",
        "line 3, field 'movieId': found '1.5', expected a whole number, as the column has others such as 10.0; if they are texts, put them in quotation marks."
    )]
    [InlineData(
        "translations.es.csv",
        "movieId,title\n1,x||y\n",
        "line 2, field 'title': found 'x||y', expected titles between bars (|), none of them empty, on several lines or longer than 300 characters."
    )]
    [InlineData(
        "translations.es.csv",
        "movieId,synopsis\n1,\"x\n",
        "line 2: found a quotation mark out of place, or one that is never closed, expected csv rows: a field with a quotation mark, comma or line break is quoted, and its own quotation marks doubled."
    )]
    [InlineData(
        "translations.spanish!.csv",
        "movieId,title\n1,x\n",
        "found the language 'spanish!' in the file's name, expected a language tag such as es, pt-BR or zh-Hant."
    )]
    [InlineData(
        "links.csv",
        "imdbId,tmdbId\n1,2\n",
        "line 1: found the columns 'imdbId,tmdbId', expected one named 'movieId'."
    )]
    [InlineData(
        "links.csv",
        "movieId,imdb\n1,2\n",
        "line 1: found the columns 'movieId,imdb', expected one named 'tmdbId'."
    )]
    [InlineData("links.csv", "movieId,tmdbId\n,2\n", $"line 2, field 'movieId': found '', expected {Id.Expected}.")]
    [InlineData(
        "links.csv",
        "movieId,imdbId\n1,nm0000206\n",
        "line 2, field 'imdbId': found 'nm0000206', expected an IMDb id such as 0133093 or tt0133093."
    )]
    [InlineData(
        "links.csv",
        "movieId,imdbId\n1,tt\n",
        "line 2, field 'imdbId': found 'tt', expected an IMDb id such as 0133093 or tt0133093."
    )]
    [InlineData(
        "links.csv",
        "movieId,imdbId,tmdbId\n1,1,-603\n",
        "line 2, field 'tmdbId': found '-603', expected a whole number above 0."
    )]
    [InlineData(
        "links.csv",
        "movieId,imdbId\n1,12345678901\n",
        "line 2, field 'imdbId': found '12345678901', expected an IMDb id such as 0133093 or tt0133093."
    )]
    public void AMalformedColumnIsNamed(string file, string text, string message)
    {
        _folder.Write(file, text);
        Assert.Equal(
            $"{file}{(message.StartsWith("line", StringComparison.Ordinal) ? ", " : ": ")}{message}",
            _folder.ErrorOf(() => Read())
        );
    }

    [Fact]
    public void AnotherEncodingIsRead()
    {
        _folder.Write("translations.es.csv", "movieId,title\n1,Parásitos\n", Encoding.Latin1);
        Assert.Equal("Parásitos", Read().Dataset.Catalog[0].TranslationTo("es")!.Title);
    }

    [Fact]
    public void TwoFilesOfOneLanguageAreNamed()
    {
        _folder.Write("translations.ES.csv", "movieId,title\n1,x\n");
        _folder.Write("translations.es.csv", "movieId,title\n1,x\n");
        Assert.Equal(
            "translations.es.csv: found a second file of the language 'es' beside translations.ES.csv, expected one for each language.",
            _folder.ErrorOf(() => Read())
        );
    }

    [Theory]
    [InlineData("es", "es")]
    [InlineData("PT-br", "pt-BR")]
    [InlineData("zh-hant-tw", "zh-Hant-TW")]
    [InlineData("es-419", "es-419")]
    [InlineData("e", null)]
    [InlineData("spanish", null)]
    [InlineData("es_MX", null)]
    [InlineData("", null)]
    public void LanguageTagsHaveOneSpelling(string text, string? tag)
    {
        Assert.Equal(tag is not null, LanguageTag.TryParse(text, out string? read));
        Assert.Equal(tag, read);
    }

    private LoadedDataset Read() =>
        DatasetFolder.Read(_folder.Path, cancellation: TestContext.Current.CancellationToken);
}
