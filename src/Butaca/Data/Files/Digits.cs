using System.Globalization;

namespace Butaca.Data.Files;

/// <summary>
/// Numbers as rating files write them, several times faster than the general parsers. What does not fit here goes to
/// those, so that both accept the same.
/// </summary>
internal static class Digits
{
    private const int LongestNumber = 64;

    /// <summary>Reads 1 to 18 digits and nothing else.</summary>
    public static bool TryWhole(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        if (text.Length is 0 or > 18)
            return false;
        foreach (char c in text)
        {
            uint digit = (uint)(c - '0');
            if (digit > 9)
                return false;
            value = value * 10 + digit;
        }
        return true;
    }

    /// <summary>
    /// A number without decimals that are all zero, as <c>10.0</c> has them from pandas; other texts as they are.
    /// </summary>
    public static ReadOnlySpan<char> WithoutZeros(ReadOnlySpan<char> text)
    {
        int point = text.LastIndexOf('.');
        bool isWhole = point > 0 && point < text.Length - 1 && !text[(point + 1)..].ContainsAnyExcept('0');
        return isWhole ? text[..point] : text;
    }

    /// <summary>Reads up to 7 digits with or without a point between them, such as <c>4</c> or <c>3.5</c>.</summary>
    public static bool TryShortDecimal(ReadOnlySpan<char> text, out float value)
    {
        value = 0;
        if (text.Length is 0 or > 8)
            return false;
        int digits = 0;
        int scale = 0;
        int whole = 0;
        for (int i = 0; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                whole = whole * 10 + (int)digit;
                digits++;
                if (scale > 0)
                    scale *= 10;
            }
            else if (text[i] == '.' && scale == 0 && digits > 0)
            {
                scale = 1;
            }
            else
            {
                return false;
            }
        }
        if (digits > 7 || scale == 1)
            return false;
        // Both are below 2^24, exact as float, and IEEE division rounds correctly: the same value as float.Parse.
        value = scale == 0 ? whole : (float)whole / scale;
        return true;
    }

    /// <summary>Reads any finite number, its decimals behind a point or, as in much of the world, a comma.</summary>
    public static bool TryDecimal(ReadOnlySpan<char> text, out float value)
    {
        if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return float.IsFinite(value);
        if (text.Length > LongestNumber || text.Count(',') != 1 || text.Contains('.'))
            return false;
        Span<char> pointed = stackalloc char[text.Length];
        text.Replace(pointed, ',', '.');
        return float.TryParse(pointed, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && float.IsFinite(value);
    }
}
