using System.Collections.Frozen;

namespace Butaca.Data.Files;

/// <summary>
/// The ids of a column. Each occurs many times: equal texts become one object. Where the first that is no whole number
/// is one with a point, such as <c>10.0</c>, the column was written by pandas, which does so where values are missing:
/// its ids are whole numbers, unless it stands in quotation marks.
/// </summary>
/// <param name="isQuoted">
/// Tells whether the field that is being read stands in quotation marks; null: none ever does.
/// </param>
/// <param name="knowsMissing">Whether words for what is missing, such as <c>NaN</c>, are no ids.</param>
internal sealed class IdTexts(Func<bool>? isQuoted = null, bool knowsMissing = false)
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Missing = FrozenSet
        .ToFrozenSet(["nan", "null", "none", "<na>", "n/a", "#n/a", "\\N"], StringComparer.OrdinalIgnoreCase)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Dictionary<string, Id>.AlternateLookup<ReadOnlySpan<char>> _known = new Dictionary<string, Id>(
        StringComparer.Ordinal
    ).GetAlternateLookup<ReadOnlySpan<char>>();

    private bool _areFloats;

    /// <summary>How an error names what an id of the column may be.</summary>
    public string Expected =>
        _areFloats
            ? "a whole number, as the column has others such as 10.0; if they are texts, put them in quotation marks"
            : Id.Expected;

    /// <summary>Reads a field.</summary>
    /// <returns>Whether it can be an id of the column.</returns>
    public bool TryRead(ReadOnlySpan<char> text, out Id id)
    {
        if (Digits.TryWhole(text, out long number) && (text[0] != '0' || text.Length == 1))
        {
            id = number;
            return true;
        }
        if (_known.TryGetValue(text, out id))
            return true;
        if (!Id.TryParse(text, out id) || (knowsMissing && Missing.Contains(text.Trim())))
            return false;
        if (id.IsNumber)
            return true;
        bool isFloat = Id.TryNumber(Digits.WithoutZeros(text), out number);
        if (!_areFloats && isFloat && _known.Dictionary.Count == 0)
            _areFloats = isQuoted?.Invoke() != true;
        if (_areFloats)
        {
            id = number;
            return isFloat;
        }
        _known[text] = id;
        return true;
    }
}
