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
        WriteField(writer, id.ToString());
        writer.Write(',');
        writer.WriteRow(fields);
    }

    /// <summary>A field as it stands in a row.</summary>
    public static string Field(string field)
    {
        using StringWriter writer = new(CultureInfo.InvariantCulture);
        WriteField(writer, field);
        return writer.ToString();
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
