using System.Globalization;

namespace Butaca.Data.Files;

/// <summary>
/// MovieLens's older files: no header, fields between <c>::</c>, <c>|</c> or tabs, no quoting. They are UTF-8 (ml-10m)
/// or Latin-1 (ml-100k, ml-1m) and do not say which: a file is read as UTF-8 unless it is not valid as such.
/// </summary>
internal sealed class SeparatedLines : IDisposable
{
    private readonly ReadContext _context;
    private readonly string _separator;
    private readonly StreamReader _reader;
    private readonly Dictionary<int, IdTexts> _ids = []; // by field
    private string[] _fields = [];

    public SeparatedLines(string path, string separator, ReadContext context)
    {
        if (!System.IO.File.Exists(path))
            Throw.Missing(path, "It belongs to this layout: unpack the whole archive.");
        File = path;
        _separator = separator;
        _context = context;
        _reader = new StreamReader(path, TextEncoding.Of(path));
    }

    public string File { get; }

    public int Line { get; private set; }

    /// <summary>Passes over the next line.</summary>
    public void Skip()
    {
        _reader.ReadLine();
        Line++;
    }

    /// <summary>
    /// Reads all lines that are not blank. One that can't be read is an error; where the context is lenient, it is
    /// passed over and reported.
    /// </summary>
    /// <param name="names">The fields, for messages.</param>
    /// <param name="read">Reads the current line's fields; it throws before it has any other effect.</param>
    /// <param name="joined">A field that may contain the separator itself and takes what is too much; −1: none.</param>
    public void ForEach(ReadOnlySpan<string> names, Action read, int joined = -1)
    {
        while (Next(names, read, joined)) { }
    }

    private bool Next(ReadOnlySpan<string> names, Action read, int joined)
    {
        try
        {
            if (!Read(names, joined))
                return false;
            read();
        }
        catch (ButacaException exception) when (_context.Options.Lenient && exception.Line is not null)
        {
            _context.OddRow(File, exception);
        }
        return true;
    }

    /// <summary>Goes to the next line that is not blank, and checks its number of fields.</summary>
    private bool Read(ReadOnlySpan<string> names, int joined)
    {
        string? text;
        do
        {
            text = _reader.ReadLine();
            Line++;
            if (Line % (1 << 16) == 0)
                Report();
        } while (text is { Length: 0 });
        if (text is null)
        {
            if (Line == 1)
                Throw.File(File, "an empty file", $"lines of {string.Join(_separator, names.ToArray())}");
            return false;
        }
        _fields = text.Split(_separator);
        int extra = _fields.Length - names.Length;
        if (extra > 0 && joined >= 0)
            _fields =
            [
                .. _fields[..joined],
                string.Join(_separator, _fields[joined..(joined + extra + 1)]),
                .. _fields[(joined + extra + 1)..],
            ];
        if (_fields.Length != names.Length)
            Throw.Line(
                File,
                Line,
                $"{_fields.Length} fields",
                $"{names.Length}: {string.Join(_separator == "\t" ? "<tab>" : _separator, names.ToArray())}"
            );
        return true;
    }

    public string Text(int field) => _fields[field];

    public Id Id(int field, string name)
    {
        if (!_ids.TryGetValue(field, out IdTexts? texts))
            _ids.Add(field, texts = new IdTexts());
        if (!texts.TryRead(_fields[field], out Id id))
            Throw.Field(File, Line, name, _fields[field], texts.Expected);
        return id;
    }

    public float Rating(int field)
    {
        if (
            !float.TryParse(_fields[field], NumberStyles.Float, CultureInfo.InvariantCulture, out float value)
            || !float.IsFinite(value)
        )
            Throw.Field(File, Line, "rating", _fields[field], "a number");
        return value;
    }

    public uint Time(int field)
    {
        if (!Moment.TrySeconds(_fields[field], out uint seconds))
            Throw.Field(File, Line, "timestamp", _fields[field], Moment.ExpectedSeconds);
        return seconds;
    }

    /// <summary>Reads a file of MovieLens's four columns: user, movie, rating, time.</summary>
    public void ReadRatings(DatasetBuilder into)
    {
        RatingFilter filter = new(File, _context);
        ForEach(
            ["userId", "movieId", "rating", "timestamp"],
            () =>
            {
                float rating = Rating(2);
                if (filter.Keeps(rating, Line))
                    into.AddInteraction(Id(0, "userId"), Id(1, "movieId"), rating, Time(3));
            }
        );
    }

    public void Dispose() => _reader.Dispose();

    private void Report()
    {
        _context.Cancellation.ThrowIfCancellationRequested();
        _context.Progress?.Report(
            new ReadProgress(File, (double)_reader.BaseStream.Position / _reader.BaseStream.Length)
        );
    }
}
