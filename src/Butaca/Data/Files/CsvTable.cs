using System.Text;
using Sylvan.Data.Csv;

namespace Butaca.Data.Files;

/// <summary>
/// A csv file with a header, whose columns are found by name whatever their order and case. Errors name file, line and
/// field. Lines are counted as an editor counts them: a quoted field may hold several.
/// </summary>
internal sealed class CsvTable : IDisposable
{
    private const int RowsBetweenReports = 1 << 16;

    /// <summary>
    /// Reading starts anew after each row whose quotation marks are out of place: a file of such rows is no table.
    /// </summary>
    private const int MostRestarts = 1_000;
    private const long MostReadAgain = 1L << 30; // each time from the start
    private const int LongestNames = 300;
    private readonly Stream _stream;
    private readonly Encoding _encoding;
    private readonly TableDialect _dialect;
    private readonly ReadContext _context;
    private readonly string[] _names;
    private readonly IdTexts?[] _ids; // by column
    private CsvDataReader _csv;
    private long _nextLine;
    private int _restarts;
    private int _untilReport = RowsBetweenReports;

    private CsvTable(string path, Stream stream, ReadContext context)
    {
        File = path;
        _stream = stream;
        _context = context;
        _encoding = TextEncoding.Of(stream);
        if (context.Options.Lenient)
            _encoding = Encoding.GetEncoding(
                _encoding.CodePage,
                EncoderFallback.ReplacementFallback,
                DecoderFallback.ReplacementFallback
            );
        using (StreamReader start = Text())
            _dialect = TableDialect.Of(start);
        _nextLine = _dialect.SkippedLines + 1;
        _csv = ReaderAt(_nextLine, hasHeader: true);
        _nextLine++;
        _names = [.. Enumerable.Range(0, _csv.FieldCount).Select(i => _csv.GetName(i).Trim())];
        _ids = new IdTexts?[_names.Length];
        Line = _dialect.SkippedLines + 1;
    }

    /// <summary>The path, for messages.</summary>
    public string File { get; }

    /// <summary>The names of the columns, as the file has them.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The names of the columns, for messages.</summary>
    public string NamesText => Throw.Shorten(string.Join(_dialect.Delimiter, _names), LongestNames);

    /// <summary>The line on which the current row starts, from 1; the header's before the first.</summary>
    public long Line { get; private set; }

    /// <summary>
    /// Opens a file, or says why it cannot be one. Its delimiter and its encoding are told from what it holds.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="context">Receives progress; may cancel.</param>
    public static CsvTable Open(string path, ReadContext context)
    {
        if (!System.IO.File.Exists(path))
            Throw.Missing(path, "Check the path.");
        return Open(
            path,
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan),
            context
        );
    }

    /// <summary>Opens a table that is no file, such as one in an archive.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="stream">The table; it is disposed of with this.</param>
    /// <param name="context">Receives progress; may cancel.</param>
    public static CsvTable Open(string name, Stream stream, ReadContext context)
    {
        try
        {
            if (!stream.CanSeek) // a pipe
            {
                MemoryStream whole = new();
                using (stream)
                    stream.CopyTo(whole);
                whole.Position = 0;
                stream = whole;
            }
            return new CsvTable(name, stream, context);
        }
        catch (CsvMissingHeadersException exception)
        {
            stream.Dispose();
            Throw.File(
                name,
                "an empty file",
                "a header line with the names of the columns",
                exception,
                FileProblem.Empty
            );
            throw;
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            stream.Dispose();
            Throw.Line(name, 1, Problem(exception), Rules(exception), exception, KindOf(exception));
            throw;
        }
    }

    /// <summary>The names of a file's columns; empty where it cannot be a csv file.</summary>
    public static IReadOnlyList<string> HeaderOf(string path)
    {
        try
        {
            using CsvTable table = Open(path, ReadContext.Quiet());
            return table._names;
        }
        catch (ButacaException)
        {
            return [];
        }
    }

    /// <summary>The position of a column, or −1 where there is none.</summary>
    /// <exception cref="ButacaException">There are two of the name.</exception>
    public int Find(string name) =>
        Only(Array.FindIndex(_names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The position of a column that must be there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="why">Why, where that is not plain.</param>
    public int Require(string name, string why = "")
    {
        int column = Find(name);
        if (column < 0)
            Throw.Line(File, 1, $"the columns '{NamesText}'", $"one named '{name}'{why}");
        return column;
    }

    /// <summary>The position of a column under one of its usual names, or −1 where there is none.</summary>
    /// <exception cref="ButacaException">There are two of the name.</exception>
    public int Find(IReadOnlyList<string> usual) => Only(UsualColumns.Find(_names, usual));

    /// <summary>The position of a column that must be there under one of its usual names.</summary>
    /// <param name="usual">The names, the first for the error.</param>
    /// <param name="why">Why, where that is not plain.</param>
    public int Require(IReadOnlyList<string> usual, string why = "") =>
        Find(usual) is >= 0 and int column ? column : Require(usual[0], why);

    /// <summary>
    /// Reads all rows. One that can't be read is an error; where the context is lenient, it is passed over and
    /// reported.
    /// </summary>
    /// <param name="read">Reads the current row's fields; it throws before it has any other effect.</param>
    public void ForEach(Action read)
    {
        while (Next(read)) { }
    }

    /// <summary>The rows, as <see cref="ForEach"/> reads them.</summary>
    public IEnumerable<T> Rows<T>(Func<T> read)
    {
        T row = default!;
        bool isRead = false;
        while (
            Next(() =>
            {
                row = read();
                isRead = true;
            })
        )
        {
            if (isRead)
                yield return row;
            isRead = false;
        }
    }

    /// <summary>Goes to the next row that is not blank.</summary>
    public bool Read()
    {
        do
        {
            Line = _nextLine;
            try
            {
                if (!_csv.Read())
                    return false;
            }
            catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
            {
                if (_context.Options.Lenient)
                    Restart();
                Throw.Line(File, Line, Problem(exception), Rules(exception), exception, KindOf(exception));
            }
            ReadOnlySpan<char> raw = _csv.GetRawRecordSpan();
            _nextLine += Math.Max(1, raw.Count('\n'));
        } while (IsBlank());

        if (_csv.RowFieldCount != _names.Length && !IsOnlyPadded())
        {
            string found = $"{_csv.RowFieldCount} fields";
            if (_context.Options.Lenient && _nextLine > Line + 1)
                Restart(); // a quotation mark out of place may have swallowed the rows below
            Throw.Line(
                File,
                Line,
                found,
                $"{_names.Length}: {string.Join(_dialect.Delimiter, _names)}",
                problem: FileProblem.FieldCount
            );
        }
        if (--_untilReport == 0)
            Report();
        return true;
    }

    /// <summary>The text of a field of the current row; empty for a column that is not there (−1).</summary>
    public ReadOnlySpan<char> Span(int column) => column < 0 ? default : _csv.GetFieldSpan(column);

    /// <summary>The text of a field, or null where it is empty or its column is not there.</summary>
    public string? Text(int column) => Span(column) is { IsEmpty: false } text ? text.ToString() : null;

    /// <summary>Takes words for what is missing, such as <c>NaN</c>, for no ids in some columns.</summary>
    public void ExpectMissing(params ReadOnlySpan<int> columns)
    {
        foreach (int column in columns)
            _ids[column] = NewIds(column, knowsMissing: true);
    }

    /// <summary>An id.</summary>
    public Id Id(int column)
    {
        IdTexts texts = _ids[column] ??= NewIds(column, knowsMissing: false);
        if (!texts.TryRead(_csv.GetFieldSpan(column), out Id id))
            Wrong(column, texts.Expected);
        return id;
    }

    /// <summary>A rating, or NaN where the field is empty or its column is not there.</summary>
    public float Rating(int column)
    {
        ReadOnlySpan<char> text = Span(column);
        if (text.IsEmpty)
            return float.NaN;
        if (Digits.TryShortDecimal(text, out float value))
            return value;
        if (!Digits.TryDecimal(text, out value))
            Wrong(column, "a number");
        return value;
    }

    /// <summary>
    /// A time in seconds since 1970-01-01 UTC, or 0 where the field is empty or its column is not there.
    /// </summary>
    public uint Time(int column)
    {
        ReadOnlySpan<char> text = Span(column);
        if (text.IsEmpty)
            return 0;
        if (!Moment.TrySeconds(text, out uint seconds))
            Wrong(column, Moment.ExpectedSeconds);
        return seconds;
    }

    /// <summary>A year, or null where the field is empty or its column is not there.</summary>
    public int? Year(int column)
    {
        ReadOnlySpan<char> text = Span(column);
        if (text.IsEmpty)
            return null;
        if (!Digits.TryWhole(text, out long value) || !Movie.IsYear(value))
            Wrong(column, Movie.ExpectedYear);
        return (int)value;
    }

    /// <summary>Complains about a field of the current row.</summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public void Wrong(int column, string expected) =>
        Throw.Field(File, Line, _names[column], Span(column).ToString(), expected);

    /// <inheritdoc/>
    public void Dispose()
    {
        _csv.Dispose();
        _stream.Dispose();
    }

    private bool Next(Action read)
    {
        try
        {
            if (!Read())
                return false;
            read();
        }
        catch (ButacaException exception) when (_context.Options.Lenient && exception.Line is not null)
        {
            _context.OddRow(File, exception);
        }
        return true;
    }

    /// <summary>A column whose name no other has: which of two is meant, nobody could tell.</summary>
    private int Only(int column)
    {
        if (
            column >= 0
            && Array.FindLastIndex(_names, n => n.Equals(_names[column], StringComparison.OrdinalIgnoreCase)) != column
        )
            Throw.Line(File, 1, $"the columns '{NamesText}'", $"one column '{_names[column]}', not several");
        return column;
    }

    private IdTexts NewIds(int column, bool knowsMissing) => new(() => IsQuoted(column), knowsMissing);

    /// <summary>Whether a field of the current row stands in quotation marks, and not all fields do.</summary>
    private bool IsQuoted(int column)
    {
        ReadOnlySpan<char> raw = _csv.GetRawRecordSpan();
        bool isQuoted = false;
        bool areAll = true;
        bool isInside = false;
        int field = 0;
        for (int i = 0, start = 0; i < raw.Length; i++)
        {
            bool isMark = raw[i] == '"';
            if (i == start)
            {
                isQuoted |= isMark && field == column;
                areAll &= isMark;
            }
            isInside ^= isMark;
            if (raw[i] == _dialect.Delimiter && !isInside)
            {
                field++;
                start = i + 1;
            }
        }
        return isQuoted && !areAll;
    }

    private bool IsBlank()
    {
        int fields = _csv.RowFieldCount;
        if (fields > 1 && _dialect.Delimiter == ',')
            return false; // spreadsheets fill blank lines up, and most of them with semicolons
        for (int field = 0; field < fields; field++)
        {
            if (!_csv.GetFieldSpan(field).IsEmpty)
                return false;
        }
        return true;
    }

    /// <summary>Whether a row has all its fields, and behind them only empty ones.</summary>
    private bool IsOnlyPadded()
    {
        for (int field = _names.Length; field < _csv.RowFieldCount; field++)
        {
            if (!_csv.GetFieldSpan(field).IsEmpty)
                return false;
        }
        return _csv.RowFieldCount > _names.Length;
    }

    /// <summary>Reads on at the line after the one on which the current row starts.</summary>
    private void Restart()
    {
        if (++_restarts > MostRestarts || _restarts * _stream.Length > MostReadAgain)
            throw new ButacaException(
                $"{File}: found {_restarts} rows with quotation marks out of place, expected csv."
            )
            {
                Problem = FileProblem.Quotation,
            };
        _csv.Dispose();
        _nextLine = Line + 1;
        _csv = ReaderAt(_nextLine, hasHeader: false);
    }

    private StreamReader Text()
    {
        _stream.Position = 0;
        return new StreamReader(_stream, _encoding, detectEncodingFromByteOrderMarks: true, 1 << 16, leaveOpen: true);
    }

    private CsvDataReader ReaderAt(long line, bool hasHeader)
    {
        StreamReader text = Text();
        for (long at = 1; at < line; at++)
            text.ReadLine();
        return CsvDataReader.Create(
            text,
            new CsvDataReaderOptions
            {
                HasHeaders = hasHeader,
                Delimiter = _dialect.Delimiter,
                BufferSize = 1 << 16,
                MaxBufferSize = 1 << 24, // one row, such as a movie's whole plot
                Comment = '\uFFFF', // none: "#Horror (2015)" is a title
            }
        );
    }

    private void Report()
    {
        _untilReport = RowsBetweenReports;
        _context.Cancellation.ThrowIfCancellationRequested();
        _context.Progress?.Report(
            new ReadProgress(File, _stream.Length == 0 ? 1 : (double)_stream.Position / _stream.Length)
        );
    }

    private static string Problem(Exception exception) =>
        exception switch
        {
            CsvRecordTooLargeException =>
                "a row of more than 16 million characters, perhaps after a quotation mark that is never closed",
            DecoderFallbackException => "UTF-8 with bytes that are not, here or a little further on", // text is decoded ahead of the rows
            _ => "a quotation mark out of place, or one that is never closed",
        };

    private static FileProblem KindOf(Exception exception) =>
        exception is DecoderFallbackException ? FileProblem.Encoding : FileProblem.Quotation;

    private static string Rules(Exception exception) =>
        exception is DecoderFallbackException
            ? "text in UTF-8: convert the file"
            : "csv rows: a field with a quotation mark, comma or line break is quoted, and its own quotation marks doubled";
}
