using Butaca.Hosting;

namespace Butaca.Server.Apis;

/// <summary>What a text of a request may hold: not every store takes every character.</summary>
internal static class TextChecks
{
    /// <summary>A name or title: one line.</summary>
    /// <exception cref="RequestException">It has a control character.</exception>
    public static void Line(string field, string? text)
    {
        if (text?.Any(char.IsControl) == true)
            throw RequestException.Field(field, "found a control character, expected none");
    }

    /// <summary>A text of many lines.</summary>
    /// <exception cref="RequestException">It has the character U+0000.</exception>
    public static void Lines(string field, string? text)
    {
        if (text?.Contains('\0') == true)
            throw RequestException.Field(field, "found the character U+0000, expected none");
    }
}
