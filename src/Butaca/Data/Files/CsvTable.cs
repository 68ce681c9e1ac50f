using System.Globalization;
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
    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );
    private readonly FileStream _stream;
    private readonly CsvDataReader _csv;
    private readonly ReadContext _context;
    private readonly string[] _names;
    private long _nextLine = 2;
    private int _untilReport = RowsBetweenReports;

    private CsvTable(string path, FileStream stream, CsvDataReader csv, ReadContext context)
    {
        File = path;
        _stream = stream;
        _csv = csv;
        _context = context;
        _names = [.. Enumerable.Range(0, csv.FieldCount).Select(i => csv.GetName(i).Trim())];
    }

    /// <summary>The path, for messages.</summary>
    public string File { get; }

    /// <summary>The names of the columns, as the file has them.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The line on which the current row starts, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Opens a file, or says why it cannot be one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="context">Receives progress; may cancel.</param>
    /// <param name="encoding">Default: UTF-8, and an error where it is not. A byte order mark always decides.</param>
    public static CsvTable Open(string path, ReadContext context, Encoding? encoding = null)
    {
        if (!System.IO.File.Exists(path))
            Throw.Missing(path, "Check the path.");
        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        try
        {
            StreamReader text = new(stream, encoding ?? StrictUtf8, detectEncodingFromByteOrderMarks: true, 1 << 16);
            CsvDataReader csv = CsvDataReader.Create(
                text,
                new CsvDataReaderOptions
                {
                    Delimiter = ',',
                    BufferSize = 1 << 16,
                    MaxBufferSize = 1 << 24, // one row, such as a movie's whole plot
                    Comment = '\uFFFF', // none: "#Horror (2015)" is a title
                }
            );
            return new CsvTable(path, stream, csv, context);
        }
        catch (CsvMissingHeadersException exception)
        {
            stream.Dispose();
            Throw.File(path, "an empty file", "a header line with the names of the columns", exception);
            throw;
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            stream.Dispose();
            Throw.Line(path, 1, Problem(exception), Rules(exception), exception);
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
    public int Find(string name) => Array.FindIndex(_names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The position of a column that must be there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="why">Why, where that is not plain.</param>
    public int Require(string name, string why = "")
    {
        int column = Find(name);
        if (column < 0)
            Throw.Line(File, 1, $"the columns '{string.Join(',', _names)}'", $"one named '{name}'{why}");
        return column;
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
                Throw.Line(File, Line, Problem(exception), Rules(exception), exception);
            }
            ReadOnlySpan<char> raw = _csv.GetRawRecordSpan();
            _nextLine += Math.Max(1, raw.Count('\n'));
        } while (_csv.RowFieldCount == 1 && _csv.GetFieldSpan(0).IsEmpty);

        if (_csv.RowFieldCount != _names.Length)
            Throw.Line(File, Line, $"{_csv.RowFieldCount} fields", $"{_names.Length}: {string.Join(',', _names)}");
        if (--_untilReport == 0)
            Report();
        return true;
    }

    /// <summary>The text of a field of the current row; empty for a column that is not there (−1).</summary>
    public ReadOnlySpan<char> Span(int column) => column < 0 ? default : _csv.GetFieldSpan(column);

    /// <summary>The text of a field, or null where it is empty or its column is not there.</summary>
    public string? Text(int column) => Span(column) is { IsEmpty: false } text ? text.ToString() : null;

    /// <summary>A whole number.</summary>
    public long Id(int column)
    {
        ReadOnlySpan<char> text = _csv.GetFieldSpan(column);
        if (
            !Digits.TryWhole(text, out long value)
            && !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
        )
            Wrong(column, "a whole number");
        return value;
    }

    /// <summary>A rating, or NaN where the field is empty or its column is not there.</summary>
    public float Rating(int column)
    {
        ReadOnlySpan<char> text = Span(column);
        if (text.IsEmpty)
            return float.NaN;
        if (Digits.TryShortDecimal(text, out float value))
            return value;
        if (
            !float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !float.IsFinite(value)
        )
            Wrong(column, "a number");
        return value;
    }

    /// <summary>A time in seconds since 1970-01-01 UTC, or 0 where the field is empty or its column is not there.</summary>
    public uint Time(int column)
    {
        ReadOnlySpan<char> text = Span(column);
        if (text.IsEmpty)
            return 0;
        if (!Digits.TryWhole(text, out long value) || value > uint.MaxValue)
            Wrong(column, "whole seconds since 1970-01-01 UTC, 0 to 4294967295; divide milliseconds by 1000");
        return (uint)value;
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

    /// <summary>Midnight UTC of a day such as 2024-01-31 in seconds since 1970-01-01, or 0 where the field is empty or its column is not there.</summary>
    public uint Day(int column)
    {
        ReadOnlySpan<char> text = Span(column);
        if (text.IsEmpty)
            return 0;
        bool isDay = DateOnly.TryParseExact(
            text,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out DateOnly day
        );
        if (!isDay || day.Year is < 1970 or > 2105)
            Wrong(column, "a date such as 2024-01-31");
        return (uint)(day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * 86_400;
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
            DecoderFallbackException => "bytes that are not UTF-8, here or a little further on", // text is decoded ahead of the rows
            _ => "a quotation mark out of place, or one that is never closed",
        };

    private static string Rules(Exception exception) =>
        exception is DecoderFallbackException
            ? "text in UTF-8: convert the file"
            : "csv rows: a field with a quotation mark, comma or line break is quoted, and its own quotation marks doubled";
}
