using System.Globalization;
using Butaca.Data;

namespace Butaca.Splits;

/// <summary>
/// A set of ids as people write it: <c>7</c>, <c>1-530</c>, <c>1-100,200-250</c>, <c>ana,cd613e30-d8f1</c>. What looks
/// like a range of whole numbers is one, and the id of this very text besides.
/// </summary>
public sealed class IdRanges
{
    private const string Expected = "ids and ranges of ids such as 1-530 or 1-100,200";
    private readonly string _option;
    private readonly string _text;
    private readonly HashSet<Id> _ids;
    private readonly List<IdRange> _ranges;

    private IdRanges(string option, string text, HashSet<Id> ids, List<IdRange> ranges)
    {
        _option = option;
        _text = text;
        _ids = ids;
        _ranges = ranges;
    }

    /// <summary>Reads a set.</summary>
    /// <param name="option">The option it was given for, for the error.</param>
    /// <param name="text">The set.</param>
    /// <exception cref="ButacaException">The text is no such set.</exception>
    public static IdRanges Parse(string option, string text)
    {
        HashSet<Id> ids = [];
        List<IdRange> ranges = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!Id.TryParse(part, out Id id))
                Throw.Option(option, text, Expected);
            string[] ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (
                ends.Length == 2
                && long.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out long first)
                && long.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out long last)
            )
            {
                if (first > last)
                    Throw.Option(option, text, Expected);
                ranges.Add(new IdRange(id, first, last));
            }
            else
            {
                ids.Add(id);
            }
        }
        return new IdRanges(option, text, ids, ranges);
    }

    /// <summary>Whether an id is in the set.</summary>
    public bool Contains(Id id) => _ids.Contains(id) || _ranges.Exists(range => range.Contains(id));

    /// <summary>The rows of a vocabulary whose ids are in the set, ascending.</summary>
    /// <exception cref="ButacaException">
    /// The set names an id that is no whole number and not in the vocabulary: a typing error.
    /// </exception>
    public int[] RowsOf(Vocabulary vocabulary)
    {
        foreach (Id id in _ids)
            if (!id.IsNumber && vocabulary.RowOf(id) < 0)
                Throw.Option(_option, $"{id}", $"{Expected}, or the data's own: it has no such id");
        return [.. Enumerable.Range(0, vocabulary.Count).Where(row => Contains(vocabulary.IdOf(row)))];
    }

    /// <summary>The text it was read from.</summary>
    public override string ToString() => _text;

    /// <summary>A range of whole numbers, and the id that is written like it.</summary>
    private readonly record struct IdRange(Id Text, long First, long Last)
    {
        public bool Contains(Id id) => id.IsNumber ? First <= id.Number && id.Number <= Last : id == Text;
    }
}
