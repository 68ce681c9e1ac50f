namespace Butaca.Data.Files;

/// <summary>
/// How a table is written: what parts its fields, and what stands before its header. Told from the first lines.
/// </summary>
/// <param name="Delimiter">What parts fields: the one of <c>, ; tab |</c> that the header has most of.</param>
/// <param name="SkippedLines">
/// Lines before the header: Excel's <c>sep=;</c>, blank ones, the preamble of a list of Letterboxd's.
/// </param>
internal sealed record TableDialect(char Delimiter, int SkippedLines)
{
    private const string Separator = "sep=";
    private const string LetterboxdList = "Letterboxd list export";
    private const int LongestStart = 1 << 16;
    private static readonly char[] Delimiters = [',', ';', '\t', '|']; // the first among equals

    /// <summary>Tells the dialect of a text from its start.</summary>
    /// <param name="start">The start, up to some ten thousand characters, without a byte order mark.</param>
    public static TableDialect Of(string start)
    {
        using StringReader lines = new(start);
        int skipped = 0;
        string? line = lines.ReadLine();
        for (; line is not null && IsBlank(line); line = lines.ReadLine())
            skipped++;
        char? told = null;
        string first = line?.Trim('"') ?? "";
        if (first.Length == Separator.Length + 1 && first.StartsWith(Separator, StringComparison.OrdinalIgnoreCase))
        {
            told = first[^1];
            line = lines.ReadLine();
            skipped++;
        }
        if (line?.TrimStart('"').StartsWith(LetterboxdList, StringComparison.OrdinalIgnoreCase) == true)
        {
            bool isQuoted = false;
            for (; line is not null && (isQuoted || !IsBlank(line)); line = lines.ReadLine()) // a list's description may hold blank lines
            {
                isQuoted ^= line.Count(c => c == '"') % 2 == 1;
                skipped++;
            }
            for (; line is not null && IsBlank(line); line = lines.ReadLine())
                skipped++;
        }
        string header = line ?? "";
        char delimiter = told ?? Delimiters.MaxBy(d => CountUnquoted(header, d));
        return new TableDialect(delimiter, skipped);
    }

    /// <summary>Tells the dialect of a text from where it is read.</summary>
    public static TableDialect Of(TextReader text)
    {
        char[] start = new char[LongestStart];
        int read = text.ReadBlock(start, 0, start.Length);
        return Of(new string(start, 0, read));
    }

    /// <summary>Excel fills blank lines with delimiters.</summary>
    private static bool IsBlank(string line) => line.AsSpan().Trim(" ,;\t|").IsEmpty;

    private static int CountUnquoted(string line, char delimiter)
    {
        int count = 0;
        bool isQuoted = false;
        foreach (char c in line)
        {
            isQuoted ^= c == '"';
            if (c == delimiter && !isQuoted)
                count++;
        }
        return count;
    }
}
