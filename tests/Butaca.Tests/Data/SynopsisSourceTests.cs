using Butaca.Data;
using Butaca.Data.Sources;

namespace Butaca.Tests.Data;

public sealed class SynopsisSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WikipediaJsonIsReadFileByFile()
    {
        _folder.Write(
            "wiki/movies-1990s.json",
            """
            [{"title":"Fargo","year":1996,"cast":["Frances McDormand","(voices)","William H. Macy (as Jerry)"],"genres":["Crime","Comedy"],"href":"Fargo_(1996_film)","extract":" Fargo is a 1996 American black comedy crime film directed by Joel and Ethan Coen. More. ","thumbnail_width":1},
             {"title":"Silent","year":1997,"cast":[],"genres":[]},
             {"title":"","year":1997,"extract":"Text."},
             {"title":"In the Cut","year":1999,"extract":"In the Cut is a 1995 thriller novel by American writer Susanna Moore."}]
            """
        );
        _folder.Write(
            "wiki/movies-2000s.json",
            """[{"title":"Carmen (film)","year":"2003","genres":null,"href":null,"extract":"Carmen is a Spanish-Italian film."}]"""
        );
        ReadContext context = ReadContext.Quiet();
        SynopsisRecord[] records = [.. DataSources.SynopsesAt(_folder["wiki"]).Read(_folder["wiki"], context)];

        Assert.Equal(2, records.Length);
        Assert.Equal(
            (
                "Fargo",
                1996,
                "American",
                "Fargo is a 1996 American black comedy crime film directed by Joel and Ethan Coen. More.",
                "Fargo"
            ),
            (records[0].Title, records[0].Year, records[0].Origin, records[0].Synopsis, records[0].OtherTitle)
        );
        Assert.Equal(["Crime", "Comedy"], records[0].Genres);
        Assert.Equal(["Joel Coen", "Ethan Coen"], records[0].Directors);
        Assert.Equal(["Frances McDormand", "William H. Macy"], records[0].Cast);
        Assert.Equal(("Carmen", 2003, "Spanish-Italian"), (records[1].Title, records[1].Year, records[1].Origin));
        Assert.Equal(
            ["article without a text", "article without a title", "article about a book, an album or the like"],
            context.Skipped.Reasons.Select(r => r.Reason)
        );
    }

    [Theory]
    [InlineData(
        "[\n{\"title\":\"A\",\"year\":1990,\"extract\":\"x\"},\n{\"title\":\"B\",",
        "x.json, line 3: found malformed JSON"
    )]
    [InlineData("[\n{\"title\":\"A\",\n\"year\":\"soon\"}]", "x.json, line 3: found malformed JSON at field 'year'")]
    [InlineData("{\"title\":\"A\"}", "x.json, line 1: found malformed JSON")]
    [InlineData("[1]", "x.json, line 1: found malformed JSON")]
    [InlineData("[null]", "x.json, line 1: found malformed JSON")]
    [InlineData("", "x.json, line 1: found malformed JSON")]
    public void MalformedJsonIsNamedByLine(string text, string beginning)
    {
        string file = _folder.Write("x.json", text);
        string message = _folder.ErrorOf(() => ReadAll(file));
        Assert.Equal(
            $"{beginning}, expected an array of objects with title (text), year (number), cast (array of texts), genres (array of texts), href (text), extract (text).",
            message
        );
    }

    [Fact]
    public void WikipediaMoviePlotsAreRead()
    {
        string file = _folder.Write(
            "wiki_movie_plots_deduped.csv",
            """
            Release Year,Title,Origin/Ethnicity,Director,Cast,Genre,Wiki Page,Plot
            1901,Kansas Saloon Smashers,American,Unknown,,unknown,https://en.wikipedia.org/wiki/Kansas_Saloon_Smashers,"A bartender is working at a saloon.

            Then, ""suddenly"", it ends."
            1984,Amadeus,American,Miloš Forman,"F. Murray Abraham, Robert Downey, Jr. and Tom Hulce","biography, drama",https://en.wikipedia.org/wiki/Amadeus_(1984_film),Salieri confesses.
            1985,Nothing,British,X,,drama,,
            """
        );
        ReadContext context = ReadContext.Quiet();
        SynopsisRecord[] records = [.. DataSources.SynopsesAt(file).Read(file, context)];

        Assert.Equal(2, records.Length);
        Assert.Equal("A bartender is working at a saloon.\n\nThen, \"suddenly\", it ends.", records[0].Synopsis);
        Assert.Empty(records[0].Genres);
        Assert.Equal(["biography", "drama"], records[1].Genres);
        Assert.Equal(
            ("Amadeus", 1984, "American", "Amadeus"),
            (records[1].Title, records[1].Year, records[1].Origin, records[1].OtherTitle)
        );
        Assert.Empty(records[0].Directors);
        Assert.Equal(["Miloš Forman"], records[1].Directors);
        Assert.Equal(["F. Murray Abraham", "Robert Downey, Jr.", "Tom Hulce"], records[1].Cast);
        Assert.Equal([new SkippedRows("article without a text", 1, file, 6)], context.Skipped.Reasons);
    }

    [Theory]
    [InlineData(
        "Release Year,Plot\n1984,x\n",
        "p.csv, line 1: found the columns 'Release Year,Plot', expected one named 'Title'."
    )]
    [InlineData(
        "Release Year,Title,Plot\n84BC,x,y\n",
        "p.csv, line 2, field 'Release Year': found '84BC', expected a year, 1 to 9999."
    )]
    public void MalformedPlotsAreNamed(string text, string message)
    {
        string file = _folder.Write("p.csv", text);
        Assert.Equal(message, _folder.ErrorOf(() => ReadAll(file)));
    }

    [Theory]
    [InlineData("X is a 1998 film directed by Francis D. Lyon, and starring Victor Mature.", "Francis D. Lyon")]
    [InlineData(
        "X is a 1999 film written and directed by Joel and Ethan Coen, with John Goodman.",
        "Joel Coen|Ethan Coen"
    )]
    [InlineData("X is a 1952 film. It was directed by Stanley Donen and Gene Kelly. More.", "Stanley Donen|Gene Kelly")]
    [InlineData("X is a film directed by Erich von Stroheim from a novel.", "Erich von Stroheim")]
    [InlineData("X is a film directed by J.J. Abrams.", "J.J. Abrams")]
    [InlineData("X is a film directed by Ernest R. Dickerson. The film stars Tupac.", "Ernest R. Dickerson")]
    [InlineData("X is a film directed by Robert Downey Sr. and starring Allan Arbus.", "Robert Downey Sr.")]
    [InlineData("X is a film directed by French filmmaker Jean-Pierre Jeunet.", "Jean-Pierre Jeunet")]
    [InlineData("X is a film directed by Guillermo del Toro.", "Guillermo del Toro")]
    [InlineData("X is a film directed by Gabriel O’Brien, Ann d'Arc & Bo Li.", "Gabriel O’Brien|Ann d'Arc|Bo Li")]
    [InlineData("X is a film directed by the Wachowskis.", "")]
    [InlineData("X is a remake of the 1950 film directed by Akira Kurosawa.", "")]
    [InlineData("X is a film produced by Ann Bee.", "")]
    public void DirectorsAreReadFromTheText(string text, string directors) =>
        Assert.Equal(directors, string.Join('|', Directors.Of(text)));

    [Theory]
    [InlineData("Fargo is a 1998 American mystery comedy film directed by a French man.", "American")]
    [InlineData("Notting Hill is a 1999 British-American romantic comedy film.", "British-American")]
    [InlineData("X is a 2001 American-British film.", "American-British")]
    [InlineData("X is a 2001 American and British action thriller.", "American-British")]
    [InlineData("Oldboy is a 2003 South Korean neo-noir film.", "South Korean")]
    [InlineData("X is a 1987 Hong Kong-American martial arts film.", "Hong Kong-American")]
    [InlineData("X is a 1972 Franco-Italian drama.", "French-Italian")]
    [InlineData("X is a 2009 English-language Danish period adventure film.", "Danish")]
    [InlineData("X is a 1999 comedy film about a British spy.", null)]
    [InlineData("The African Queen is a 1951 adventure film adapted from a British novel.", null)]
    [InlineData("X is a 1995 African-American comedy.", null)]
    [InlineData("X are the 2004 Canadian short films.", "Canadian")]
    [InlineData("No sentence at all", null)]
    [InlineData("", null)]
    public void OriginsAreReadFromTheFirstSentence(string text, string? origin) =>
        Assert.Equal(origin, Origins.Of(text));

    private static List<SynopsisRecord> ReadAll(string file) =>
        [.. DataSources.SynopsesAt(file).Read(file, ReadContext.Quiet())];
}
