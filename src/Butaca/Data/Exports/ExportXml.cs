using System.Xml;
using System.Xml.Linq;

namespace Butaca.Data.Exports;

/// <summary>
/// Kodi's library as one file, <c>videodb.xml</c>: a <c>movie</c> element each, with how often it was played.
/// </summary>
internal static class ExportXml
{
    private static readonly string[] Columns =
    [
        "title",
        "original_title",
        "year",
        "user_rating",
        "last_played",
        "play_count",
        "imdb_id",
        "tmdb_id",
        "director",
    ];

    /// <summary>Reads an export.</summary>
    /// <exception cref="ButacaException">It is no XML, or has no movies, or too many.</exception>
    public static ExportTable Read(string name, byte[] content)
    {
        try
        {
            // Entities may grow without bound, and name other files: there are none in what Kodi writes.
            using XmlReader reader = XmlReader.Create(
                new MemoryStream(content),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }
            );
            XElement root = XElement.Load(reader, LoadOptions.SetLineInfo);
            List<ExportLine> rows = [];
            foreach (XElement movie in root.DescendantsAndSelf("movie"))
            {
                rows.Add(RowOf(movie));
                ExportTable.Check(name, rows.Count);
            }
            if (rows.Count == 0)
                Throw.Line(
                    name,
                    1,
                    $"'{Throw.Shorten(root.Name.LocalName)}' without a movie in it",
                    "Kodi's list of movies",
                    problem: FileProblem.NoTitles,
                    value: Throw.Shorten(root.Name.LocalName)
                );
            return new ExportTable(name, Columns, rows, []);
        }
        catch (XmlException exception)
        {
            throw new ButacaException(
                $"{name}, line {Math.Max(1, exception.LineNumber)}: found text that is no XML, expected Kodi's list of movies.",
                exception
            )
            {
                Line = Math.Max(1, exception.LineNumber),
                Problem = FileProblem.NotXml,
            };
        }
    }

    private static ExportLine RowOf(XElement movie)
    {
        return new ExportLine(
            ((IXmlLineInfo)movie).LineNumber,
            [
                Text("title"),
                Text("originaltitle"),
                Text("year") is { Length: > 0 } year ? year : Text("premiered"),
                Text("userrating"),
                Text("lastplayed"),
                Text("playcount"),
                IdOf("imdb") is { Length: > 0 } id ? id : Text("id"),
                IdOf("tmdb"),
                string.Join(", ", movie.Elements("director").Select(director => director.Value.Trim())),
            ]
        );

        string Text(string name) => movie.Element(name)?.Value.Trim() ?? "";
        string IdOf(string service) =>
            movie.Elements("uniqueid").FirstOrDefault(id => (string?)id.Attribute("type") == service)?.Value.Trim()
            ?? "";
    }
}
