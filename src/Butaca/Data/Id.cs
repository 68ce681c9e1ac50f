using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Butaca.Data;

/// <summary>
/// The id of a user or a movie, as the data has it: a whole number such as <c>260</c>, or any other text such as
/// <c>tt0078748</c>, a GUID, an SKU or <c>0042</c>, which is another id than <c>42</c>. It is given back to the letter.
/// Whole numbers come first, by value; then texts, by their UTF-16 code units, so that case and accents tell ids apart.
/// </summary>
/// <remarks>
/// A whole number is one of −2⁶³ … 2⁶³ − 1 in the form in which it is written back: without leading zeros, plus sign or
/// point. Blanks around an id are no part of it. The default value is the number 0.
/// </remarks>
[JsonConverter(typeof(IdJsonConverter))]
public readonly struct Id : IEquatable<Id>, IComparable<Id>, ISpanParsable<Id>
{
    /// <summary>The most characters that an id may have.</summary>
    public const int Longest = 255;

    /// <summary>How an error names what an id may be.</summary>
    public const string Expected =
        "an id: a whole number or a text of 1 to 255 characters without line breaks and other control characters";

    private readonly string? _text; // null: a whole number
    private readonly long _number;

    private Id(long number) => _number = number;

    private Id(string text) => _text = text;

    /// <summary>Whether it is a whole number.</summary>
    public bool IsNumber => _text is null;

    /// <summary>The whole number.</summary>
    /// <exception cref="InvalidOperationException">The id is none.</exception>
    public long Number =>
        _text is null ? _number : throw new InvalidOperationException($"The id '{_text}' is no whole number.");

    /// <summary>
    /// Decides what is drawn at random for a user: the number itself, or what a text's SHA-256 begins with.
    /// </summary>
    internal long SeedIndex =>
        _text is null
            ? _number
            : BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(_text)));

    /// <summary>A whole number as an id.</summary>
    public static implicit operator Id(long number) => FromInt64(number);

    /// <summary>A text as an id; one that is a whole number is the same as that number.</summary>
    /// <exception cref="FormatException">The text can't be an id.</exception>
    public static implicit operator Id(string text) => Parse(text);

    /// <summary>Whether two ids are the same.</summary>
    public static bool operator ==(Id left, Id right) => left.Equals(right);

    /// <summary>Whether two ids differ.</summary>
    public static bool operator !=(Id left, Id right) => !left.Equals(right);

    /// <summary>Whether an id comes before another.</summary>
    public static bool operator <(Id left, Id right) => left.CompareTo(right) < 0;

    /// <summary>Whether an id comes after another.</summary>
    public static bool operator >(Id left, Id right) => left.CompareTo(right) > 0;

    /// <summary>Whether an id is another or comes before it.</summary>
    public static bool operator <=(Id left, Id right) => left.CompareTo(right) <= 0;

    /// <summary>Whether an id is another or comes after it.</summary>
    public static bool operator >=(Id left, Id right) => left.CompareTo(right) >= 0;

    /// <summary>A whole number as an id.</summary>
    public static Id FromInt64(long number) => new(number);

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">
    /// The text can't be an id: it is blank, too long, or has control characters.
    /// </exception>
    public static Id Parse(string text) => Parse(text.AsSpan());

    /// <inheritdoc cref="Parse(string)"/>
    public static Id Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out Id id) ? id : throw new FormatException($"found '{text}', expected {Expected}.");

    /// <summary>Reads an id.</summary>
    /// <returns>Whether the text can be one.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Id id)
    {
        text = text.Trim();
        if (TryNumber(text, out long number))
        {
            id = new Id(number);
            return true;
        }
        bool isText = text.Length is > 0 and <= Longest && IsPrintable(text);
        id = isText ? new Id(text.ToString()) : default;
        return isText;
    }

    /// <summary>A text that is known to be an id and no whole number.</summary>
    internal static Id OfText(string text) => new(text);

    /// <summary>Whether a text is a whole number as it would be written.</summary>
    internal static bool TryNumber(ReadOnlySpan<char> text, out long number)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            return false;
        ReadOnlySpan<char> digits = text[0] == '-' ? text[1..] : text;
        return char.IsAsciiDigit(digits[0]) && (digits[0] != '0' || text.Length == 1);
    }

    /// <inheritdoc/>
    public static Id Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Id result) =>
        TryParse(s.AsSpan(), out result);

    /// <inheritdoc/>
    public static Id Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Id result) =>
        TryParse(s, out result);

    /// <inheritdoc/>
    public bool Equals(Id other) => _number == other._number && string.Equals(_text, other._text);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Id other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _text?.GetHashCode(StringComparison.Ordinal) ?? _number.GetHashCode();

    /// <summary>Numbers by value, then texts by their UTF-16 code units.</summary>
    public int CompareTo(Id other)
    {
        if (_text is null)
            return other._text is null ? _number.CompareTo(other._number) : -1;
        return other._text is null ? 1 : string.CompareOrdinal(_text, other._text);
    }

    /// <summary>The id to the letter.</summary>
    public override string ToString() => _text ?? _number.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Whether a text can be written and read back: no control characters, and no half of a surrogate pair.
    /// </summary>
    private static bool IsPrintable(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (
                Rune.DecodeFromUtf16(text, out Rune rune, out int length) != OperationStatus.Done
                || Rune.IsControl(rune)
            )
                return false;
            text = text[length..];
        }
        return true;
    }
}
