namespace Butaca.Data.Files;

/// <summary>
/// The ids of a column. Each occurs many times: equal texts become one object. Where the first that is no whole number is one
/// with a point, such as <c>10.0</c>, the column was written by pandas, which does so where values are missing: its ids are
/// whole numbers.
/// </summary>
internal sealed class IdTexts
{
    private readonly Dictionary<string, Id>.AlternateLookup<ReadOnlySpan<char>> _known = new Dictionary<string, Id>(
        StringComparer.Ordinal
    ).GetAlternateLookup<ReadOnlySpan<char>>();

    private bool _areFloats;

    /// <summary>How an error names what an id of the column may be.</summary>
    public string Expected =>
        _areFloats
            ? "a whole number, as the column has others such as 10.0; write ids that are texts without .0"
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
        if (!Id.TryParse(text, out id))
            return false;
        if (id.IsNumber)
            return true;
        bool isFloat = Id.TryNumber(Digits.WithoutZeros(text), out number);
        _areFloats |= isFloat && _known.Dictionary.Count == 0;
        if (_areFloats)
        {
            id = number;
            return isFloat;
        }
        _known[text] = id;
        return true;
    }
}
