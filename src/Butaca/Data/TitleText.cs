using System.Text;

namespace Butaca.Data;

/// <summary>
/// Titles reduced to what two spellings of one title share. Accents are folded by our own table: the invariant
/// globalization mode, in which we run everywhere, leaves <see cref="string.Normalize()"/> without effect.
/// </summary>
public static class TitleText
{
    // One letter for each code point from the range's first on; '.' means that the letter stays as it is.
    private const string Latin1AndExtendedA = // U+00C0 … U+017F
        "aaaaaa?ceeeeiiiidnooooo.ouuuuy??aaaaaa?ceeeeiiiidnooooo.ouuuuy?yaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkkkllllll..llnnnnnnnnnoooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    private const string ExtendedB = // U+01CD … U+01DC, then U+01F8 … U+0233 below
        "aaiioouuuuuuuuuu";
    private const string ExtendedBEnd = "nnaa....aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy";
    private const string ExtendedAdditional = // U+1E00 … U+1EFF
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy.s..?.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

    /// <summary>
    /// The words of a title: lower case, without accents and punctuation, <c>&amp;</c> as "and", one space between.
    /// </summary>
    public static string Words(string title) => Reduce(title, ' ');

    /// <summary>The words without the spaces, so that "Spider-Man", "Spider Man" and "Spiderman" are one.</summary>
    public static string Key(string title) => Reduce(title, null);

    private static string Reduce(string title, char? space)
    {
        StringBuilder text = new(title.Length + 8);
        bool gap = false;
        foreach (char c in title)
        {
            if (c is '\'' or '’' or '‘' or '`' or '´' or (>= '\u0300' and <= '\u036F') or '\u00AD')
                continue; // leave the word whole
            ReadOnlySpan<char> folded = Fold(c);
            if (folded.IsEmpty && !char.IsLetterOrDigit(c))
            {
                gap = true;
                continue;
            }
            bool isWord = c is '&' or '+';
            if (space is { } between && text.Length > 0 && (gap || isWord))
                text.Append(between);
            if (folded.IsEmpty)
                text.Append(char.ToLowerInvariant(c));
            else
                text.Append(folded);
            gap = isWord;
        }
        return text.ToString();
    }

    private static ReadOnlySpan<char> Fold(char c)
    {
        if (c < 0x80)
            return c is '&' or '+' ? "and" : default;
        ReadOnlySpan<char> letter = c switch
        {
            >= '\u00C0' and <= '\u017F' => Latin1AndExtendedA.AsSpan(c - 0xC0, 1),
            >= '\u01CD' and <= '\u01DC' => ExtendedB.AsSpan(c - 0x1CD, 1),
            >= '\u01F8' and <= '\u0233' => ExtendedBEnd.AsSpan(c - 0x1F8, 1),
            >= '\u1E00' and <= '\u1EFF' => ExtendedAdditional.AsSpan(c - 0x1E00, 1),
            _ => c switch
            {
                '½' => "12",
                '⅓' => "13",
                '²' => "2",
                '³' => "3",
                '¹' => "1",
                _ => default(ReadOnlySpan<char>),
            },
        };
        return letter switch
        {
            "?" => c switch
            {
                'Æ' or 'æ' => "ae",
                'Œ' or 'œ' => "oe",
                'ß' or 'ẞ' => "ss",
                'Þ' or 'þ' => "th",
                _ => "ij",
            },
            "." => default,
            _ => letter,
        };
    }
}
