using System.Globalization;

namespace Butaca.Splits;

/// <summary>A set of ids as people write it: <c>1-530</c>, <c>7</c>, <c>1-100,200-250</c>.</summary>
public sealed class IdRanges
{
    private readonly string _text;
    private readonly (long First, long Last)[] _ranges;

    private IdRanges(string text, (long, long)[] ranges)
    {
        _text = text;
        _ranges = ranges;
    }

    /// <summary>Reads a set.</summary>
    /// <param name="option">The option it was given for, for the error.</param>
    /// <param name="text">The set.</param>
    /// <exception cref="ButacaException">The text is no such set.</exception>
    public static IdRanges Parse(string option, string text)
    {
        List<(long, long)> ranges = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-', StringSplitOptions.TrimEntries);
            bool fits =
                ends.Length is 1 or 2
                && long.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out long first)
                && long.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out long last)
                && first <= last;
            if (!fits)
                Throw.Option(option, text, "ids and ranges of ids such as 1-530 or 1-100,200");
            ranges.Add(
                (long.Parse(ends[0], CultureInfo.InvariantCulture), long.Parse(ends[^1], CultureInfo.InvariantCulture))
            );
        }
        return new IdRanges(text, [.. ranges]);
    }

    /// <summary>Whether an id is in the set.</summary>
    public bool Contains(long id) => Array.Exists(_ranges, range => range.First <= id && id <= range.Last);

    /// <summary>The rows of a vocabulary whose ids are in the set, ascending.</summary>
    public int[] RowsOf(Data.Vocabulary vocabulary) =>
        [.. Enumerable.Range(0, vocabulary.Count).Where(row => Contains(vocabulary.IdOf(row)))];

    /// <summary>The text it was read from.</summary>
    public override string ToString() => _text;
}
