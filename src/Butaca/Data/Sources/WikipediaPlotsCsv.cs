using Butaca.Data.Files;

namespace Butaca.Data.Sources;

/// <summary>
/// The table <i>Wikipedia Movie Plots</i> (<c>wiki_movie_plots_deduped.csv</c>):
/// <c>Release Year,Title,Origin/Ethnicity,Director,Cast,Genre,Wiki Page,Plot</c>.
/// </summary>
public sealed class WikipediaPlotsCsv : ISynopsisSource
{
    private const string Unknown = "unknown";

    /// <inheritdoc/>
    public string Name => "wikipedia-movie-plots";

    /// <inheritdoc/>
    public string Description => "a csv file with the columns Release Year, Title, Origin/Ethnicity, Genre and Plot";

    /// <inheritdoc/>
    public bool Recognises(string path)
    {
        if (!File.Exists(path))
            return false;
        IReadOnlyList<string> header = CsvTable.HeaderOf(path);
        return header.Contains("Release Year", StringComparer.OrdinalIgnoreCase)
            && header.Contains("Plot", StringComparer.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    public IEnumerable<SynopsisRecord> Read(string path, ReadContext context)
    {
        using CsvTable table = CsvTable.Open(path, context);
        int year = table.Require("Release Year");
        int title = table.Require("Title");
        int plot = table.Require("Plot");
        int origin = table.Find("Origin/Ethnicity");
        int director = table.Find("Director");
        int cast = table.Find("Cast");
        int genre = table.Find("Genre");
        int page = table.Find("Wiki Page");
        while (table.Read())
        {
            int? released = table.Year(year);
            string name = table.Span(title).Trim().ToString();
            string text = table.Span(plot).Trim().ToString();
            if (name.Length == 0)
                context.Skipped.Add("article without a title", path, table.Line);
            else if (text.Length == 0)
                context.Skipped.Add("article without a text", path, table.Line);
            else
                yield return new SynopsisRecord(
                    Disambiguation.Strip(name),
                    released,
                    Known(table.Text(origin)),
                    [.. Genres(table.Text(genre))],
                    text
                )
                {
                    Directors = CreditedNames.In(Known(table.Text(director))),
                    Cast = CreditedNames.In(Known(table.Text(cast))),
                    OtherTitle = TitleOfPage(table.Text(page)),
                };
        }
    }

    private static string? Known(string? text) =>
        string.IsNullOrWhiteSpace(text) || text.Equals(Unknown, StringComparison.OrdinalIgnoreCase)
            ? null
            : text.Trim();

    private static string[] Genres(string? text) =>
        Known(text)?.Split([',', '/', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        ?? [];

    /// <summary>https://en.wikipedia.org/wiki/Kansas_Saloon_Smashers → Kansas Saloon Smashers.</summary>
    private static string? TitleOfPage(string? address)
    {
        int at = address?.IndexOf("/wiki/", StringComparison.Ordinal) ?? -1;
        return at < 0 ? null : Disambiguation.Strip(Uri.UnescapeDataString(address![(at + 6)..]).Replace('_', ' '));
    }
}
