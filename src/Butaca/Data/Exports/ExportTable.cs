using Butaca.Data.Files;

namespace Butaca.Data.Exports;

/// <summary>An export as rows of texts, whatever it was written as.</summary>
/// <param name="File">Its name, for messages.</param>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The rows; each has a text a column.</param>
/// <param name="Odd">The rows that can't be read.</param>
internal sealed record ExportTable(
    string File,
    IReadOnlyList<string> Columns,
    IReadOnlyList<ExportLine> Rows,
    IReadOnlyList<ButacaException> Odd
)
{
    /// <summary>More would be no user's: each title is looked for.</summary>
    public const int MostRows = 100_000;

    /// <summary>What the columns tell.</summary>
    public IReadOnlyDictionary<ExportField, int> Fields { get; } = ExportFields.In(Columns);

    /// <summary>Whose ids the catalogue knows besides IMDb's and The Movie Database's.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Whether films can be told from it: by a title or by an id.</summary>
    public bool IsExport =>
        Fields.ContainsKey(ExportField.ImdbId)
        || Fields.ContainsKey(ExportField.TmdbId)
        || Sources.Any(source => ColumnOfIds(source) >= 0)
        || (Fields.ContainsKey(ExportField.Title) && (Fields.Count > 1 || Columns.Count == 1));

    /// <summary>Whether it lists what somebody wants to see or owns, as Trakt's watchlist and collection do.</summary>
    public bool IsWishes =>
        !Fields.ContainsKey(ExportField.Watched)
        && !Fields.ContainsKey(ExportField.Plays)
        && (
            Columns.Contains("listed_at", StringComparer.OrdinalIgnoreCase)
            || Columns.Contains("collected_at", StringComparer.OrdinalIgnoreCase)
        );

    /// <summary>Whether it is a list of somebody's choice rather than a record of what was watched.</summary>
    public bool IsList =>
        !IsWishes
        && Fields.ContainsKey(ExportField.Position)
        && !Fields.ContainsKey(ExportField.Rating)
        && !Fields.ContainsKey(ExportField.Watched);

    /// <summary>
    /// The column of a source's ids, such as <c>isan</c> or <c>isan_id</c>, where it tells nothing else; −1 where there
    /// is none.
    /// </summary>
    public int ColumnOfIds(string source)
    {
        string key = TitleText.Key(source);
        return Enumerable
            .Range(0, Columns.Count)
            .Where(column => !Fields.Values.Contains(column))
            .FirstOrDefault(
                column => TitleText.Key(Columns[column]) is var name && (name == key || name == key + "id"),
                -1
            );
    }

    /// <summary>Reads a table between delimiters.</summary>
    /// <exception cref="ButacaException">It is none, or has too many rows.</exception>
    public static ExportTable OfCsv(string name, byte[] content, IReadOnlyList<string> sources)
    {
        List<ButacaException> odd = [];
        ReadContext context = ReadContext.Quiet() with
        {
            Options = new ReadOptions { Lenient = true },
            Odd = odd.Add,
        };
        if (IdsIn(content) is { Count: > 0 } ids)
            return new ExportTable(name, ["imdb_id"], ids, []);
        using CsvTable table = CsvTable.Open(name, new MemoryStream(content), context);
        ExportTable none = new(name, table.Names, [], []) { Sources = sources };
        if (table.Names.Any(column => column.Any(IsOfNoText)))
            Throw.File(name, "a file that is no text", "a table as csv, or JSON", problem: FileProblem.Encoding);
        if (!none.IsExport)
            return none; // what is no export needn't be read to its end
        List<ExportLine> rows = [];
        foreach (ExportLine row in table.Rows(() => LineOf(table)))
        {
            rows.Add(row);
            Check(name, rows.Count);
        }
        return none with { Rows = rows, Odd = odd };
    }

    /// <summary>Makes sure that a file doesn't have more rows than a user has watched.</summary>
    public static void Check(string name, int rows)
    {
        if (rows > MostRows)
            Refuse(name, MostRows);
    }

    /// <summary>Refuses a file that has more rows than a user has watched.</summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public static void Refuse(string name, int most) =>
        throw new ButacaException(
            $"{name}: found more than {most} lines, expected a list of the movies that somebody watched."
        )
        {
            Problem = FileProblem.TooManyRows,
            Value = $"{most}",
        };

    private static ExportLine LineOf(CsvTable table)
    {
        string[] texts = new string[table.Names.Count];
        for (int column = 0; column < texts.Length; column++)
            texts[column] = table.Span(column).Trim().ToString();
        return new ExportLine(table.Line, texts);
    }

    private static bool IsOfNoText(char character) =>
        char.IsControl(character) && character is not ('\t' or '\r' or '\n');

    /// <summary>A file of IMDb's ids alone, one a line, has no header.</summary>
    private static List<ExportLine> IdsIn(byte[] content)
    {
        List<ExportLine> ids = [];
        using StreamReader lines = new(new MemoryStream(content));
        long at = 0;
        while (lines.ReadLine() is { } line)
        {
            at++;
            string text = line.Trim();
            if (text.Length == 0)
                continue;
            if (ExportIds.Imdb(text) is null || text.Length > 12 || ids.Count > MostRows)
                return [];
            ids.Add(new ExportLine(at, [text]));
        }
        return ids;
    }
}

/// <summary>A row of an export.</summary>
/// <param name="Line">Its line, or its place in a file that has no lines; from 1.</param>
/// <param name="Texts">A text a column; empty where there is none.</param>
internal sealed record ExportLine(long Line, string[] Texts);
