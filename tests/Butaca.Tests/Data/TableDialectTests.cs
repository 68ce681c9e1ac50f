using System.Text;
using Butaca.Data;
using Butaca.Data.Files;

namespace Butaca.Tests.Data;

public sealed class TableDialectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    static TableDialectTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a,b\n1,2", ',', 0)]
    [InlineData("a;b,c;d\n", ';', 0)]
    [InlineData("a\tb\n", '\t', 0)]
    [InlineData("a|b|c\n", '|', 0)]
    [InlineData("alone\n", ',', 0)]
    [InlineData("\"a;b;c\",d\n", ',', 0)]
    [InlineData("sep=;\na;b\n", ';', 1)]
    [InlineData("\"sep=\t\"\r\na,b\tc\r\n", '\t', 1)]
    [InlineData("\n\na;b\n", ';', 2)]
    [InlineData("Letterboxd list export v7\nDate,Name\n2020-01-02,\"My\n\nlist\"\n\nPosition,Name\n1,x\n", ',', 6)]
    [InlineData("Letterboxd list export v7;;\nDate;Name;\n2020-01-02;List;\n;;\nPosition;Name;Year\n", ';', 4)]
    public void AreToldFromTheFirstLines(string text, char delimiter, int skipped) =>
        Assert.Equal(new TableDialect(delimiter, skipped), TableDialect.Of(text));

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("windows-1252", false)]
    public void ATableReadsAlikeInEveryEncoding(string encoding, bool mark)
    {
        const string text = "id;name\r\n1;Un cœur en été\r\n2;L’\"ami\"\r\n3;\"Señor; y\r\nseñora\"\r\n";
        Encoding written = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. mark ? written.GetPreamble() : [], .. written.GetBytes(text)];
        Assert.Equal(
            ["2 1 Un cœur en été", "3 2 L’\"ami\"", "4 3 Señor; y\r\nseñora"],
            Lines(bytes, new ReadOptions(), out _)
        );
    }

    [Fact]
    public void OtherScriptsAreTold()
    {
        const string text = "id;name\r\n1;Андрей Рублёв\r\n2;Летят журавли\r\n3;Иди и смотри\r\n";
        Assert.Equal(
            ["2 1 Андрей Рублёв", "3 2 Летят журавли", "4 3 Иди и смотри"],
            Lines(Encoding.GetEncoding(1251).GetBytes(text), new ReadOptions(), out _)
        );
    }

    [Fact]
    public void LenientTablesPassOverOddRowsAndTellThem()
    {
        const string text = "id,name\n1,One\n2\n3,\"Three\n4,Four\n5,\"F\"ive\n6,Six,6,6\n7,Seven,,\n\n8,Eight\n";
        Assert.Equal(
            ["2 1 One", "5 4 Four", "8 7 Seven", "10 8 Eight"],
            Lines(Encoding.UTF8.GetBytes(text), new ReadOptions { Lenient = true }, out SkipReport skipped)
        );
        Assert.Equal([3L, 4, 6, 7], skipped.Reasons.Select(reason => reason.FirstLine).OfType<long>().Order());
        ButacaException strict = Assert.Throws<ButacaException>(() =>
            Lines(Encoding.UTF8.GetBytes(text), new ReadOptions(), out _)
        );
        Assert.Equal((3L, "found 1 fields, expected 2: id,name."), (strict.Line, strict.Detail));
    }

    [Theory]
    [InlineData("2024-01-31", 1706659200u)]
    [InlineData("2024-01-31T18:28Z", 1706725680u)]
    [InlineData("2024-01-31 18:28:05", 1706725685u)]
    [InlineData("2024-01-31T19:28:05.123+01:00", 1706725685u)]
    [InlineData("2024/1/31", 1706659200u)]
    [InlineData("31.01.2024", 1706659200u)]
    [InlineData("5.1.24", 1704412800u)]
    [InlineData("31/1/24", 1706659200u)]
    [InlineData("1/31/2024", 1706659200u)]
    [InlineData("3/3/2024", 1709424000u)]
    [InlineData("Wed Jan 31 00:00:00 2024", 1706659200u)]
    [InlineData("31 Jan 2024", 1706659200u)]
    [InlineData("January 31, 2024", 1706659200u)]
    [InlineData("1706725685", 1706725685u)]
    [InlineData("1706725685000", 1706725685u)]
    public void DatesAreRead(string text, uint seconds)
    {
        Assert.True(Moment.TryParse(text, DateOrder.Unknown, out Moment moment));
        Assert.Equal((seconds, false), (moment.Seconds, moment.IsAmbiguous));
    }

    [Fact]
    public void DayAndMonthAreNeverGuessed()
    {
        Assert.True(Moment.TryParse("2/1/2024", DateOrder.Unknown, out Moment unknown));
        Assert.True(Moment.TryParse("2/1/2024", DateOrder.DayFirst, out Moment european));
        Assert.True(Moment.TryParse("2/1/2024", DateOrder.MonthFirst, out Moment american));
        Assert.Equal(
            (true, 0u, 1704153600u, 1706745600u),
            (unknown.IsAmbiguous, unknown.Seconds, european.Seconds, american.Seconds)
        );
        Assert.Equal(DateOrder.DayFirst, Moment.OrderIn("28/12/20"));
        Assert.Equal(DateOrder.MonthFirst, Moment.OrderIn("12/28/20"));
        Assert.Equal(DateOrder.Unknown, Moment.OrderIn("2024-12-28"));
        foreach (string none in (ReadOnlySpan<string>)["", "yesterday", "2024", "2024-13-01", "31/31/2024", "1/2"])
            Assert.False(Moment.TryParse(none, DateOrder.Unknown, out _), none);
    }

    [Fact]
    public void ADataSetOfASpreadsheetIsItsCommaTwin()
    {
        string twin = _folder["twin"];
        string sheet = _folder["sheet"];
        Directory.CreateDirectory(twin);
        Directory.CreateDirectory(sheet);
        File.WriteAllText(Path.Combine(twin, "ratings.csv"), "userId,movieId,rating\n1,1,4.5\n1,2,3\n2,3,0.5\n");
        File.WriteAllText(
            Path.Combine(twin, "movies.csv"),
            "movieId,title,genres\n1,Cœurs (2006),Drama\n2,\"One; two, three (1999)\",Crime\n3,El ángel (2018),\n"
        );
        File.WriteAllBytes(
            Path.Combine(sheet, "ratings.csv"),
            Encoding.GetEncoding(1252).GetBytes("userId;movieId;rating\r\n1;1;4,5\r\n1;2;3\r\n2;3;0,5\r\n;;\r\n")
        );
        File.WriteAllBytes(
            Path.Combine(sheet, "movies.csv"),
            Encoding
                .GetEncoding(1252)
                .GetBytes(
                    "sep=;\r\nmovieId;title;genres\r\n1;Cœurs (2006);Drama\r\n2;\"One; two, three (1999)\";Crime\r\n3;El ángel (2018);\r\n"
                )
        );
        Assert.Equal(DatasetHash.Of(Read(twin).Dataset), DatasetHash.Of(Read(sheet).Dataset));
    }

    [Fact]
    public void ALenientDataSetCountsItsOddRowsByLine()
    {
        _folder.Write("ratings.csv", "userId,movieId,rating\n1,1,4\n1,,3\n2,1\n2,2,good\n3,2,5\n");
        LoadedDataset read = Read(_folder.Path, new ReadOptions { Lenient = true });
        Assert.Equal(2, read.Dataset.Interactions.Count);
        Assert.Equal([3L, 4, 5], read.Skipped.Reasons.Select(reason => reason.FirstLine).OfType<long>());
        Assert.Equal(3, DatasetFolderError().Line);

        ButacaException DatasetFolderError() => Assert.Throws<ButacaException>(() => Read(_folder.Path));
    }

    private static LoadedDataset Read(string folder, ReadOptions? options = null) =>
        DatasetFolder.Read(folder, options, cancellation: TestContext.Current.CancellationToken);

    private static List<string> Lines(byte[] bytes, ReadOptions options, out SkipReport skipped)
    {
        skipped = new SkipReport();
        using CsvTable table = CsvTable.Open("t.csv", new MemoryStream(bytes), new ReadContext(options, skipped));
        int id = table.Require("id");
        int name = table.Require("name");
        return [.. table.Rows(() => $"{table.Line} {table.Id(id)} {table.Text(name)}")];
    }
}
