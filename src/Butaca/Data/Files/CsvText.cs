using System.Globalization;

namespace Butaca.Data.Files;

/// <summary>Writes csv fields so that any reader gives them back unchanged (RFC 4180).</summary>
internal static class CsvText
{
    /// <summary>Writes one row.</summary>
    public static void WriteRow(this TextWriter writer, params ReadOnlySpan<string?> fields)
    {
        for (int i = 0; i < fields.Length; i++)
        {
            if (i > 0)
                writer.Write(',');
            WriteField(writer, fields[i] ?? "");
        }
        writer.Write('\n');
    }

    /// <summary>Writes a row that starts with an id.</summary>
    public static void WriteRow(this TextWriter writer, Id id, params ReadOnlySpan<string?> fields)
    {
        writer.Write(Field(id));
        writer.Write(',');
        writer.WriteRow(fields);
    }

    /// <summary>
    /// An id as it stands in a row. Quotation marks keep <c>10.0</c> from being read as pandas' way to write 10.
    /// </summary>
    public static string Field(Id id)
    {
        string text = id.ToString();
        using StringWriter writer = new(CultureInfo.InvariantCulture);
        WriteField(writer, text, mustQuote: Digits.WithoutZeros(text).Length < text.Length);
        return writer.ToString();
    }

    private static void WriteField(TextWriter writer, string field, bool mustQuote = false)
    {
        mustQuote |=
            field.AsSpan().ContainsAny(",\"\r\n")
            || (field.Length > 0 && (char.IsWhiteSpace(field[0]) || char.IsWhiteSpace(field[^1])));
        if (!mustQuote)
        {
            writer.Write(field);
            return;
        }
        writer.Write('"');
        writer.Write(field.Replace("\"", "\"\"", StringComparison.Ordinal));
        writer.Write('"');
    }
}
