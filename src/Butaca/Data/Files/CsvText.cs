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
    public static void WriteRow(this TextWriter writer, long id, params ReadOnlySpan<string?> fields)
    {
        writer.Write(id.ToString(CultureInfo.InvariantCulture)); // some cultures have a minus of their own
        writer.Write(',');
        writer.WriteRow(fields);
    }

    private static void WriteField(TextWriter writer, string field)
    {
        bool mustQuote =
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
